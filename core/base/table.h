/*
 * Bounded tables: objects found by digest, with a hard ceiling.
 *
 * A table is a slab of equal objects (slab.h), whose memory comes and goes with
 * them, and an index of them by key (index.h) that tells a miss without a look at any
 * object. Of a digest an object keeps 64 bits: two texts chosen without the
 * secret meet with no better chance than 2^-64 in the digest itself (hash.h).
 *
 * Objects are named by a 32-bit index (0 is "none"), which stays valid until
 * rs_table_remove and survives no longer. Each object begins with a
 * struct rs_table_link. Objects are handed out zeroed.
 *
 * When a table is full, rs_table_oldest says who is to go: somebody of the
 * lowest rank in use, who came early and was not touched since he was last in
 * line. Who owns the table says what earns a rank; a flood stays in rank 0 and
 * so evicts its own. Each rank has a line in which its objects stand in the
 * order they came; the order stands beside the objects. To touch one, or to raise
 * its rank, notes that in the object and moves nothing: it goes to the end of
 * its rank's line when it comes up at the head of the one it stands in (as
 * CLOCK gives a second chance; Corbato 1968). So an object waits at most once
 * for room, and costs nothing as long as there is some.
 *
 *   head of a line: touched, or of a higher rank -> end of its rank's line
 *                   else                         -> the oldest
 */
#ifndef RS_BASE_TABLE_H
#define RS_BASE_TABLE_H

#include "base/hash.h"
#include "base/index.h"
#include "base/prefetch.h"
#include "base/slab.h"

enum { RS_TABLE_RANKS = 3 };

struct rs_table_link {
    uint32_t key[2];    /* of the digest; of a free place: the next free one */
    uint32_t self : 29; /* own index, 0 while free */
    uint32_t rank : 2;
    uint32_t touched : 1; /* since it was put where it stands in line */
};

struct rs_table_order {
    uint32_t older; /* in the same line */
    uint32_t newer : 30;
    uint32_t line : 2; /* never above the object's rank */
};

struct rs_table {
    struct rs_slab slab;          /* the objects */
    struct rs_table_order *order; /* NULL: it has none */
    struct rs_table_order *order_ended; /* its memory meanwhile */
    struct rs_index index;
    uint32_t oldest[RS_TABLE_RANKS], newest[RS_TABLE_RANKS];
    uint32_t ranked[RS_TABLE_RANKS]; /* how many have each rank */
};

/*
 * object_size: octets of one object, its link included; capacity: the ceiling.
 * At most 2^29 - 1 of them. RS_OK or RS_ERR_MEMORY.
 */
int rs_table_init(struct rs_table *t, size_t object_size, uint32_t capacity);
/* One whose objects go with others, and are in no order: no touch, no promote, no oldest. */
int rs_table_init_unordered(struct rs_table *t, size_t object_size, uint32_t capacity);
void rs_table_fini(struct rs_table *t);

/* Borrowed; NULL for none. Does not touch. */
void *rs_table_find(const struct rs_table *t, struct rs_digest key);

/* Borrowed; NULL for index 0. */
static inline void *rs_table_at(const struct rs_table *t, uint32_t index)
{
    return rs_slab_at(&t->slab, index);
}

/* Live objects. */
static inline uint32_t rs_table_count(const struct rs_table *t)
{
    return t->slab.count;
}

static inline bool rs_table_full(const struct rs_table *t)
{
    return t->slab.count >= t->slab.capacity;
}

/* What an object keeps of its key: spread, for keys that are numbers and no digests. */
static inline uint64_t rs_table_key(struct rs_digest key)
{
    return (key.lo ^ (key.hi << 32 | key.hi >> 32)) * 0x9E3779B97F4A7C15u;
}

/* The same of an object that is there. */
static inline uint64_t rs_table_key_of(const struct rs_table_link *l)
{
    return (uint64_t)l->key[1] << 32 | l->key[0];
}

/* A find that looks first where it stood when it was seen last; 0: nobody knows. */
static inline void *rs_table_find_at(const struct rs_table *t, struct rs_digest key,
                                     uint32_t index)
{
    struct rs_table_link *l = rs_table_at(t, index);
    return l && l->self == index && rs_table_key_of(l) == rs_table_key(key)
               ? l
               : rs_table_find(t, key);
}

/* Of large objects the beginning; of index 0 nothing. */
static inline void rs_table_prefetch_at(const struct rs_table *t, uint32_t index)
{
    enum { MOST = 4 * RS_CACHE_LINE };
    const size_t octets = t->slab.object_size < MOST ? t->slab.object_size : MOST;
    if (index)
        rs_prefetch_all(rs_table_at(t, index), octets);
}

/*
 * A lookup waits twice for memory: for the place in the index, then for the
 * object. Who knows his keys early asks for the one, does something else, asks
 * for the other, and finds both at hand.
 */
static inline void rs_table_prefetch_slot(const struct rs_table *t, struct rs_digest key)
{
    rs_index_prefetch(&t->index, (uint32_t)rs_table_key(key));
}

/* That of one that is there and will go, and its place in line. */
static inline void rs_table_prefetch_own_slot(const struct rs_table *t,
                                              const struct rs_table_link *l)
{
    rs_index_prefetch(&t->index, l->key[0]);
    if (t->order)
        rs_prefetch(&t->order[l->self]);
}

/* 0: there is none, as far as the index can tell. */
static inline uint32_t rs_table_prefetch_object(const struct rs_table *t, struct rs_digest key)
{
    uint32_t tag = (uint32_t)rs_table_key(key);
    const struct rs_index_place *p = rs_index_from(rs_index_home(&t->index, tag), tag);
    if (!p)
        return 0;
    rs_table_prefetch_at(t, p->object);
    return p->object;
}

/* A new zeroed object under key, newest of rank 0; NULL when the table is full or memory is. */
void *rs_table_add(struct rs_table *t, struct rs_digest key);

/* It is in use, and has its turn to go after all who stand in line now. */
static inline void rs_table_touch(void *object)
{
    ((struct rs_table_link *)object)->touched = 1;
}

/* The same, with that rank. */
void rs_table_promote(struct rs_table *t, void *object, unsigned rank);

/* Give it another key; its index stays. Where there is no memory the key stays too. */
void rs_table_rekey(struct rs_table *t, void *object, struct rs_digest key);

void rs_table_remove(struct rs_table *t, void *object);

/* The one to go when room is needed, of the lowest rank in use; NULL when empty. */
void *rs_table_oldest(struct rs_table *t);
/* The same of the line of that rank, where those stand that came to it before. */
void *rs_table_oldest_in(struct rs_table *t, unsigned rank);

/* The one behind it in line, by index; 0 for none. */
static inline uint32_t rs_table_newer(const struct rs_table *t, const void *object)
{
    return t->order[((const struct rs_table_link *)object)->self].newer;
}

/*
 * No more order, of a table that will be emptied: where it stood is room for a
 * word an object. From rs_table_begin_order on, which wants it empty, it is in
 * order again.
 */
uint64_t *rs_table_end_order(struct rs_table *t);
void rs_table_begin_order(struct rs_table *t);

/* Walk all live objects by index: start with 0; returns 0 behind the last. */
uint32_t rs_table_next(const struct rs_table *t, uint32_t index);

#endif
