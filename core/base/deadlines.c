#include "base/deadlines.h"

#include <string.h>

#include "base/err.h"
#include "base/memory.h"
#include "base/prefetch.h"

/*
 * As in the kernel's and tokio's wheels: a deadline stands on the level of the
 * highest group of eight bits in which it differs from now, in the slot of that
 * group. When a slot of a higher level comes up, its deadlines move down. What
 * is farther away than REACH_MS stands there and moves on.
 *
 * A slot is a ring that begins and ends with a place of the slot's own.
 */
enum {
    LEVEL_BITS = 8,
    SLOT_MASK = RS_WHEEL_SLOTS - 1,
    LOOK_BITS = 18,
    LOOK_MASK = (1 << LOOK_BITS) - 1,
    REACH_MS = 1 << (LOOK_BITS - 1)
};

#define DUE_MAX_MS (((int64_t)1 << 46) - 1)

/* A quarter of a cache line: the wheel turns through many of them. */
struct rs_wheel_place {
    uint64_t due_ms : 46;  /* as armed last */
    uint64_t look_ms : 18; /* when it is looked at next: low bits of a time less than 2^18 ahead */
    uint64_t prev : 30, next : 30;
    uint64_t armed : 1;
};

_Static_assert(sizeof(struct rs_wheel_place) == 16, "a place is larger than deadlines.h says");

static uint32_t places_count(const struct rs_deadlines *w)
{
    return w->capacity + 1 + RS_WHEEL_LEVELS * RS_WHEEL_SLOTS;
}

static uint32_t slot_place(const struct rs_deadlines *w, int level, unsigned slot)
{
    return w->capacity + 1 + (uint32_t)level * RS_WHEEL_SLOTS + slot;
}

int rs_deadlines_init(struct rs_deadlines *w, uint32_t capacity, int64_t now_us)
{
    memset(w, 0, sizeof *w);
    w->capacity = capacity;
    w->now_ms = now_us / 1000;
    w->next_ms = INT64_MAX;
    w->places = rs_memory_reserve(places_count(w) * sizeof *w->places);
    if (!w->places)
        return RS_ERR_MEMORY;
    for (uint32_t i = w->capacity + 1; i < places_count(w); i++)
        w->places[i].prev = w->places[i].next = i & 0x3fffffff;
    return RS_OK;
}

void rs_deadlines_fini(struct rs_deadlines *w)
{
    rs_memory_release(w->places, places_count(w) * sizeof *w->places);
    memset(w, 0, sizeof *w);
}

/* ---- slots ---- */

static void slot_append(struct rs_deadlines *w, uint32_t slot, uint32_t who)
{
    struct rs_wheel_place *p = &w->places[who], *ring = &w->places[slot];
    p->next = slot & 0x3fffffff;
    p->prev = ring->prev;
    w->places[ring->prev].next = who & 0x3fffffff;
    ring->prev = who & 0x3fffffff;
}

enum { WORD_BITS = 64 };

static void slot_filled(struct rs_deadlines *w, int level, unsigned slot)
{
    w->occupied[level][slot / WORD_BITS] |= UINT64_C(1) << slot % WORD_BITS;
}

static void slot_emptied(struct rs_deadlines *w, uint32_t place)
{
    uint32_t n = place - w->capacity - 1, slot = n % RS_WHEEL_SLOTS;
    w->occupied[n / RS_WHEEL_SLOTS][slot / WORD_BITS] &= ~(UINT64_C(1) << slot % WORD_BITS);
}

/* How many slots from that one on, round the level, the first occupied one is; -1: none is. */
static int first_occupied(const uint64_t occupied[RS_WHEEL_WORDS], unsigned from)
{
    unsigned word = from / WORD_BITS;
    uint64_t there = occupied[word] >> from % WORD_BITS << from % WORD_BITS;
    for (int i = 0; i < RS_WHEEL_WORDS && !there; i++) {
        word = (word + 1) % RS_WHEEL_WORDS;
        there = occupied[word];
    }
    if (!there)
        return -1;
    return (int)((word * WORD_BITS + (unsigned)__builtin_ctzll(there) - from) & SLOT_MASK);
}

static void slot_remove(struct rs_deadlines *w, const struct rs_wheel_place *p)
{
    w->places[p->prev].next = p->next;
    w->places[p->next].prev = p->prev;
    if (p->prev == p->next) /* the slot itself on both sides */
        slot_emptied(w, p->prev);
}

static int level_for(int64_t now_ms, int64_t due_ms)
{
    uint64_t differs = (uint64_t)(now_ms ^ due_ms) | SLOT_MASK;
    int level = (63 - __builtin_clzll(differs)) / LEVEL_BITS;
    return level < RS_WHEEL_LEVELS ? level : RS_WHEEL_LEVELS - 1;
}

/* Into the slot of its time, or of the farthest that there is. */
static void put(struct rs_deadlines *w, uint32_t who)
{
    struct rs_wheel_place *p = &w->places[who];
    int64_t look = p->due_ms;
    if (look < w->now_ms)
        look = w->now_ms;
    if (look > w->now_ms + REACH_MS)
        look = w->now_ms + REACH_MS;
    int level = level_for(w->now_ms, look), shift = LEVEL_BITS * level;
    unsigned slot = (unsigned)(look >> shift) & SLOT_MASK;
    p->look_ms = (uint64_t)look & LOOK_MASK;
    int64_t comes_up_ms = look >> shift << shift;
    if (comes_up_ms < w->next_ms)
        w->next_ms = comes_up_ms;
    slot_filled(w, level, slot);
    slot_append(w, slot_place(w, level, slot), who);
}

/* ---- arming ---- */

static int64_t looked_at_ms(const struct rs_deadlines *w, const struct rs_wheel_place *p)
{
    return w->now_ms + (((int64_t)p->look_ms - w->now_ms) & LOOK_MASK);
}

void rs_deadline_cancel(struct rs_deadlines *w, uint32_t who)
{
    struct rs_wheel_place *p = &w->places[who];
    if (!p->armed)
        return;
    slot_remove(w, p);
    p->armed = 0;
    w->armed--;
}

void rs_deadline_arm(struct rs_deadlines *w, uint32_t who, int64_t due_us)
{
    struct rs_wheel_place *p = &w->places[who];
    int64_t due_ms = due_us / 1000 + (due_us % 1000 > 0);
    due_ms = due_ms < 0 ? 0 : due_ms > DUE_MAX_MS ? DUE_MAX_MS : due_ms;
    p->due_ms = (uint64_t)due_ms & (uint64_t)DUE_MAX_MS;
    if (p->armed && due_ms >= looked_at_ms(w, p))
        return;
    if (p->armed)
        slot_remove(w, p);
    else
        w->armed++;
    p->armed = 1;
    put(w, who);
}

bool rs_deadline_armed(const struct rs_deadlines *w, uint32_t who)
{
    return w->places[who].armed;
}

void rs_deadline_prefetch(const struct rs_deadlines *w, uint32_t who)
{
    rs_prefetch(&w->places[who]);
}

int64_t rs_deadline_ms(const struct rs_deadlines *w, uint32_t who)
{
    return (int64_t)w->places[who].due_ms;
}

/* ---- turning ---- */

/* When the next occupied slot of that level comes up, counted from the one where now is. */
static int64_t slot_time(const struct rs_deadlines *w, int level)
{
    int shift = LEVEL_BITS * level;
    int64_t position = w->now_ms >> shift;
    int ahead = first_occupied(w->occupied[level], (unsigned)(position & SLOT_MASK));
    if (ahead < 0)
        return INT64_MAX;
    int64_t time = (position + ahead) << shift;
    return time > w->now_ms ? time : w->now_ms;
}

/* The lowest level wins a tie: its deadlines are exact. */
static int next_level(const struct rs_deadlines *w, int64_t *time_ms)
{
    int best = -1;
    *time_ms = INT64_MAX;
    for (int level = 0; level < RS_WHEEL_LEVELS; level++) {
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
    uint32_t slot = slot_place(w, level, (unsigned)(w->now_ms >> (LEVEL_BITS * level)) & SLOT_MASK);
    struct rs_wheel_place *ring = &w->places[slot];
    uint32_t who = ring->next;
    ring->prev = ring->next = slot & 0x3fffffff;
    slot_emptied(w, slot);
    while (who != slot) {
        uint32_t next = w->places[who].next;
        put(w, who);
        who = next;
    }
}

uint32_t rs_deadlines_turn(struct rs_deadlines *w, int64_t now_ms)
{
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
        uint32_t who = w->places[slot_place(w, 0, (unsigned)time_ms & SLOT_MASK)].next;
        struct rs_wheel_place *p = &w->places[who];
        slot_remove(w, p);
        if ((int64_t)p->due_ms > time_ms) {
            put(w, who);
            continue;
        }
        p->armed = 0;
        w->armed--;
        return who;
    }
    if (now_ms > w->now_ms)
        w->now_ms = now_ms;
    return 0;
}

uint32_t rs_deadlines_ahead(const struct rs_deadlines *w, int64_t at_ms, uint32_t *who,
                            uint32_t most)
{
    uint32_t n = 0, slot = slot_place(w, 0, (unsigned)at_ms & SLOT_MASK);
    if (at_ms < w->now_ms || at_ms - w->now_ms > SLOT_MASK)
        return 0;
    for (uint32_t i = w->places[slot].next; i != slot && n < most; i = w->places[i].next)
        who[n++] = i;
    return n;
}

int64_t rs_deadlines_next(const struct rs_deadlines *w)
{
    int64_t time_ms;
    return next_level(w, &time_ms) < 0 ? INT64_MAX : time_ms * 1000;
}
