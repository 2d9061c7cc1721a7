/*
 * Deadlines: a timing wheel on packet time.
 *
 * Who may wait has a number, from 1 to the capacity, which its owner chose; the
 * wheel keeps a place of 16 octets for each number, and turning it touches
 * nothing else before the time. Arming, re-arming and cancelling cost the same
 * whatever the number that wait. Time is an argument; resolution is one
 * millisecond, rounded up: nothing comes due early. Times stand between 0 and
 * 2^45 ms (year 3084). Deadlines come due in order of time, and within a
 * millisecond those that were never put off, and are less than two minutes
 * ahead, in the order they were armed; the replay of a capture gives the same
 * events.
 *
 *   level 0: 256 slots of 1 ms    level 1: 256 of 256 ms    level 2: 256 of 65.5 s
 *
 * So most timers of SIP, 32 s and less, move once on their way: each move is a
 * place that nobody has looked at since it was armed.
 */
#ifndef RS_BASE_DEADLINES_H
#define RS_BASE_DEADLINES_H

#include <stdbool.h>
#include <stdint.h>

enum { RS_WHEEL_LEVELS = 3, RS_WHEEL_SLOTS = 256, RS_WHEEL_WORDS = RS_WHEEL_SLOTS / 64 };

/* 2^45 ms. Captures may say anything: who takes their times cuts them to this. */
#define RS_DEADLINE_TIME_MAX_US (((int64_t)1 << 45) * 1000)

struct rs_wheel_place;

struct rs_deadlines {
    struct rs_wheel_place *places; /* of who waits, then the slots' own */
    uint32_t capacity;
    uint32_t armed;
    int64_t now_ms;
    int64_t next_ms; /* nothing happens before: a lower bound of the next slot's time */
    uint64_t occupied[RS_WHEEL_LEVELS][RS_WHEEL_WORDS];
};

/*
 * capacity: the highest number. Memory is reserved at once and touched as it
 * is used. RS_OK or RS_ERR_MEMORY.
 */
int rs_deadlines_init(struct rs_deadlines *w, uint32_t capacity, int64_t now_us);
void rs_deadlines_fini(struct rs_deadlines *w);

/*
 * Arm, or move if armed. Putting off costs nothing: the deadline keeps its
 * place and moves on when that comes up. A time in the past is due at the next
 * rs_deadlines_pop.
 */
void rs_deadline_arm(struct rs_deadlines *w, uint32_t who, int64_t due_us);
void rs_deadline_cancel(struct rs_deadlines *w, uint32_t who);
bool rs_deadline_armed(const struct rs_deadlines *w, uint32_t who);

/* Its place is asked of memory: it will be armed or cancelled soon. */
void rs_deadline_prefetch(const struct rs_deadlines *w, uint32_t who);

/*
 * Whose time is about to come: up to `most` of those whose place on the wheel
 * comes up in that millisecond, as far as its finest level knows. Nothing moves;
 * some may turn out to have been put off. Returns how many.
 */
uint32_t rs_deadlines_ahead(const struct rs_deadlines *w, int64_t at_ms, uint32_t *who,
                            uint32_t most);

/* When it is due, or was when it came up, as armed last. */
int64_t rs_deadline_ms(const struct rs_deadlines *w, uint32_t who);

/* As rs_deadlines_pop, which asks first whether anything may be due. */
uint32_t rs_deadlines_turn(struct rs_deadlines *w, int64_t now_ms);

/*
 * The next one due at or before now_us, taken off the wheel, or 0 when there is
 * none; the wheel has then moved on to now_us. Call until 0.
 */
static inline uint32_t rs_deadlines_pop(struct rs_deadlines *w, int64_t now_us)
{
    const int64_t now_ms = now_us / 1000;
    if (w->next_ms <= now_ms)
        return rs_deadlines_turn(w, now_ms);
    if (now_ms > w->now_ms)
        w->now_ms = now_ms;
    return 0;
}

/* A time at or before the earliest deadline, in microseconds; INT64_MAX when nothing is armed. */
int64_t rs_deadlines_next(const struct rs_deadlines *w);

#endif
