#include "base/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

static struct rs_table_link *link_at(const struct rs_table *t, uint32_t index)
{
    return rs_table_at(t, index);
}

static uint32_t *bucket_of(const struct rs_table *t, struct rs_digest key)
{
    return &t->buckets[key.lo & t->bucket_mask];
}

int rs_table_init(struct rs_table *t, size_t object_size, uint32_t capacity)
{
    memset(t, 0, sizeof *t);
    uint32_t buckets = 16;
    while (buckets < capacity && buckets < 1u << 31)
        buckets *= 2;
    t->object_size = (object_size + 15) & ~(size_t)15;
    t->capacity = capacity;
    t->bucket_mask = buckets - 1;
    /* calloc of this size comes from the kernel as untouched pages: memory is taken as it fills. */
    t->objects = calloc((size_t)capacity + 1, t->object_size);
    t->buckets = calloc(buckets, sizeof *t->buckets);
    if (!t->objects || !t->buckets) {
        rs_table_fini(t);
        return RS_ERR_MEMORY;
    }
    return RS_OK;
}

void rs_table_fini(struct rs_table *t)
{
    free(t->objects);
    free(t->buckets);
    memset(t, 0, sizeof *t);
}

void *rs_table_find(const struct rs_table *t, struct rs_digest key)
{
    uint32_t index = *bucket_of(t, key);
    while (index) {
        struct rs_table_link *l = link_at(t, index);
        if (rs_digest_eq(l->key, key))
            return l;
        index = l->chain;
    }
    return NULL;
}

static void order_append(struct rs_table *t, struct rs_table_link *l)
{
    uint32_t *newest = &t->newest[l->rank];
    l->older = *newest;
    l->newer = 0;
    if (*newest)
        link_at(t, *newest)->newer = l->self;
    else
        t->oldest[l->rank] = l->self;
    *newest = l->self;
}

static void order_unlink(struct rs_table *t, struct rs_table_link *l)
{
    if (l->older)
        link_at(t, l->older)->newer = l->newer;
    else
        t->oldest[l->rank] = l->newer;
    if (l->newer)
        link_at(t, l->newer)->older = l->older;
    else
        t->newest[l->rank] = l->older;
}

static void bucket_link(struct rs_table *t, struct rs_table_link *l)
{
    uint32_t *bucket = bucket_of(t, l->key);
    l->chain = *bucket;
    *bucket = l->self;
}

static void bucket_unlink(struct rs_table *t, struct rs_table_link *l)
{
    uint32_t *at = bucket_of(t, l->key);
    while (*at != l->self)
        at = &link_at(t, *at)->chain;
    *at = l->chain;
}

static uint32_t slot_take(struct rs_table *t)
{
    if (!t->free_head)
        return ++t->high_water;
    uint32_t index = t->free_head;
    t->free_head = link_at(t, index)->chain;
    return index;
}

void *rs_table_add(struct rs_table *t, struct rs_digest key)
{
    if (rs_table_full(t))
        return NULL;
    uint32_t index = slot_take(t);
    struct rs_table_link *l = link_at(t, index);
    memset(l, 0, t->object_size);
    l->key = key;
    l->self = index & 0x3fffffff;
    bucket_link(t, l);
    order_append(t, l);
    t->count++;
    return l;
}

void rs_table_touch(struct rs_table *t, void *object)
{
    struct rs_table_link *l = object;
    rs_table_promote(t, object, l->rank);
}

void rs_table_promote(struct rs_table *t, void *object, unsigned rank)
{
    struct rs_table_link *l = object;
    if (l->rank == rank && t->newest[rank] == l->self)
        return;
    order_unlink(t, l);
    l->rank = rank & 3;
    order_append(t, l);
}

void rs_table_rekey(struct rs_table *t, void *object, struct rs_digest key)
{
    struct rs_table_link *l = object;
    bucket_unlink(t, l);
    l->key = key;
    bucket_link(t, l);
}

void rs_table_remove(struct rs_table *t, void *object)
{
    struct rs_table_link *l = object;
    bucket_unlink(t, l);
    order_unlink(t, l);
    l->chain = t->free_head;
    t->free_head = l->self;
    l->self = 0;
    t->count--;
}

void *rs_table_oldest(const struct rs_table *t)
{
    for (int rank = 0; rank < RS_TABLE_RANKS; rank++)
        if (t->oldest[rank])
            return rs_table_at(t, t->oldest[rank]);
    return NULL;
}

uint32_t rs_table_next(const struct rs_table *t, uint32_t index)
{
    while (++index <= t->high_water)
        if (link_at(t, index)->self)
            return index;
    return 0;
}
