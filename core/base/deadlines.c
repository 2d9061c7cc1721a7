#include "base/deadlines.h"

#include <string.h>

#include "base/err.h"
#include "base/memory.h"

/*
 * As in the kernel's and tokio's wheels: a deadline stands on the level of the
 * highest group of six bits in which it differs from now, in the slot of that
 * group. When a slot of a higher level comes up, its deadlines move down.
 */
enum { LEVEL_BITS = 6, SLOT_MASK = RS_WHEEL_SLOTS - 1 };

static const int64_t FARTHEST_MS = (int64_t)1 << (LEVEL_BITS * RS_WHEEL_LEVELS - 2);

/* Half a cache line: the wheel turns through many of them. */
struct rs_wheel_place {
    struct rs_deadline *owner;
    int64_t due_ms_at;   /* when it is looked at next, and in the lowest bits the slot */
    int64_t later_ms;    /* when it is due: the same, or put off */
    uint32_t prev, next; /* in its slot; next also of the free list */
};

enum { AT_BITS = 9 }; /* three of the level, six of the slot */

static int64_t looked_at_ms(const struct rs_wheel_place *p)
{
    return p->due_ms_at >> AT_BITS;
}

static unsigned level_of(const struct rs_wheel_place *p)
{
    return (unsigned)(p->due_ms_at >> LEVEL_BITS) & (RS_WHEEL_LEVELS - 1);
}

static unsigned slot_of(const struct rs_wheel_place *p)
{
    return (unsigned)p->due_ms_at & SLOT_MASK;
}

static size_t places_size(const struct rs_deadlines *w)
{
    return ((size_t)w->capacity + 1) * sizeof *w->places;
}

int rs_deadlines_init(struct rs_deadlines *w, uint32_t capacity, int64_t now_us)
{
    memset(w, 0, sizeof *w);
    w->capacity = capacity;
    w->now_ms = now_us / 1000;
    w->next_ms = INT64_MAX;
    w->places = rs_memory_reserve(places_size(w));
    return w->places ? RS_OK : RS_ERR_MEMORY;
}

void rs_deadlines_fini(struct rs_deadlines *w)
{
    rs_memory_release(w->places, places_size(w));
    memset(w, 0, sizeof *w);
}

/* ---- slots: lists in the order of arming ---- */

static void slot_append(struct rs_deadlines *w, uint32_t index)
{
    struct rs_wheel_place *p = &w->places[index];
    const unsigned level = level_of(p), slot = slot_of(p);
    uint32_t *tail = &w->tail[level][slot];
    p->prev = *tail;
    p->next = 0;
    *(*tail ? &w->places[*tail].next : &w->head[level][slot]) = index;
    *tail = index;
    w->occupied[level] |= 1ull << slot;
}

static void slot_remove(struct rs_deadlines *w, const struct rs_wheel_place *p)
{
    const unsigned level = level_of(p), slot = slot_of(p);
    uint32_t *head = &w->head[level][slot], *tail = &w->tail[level][slot];
    *(p->prev ? &w->places[p->prev].next : head) = p->next;
    *(p->next ? &w->places[p->next].prev : tail) = p->prev;
    if (!*head)
        w->occupied[level] &= ~(1ull << slot);
}

static int level_for(int64_t now_ms, int64_t due_ms)
{
    uint64_t differs = (uint64_t)(now_ms ^ due_ms) | SLOT_MASK;
    return (63 - __builtin_clzll(differs)) / LEVEL_BITS;
}

static void put(struct rs_deadlines *w, uint32_t index, int64_t due_ms)
{
    struct rs_wheel_place *p = &w->places[index];
    int64_t due = due_ms > w->now_ms ? due_ms : w->now_ms;
    int level = level_for(w->now_ms, due), shift = LEVEL_BITS * level;
    p->later_ms = due_ms;
    p->due_ms_at = due << AT_BITS | level << LEVEL_BITS | (due >> shift & SLOT_MASK);
    int64_t comes_up_ms = due >> shift << shift;
    if (comes_up_ms < w->next_ms)
        w->next_ms = comes_up_ms;
    slot_append(w, index);
}

/* ---- arming ---- */

static uint32_t place_take(struct rs_deadlines *w)
{
    uint32_t index = w->free_head;
    if (index)
        w->free_head = w->places[index].next;
    else if (w->high_water < w->capacity)
        index = ++w->high_water;
    w->armed += index != 0;
    return index;
}

static void place_give(struct rs_deadlines *w, struct rs_deadline *d)
{
    w->places[d->place].next = w->free_head;
    w->free_head = d->place;
    d->place = 0;
    w->armed--;
}

void rs_deadline_cancel(struct rs_deadlines *w, struct rs_deadline *d)
{
    if (!rs_deadline_armed(d))
        return;
    slot_remove(w, &w->places[d->place]);
    place_give(w, d);
}

void rs_deadline_arm(struct rs_deadlines *w, struct rs_deadline *d, int64_t due_us)
{
    int64_t due_ms = due_us / 1000 + (due_us % 1000 > 0);
    if (due_ms > w->now_ms + FARTHEST_MS)
        due_ms = w->now_ms + FARTHEST_MS;
    d->due_ms = due_ms;
    if (d->place) {
        struct rs_wheel_place *p = &w->places[d->place];
        p->later_ms = due_ms;
        if (due_ms >= looked_at_ms(p))
            return;
        slot_remove(w, p);
    } else if (!(d->place = place_take(w))) {
        return;
    }
    w->places[d->place].owner = d;
    put(w, d->place, due_ms);
}

/* ---- turning ---- */

/* When the next occupied slot of that level comes up; only slots ahead of now can be occupied. */
static int64_t slot_time(const struct rs_deadlines *w, int level)
{
    int shift = LEVEL_BITS * level;
    int64_t position = w->now_ms >> shift;
    unsigned at = (unsigned)(position & SLOT_MASK);
    uint64_t ahead = w->occupied[level] >> at;
    if (!ahead)
        return INT64_MAX;
    int64_t time = (position + __builtin_ctzll(ahead)) << shift;
    return time > w->now_ms ? time : w->now_ms;
}

/* The lowest level wins a tie: its deadlines are exact. */
static int next_level(const struct rs_deadlines *w, int64_t *time_ms)
{
    int best = -1;
    *time_ms = INT64_MAX;
    for (int level = 0; level < RS_WHEEL_LEVELS; level++) {
        if (!w->occupied[level])
            continue;
        int64_t time = slot_time(w, level);
        if (time < *time_ms) {
            *time_ms = time;
            best = level;
        }
    }
    return best;
}

/* Move a whole slot of a higher level down, in the order it was armed, or on. */
static void cascade(struct rs_deadlines *w, int level)
{
    unsigned slot = (unsigned)(w->now_ms >> (LEVEL_BITS * level) & SLOT_MASK);
    uint32_t index = w->head[level][slot];
    w->head[level][slot] = w->tail[level][slot] = 0;
    w->occupied[level] &= ~(1ull << slot);
    while (index) {
        uint32_t next = w->places[index].next;
        put(w, index, w->places[index].later_ms);
        index = next;
    }
}

struct rs_deadline *rs_deadlines_pop(struct rs_deadlines *w, int64_t now_us)
{
    int64_t now_ms = now_us / 1000;
    while (w->next_ms <= now_ms) {
        int64_t time_ms;
        int level = next_level(w, &time_ms);
        w->next_ms = time_ms;
        if (level < 0 || time_ms > now_ms)
            break;
        w->now_ms = time_ms;
        if (level > 0) {
            cascade(w, level);
            continue;
        }
        uint32_t index = w->head[0][time_ms & SLOT_MASK];
        struct rs_wheel_place *p = &w->places[index];
        slot_remove(w, p);
        if (p->later_ms > looked_at_ms(p)) {
            put(w, index, p->later_ms);
            continue;
        }
        place_give(w, p->owner);
        return p->owner;
    }
    if (now_ms > w->now_ms)
        w->now_ms = now_ms;
    return NULL;
}

int64_t rs_deadlines_next(const struct rs_deadlines *w)
{
    int64_t time_ms;
    return next_level(w, &time_ms) < 0 ? INT64_MAX : time_ms * 1000;
}
