#include "track/state.h"

/*
 * Pairs of addresses: does the tap see both ways? (semantics 2.8, C901)
 *
 * A dead server looks the same but for one thing: its clients retransmit. One
 * that does proves that no answer came, so the count begins anew, and what is
 * missing is told. When the table is full the pair silent for longest goes.
 */
enum { ONE_WAY_TRANSACTIONS = 20, WINDOW_US = 60 * RS_SECOND_US, LEAST_US = 4 * RS_SECOND_US };

static struct rs_flow *flow_open(struct rs_tracker *t, struct rs_digest key,
                                 const struct rs_addr *low, const struct rs_addr *high)
{
    if (rs_table_full(&t->flows))
        rs_table_remove(&t->flows, rs_table_oldest(&t->flows));
    struct rs_flow *f = rs_table_add(&t->flows, key);
    if (!f)
        return NULL;
    f->addr[0] = *low;
    f->addr[1] = *high;
    f->first_us = f->window_us = t->now_us;
    f->last_us[0] = f->last_us[1] = -1;
    return f;
}

static void flow_roll(struct rs_flow *f, int64_t now_us)
{
    if (now_us - f->window_us < WINDOW_US)
        return;
    f->window_us = now_us;
    f->transactions = 0;
}

void rs_flow_see(struct rs_tracker *t, struct rs_step *s, struct rs_digest key)
{
    const struct rs_addr *src = &s->origin->src.addr, *dst = &s->origin->dst.addr;
    int order = rs_flow_order(src, dst);
    s->toward = order > 0;
    struct rs_flow *f = rs_table_find_at(&t->flows, key, s->met.flow);
    if (!f && !(f = flow_open(t, key, order > 0 ? dst : src, order > 0 ? src : dst)))
        return;
    rs_table_touch(f);
    flow_roll(f, t->now_us);
    f->last_us[s->toward] = t->now_us;
    if (f->last_us[!s->toward] >= 0)
        f->one_way = false;
    /* Within one host both ways look alike. */
    if (order == 0)
        f->last_us[1] = f->last_us[0];
    s->flow = f;
}

void rs_flow_transaction(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_flow *f = s->flow;
    if (!f || ++f->transactions < ONE_WAY_TRANSACTIONS || f->one_way ||
        t->now_us - f->window_us < LEAST_US || f->last_us[!s->toward] >= 0)
        return;
    f->one_way = true;
    struct rs_event e = rs_event_at(s, RS_EVENT_ONE_WAY);
    e.count = f->transactions;
    e.first_us = f->window_us;
    rs_tell(t, &e);
}

void rs_flow_retransmission(struct rs_step *s)
{
    if (!s->flow)
        return;
    s->flow->transactions = 0;
    s->flow->one_way = false;
}

bool rs_flow_is_one_way(const struct rs_tracker *t, const struct rs_addr *a,
                        const struct rs_addr *b)
{
    const struct rs_flow *f = rs_table_find(&t->flows, rs_flow_key(&t->hash, a, b));
    return f && f->one_way;
}

bool rs_flow_settled_both_ways(const struct rs_flow *f, int64_t now_us)
{
    return f && now_us - f->first_us >= RS_TIMEOUT_US && f->last_us[0] >= 0 && f->last_us[1] >= 0;
}
