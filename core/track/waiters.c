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

/* ---- ahead of time: most that end are transactions, then dialogs ---- */

enum { AT_ONCE = 64, LEAD_MS = 3 };

/* Each step asks for what the one before has brought, a millisecond of packet time behind it. */
static void expect_object(const struct rs_tracker *t, enum rs_waiter kind, uint32_t index)
{
    if (kind == RS_WAITS_TX)
        rs_table_prefetch_at(&t->transactions, index);
    else if (kind == RS_WAITS_DIALOG)
        rs_table_prefetch_at(&t->dialogs, index);
}

static void expect_parts(const struct rs_tracker *t, enum rs_waiter kind, uint32_t index)
{
    if (kind == RS_WAITS_TX)
        rs_hop_expect_end(t, rs_table_at(&t->transactions, index));
    else if (kind == RS_WAITS_DIALOG)
        rs_dialog_expect_end(t, rs_table_at(&t->dialogs, index));
}

static void expect_rest(const struct rs_tracker *t, enum rs_waiter kind, uint32_t index)
{
    if (kind == RS_WAITS_TX)
        rs_hop_expect_rest(t, rs_table_at(&t->transactions, index));
}

static void expect_at(const struct rs_tracker *t, int64_t at_ms,
                      void (*step)(const struct rs_tracker *t, enum rs_waiter kind, uint32_t index))
{
    uint32_t who[AT_ONCE], index, n = rs_deadlines_ahead(&t->deadlines, at_ms, who, AT_ONCE);
    for (uint32_t i = 0; i < n; i++) {
        enum rs_waiter kind = kind_of(t, who[i], &index);
        step(t, kind, index);
    }
}

void rs_waits_expect(struct rs_tracker *t, int64_t until_us)
{
    const int64_t until_ms = until_us / 1000 + LEAD_MS;
    if (until_ms - t->expected_ms > RS_WHEEL_SLOTS)
        t->expected_ms = until_ms - LEAD_MS; /* a long silence: what ended in it has ended */
    while (t->expected_ms < until_ms) {
        t->expected_ms++;
        expect_at(t, t->expected_ms, expect_object);
        expect_at(t, t->expected_ms - 1, expect_parts);
        expect_at(t, t->expected_ms - 2, expect_rest);
    }
}
