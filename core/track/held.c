#include "track/state.h"

/*
 * Out of order: a response waits 200 ms for its request (semantics 2.8), and
 * others of the same transaction with it; an ACK for its INVITE. What does not
 * fit, or finds no room, is judged at once.
 */
enum { HELD_EACH = 4 }; /* of one transaction: 100, 180, 183, final */

static struct rs_digest place(const struct rs_tracker *t, struct rs_digest transaction, int i)
{
    unsigned char number = (unsigned char)i;
    return rs_digest_with(&t->hash, transaction, &number, sizeof number);
}

/* The first free place of that transaction. */
static bool find_place(const struct rs_tracker *t, struct rs_digest transaction,
                       struct rs_digest *key)
{
    for (int i = 0; i < HELD_EACH; i++) {
        *key = place(t, transaction, i);
        if (!rs_table_find(&t->held, *key))
            return true;
    }
    return false;
}

/* An ACK of a 2xx has a branch of its own: it waits for all of the INVITE. */
static struct rs_digest waits_for(const struct rs_step *s)
{
    return s->msg->kind == RS_MSG_REQUEST ? s->keys.request : s->keys.transaction;
}

bool rs_held_keep(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_digest key;
    s->waits_on = s->replayed && s->may_wait;
    if (s->waits_on)
        return true;
    if (s->replayed || s->msg->octets.n > RS_HELD_OCTETS || rs_table_full(&t->held) ||
        !find_place(t, waits_for(s), &key))
        return false;
    struct rs_held *h = rs_table_add(&t->held, key);
    if (!h)
        return false;
    h->origin = *s->origin;
    h->len = (uint32_t)s->msg->octets.n;
    memcpy(h->octets, s->msg->octets.p, h->len);
    rs_wait(t, RS_WAITS_HELD, h->link.self, t->now_us + RS_HOLD_US);
    return true;
}

static void held_drop(struct rs_tracker *t, struct rs_held *h)
{
    rs_wait_no_more(t, RS_WAITS_HELD, h->link.self);
    rs_table_remove(&t->held, h);
}

/* Parse the kept octets once more and hand them to `then`. True: it is to wait on, if it may. */
static bool replay(struct rs_tracker *t, const struct rs_held *h, bool may_wait,
                   void (*then)(struct rs_tracker *, struct rs_step *))
{
    struct rs_msg msg;
    struct rs_view view;
    struct rs_annotation note = {.origin = &h->origin};
    if (rs_msg_parse(&msg, rs_span(h->octets, h->len), RS_FRAMING_DATAGRAM, true) < 0)
        return false;
    rs_view_make(&view, &msg);
    struct rs_step s = {
        .origin = &h->origin, .msg = &msg, .view = &view, .note = &note, .replayed = true,
        .may_wait = may_wait};
    rs_keys_make(&s.keys, &t->hash, &view);
    rs_copy_make(&s.copy, &t->hash, &h->origin,
                 rs_fold32(rs_fingerprint(&t->hash, h->octets, h->len)));
    s.call = rs_call_find(t, s.keys.call);
    then(t, &s);
    return s.waits_on;
}

static void release(struct rs_tracker *t, struct rs_digest waited_for,
                    void (*then)(struct rs_tracker *, struct rs_step *))
{
    for (int i = 0; rs_table_count(&t->held) && i < HELD_EACH; i++) {
        struct rs_held *h = rs_table_find(&t->held, place(t, waited_for, i));
        if (h && !replay(t, h, true, then))
            held_drop(t, h);
    }
}

void rs_held_release(struct rs_tracker *t, const struct rs_step *s)
{
    release(t, s->keys.transaction, rs_on_response);
    rs_held_release_acks(t, s);
}

void rs_held_release_acks(struct rs_tracker *t, const struct rs_step *s)
{
    if (s->view->method == RS_METHOD_INVITE)
        release(t, s->keys.request, rs_on_ack);
}

static void tell_unmatched(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_event e = rs_event_at(s, RS_EVENT_RESPONSE_UNMATCHED);
    rs_flow_see(t, s, rs_flow_key(&t->hash, &s->origin->src.addr, &s->origin->dst.addr));
    e.partial = !rs_flow_settled_both_ways(s->flow, t->now_us) || rs_settling(t, t->now_us);
    rs_tell(t, &e);
}

static void judge_alone(struct rs_tracker *t, struct rs_step *s)
{
    if (s->msg->kind == RS_MSG_REQUEST)
        rs_on_ack(t, s);
    else
        tell_unmatched(t, s);
}

void rs_held_timer(struct rs_tracker *t, struct rs_held *h)
{
    replay(t, h, false, judge_alone);
    held_drop(t, h);
}

/* Their requests are not in the input. Oldest first, which is the order of the frames. */
void rs_held_finish(struct rs_tracker *t)
{
    struct rs_held *h;
    while ((h = rs_table_oldest(&t->held)))
        rs_held_timer(t, h);
}
