#include "base/table.h"

#include <string.h>

#include "base/err.h"
#include "base/memory.h"

enum { FIRST_SLOTS = 512 }; /* of the index: one page */

static struct rs_table_link *link_at(const struct rs_table *t, uint32_t index)
{
    return rs_table_at(t, index);
}

static size_t objects_size(const struct rs_table *t)
{
    return ((size_t)t->capacity + 1) * t->object_size;
}

static size_t slots_size(const struct rs_table *t)
{
    return ((size_t)t->slot_mask + 1) * sizeof *t->slots;
}

int rs_table_init(struct rs_table *t, size_t object_size, uint32_t capacity)
{
    memset(t, 0, sizeof *t);
    t->object_size = (object_size + 15) & ~(size_t)15;
    t->capacity = capacity;
    t->slot_mask = FIRST_SLOTS - 1;
    t->objects = rs_memory_reserve(objects_size(t));
    t->slots = rs_memory_reserve(slots_size(t));
    if (!t->objects || !t->slots) {
        rs_table_fini(t);
        return RS_ERR_MEMORY;
    }
    return RS_OK;
}

void rs_table_fini(struct rs_table *t)
{
    rs_memory_release(t->objects, objects_size(t));
    rs_memory_release(t->slots, slots_size(t));
    memset(t, 0, sizeof *t);
}

/* ---- the index ---- */

static uint32_t tag_of(struct rs_digest key)
{
    return (uint32_t)key.lo;
}

void *rs_table_find(const struct rs_table *t, struct rs_digest key)
{
    uint32_t tag = tag_of(key);
    for (uint32_t i = tag & t->slot_mask; t->slots[i].index; i = (i + 1) & t->slot_mask) {
        if (t->slots[i].tag != tag)
            continue;
        struct rs_table_link *l = link_at(t, t->slots[i].index);
        if (rs_digest_eq(l->key, key))
            return l;
    }
    return NULL;
}

static void index_put(struct rs_table *t, struct rs_table_slot slot)
{
    uint32_t i = slot.tag & t->slot_mask;
    while (t->slots[i].index)
        i = (i + 1) & t->slot_mask;
    t->slots[i] = slot;
}

static void index_add(struct rs_table *t, const struct rs_table_link *l)
{
    index_put(t, (struct rs_table_slot){l->self, tag_of(l->key)});
}

/* Twice the places: tags are all it takes, objects stay untouched. False: no memory. */
static bool index_grow(struct rs_table *t)
{
    struct rs_table old = *t;
    t->slot_mask = 2 * old.slot_mask + 1;
    t->slots = rs_memory_reserve(slots_size(t));
    if (!t->slots) {
        *t = old;
        return false;
    }
    for (uint32_t i = 0; i <= old.slot_mask; i++)
        if (old.slots[i].index)
            index_put(t, old.slots[i]);
    rs_memory_release(old.slots, slots_size(&old));
    return true;
}

static bool index_has_room(struct rs_table *t)
{
    return t->count < t->slot_mask / 2 || index_grow(t);
}

/* Distance of place i from where its tag would like to be. */
static uint32_t displaced(const struct rs_table *t, uint32_t i)
{
    return (i - t->slots[i].tag) & t->slot_mask;
}

/* Close the gap, so that no probe ever meets a tombstone. */
static void index_remove(struct rs_table *t, const struct rs_table_link *l)
{
    uint32_t gap = tag_of(l->key) & t->slot_mask;
    while (t->slots[gap].index != l->self)
        gap = (gap + 1) & t->slot_mask;
    for (uint32_t i = (gap + 1) & t->slot_mask; t->slots[i].index; i = (i + 1) & t->slot_mask) {
        if (displaced(t, i) < ((i - gap) & t->slot_mask))
            continue;
        t->slots[gap] = t->slots[i];
        gap = i;
    }
    t->slots[gap] = (struct rs_table_slot){0, 0};
}

/* ---- the order ---- */

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

/* ---- objects ---- */

static uint32_t object_take(struct rs_table *t)
{
    if (!t->free_head)
        return ++t->high_water;
    uint32_t index = t->free_head;
    t->free_head = link_at(t, index)->next_free;
    return index;
}

void *rs_table_add(struct rs_table *t, struct rs_digest key)
{
    if (rs_table_full(t) || !index_has_room(t))
        return NULL;
    uint32_t index = object_take(t);
    struct rs_table_link *l = link_at(t, index);
    memset(l, 0, t->object_size);
    l->key = key;
    l->self = index & 0x3fffffff;
    index_add(t, l);
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
    index_remove(t, l);
    l->key = key;
    index_add(t, l);
}

void rs_table_remove(struct rs_table *t, void *object)
{
    struct rs_table_link *l = object;
    index_remove(t, l);
    order_unlink(t, l);
    l->next_free = t->free_head;
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
