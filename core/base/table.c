#include "base/table.h"

#include <stddef.h>
#include <string.h>

#include "base/err.h"
#include "base/memory.h"

/* A free place has its next one's number where a live one has its key. */
_Static_assert(offsetof(struct rs_table_link, key) == 0, "a slab writes to the key of who is gone");

static struct rs_table_link *link_at(const struct rs_table *t, uint32_t index)
{
    return rs_table_at(t, index);
}

static size_t order_size(const struct rs_table *t)
{
    return ((size_t)t->slab.capacity + 1) * sizeof *t->order;
}

int rs_table_init_unordered(struct rs_table *t, size_t object_size, uint32_t capacity)
{
    memset(t, 0, sizeof *t);
    int slab = rs_slab_init(&t->slab, object_size, capacity), index = rs_index_init(&t->index);
    if (slab == RS_OK && index == RS_OK)
        return RS_OK;
    rs_table_fini(t);
    return RS_ERR_MEMORY;
}

int rs_table_init(struct rs_table *t, size_t object_size, uint32_t capacity)
{
    int result = rs_table_init_unordered(t, object_size, capacity);
    if (result != RS_OK)
        return result;
    t->order = rs_memory_reserve(order_size(t));
    if (t->order)
        return RS_OK;
    rs_table_fini(t);
    return RS_ERR_MEMORY;
}

void rs_table_fini(struct rs_table *t)
{
    rs_memory_release(t->order, order_size(t)); /* the slab knows how much that is */
    rs_slab_fini(&t->slab);
    rs_index_fini(&t->index);
    memset(t, 0, sizeof *t);
}

/* ---- the index ---- */

static uint32_t tag_of(const struct rs_table_link *l)
{
    return l->key[0];
}

void *rs_table_find(const struct rs_table *t, struct rs_digest key)
{
    uint64_t own = rs_table_key(key);
    uint32_t tag = (uint32_t)own;
    const struct rs_index_place *p = rs_index_home(&t->index, tag);
    for (; (p = rs_index_from(p, tag)); p++) {
        struct rs_table_link *l = link_at(t, p->object);
        if (rs_table_key_of(l) == own)
            return l;
    }
    return NULL;
}

static void set_key(struct rs_table_link *l, struct rs_digest key)
{
    uint64_t own = rs_table_key(key);
    l->key[0] = (uint32_t)own;
    l->key[1] = (uint32_t)(own >> 32);
}

/* ---- the order ---- */

static void line_append(struct rs_table *t, struct rs_table_link *l)
{
    uint32_t *newest = &t->newest[l->rank];
    l->touched = 0;
    if (!t->order)
        return;
    t->order[l->self] = (struct rs_table_order){.older = *newest, .line = l->rank};
    if (*newest)
        t->order[*newest].newer = l->self;
    else
        t->oldest[l->rank] = l->self;
    *newest = l->self;
}

static void line_leave(struct rs_table *t, const struct rs_table_link *l)
{
    if (!t->order)
        return;
    const struct rs_table_order o = t->order[l->self];
    if (o.older)
        t->order[o.older].newer = o.newer;
    else
        t->oldest[o.line] = o.newer;
    if (o.newer)
        t->order[o.newer].older = o.older;
    else
        t->newest[o.line] = o.older;
}

/*
 * Whoever asks for the head asks for the next one soon: that one's place in the
 * index is asked of memory, and the object behind it.
 */
static void expect_newer(const struct rs_table *t, const struct rs_table_link *l)
{
    uint32_t next = t->order[l->self].newer;
    if (!next)
        return;
    rs_table_prefetch_own_slot(t, link_at(t, next));
    rs_prefetch(link_at(t, t->order[next].newer));
}

/* The head of that line, if it stands where it belongs; else it goes there, and this is NULL. */
static struct rs_table_link *head(struct rs_table *t, unsigned line)
{
    struct rs_table_link *l = link_at(t, t->oldest[line]);
    expect_newer(t, l);
    if (!l->touched && l->rank == line)
        return l;
    line_leave(t, l);
    line_append(t, l);
    return NULL;
}

void *rs_table_oldest_in(struct rs_table *t, unsigned rank)
{
    struct rs_table_link *l = NULL;
    while (t->oldest[rank] && !(l = head(t, rank)))
        continue;
    return l;
}

void *rs_table_oldest(struct rs_table *t)
{
    void *l = NULL;
    for (unsigned rank = 0; rank < RS_TABLE_RANKS && !l; rank++)
        l = rs_table_oldest_in(t, rank);
    return l;
}

/*
 * Before a table is full its first line is put in order little by little: else
 * the first one to need room would wait for all who ever rose out of it.
 */
static void tidy(struct rs_table *t)
{
    enum { STEPS = 4 };
    if (!t->order || t->slab.count <= t->slab.capacity - t->slab.capacity / STEPS)
        return;
    for (int i = 0; i < STEPS && t->oldest[0] && !head(t, 0); i++)
        continue;
}

void rs_table_promote(struct rs_table *t, void *object, unsigned rank)
{
    struct rs_table_link *l = object;
    bool falls = rank < l->rank;
    t->ranked[l->rank]--;
    t->ranked[rank]++;
    l->rank = rank & 3;
    l->touched = 1;
    /* No line has anybody of a lower rank: who falls moves at once. */
    if (falls && t->order && t->order[l->self].line > rank) {
        line_leave(t, l);
        line_append(t, l);
    }
}

/* ---- objects ---- */

void *rs_table_add(struct rs_table *t, struct rs_digest key)
{
    tidy(t);
    uint32_t index = rs_slab_next(&t->slab);
    if (!index || !rs_index_put(&t->index, (uint32_t)rs_table_key(key), index))
        return NULL;
    struct rs_table_link *l = link_at(t, rs_slab_take(&t->slab));
    set_key(l, key);
    l->self = index & 0x1fffffff;
    t->ranked[0]++;
    line_append(t, l);
    return l;
}

void rs_table_rekey(struct rs_table *t, void *object, struct rs_digest key)
{
    struct rs_table_link *l = object;
    rs_index_take(&t->index, tag_of(l), l->self);
    if (rs_index_put(&t->index, (uint32_t)rs_table_key(key), l->self))
        set_key(l, key);
    else
        rs_index_put(&t->index, tag_of(l), l->self);
}

void rs_table_remove(struct rs_table *t, void *object)
{
    struct rs_table_link *l = object;
    rs_index_take(&t->index, tag_of(l), l->self);
    line_leave(t, l);
    uint32_t index = l->self;
    t->ranked[l->rank]--;
    l->self = 0;
    rs_slab_give(&t->slab, index);
}

_Static_assert(sizeof(struct rs_table_order) == sizeof(uint64_t), "a word an object");

uint64_t *rs_table_end_order(struct rs_table *t)
{
    t->order_ended = t->order;
    t->order = NULL;
    memset(t->oldest, 0, sizeof t->oldest);
    memset(t->newest, 0, sizeof t->newest);
    return (uint64_t *)(void *)t->order_ended;
}

void rs_table_begin_order(struct rs_table *t)
{
    t->order = t->order_ended;
    t->order_ended = NULL;
}

uint32_t rs_table_next(const struct rs_table *t, uint32_t index)
{
    while (++index <= t->slab.high_water)
        if (link_at(t, index)->self)
            return index;
    return 0;
}
