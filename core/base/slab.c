#include "base/slab.h"

#include <string.h>

#include "base/err.h"
#include "base/memory.h"

static size_t octets(const struct rs_slab *s)
{
    return ((size_t)s->capacity + 1) * s->object_size;
}

int rs_slab_init(struct rs_slab *s, size_t object_size, uint32_t capacity)
{
    *s = (struct rs_slab){.object_size = object_size, .capacity = capacity};
    s->objects = rs_memory_reserve(octets(s));
    return s->objects ? RS_OK : RS_ERR_MEMORY;
}

void rs_slab_fini(struct rs_slab *s)
{
    rs_memory_release(s->objects, octets(s));
    memset(s, 0, sizeof *s);
}

uint32_t rs_slab_take(struct rs_slab *s)
{
    uint32_t index = s->free_head;
    if (index)
        memcpy(&s->free_head, rs_slab_at(s, index), sizeof index);
    else if (s->high_water < s->capacity)
        index = ++s->high_water;
    else
        return 0;
    memset(rs_slab_at(s, index), 0, s->object_size);
    s->count++;
    return index;
}

void rs_slab_give(struct rs_slab *s, uint32_t index)
{
    memcpy(rs_slab_at(s, index), &s->free_head, sizeof index);
    s->free_head = index;
    s->count--;
}
