#include "find/attempts.h"

#include <stddef.h>
#include <string.h>

enum { TICK_SHIFT = 16 };

static uint32_t ticks(int64_t us)
{
    return (uint32_t)((uint64_t)us >> TICK_SHIFT);
}

static bool within(const struct rs_attempt *t, uint32_t now, int64_t window_us)
{
    return now - t->when < ticks(window_us);
}

/* ---- where they are ---- */

int rs_attempts_blocks_init(struct rs_slab *blocks, uint32_t capacity)
{
    return rs_slab_init(blocks, sizeof(struct rs_attempts_block), capacity);
}

static struct rs_attempt *list(struct rs_attempts *a)
{
    return a->block ? a->block->at : a->few;
}

static void grow(struct rs_attempts *a, struct rs_slab *blocks)
{
    uint32_t index = rs_slab_take_raw(blocks);
    if (!index)
        return;
    struct rs_attempts_block *block = rs_slab_at(blocks, index);
    block->self = index;
    memcpy(block->at, a->few, sizeof a->few);
    a->block = block;
}

void rs_attempts_forget(struct rs_attempts *a, struct rs_slab *blocks)
{
    if (a->block)
        rs_slab_give(blocks, a->block->self);
    a->block = NULL;
    a->count = 0;
}

static struct rs_attempt *find(struct rs_attempts *a, uint32_t print)
{
    struct rs_attempt *at = list(a);
    for (unsigned i = 0; i < a->count; i++)
        if (at[i].print == print)
            return &at[i];
    return NULL;
}

static struct rs_attempt *room(struct rs_attempts *a, struct rs_slab *blocks, uint32_t now)
{
    if (a->count == RS_ATTEMPTS_FEW && !a->block)
        grow(a, blocks);
    struct rs_attempt *at = list(a);
    if (a->count < (a->block ? RS_ATTEMPTS_MAX : RS_ATTEMPTS_FEW))
        return &at[a->count++];
    struct rs_attempt *oldest = &at[0];
    for (unsigned i = 1; i < a->count; i++)
        if (now - at[i].when > now - oldest->when)
            oldest = &at[i];
    return now - oldest->when > ticks(RS_PATIENCE_US) ? oldest : NULL;
}

/* ---- what came of them ---- */

bool rs_attempts_try(struct rs_attempts *a, struct rs_slab *blocks, const struct rs_attempt *what,
                     int64_t now_us)
{
    uint32_t now = ticks(now_us);
    struct rs_attempt *t = find(a, what->print);
    bool fresh = !t;
    if (fresh) {
        t = room(a, blocks, now);
        if (!t)
            return true;
        *t = *what;
    } else {
        t->end = rs_attempt_again((enum rs_attempt_end)t->end, (enum rs_attempt_end)what->end);
    }
    t->invite |= what->invite;
    t->when = now;
    return fresh;
}

void rs_attempts_end(struct rs_attempts *a, uint32_t print, enum rs_attempt_end end,
                     unsigned status)
{
    struct rs_attempt *t = find(a, print);
    if (t)
        rs_attempt_ended(t, end, status);
}

static void add(struct rs_attempts_sum *sum, const struct rs_attempt *t, uint32_t now)
{
    bool waiting = t->end <= RS_ATTEMPT_CHALLENGED;
    bool late = now - t->when > ticks(RS_PATIENCE_US);
    sum->tried++;
    sum->answered += t->status || t->end >= RS_ATTEMPT_FAILED || t->end == RS_ATTEMPT_CHALLENGED;
    sum->failed += t->end == RS_ATTEMPT_FAILED;
    sum->unknown += t->end == RS_ATTEMPT_UNKNOWN || (waiting && late);
    sum->undecided += (waiting && !late) || t->end == RS_ATTEMPT_ANSWERING;
}

struct rs_attempts_sum rs_attempts_count(const struct rs_attempts *a, int64_t now_us,
                                         int64_t window_us, bool invites)
{
    struct rs_attempts_sum sum = {0};
    const struct rs_attempt *at = rs_attempts_at(a);
    uint32_t now = ticks(now_us);
    for (unsigned i = 0; i < a->count; i++)
        if (within(&at[i], now, window_us) && (!invites || at[i].invite))
            add(&sum, &at[i], now);
    return sum;
}

struct rs_attempts_sum rs_attempts_count_group(const struct rs_attempts *a, uint32_t group,
                                               int64_t now_us, int64_t window_us)
{
    struct rs_attempts_sum sum = {0};
    const struct rs_attempt *at = rs_attempts_at(a);
    uint32_t now = ticks(now_us);
    for (unsigned i = 0; i < a->count; i++)
        if (within(&at[i], now, window_us) && at[i].group == group)
            add(&sum, &at[i], now);
    return sum;
}

/* ---- numbers ---- */

static bool bad(const struct rs_attempt *t)
{
    return t->end < RS_ATTEMPT_REACHED && t->end != RS_ATTEMPT_ANSWERING;
}

/* Those of the window in order; of calls alone when `calls`, and of these not the reached. */
static unsigned sorted(const struct rs_attempts *a, int64_t now_us, int64_t window_us, bool calls,
                       uint64_t out[RS_ATTEMPTS_MAX])
{
    unsigned n = 0;
    uint32_t now = ticks(now_us);
    for (unsigned i = 0; i < a->count; i++) {
        const struct rs_attempt *t = &rs_attempts_at(a)[i];
        if (!t->number || !within(t, now, window_us) || (calls && (!t->invite || !bad(t))))
            continue;
        unsigned k = n++;
        for (; k && out[k - 1] > t->number; k--)
            out[k] = out[k - 1];
        out[k] = t->number;
    }
    return n;
}

unsigned rs_attempts_neighbours(const struct rs_attempts *a, int64_t now_us, int64_t window_us)
{
    uint64_t number[RS_ATTEMPTS_MAX];
    unsigned n = sorted(a, now_us, window_us, false, number), found = 0;
    for (unsigned i = 0; i < n; i++)
        found += (i && number[i] - number[i - 1] <= 1) ||
                 (i + 1 < n && number[i + 1] - number[i] <= 1);
    return found;
}

unsigned rs_attempts_run(const struct rs_attempts *a, int64_t now_us, int64_t window_us)
{
    uint64_t number[RS_ATTEMPTS_MAX];
    unsigned n = sorted(a, now_us, window_us, true, number), run = n > 0, longest = run;
    for (unsigned i = 1; i < n; i++) {
        run = number[i] - number[i - 1] == 1 ? run + 1 : 1;
        longest = run > longest ? run : longest;
    }
    return longest;
}

unsigned rs_attempts_grouped(const struct rs_attempts *a, uint32_t group, int64_t now_us,
                             int64_t window_us, bool only_bad)
{
    const struct rs_attempt *at = rs_attempts_at(a);
    unsigned found = 0;
    uint32_t now = ticks(now_us);
    for (unsigned i = 0; group && i < a->count; i++)
        found += at[i].group == group && within(&at[i], now, window_us) &&
                 (!only_bad || bad(&at[i]));
    return found;
}

static void count_code(struct rs_attempt_code *code, unsigned *n, uint16_t status)
{
    unsigned at = 0;
    while (at < *n && code[at].status < status)
        at++;
    if (at < *n && code[at].status == status) {
        code[at].count++;
        return;
    }
    if (*n == RS_ATTEMPT_CODES)
        return;
    for (unsigned i = (*n)++; i > at; i--)
        code[i] = code[i - 1];
    code[at] = (struct rs_attempt_code){status, 1};
}

unsigned rs_attempts_codes(const struct rs_attempts *a, int64_t now_us, int64_t window_us,
                           struct rs_attempt_code code[RS_ATTEMPT_CODES])
{
    const struct rs_attempt *at = rs_attempts_at(a);
    unsigned n = 0;
    uint32_t now = ticks(now_us);
    for (unsigned i = 0; i < a->count; i++)
        if (at[i].status && within(&at[i], now, window_us))
            count_code(code, &n, at[i].status);
    return n;
}
