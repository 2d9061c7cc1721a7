#include "track/state.h"

/*
 * Objects that wait: one deadline each, so that its number on the wheel is that
 * of its kind's first and its own index (of a session timer, its dialog's).
 */

int rs_waiters_init(struct rs_tracker *t)
{
    const struct rs_table *const tables[RS_WAITER__COUNT] = {
        [RS_WAITS_TX] = &t->transactions,
        [RS_WAITS_DIALOG] = &t->dialogs,
        [RS_WAITS_SIGNIN] = &t->signins,
        [RS_WAITS_BINDING] = &t->bindings,
        [RS_WAITS_SESSION_TIMER] = &t->dialogs,
        [RS_WAITS_PUBLICATION] = &t->publications,
        [RS_WAITS_SUBSCRIPTION] = &t->subscriptions,
        [RS_WAITS_HELD] = &t->held,
    };
    for (int kind = 0; kind < RS_WAITER__COUNT; kind++)
        t->waiters[kind + 1] = t->waiters[kind] + tables[kind]->slab.capacity;
    return rs_deadlines_init(&t->deadlines, t->waiters[RS_WAITER__COUNT], 0);
}

void rs_wait(struct rs_tracker *t, enum rs_waiter kind, uint32_t index, int64_t until_us)
{
    rs_deadline_arm(&t->deadlines, t->waiters[kind] + index, until_us);
}

void rs_wait_no_more(struct rs_tracker *t, enum rs_waiter kind, uint32_t index)
{
    rs_deadline_cancel(&t->deadlines, t->waiters[kind] + index);
}

void rs_wait_prefetch(const struct rs_tracker *t, enum rs_waiter kind, uint32_t index)
{
    rs_deadline_prefetch(&t->deadlines, t->waiters[kind] + index);
}

int64_t rs_waits_until(const struct rs_tracker *t, enum rs_waiter kind, uint32_t index)
{
    return rs_deadline_ms(&t->deadlines, t->waiters[kind] + index) * 1000;
}

static enum rs_waiter kind_of(const struct rs_tracker *t, uint32_t who, uint32_t *index)
{
    int kind = 0;
    while (who > t->waiters[kind + 1])
        kind++;
    *index = who - t->waiters[kind];
    return (enum rs_waiter)kind;
}

enum rs_waiter rs_waited(struct rs_tracker *t, int64_t now_us, uint32_t *index)
{
    uint32_t who = rs_deadlines_pop(&t->deadlines, now_us);
    return who ? kind_of(t, who, index) : RS_WAITER__COUNT;
}

/* ---- ahead of time: most that end are transactions ---- */

enum { AHEAD = 8 };

/* Whose time is over by then, of these. Returns how many. */
static uint32_t ending(const struct rs_tracker *t, int64_t until_us, uint32_t tx[AHEAD])
{
    uint32_t who[AHEAD], n = rs_deadlines_ahead(&t->deadlines, until_us, who, AHEAD), found = 0;
    for (uint32_t i = 0; i < n; i++)
        if (kind_of(t, who[i], &tx[found]) == RS_WAITS_TX)
            found++;
    return found;
}

void rs_waits_expect(const struct rs_tracker *t, int64_t until_us)
{
    uint32_t tx[AHEAD];
    for (uint32_t n = ending(t, until_us, tx); n--;)
        rs_table_prefetch_at(&t->transactions, tx[n]);
}

void rs_waits_expect_soon(const struct rs_tracker *t, int64_t until_us)
{
    uint32_t tx[AHEAD];
    for (uint32_t n = ending(t, until_us, tx); n--;)
        rs_hop_expect_end(t, rs_table_at(&t->transactions, tx[n]));
}
