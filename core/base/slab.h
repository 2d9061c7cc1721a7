/*
 * A slab of equal objects with a hard ceiling, for what other objects have only
 * now and then: named by a 32-bit index (0 is none), handed out zeroed, taken
 * from the system as it fills. Like a table without keys or order.
 */
#ifndef RS_BASE_SLAB_H
#define RS_BASE_SLAB_H

#include <stddef.h>
#include <stdint.h>

struct rs_slab {
    unsigned char *objects;
    size_t object_size;
    uint32_t capacity, count, high_water;
    uint32_t free_head; /* the next free one stands in the first octets of a free one */
};

/* RS_OK or RS_ERR_MEMORY. */
int rs_slab_init(struct rs_slab *s, size_t object_size, uint32_t capacity);
void rs_slab_fini(struct rs_slab *s);

static inline void *rs_slab_at(const struct rs_slab *s, uint32_t index)
{
    return index ? s->objects + (size_t)index * s->object_size : NULL;
}

/* 0 when it is full. */
uint32_t rs_slab_take(struct rs_slab *s);
void rs_slab_give(struct rs_slab *s, uint32_t index);

#endif
