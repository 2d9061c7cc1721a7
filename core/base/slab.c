#include "base/slab.h"

#include <stdbool.h>
#include <string.h>

#include "base/err.h"
#include "base/memory.h"
#include "base/prefetch.h"

enum { SHELF_OCTETS = 256 << 10 };

struct rs_slab_shelf {
    uint32_t free; /* list of places given back: the next stands in each one's first octets */
    uint32_t next; /* the first that was never taken since the shelf was empty; 0: it is empty */
    uint32_t live; /* the warm ones with them */
};

static size_t octets(const struct rs_slab *s)
{
    return ((size_t)s->capacity + 1) * s->object_size;
}

/* Which of them have room, and behind that the shelves. */
static size_t shelves_octets(const struct rs_slab *s)
{
    return rs_lowest_octets(s->shelf_count) + s->shelf_count * sizeof *s->shelves;
}

/* The last shelf when none has any: who asks looks at the count first. */
static uint32_t lowest_with_room(const struct rs_slab *s)
{
    uint32_t shelf = rs_lowest_first(&s->rooms);
    return shelf == RS_LOWEST_NONE ? s->shelf_count - 1 : shelf;
}

static void lay_out(struct rs_slab *s)
{
    unsigned char *memory = s->shelves_memory;
    rs_lowest_init(&s->rooms, s->shelf_count, memory);
    s->shelves = (struct rs_slab_shelf *)(void *)(memory + rs_lowest_octets(s->shelf_count));
    for (uint32_t shelf = 0; shelf < s->shelf_count; shelf++)
        rs_lowest_add(&s->rooms, shelf);
}

int rs_slab_init(struct rs_slab *s, size_t object_size, uint32_t capacity)
{
    *s = (struct rs_slab){.object_size = object_size, .capacity = capacity};
    while (object_size << s->shift < SHELF_OCTETS)
        s->shift++;
    s->shelf_count = (capacity >> s->shift) + 1;
    s->objects = rs_memory_reserve(octets(s));
    s->shelves_memory = rs_memory_reserve(shelves_octets(s));
    if (!s->objects || !s->shelves_memory)
        return RS_ERR_MEMORY;
    lay_out(s);
    return RS_OK;
}

void rs_slab_fini(struct rs_slab *s)
{
    rs_memory_release(s->objects, octets(s));
    rs_memory_release(s->shelves_memory, shelves_octets(s));
    memset(s, 0, sizeof *s);
}

/* Index 0 is nobody's. */
static uint32_t begin_of(const struct rs_slab *s, uint32_t shelf)
{
    return shelf ? shelf << s->shift : 1;
}

static uint32_t end_of(const struct rs_slab *s, uint32_t shelf)
{
    return shelf + 1 < s->shelf_count ? (shelf + 1) << s->shift : s->capacity + 1;
}

static uint32_t never_taken(const struct rs_slab *s, uint32_t shelf)
{
    uint32_t next = s->shelves[shelf].next;
    return next ? next : begin_of(s, shelf);
}

static bool has_room(const struct rs_slab *s, uint32_t shelf)
{
    return s->shelves[shelf].free || never_taken(s, shelf) < end_of(s, shelf);
}

uint32_t rs_slab_next(const struct rs_slab *s)
{
    if (s->count >= s->capacity)
        return 0;
    if (s->warm_count)
        return s->warm[s->warm_count - 1];
    uint32_t free = s->shelves[s->current].free;
    return free ? free : never_taken(s, s->current);
}

/* The one behind it follows soon. One that was given back stands anywhere; others side by side. */
static void expect_next(const struct rs_slab *s)
{
    uint32_t free = s->shelves[s->current].free;
    if (free)
        rs_prefetch_all(rs_slab_at(s, free), s->object_size);
}

/* The one that rs_slab_next named, which is not warm. */
static void take_from_shelf(struct rs_slab *s, uint32_t index)
{
    struct rs_slab_shelf *shelf = &s->shelves[s->current];
    if (shelf->free) {
        memcpy(&shelf->free, rs_slab_at(s, index), sizeof shelf->free);
        s->spare--;
    } else {
        shelf->next = index + 1;
        s->high_water = index > s->high_water ? index : s->high_water;
    }
    shelf->live++;
    if (!has_room(s, s->current)) {
        rs_lowest_remove(&s->rooms, s->current);
        s->current = lowest_with_room(s);
    }
    expect_next(s);
}

uint32_t rs_slab_take_raw(struct rs_slab *s)
{
    uint32_t index = rs_slab_next(s);
    if (!index)
        return 0;
    s->count++;
    if (s->warm_count) {
        s->warm_count--;
        s->spare--;
    } else {
        take_from_shelf(s, index);
    }
    return index;
}

uint32_t rs_slab_take(struct rs_slab *s)
{
    uint32_t index = rs_slab_take_raw(s);
    if (index)
        memset(rs_slab_at(s, index), 0, s->object_size);
    return index;
}

/* All of it is free. The memory stays where that is all the room there is. */
static void empty(struct rs_slab *s, uint32_t shelf)
{
    struct rs_slab_shelf *x = &s->shelves[shelf];
    uint32_t begin = begin_of(s, shelf), used = x->next - begin;
    if (shelf == 0 || s->spare - used < 1u << s->shift)
        return;
    rs_memory_discard(rs_slab_at(s, begin), used * s->object_size);
    s->spare -= used;
    *x = (struct rs_slab_shelf){.free = 0};
    while (s->high_water >> s->shift && !s->shelves[s->high_water >> s->shift].next)
        s->high_water = begin_of(s, s->high_water >> s->shift) - 1;
}

static void give_to_shelf(struct rs_slab *s, uint32_t index)
{
    uint32_t shelf = index >> s->shift;
    struct rs_slab_shelf *x = &s->shelves[shelf];
    if (!has_room(s, shelf))
        rs_lowest_add(&s->rooms, shelf);
    memcpy(rs_slab_at(s, index), &x->free, sizeof x->free);
    x->free = index;
    s->current = shelf < s->current ? shelf : s->current;
    if (--x->live == 0)
        empty(s, shelf);
}

/* The coldest of the warm ones go to their shelves: so many are left. */
static void cool(struct rs_slab *s, uint32_t left)
{
    uint32_t gone = s->warm_count - left;
    for (uint32_t i = 0; i < gone; i++)
        give_to_shelf(s, s->warm[i]);
    memmove(s->warm, s->warm + gone, left * sizeof *s->warm);
    s->warm_count = left;
}

void rs_slab_give(struct rs_slab *s, uint32_t index)
{
    bool much_is_free = s->spare > s->count / 4 + RS_SLAB_WARM;
    s->spare++;
    s->count--;
    if (s->warm_count == RS_SLAB_WARM)
        cool(s, RS_SLAB_WARM / 2);
    s->warm[s->warm_count++] = index;
    if (much_is_free)
        cool(s, 0);
}
