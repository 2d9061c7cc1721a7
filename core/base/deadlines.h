/*
 * Deadlines: a timing wheel on packet time.
 *
 * An object that waits embeds a struct rs_deadline; what the wheel works with
 * are places of its own, a slab of 32 octets each, so that turning it touches
 * no object before its time. Arming, re-arming and cancelling cost the same
 * whatever the number that wait. Time is an argument; resolution is one
 * millisecond, rounded up: nothing comes due early. Times stand between 0 and
 * 2^45 ms (year 3084). Deadlines come due in order of time, and within a
 * millisecond those that were never put off in the order they were armed; the
 * replay of a capture gives the same events.
 *
 *   level 0: 64 slots of 1 ms    level 1: 64 of 64 ms  ...  level 7: 64 of 139 years
 */
#ifndef RS_BASE_DEADLINES_H
#define RS_BASE_DEADLINES_H

#include <stdbool.h>
#include <stdint.h>

enum { RS_WHEEL_LEVELS = 8, RS_WHEEL_SLOTS = 64 };

/* 2^45 ms. Captures may say anything: who takes their times cuts them to this. */
#define RS_DEADLINE_TIME_MAX_US (((int64_t)1 << 45) * 1000)

struct rs_deadline {
    int64_t due_ms; /* as armed last */
    uint32_t place; /* on the wheel; 0: not armed */
    uint8_t kind;   /* the owner's: which table or object this stands in */
};

struct rs_wheel_place;

struct rs_deadlines {
    struct rs_wheel_place *places;
    uint32_t capacity, high_water, free_head;
    uint32_t armed;
    int64_t now_ms;
    int64_t next_ms; /* nothing happens before: a lower bound of the next slot's time */
    uint64_t occupied[RS_WHEEL_LEVELS];
    uint32_t head[RS_WHEEL_LEVELS][RS_WHEEL_SLOTS], tail[RS_WHEEL_LEVELS][RS_WHEEL_SLOTS];
};

/*
 * capacity: how many may be armed at once; one more is not armed, which is a
 * mistake of the owner's. Memory is reserved at once and touched as it fills.
 * RS_OK or RS_ERR_MEMORY.
 */
int rs_deadlines_init(struct rs_deadlines *w, uint32_t capacity, int64_t now_us);
void rs_deadlines_fini(struct rs_deadlines *w);

/*
 * Arm, or move if armed. Putting off costs nothing: the deadline keeps its
 * place and moves on when that comes up. A time in the past is due at the next
 * rs_deadlines_pop. The object must not move while it is armed.
 */
void rs_deadline_arm(struct rs_deadlines *w, struct rs_deadline *d, int64_t due_us);
void rs_deadline_cancel(struct rs_deadlines *w, struct rs_deadline *d);

static inline bool rs_deadline_armed(const struct rs_deadline *d)
{
    return d->place != 0;
}

/*
 * The next one due at or before now_us, taken off the wheel, or NULL when
 * there is none; the wheel has then moved on to now_us. Call until NULL.
 */
struct rs_deadline *rs_deadlines_pop(struct rs_deadlines *w, int64_t now_us);

/* A time at or before the earliest deadline, in microseconds; INT64_MAX when nothing is armed. */
int64_t rs_deadlines_next(const struct rs_deadlines *w);

#endif
