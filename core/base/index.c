#include "base/index.h"

#include <string.h>

#include "base/err.h"
#include "base/memory.h"

/* Spare places: tags are as good as random, so a run of that length is not met. */
enum { FIRST_SIZE = 448, SPARE = 64 };

static size_t octets(const struct rs_index *x)
{
    return ((size_t)x->size + SPARE) * sizeof *x->places;
}

static bool reserve(struct rs_index *x, uint32_t size)
{
    *x = (struct rs_index){.size = size};
    x->places = rs_memory_reserve(octets(x));
    return x->places;
}

int rs_index_init(struct rs_index *x)
{
    return reserve(x, FIRST_SIZE) ? RS_OK : RS_ERR_MEMORY;
}

void rs_index_fini(struct rs_index *x)
{
    rs_memory_release(x->places, octets(x));
    memset(x, 0, sizeof *x);
}

static uint32_t home(const struct rs_index *x, uint32_t tag)
{
    return (uint32_t)((uint64_t)tag * x->size >> 32);
}

/* The last place is never used: a search ends there. */
static uint32_t last(const struct rs_index *x)
{
    return x->size + SPARE - 1;
}

/* Those behind `at` move up to the next empty place. False: there is none. */
static bool make_gap(struct rs_index *x, uint32_t at)
{
    uint32_t end = at;
    while (end < last(x) && x->places[end].object)
        end++;
    if (end == last(x))
        return false;
    memmove(x->places + at + 1, x->places + at, (end - at) * sizeof *x->places);
    return true;
}

static bool insert(struct rs_index *x, struct rs_index_place new)
{
    uint32_t at = home(x, new.tag);
    while (x->places[at].object && x->places[at].tag <= new.tag)
        at++;
    if (!make_gap(x, at))
        return false;
    x->places[at] = new;
    x->count++;
    return true;
}

/* In order of tags each goes to its home, or behind the one before it. False: no room. */
static bool copy(struct rs_index *to, const struct rs_index *from)
{
    uint32_t next = 0;
    for (uint32_t i = 0; i < last(from); i++) {
        struct rs_index_place p = from->places[i];
        if (!p.object)
            continue;
        next = home(to, p.tag) > next ? home(to, p.tag) : next;
        if (next == last(to))
            return false;
        to->places[next++] = p;
    }
    to->count = from->count;
    return true;
}

/* To so many homes. False: no memory, or they do not fit; it is as it was. */
static bool move(struct rs_index *x, uint32_t size)
{
    struct rs_index other;
    if (!reserve(&other, size))
        return false;
    bool fits = copy(&other, x);
    rs_index_fini(fits ? x : &other);
    if (fits)
        *x = other;
    return fits;
}

/* A fifth more. */
static bool grow(struct rs_index *x)
{
    return move(x, x->size + x->size / 5);
}

/* Three quarters are empty, as behind a flood: the next to come find twice as many as there are. */
static void shrink(struct rs_index *x)
{
    uint32_t size = 2 * x->count > FIRST_SIZE ? 2 * x->count : FIRST_SIZE;
    if (x->count < x->size / 4 && size < x->size)
        (void)move(x, size);
}

bool rs_index_put(struct rs_index *x, uint32_t tag, uint32_t object)
{
    struct rs_index_place new = {object, tag};
    bool crowded = x->count >= x->size / 5 * 4;
    if (crowded && !grow(x))
        return false;
    return insert(x, new) || (grow(x) && insert(x, new));
}

void rs_index_take(struct rs_index *x, uint32_t tag, uint32_t object)
{
    uint32_t at = home(x, tag);
    while (x->places[at].object != object)
        at++;
    /* Close the gap, so that no search ever meets a tombstone. */
    while (x->places[at + 1].object && home(x, x->places[at + 1].tag) <= at) {
        x->places[at] = x->places[at + 1];
        at++;
    }
    x->places[at] = (struct rs_index_place){0, 0};
    x->count--;
    shrink(x);
}
