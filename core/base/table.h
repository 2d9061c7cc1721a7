/*
 * Bounded tables: objects found by digest, with a hard ceiling.
 *
 * A table is a slab of equal objects, reserved once and touched as it fills,
 * and an index of them by key that doubles as they grow in number. The index is
 * probed linearly and at most half full; it tells a miss without a look at any
 * object.
 *
 * Objects are named by a 32-bit index (0 is "none"), which stays valid until
 * rs_table_remove and survives no longer. Each object begins with a
 * struct rs_table_link. Objects are handed out zeroed.
 *
 * The table keeps its objects in order of last touch, in three ranks: when it
 * is full, the object untouched for longest in the lowest rank is the one to
 * go (rs_table_oldest). Who owns the table says what earns a rank; a flood
 * stays in rank 0 and so evicts its own.
 */
#ifndef RS_BASE_TABLE_H
#define RS_BASE_TABLE_H

#include "base/hash.h"

enum { RS_TABLE_RANKS = 3 };

struct rs_table_link {
    struct rs_digest key;
    uint32_t next_free;
    uint32_t older, newer; /* order of touch within the rank */
    uint32_t self : 30;    /* own index, 0 while free */
    uint32_t rank : 2;
};

/* A place of the index: an object and the low half of its key's first word. */
struct rs_table_slot {
    uint32_t index; /* 0: empty */
    uint32_t tag;
};

struct rs_table {
    unsigned char *objects;
    struct rs_table_slot *slots;
    size_t object_size;
    uint32_t capacity, slot_mask;
    uint32_t count, high_water; /* live objects; slots ever used */
    uint32_t free_head;
    uint32_t oldest[RS_TABLE_RANKS], newest[RS_TABLE_RANKS];
};

/*
 * object_size: octets of one object, its link included; capacity: the ceiling.
 * At most 2^30 - 1 of them. RS_OK or RS_ERR_MEMORY.
 */
int rs_table_init(struct rs_table *t, size_t object_size, uint32_t capacity);
void rs_table_fini(struct rs_table *t);

/* Borrowed; NULL for none. Does not touch. */
void *rs_table_find(const struct rs_table *t, struct rs_digest key);

/* Borrowed; NULL for index 0. */
static inline void *rs_table_at(const struct rs_table *t, uint32_t index)
{
    return index ? t->objects + (size_t)index * t->object_size : NULL;
}

static inline bool rs_table_full(const struct rs_table *t)
{
    return t->count >= t->capacity;
}

/*
 * A lookup waits twice for memory: for the place in the index, then for the
 * object. Who knows his keys early asks for the one, does something else, asks
 * for the other, and finds both at hand.
 */
static inline void rs_table_prefetch_slot(const struct rs_table *t, struct rs_digest key)
{
    __builtin_prefetch(&t->slots[(uint32_t)key.lo & t->slot_mask]);
}

static inline void rs_table_prefetch_object(const struct rs_table *t, struct rs_digest key)
{
    const struct rs_table_slot *slot = &t->slots[(uint32_t)key.lo & t->slot_mask];
    if (slot->tag != (uint32_t)key.lo)
        return; /* none, or displaced: rare */
    const char *object = (const char *)t->objects + (size_t)slot->index * t->object_size;
    for (size_t at = 0; at < t->object_size && at < 128; at += 64)
        __builtin_prefetch(object + at);
}

/* A new zeroed object under key, newest of rank 0; NULL when the table is full or memory is. */
void *rs_table_add(struct rs_table *t, struct rs_digest key);

/* Make it the newest of its rank / of that rank. */
void rs_table_touch(struct rs_table *t, void *object);
void rs_table_promote(struct rs_table *t, void *object, unsigned rank);

/* Give it another key; its index stays. */
void rs_table_rekey(struct rs_table *t, void *object, struct rs_digest key);

void rs_table_remove(struct rs_table *t, void *object);

/* The oldest of the lowest rank in use: the one to go when room is needed; NULL when empty. */
void *rs_table_oldest(const struct rs_table *t);

/* Walk all live objects by index: start with 0; returns 0 behind the last. */
uint32_t rs_table_next(const struct rs_table *t, uint32_t index);

#endif
