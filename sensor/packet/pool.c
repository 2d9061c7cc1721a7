#include "packet/pool.h"

#include <assert.h>
#include <stdlib.h>

void *rs_pool_take(struct rs_pool *pool, size_t len_bytes)
{
    return rs_pool_grow(pool, NULL, 0, len_bytes);
}

void *rs_pool_grow(struct rs_pool *pool, void *block, size_t old_bytes, size_t len_bytes)
{
    assert(len_bytes > old_bytes);
    if (!rs_pool_room(pool, len_bytes - old_bytes))
        return NULL;
    void *grown = realloc(block, len_bytes);
    if (grown)
        pool->used += len_bytes - old_bytes;
    return grown;
}

void rs_pool_return(struct rs_pool *pool, void *block, size_t len_bytes)
{
    if (!block)
        return;
    assert(pool->used >= len_bytes);
    pool->used -= len_bytes;
    free(block);
}
