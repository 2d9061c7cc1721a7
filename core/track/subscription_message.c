#include "track/state.h"

/*
 * What SUBSCRIBE, REFER and NOTIFY do to the subscriptions of their dialog
 * (RFC 6665 4.1, 4.2, 4.4.1; 3515 2.4; subscription.h), and what is wrong
 * with them: D311, D312.
 */

static bool notifies(unsigned method)
{
    return method == RS_METHOD_NOTIFY || method == RS_METHOD_BENOTIFY;
}

static bool concerns(unsigned method)
{
    return notifies(method) || method == RS_METHOD_SUBSCRIBE || method == RS_METHOD_REFER;
}

static void tell(struct rs_tracker *t, struct rs_step *s, const struct rs_dialog *d,
                 enum rs_event_kind kind, const char *subkind, struct rs_span package)
{
    struct rs_event e = rs_event_at(s, kind);
    e.dialog = d;
    e.subkind = subkind;
    e.package = package;
    if (s->view->method == RS_METHOD_REFER)
        e.target = rs_msg_value(s->msg, RS_HEADER_REFER_TO);
    rs_tell(t, &e);
}

/* Package and id of the Event; of REFER, which has none, what its NOTIFYs will say. */
struct named {
    struct rs_span package;
    uint32_t id;
};

static struct named name_of(const struct rs_step *s)
{
    struct rs_event_header event;
    struct named n = {RS_SPAN("refer"), s->view->cseq.number};
    if (s->view->method == RS_METHOD_REFER)
        return n;
    rs_event_parse(rs_msg_value(s->msg, RS_HEADER_EVENT), &event);
    n.package = event.package;
    rs_number_parse(event.id, UINT32_MAX, &n.id);
    return n;
}

/* n: as the message names it; NULL: it does not. */
static void note(const struct rs_tracker *t, struct rs_step *s, const struct rs_subscription *b,
                 const struct named *n, unsigned before)
{
    int64_t left_us = b->lapses_us - t->now_us;
    s->note->subscription = (struct rs_subscription_note){
        .number = b->number,
        .event = n ? n->package : RS_SPAN_NONE,
        .expires_s = b->lapses_us >= 0 && left_us > 0 && b->state != RS_SUB_TERMINATED
                         ? (uint32_t)((left_us + RS_SECOND_US - 1) / RS_SECOND_US)
                         : 0,
        .before = (uint8_t)before,
        .after = b->state,
        .end = b->end,
    };
}

/* ---- asked ---- */

static void asked(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    struct named n = name_of(s);
    struct rs_subscription *b = rs_subscription_find(t, d, n.package, n.id);
    if (!b && !(b = rs_subscription_open(t, s, d, n.package, n.id)))
        return;
    unsigned before = b->state;
    b->refer = s->view->method == RS_METHOD_REFER;
    if (b->refer && !b->target)
        b->target = rs_strings_keep(&t->strings, rs_msg_value(s->msg, RS_HEADER_REFER_TO));
    b->awaits = true;
    b->asked_us = t->now_us;
    b->asked_cseq = s->view->cseq.number;
    b->accepted_us = -1;
    rs_subscription_step(t, b, RS_SUB_ASKED, RS_SUB_END_NONE, s->origin->frame);
    note(t, s, b, &n, before);
    rs_number_parse(rs_msg_value(s->msg, RS_HEADER_EXPIRES), UINT32_MAX,
                    &s->note->subscription.expires_s);
}

/* ---- notified ---- */

static enum rs_sub_end end_of(struct rs_span reason)
{
    for (int e = RS_SUB_END_DEACTIVATED; e < RS_SUB_END_NO_REASON; e++)
        if (rs_span_eq_nocase(reason, rs_span_str(rs_sub_end_name((enum rs_sub_end)e))))
            return (enum rs_sub_end)e;
    return RS_SUB_END_NO_REASON;
}

static void after_the_end(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d,
                          struct rs_subscription *b)
{
    if (b->told_after || !b->ended_cseq || s->view->cseq.number <= b->ended_cseq)
        return; /* reordered, or it ended otherwise */
    b->told_after = true;
    tell(t, s, d, RS_EVENT_SUBSCRIPTION_ANOMALY, "after_terminated",
         rs_tracker_text(t, b->package));
}

static void take_notify(struct rs_tracker *t, struct rs_step *s, struct rs_subscription *b,
                        const struct named *n, const struct rs_subscription_state *state)
{
    static const uint8_t events[] = {
        [RS_SUBSTATE_ACTIVE] = RS_SUB_NOTIFY_ACTIVE,
        [RS_SUBSTATE_PENDING] = RS_SUB_NOTIFY_PENDING,
        [RS_SUBSTATE_TERMINATED] = RS_SUB_NOTIFY_ENDS,
        [RS_SUBSTATE_OTHER] = RS_SUB_NOTIFY_ACTIVE,
    };
    unsigned before = b->state;
    b->awaits = false;
    b->notifies++;
    b->notify_cseq = s->view->cseq.number;
    if (state->state == RS_SUBSTATE_TERMINATED)
        b->ended_cseq = s->view->cseq.number;
    else if (state->has_expires) /* counts more than the answer (4.1.3) */
        b->lapses_us = t->now_us + state->expires * (int64_t)RS_SECOND_US;
    rs_subscription_step(t, b, (enum rs_sub_event)events[state->state], end_of(state->reason),
                         s->origin->frame);
    note(t, s, b, n, before);
}

static void notified(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    struct named n = name_of(s);
    struct rs_subscription_state state = {.state = RS_SUBSTATE_OTHER};
    struct rs_span value = rs_msg_value(s->msg, RS_HEADER_SUBSCRIPTION_STATE);
    if (!value.n)
        tell(t, s, d, RS_EVENT_SUBSCRIPTION_ANOMALY, "no_state", n.package);
    else
        rs_subscription_state_parse(value, &state);
    if (!d)
        return;
    struct rs_subscription *b = rs_subscription_find(t, d, n.package, n.id);
    if (b && b->state == RS_SUB_TERMINATED) {
        after_the_end(t, s, d, b);
        return;
    }
    bool whole = d->usage == RS_USAGE_SUBSCRIPTION || d->partial;
    if (!b && whole && (b = rs_subscription_open(t, s, d, n.package, n.id)))
        b->unasked = d->partial;
    if (b)
        take_notify(t, s, b, &n, &state);
}

void rs_subscription_request(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    bool refer = s->view->method == RS_METHOD_REFER;
    if (refer && !s->view->to.tag.n)
        tell(t, s, d, RS_EVENT_REFER_ANOMALY, "outside_dialog", RS_SPAN("refer"));
    if (refer)
        tell(t, s, d, RS_EVENT_REFER_ANOMALY, "foreign_target", RS_SPAN("refer"));
    if (notifies(s->view->method))
        notified(t, s, d);
    else if (d && concerns(s->view->method))
        asked(t, s, d);
}

/* ---- answered ---- */

/* Lync: "the first NOTIFY ... piggybacked" on the 200. */
static bool piggybacks(const struct rs_msg *m)
{
    return m->first[RS_HEADER_SUBSCRIPTION_STATE] ||
           (m->body.n &&
            rs_msg_lists(m, RS_HEADER_SUPPORTED, RS_SPAN("ms-piggyback-first-notify")));
}

static enum rs_sub_event event_of(const struct rs_step *s)
{
    unsigned status = s->msg->status;
    if (status >= 300)
        return rs_subscription_failure(status);
    bool refer = s->view->method == RS_METHOD_REFER;
    if (status == 204 || (refer && rs_span_starts_nocase(rs_msg_value(s->msg, RS_HEADER_REFER_SUB),
                                                         RS_SPAN("false"))))
        return RS_SUB_NONE_TO_COME;
    return !refer && piggybacks(s->msg) ? RS_SUB_PIGGYBACKED : RS_SUB_ACCEPTED;
}

/* "200-class responses to SUBSCRIBE requests ... MUST contain an Expires header" (4.2.1.1). */
static void take_expires(struct rs_tracker *t, const struct rs_step *s, struct rs_subscription *b)
{
    uint32_t seconds;
    if (!b->refer &&
        rs_number_parse(rs_msg_value(s->msg, RS_HEADER_EXPIRES), UINT32_MAX, &seconds) == RS_OK)
        b->lapses_us = t->now_us + seconds * (int64_t)RS_SECOND_US;
}

static void request_answered(struct rs_tracker *t, struct rs_step *s, struct rs_subscription *b)
{
    unsigned before = b->state;
    enum rs_sub_event event = event_of(s);
    if (s->msg->status < 300) {
        b->accepted_us = t->now_us;
        b->accepted_frame = s->origin->frame;
        b->awaits = b->awaits && event == RS_SUB_ACCEPTED;
        take_expires(t, s, b);
    }
    rs_subscription_step(t, b, event, RS_SUB_END_REFUSED, s->origin->frame);
    note(t, s, b, NULL, before);
}

/*
 * A NOTIFY outside of any subscription. Many servers tell of waiting messages
 * without being asked, and phones take it; 481 says that the phone does not.
 */
static void notify_unknown(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                           const struct rs_dialog *d)
{
    bool refused = s->msg->status == 481;
    bool asked_for = r->in_dialog && (!d || d->partial); /* perhaps: before the capture began */
    if (rs_settling(t, rs_request_first_us(t, r)) || (!refused && asked_for) ||
        (!refused && s->msg->status / 100 != 2))
        return;
    tell(t, s, d, RS_EVENT_SUBSCRIPTION_ANOMALY, refused ? "unknown" : "unsolicited",
         RS_SPAN_NONE);
}

/* Which one a NOTIFY was of: its answer has no Event. */
static struct rs_subscription *of_notify(struct rs_tracker *t, const struct rs_dialog *d,
                                         uint32_t cseq)
{
    struct rs_subscription *b = d ? rs_table_at(&t->subscriptions, d->subscriptions) : NULL;
    while (b && b->notify_cseq != cseq)
        b = rs_table_at(&t->subscriptions, b->next);
    return b;
}

static void notify_answered(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                            struct rs_dialog *d)
{
    struct rs_subscription *b = of_notify(t, d, r->cseq);
    if ((!b && !(d && d->subscriptions)) || (b && b->unasked && s->msg->status == 481))
        notify_unknown(t, s, r, d);
    if (!b)
        return;
    unsigned before = b->state;
    enum rs_sub_event failure = rs_subscription_failure(s->msg->status);
    if (s->msg->status >= 300 && (failure == RS_SUB_GONE || failure == RS_SUB_BAD_EVENT))
        rs_subscription_step(t, b, RS_SUB_NOTIFY_GONE, RS_SUB_END_NOTIFY_FAILED, s->origin->frame);
    note(t, s, b, NULL, before);
}

/* The one asked for; where a 2xx comes from another fork than the first NOTIFY, a new one. */
static struct rs_subscription *of_request(struct rs_tracker *t, struct rs_step *s,
                                          struct rs_dialog *d, const struct rs_dialog *first)
{
    struct rs_subscription *b = rs_table_at(&t->subscriptions, d->subscriptions);
    for (; b; b = rs_table_at(&t->subscriptions, b->next))
        if (b->asked_cseq == s->view->cseq.number)
            return b;
    const struct rs_subscription *a = rs_table_at(&t->subscriptions, first->subscriptions);
    if (d == first || !a || s->msg->status >= 300)
        return NULL;
    struct rs_span package = rs_tracker_text(t, a->package);
    if ((b = rs_subscription_find(t, d, package, a->id)))
        return b;
    if (!(b = rs_subscription_open(t, s, d, package, a->id)))
        return NULL;
    b->refer = s->view->method == RS_METHOD_REFER;
    b->awaits = true;
    rs_subscription_step(t, b, RS_SUB_ASKED, RS_SUB_END_NONE, s->origin->frame);
    return b;
}

void rs_subscription_response(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r)
{
    struct rs_dialog *first = rs_request_dialog(t, r);
    if (s->msg->status < 200 || !concerns(r->method))
        return;
    struct rs_dialog *d = rs_dialog_of_response(t, s, r);
    if (notifies(r->method)) {
        notify_answered(t, s, r, d);
        return;
    }
    struct rs_subscription *b = d ? of_request(t, s, d, first) : NULL;
    if (r->method == RS_METHOD_SUBSCRIBE)
        rs_conditional_response(t, s, b ? rs_tracker_text(t, b->package) : RS_SPAN_NONE);
    if (b)
        request_answered(t, s, b);
}

/* No answer at all counts like 481 (4.2.2). */
void rs_subscription_unanswered(struct rs_tracker *t, const struct rs_request *r,
                                struct rs_dialog *d)
{
    struct rs_subscription *b =
        r->method == RS_METHOD_NOTIFY ? of_notify(t, d, r->cseq) : NULL;
    if (b)
        rs_subscription_step(t, b, RS_SUB_NOTIFY_GONE, RS_SUB_END_NOTIFY_FAILED, d->last_frame);
}
