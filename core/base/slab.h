/*
 * A slab of equal objects with a hard ceiling: named by a 32-bit index (0 is
 * none), memory taken from the system as it fills, and given back when it
 * empties. Below tables, which add keys and order, and by itself for what other
 * objects have only now and then.
 *
 * Objects stand on shelves of a quarter of a megabyte. A new one comes to the
 * lowest shelf that has room, so that the upper ones become empty when a flood
 * is over; the memory of an empty shelf goes back to the system as long as
 * there is a shelf's worth of room elsewhere: then it is not wanted again at
 * once.
 *
 * The last few places that were given back are taken first, wherever they
 * stand: the caches still have them. They are warm; only where much is free,
 * as behind a flood, places go to their shelves at once.
 */
#ifndef RS_BASE_SLAB_H
#define RS_BASE_SLAB_H

#include "base/lowest.h"

struct rs_slab_shelf;

enum { RS_SLAB_WARM = 16 };

struct rs_slab {
    unsigned char *objects;
    size_t object_size;
    uint32_t capacity, count;
    uint32_t high_water;           /* no object has a higher index, or had since the shelf filled */
    uint32_t shelf_count, current; /* current: the lowest with room */
    uint32_t spare;                /* places that were in use and are free, whose memory is here */
    uint32_t warm_count,
        warm[RS_SLAB_WARM]; /* of these: the newest last, not on their shelves yet */
    unsigned shift;         /* an index's shelf */
    struct rs_slab_shelf *shelves;
    struct rs_lowest rooms; /* the shelves that have some */
    void *shelves_memory;   /* where both stand */
};

/* object_size: 4 octets at least. RS_OK or RS_ERR_MEMORY; _fini after either. */
int rs_slab_init(struct rs_slab *s, size_t object_size, uint32_t capacity);
void rs_slab_fini(struct rs_slab *s);

static inline void *rs_slab_at(const struct rs_slab *s, uint32_t index)
{
    return index ? s->objects + (size_t)index * s->object_size : NULL;
}

/* Which would be taken next; 0 when it is full. */
uint32_t rs_slab_next(const struct rs_slab *s);

/* An object, zeroed / as it happens to be. 0 when it is full. */
uint32_t rs_slab_take(struct rs_slab *s);
uint32_t rs_slab_take_raw(struct rs_slab *s);
/* Its first four octets are overwritten, now or later. */
void rs_slab_give(struct rs_slab *s, uint32_t index);

#endif
