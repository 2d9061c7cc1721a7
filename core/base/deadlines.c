#include "base/deadlines.h"

#include <string.h>

/*
 * As in the kernel's and tokio's wheels: a deadline stands on the level of the
 * highest group of six bits in which it differs from now, in the slot of that
 * group. When a slot of a higher level comes up, its deadlines move down.
 */
enum { LEVEL_BITS = 6, SLOT_MASK = RS_WHEEL_SLOTS - 1 };

static const int64_t FARTHEST_MS = (int64_t)1 << (LEVEL_BITS * RS_WHEEL_LEVELS - 2);

void rs_deadlines_init(struct rs_deadlines *w, int64_t now_us)
{
    memset(w, 0, sizeof *w);
    w->now_ms = now_us / 1000;
    w->next_ms = INT64_MAX;
}

static int level_for(int64_t now_ms, int64_t due_ms)
{
    uint64_t differs = (uint64_t)(now_ms ^ due_ms) | SLOT_MASK;
    return (63 - __builtin_clzll(differs)) / LEVEL_BITS;
}

/* Slots are circular lists; d->next == d for the only one. The head is the first armed. */
static void slot_append(struct rs_deadlines *w, struct rs_deadline *d)
{
    struct rs_deadline **head = &w->head[d->level][d->slot];
    if (!*head) {
        d->prev = d->next = d;
        *head = d;
        w->occupied[d->level] |= 1ull << d->slot;
        return;
    }
    d->next = *head;
    d->prev = (*head)->prev;
    d->prev->next = d;
    (*head)->prev = d;
}

static void slot_remove(struct rs_deadlines *w, struct rs_deadline *d)
{
    struct rs_deadline **head = &w->head[d->level][d->slot];
    if (d->next == d) {
        *head = NULL;
        w->occupied[d->level] &= ~(1ull << d->slot);
    } else {
        d->prev->next = d->next;
        d->next->prev = d->prev;
        if (*head == d)
            *head = d->next;
    }
    d->prev = d->next = NULL;
}

static void place(struct rs_deadlines *w, struct rs_deadline *d)
{
    int64_t due = d->due_ms > w->now_ms ? d->due_ms : w->now_ms;
    d->level = (uint8_t)level_for(w->now_ms, due);
    int shift = LEVEL_BITS * d->level;
    d->slot = (uint8_t)(due >> shift & SLOT_MASK);
    int64_t comes_up_ms = due >> shift << shift;
    if (comes_up_ms < w->next_ms)
        w->next_ms = comes_up_ms;
    slot_append(w, d);
}

void rs_deadline_cancel(struct rs_deadlines *w, struct rs_deadline *d)
{
    if (!rs_deadline_armed(d))
        return;
    slot_remove(w, d);
    w->armed--;
}

void rs_deadline_arm(struct rs_deadlines *w, struct rs_deadline *d, int64_t due_us)
{
    int64_t due_ms = due_us / 1000 + (due_us % 1000 > 0);
    if (due_ms > w->now_ms + FARTHEST_MS)
        due_ms = w->now_ms + FARTHEST_MS;
    if (rs_deadline_armed(d) && due_ms >= d->due_ms) {
        d->later_ms = due_ms;
        return;
    }
    rs_deadline_cancel(w, d);
    d->due_ms = due_ms;
    d->later_ms = 0;
    place(w, d);
    w->armed++;
}

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

/* Move a whole slot of a higher level down, in the order it was armed. */
static void cascade(struct rs_deadlines *w, int level)
{
    unsigned slot = (unsigned)(w->now_ms >> (LEVEL_BITS * level) & SLOT_MASK);
    struct rs_deadline *d;
    while ((d = w->head[level][slot])) {
        slot_remove(w, d);
        place(w, d);
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
        struct rs_deadline *d = w->head[0][time_ms & SLOT_MASK];
        slot_remove(w, d);
        if (d->later_ms > d->due_ms) {
            d->due_ms = d->later_ms;
            place(w, d);
            continue;
        }
        w->armed--;
        return d;
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
