/*
 * Memory with a ceiling: what the packet layer holds between frames is taken
 * here, so that no traffic makes it grow beyond the limit. Who owns the pool
 * decides what goes when there is no room.
 */
#ifndef RS_PACKET_POOL_H
#define RS_PACKET_POOL_H

#include <stdbool.h>
#include <stddef.h>

struct rs_pool {
    size_t limit, used; /* octets */
};

static inline bool rs_pool_room(const struct rs_pool *pool, size_t len_bytes)
{
    return len_bytes <= pool->limit && pool->used <= pool->limit - len_bytes;
}

/* NULL when there is no room or the system gives none. */
void *rs_pool_take(struct rs_pool *pool, size_t len_bytes);

/* The block grown to len_bytes; NULL as above, the old block is then as it was. */
void *rs_pool_grow(struct rs_pool *pool, void *block, size_t old_bytes, size_t len_bytes);

/* block: NULL, or of that length. */
void rs_pool_return(struct rs_pool *pool, void *block, size_t len_bytes);

#endif
