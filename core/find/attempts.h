/*
 * Whom somebody tried to reach lately, and what came of each: targets are users
 * of a server, numbers, servers. The newest 64 different ones; a target tried
 * again is one and the same, as is a repetition.
 *
 * Most try few: these stand in the list itself. With the fifth a list takes a
 * block of a slab, which holds all 64 and goes back when the list goes
 * (rs_attempts_forget). Who owns the slab makes it as large as there can be
 * lists, so that none goes without; one that did would stay at its four, and
 * the oldest would go as it does of 64.
 *
 * Nothing is said of a target before its time: one that was challenged may be
 * about to answer, one that is silent may need a moment. Zeroed memory is an
 * empty list.
 */
#ifndef RS_FIND_ATTEMPTS_H
#define RS_FIND_ATTEMPTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slab.h"

enum { RS_ATTEMPTS_FEW = 4, RS_ATTEMPTS_MAX = 64 };

/* What came of it; the later ones are never taken back by an earlier one. */
enum rs_attempt_end {
    RS_ATTEMPT_OPEN,       /* no answer yet */
    RS_ATTEMPT_CHALLENGED, /* 401, 407 */
    RS_ATTEMPT_ANSWERING,  /* credentials were sent */
    RS_ATTEMPT_FAILED,     /* any other failure: busy, declined, 5xx */
    RS_ATTEMPT_UNKNOWN,    /* no such user, or not for you (semantics S404) */
    RS_ATTEMPT_REACHED,    /* it rings */
    RS_ATTEMPT_ACCEPTED    /* 2xx */
};

struct rs_attempt {
    uint32_t print;        /* of the target */
    uint32_t group;        /* what it has in common with others; 0: nothing */
    uint64_t number;       /* its value where it is one, plus one; 0: it is none */
    uint32_t when;         /* tried last, in 65.5 ms */
    uint16_t status;       /* of the newest final answer; 0: none */
    uint8_t end;           /* enum rs_attempt_end */
    bool invite;
};

/* An object of the slab. */
struct rs_attempts_block {
    uint32_t self;
    struct rs_attempt at[RS_ATTEMPTS_MAX];
};

struct rs_attempts {
    struct rs_attempts_block *block; /* NULL: they are the few */
    uint8_t count;
    struct rs_attempt few[RS_ATTEMPTS_FEW];
};

/* rs_slab_fini ends it. */
int rs_attempts_blocks_init(struct rs_slab *blocks, uint32_t capacity);

static inline const struct rs_attempt *rs_attempts_at(const struct rs_attempts *a)
{
    return a->block ? a->block->at : a->few;
}

/*
 * Tried now. True when it was not in the list. When that is full the oldest
 * goes, unless even that is too young to be judged: then this one is let be.
 */
bool rs_attempts_try(struct rs_attempts *a, struct rs_slab *blocks, const struct rs_attempt *what,
                     int64_t now_us);

/* It is empty, and owns nothing. */
void rs_attempts_forget(struct rs_attempts *a, struct rs_slab *blocks);

/* Where one stands that is tried again: who is asked for credentials begins anew. */
static inline uint8_t rs_attempt_again(enum rs_attempt_end was, enum rs_attempt_end now)
{
    return (uint8_t)(now > was || was == RS_ATTEMPT_CHALLENGED ? now : was);
}

/* What came of one. */
static inline void rs_attempt_ended(struct rs_attempt *t, enum rs_attempt_end end, unsigned status)
{
    if (end > t->end)
        t->end = (uint8_t)end;
    if (status >= 200)
        t->status = (uint16_t)status;
}

/* What came of it; nothing when it is not in the list. */
void rs_attempts_end(struct rs_attempts *a, uint32_t print, enum rs_attempt_end end,
                     unsigned status);

/* How long an answer, or the answer to a challenge, may take. */
enum { RS_PATIENCE_US = 1000000 };

struct rs_attempts_sum {
    unsigned tried;
    unsigned unknown;   /* of them: unknown; or challenged, or silent, and out of patience */
    unsigned failed;    /* and failed otherwise */
    unsigned undecided;
    unsigned answered;  /* somehow: a server that answers nobody is dead, and shows nobody's users */
};

/* Of those tried in the last window_us; invites: only those. */
struct rs_attempts_sum rs_attempts_count(const struct rs_attempts *a, int64_t now_us,
                                         int64_t window_us, bool invites);

/* The same of those that have that group in common. */
struct rs_attempts_sum rs_attempts_count_group(const struct rs_attempts *a, uint32_t group,
                                               int64_t now_us, int64_t window_us);

/* How many of the numbers tried in the last window_us have a neighbour among them. */
unsigned rs_attempts_neighbours(const struct rs_attempts *a, int64_t now_us, int64_t window_us);

/* The longest run n, n+1 ... of numbers called and not reached. */
unsigned rs_attempts_run(const struct rs_attempts *a, int64_t now_us, int64_t window_us);

/* How many have that group in common, of those not accepted when `bad`. */
unsigned rs_attempts_grouped(const struct rs_attempts *a, uint32_t group, int64_t now_us,
                             int64_t window_us, bool bad);

/* The final answers of those of the window, each status once, by number. */
enum { RS_ATTEMPT_CODES = 8 };

struct rs_attempt_code {
    uint16_t status, count;
};

unsigned rs_attempts_codes(const struct rs_attempts *a, int64_t now_us, int64_t window_us,
                           struct rs_attempt_code code[RS_ATTEMPT_CODES]);

#endif
