#include "track/effects.h"
#include "track/state.h"

/* A response seen for the first time: what it does to the dialog of its request. */

static void tell(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                 const struct rs_dialog *d, enum rs_event_kind kind, const char *subkind)
{
    struct rs_event e = rs_event_at(s, kind);
    e.request = r;
    e.tx = rs_table_at(&t->transactions, r->first_tx);
    e.dialog = d;
    e.subkind = subkind;
    e.other_frame = rs_request_first_frame(t, r);
    rs_tell(t, &e);
}

struct rs_dialog *rs_dialog_of_response(struct rs_tracker *t, const struct rs_step *s,
                                        const struct rs_request *r)
{
    struct rs_dialog *first = rs_request_dialog(t, r);
    if (!first || r->in_dialog || !s->keys.has_dialog || r->method == RS_METHOD_CANCEL)
        return first;
    struct rs_dialog *own = rs_dialog_find(t, s);
    return own ? own : first;
}

/* The instance for the response's To tag, made when it is new (12.1.2, 13.2.2.4). */
static struct rs_dialog *instance(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *first)
{
    bool makes = s->msg->status > 100 && s->msg->status < 300 && s->keys.has_dialog;
    struct rs_dialog *own = rs_dialog_find(t, s);
    if (own || !makes)
        return own ? own : first;
    if (first->has_callee)
        return rs_dialog_fork(t, s, first);
    rs_dialog_set_callee(t, s, first, s->keys.to_tag, s->view->to.tag);
    return first;
}

static enum rs_dialog_event event_of(unsigned status, bool to_tag)
{
    if (status == 199)
        return RS_DLG_EARLY_ENDED;
    if (status < 200)
        return status > 100 && to_tag ? RS_DLG_RING : RS_DLG_PROVISIONAL;
    if (status < 300)
        return RS_DLG_ANSWER;
    if (status < 400)
        return RS_DLG_REDIRECT;
    if (rs_status_flags(status) & RS_STATUS_CHALLENGE)
        return RS_DLG_CHALLENGE;
    return status == 487 ? RS_DLG_CANCELLED : RS_DLG_REJECT;
}

/* ---- the answer ---- */

static void note_2xx(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                     struct rs_dialog *d)
{
    d->waits_for_ack = !rs_request_was_acked(t, r, s);
    if (!d->waits_for_ack && d->acked_us < 0)
        d->acked_us = t->now_us;
    d->t213_told = false;
    d->invite_cseq = s->view->cseq.number;
    d->invite_2xx_us = t->now_us;
    d->invite_2xx_frame = s->origin->frame;
    d->invite_by_caller = rs_tag_key(s->keys.from_tag) == d->caller;
}

static void other_forks_lost(struct rs_tracker *t, struct rs_dialog *first,
                             const struct rs_dialog *winner)
{
    for (struct rs_dialog *f = first; f; f = rs_table_at(&t->dialogs, f->next_fork))
        if (f != winner && f->state < RS_DIALOG_CONFIRMED && f->fork_won_us < 0) {
            f->fork_won_us = t->now_us;
            rs_dialog_arm(t, f);
        }
}

/* The new INVITE is accepted, "and shuts down the replaced dialog by sending a BYE" (3891 3). */
static void end_replaced(struct rs_tracker *t, const struct rs_step *s, const struct rs_dialog *d)
{
    struct rs_digest key;
    struct rs_span named = rs_dialog_text(t, d, RS_DIALOG_REPLACES);
    if (named.n != sizeof key)
        return;
    memcpy(&key, named.p, sizeof key);
    struct rs_dialog *old = rs_table_find(&t->dialogs, key);
    if (old && old != d)
        rs_dialog_step(t, old, RS_DLG_REPLACED, t->now_us, s->origin->frame);
}

/* This hop, or one nearer the caller: of other forks the proxy sends it because of the 2xx. */
static bool was_cancelled(const struct rs_tracker *t, const struct rs_request *r,
                          const struct rs_transaction *tx)
{
    enum { HOPS_LOOKED_AT = 16 };
    const struct rs_transaction *hop = rs_table_at(&t->transactions, r->first_tx);
    for (int i = 0; hop && i < HOPS_LOOKED_AT; i++) {
        if (hop->cancelled && (hop == tx || hop->via_count < tx->via_count))
            return true;
        hop = rs_table_at(&t->transactions, hop->next_hop);
    }
    return tx->cancelled;
}

static void answered(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                     const struct rs_transaction *tx, struct rs_dialog *first,
                     struct rs_dialog *d)
{
    d->final_status = s->msg->status;
    if (r->method != RS_METHOD_INVITE) {
        rs_dialog_step(t, d, RS_DLG_ANSWER, t->now_us, s->origin->frame);
        return;
    }
    note_2xx(t, s, r, d);
    const struct rs_request_more *m = rs_request_more(t, r);
    if (m && m->cancel_us >= 0 && was_cancelled(t, r, tx)) {
        d->cancel_race = true;
        tell(t, s, r, d, RS_EVENT_CANCEL_RACE, NULL);
    }
    rs_dialog_step(t, d, RS_DLG_ANSWER, t->now_us, s->origin->frame);
    other_forks_lost(t, first, d);
    end_replaced(t, s, d);
}

/* ---- the failure ---- */

static void end_one(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d,
                    enum rs_dialog_event event)
{
    if (d->state >= RS_DIALOG_CONFIRMED)
        return;
    d->final_status = s->msg->status;
    rs_dialog_reason(t, d, s);
    rs_dialog_step(t, d, event, t->now_us, s->origin->frame);
}

/*
 * On the hop nearest the caller a failure ends all early dialogs of the INVITE;
 * further down it ends the one fork that sent it.
 */
static void failed(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                   const struct rs_transaction *tx, struct rs_dialog *first,
                   enum rs_dialog_event event)
{
    if (tx->via_count == r->min_vias) {
        for (struct rs_dialog *f = first; f; f = rs_table_at(&t->dialogs, f->next_fork))
            end_one(t, s, f, event);
        return;
    }
    struct rs_dialog *own = rs_dialog_find(t, s);
    if (own && (own != first || first->next_fork))
        end_one(t, s, own, event);
}

static void take_server(struct rs_tracker *t, const struct rs_step *s, struct rs_dialog *d)
{
    if (d->server)
        return;
    struct rs_span name = rs_msg_value(s->msg, RS_HEADER_SERVER);
    if (!name.n && s->msg->status > 100)
        name = rs_msg_value(s->msg, RS_HEADER_USER_AGENT);
    d->server = rs_agent_keep(t, name);
}

static void to_opening(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                       struct rs_transaction *tx, struct rs_dialog *first)
{
    enum rs_dialog_event event = event_of(s->msg->status, s->view->to.tag.n > 0);
    if (s->msg->status >= 300) {
        s->note->dialog.before = rs_dialog_of_response(t, s, r)->state;
        failed(t, s, r, tx, first, event);
        return;
    }
    struct rs_dialog *d = instance(t, s, first);
    if (!d)
        return;
    s->note->dialog.before = d->state;
    take_server(t, s, d);
    rs_dialog_party(t, d, s);
    rs_dialog_media(t, s, d, false);
    if (s->msg->status >= 200)
        answered(t, s, r, tx, first, d);
    else
        rs_dialog_step(t, d, event, t->now_us, s->origin->frame);
    rs_reliable_response(t, s, d);
}

/* ---- inside the dialog ---- */

/* What ends the INVITE's usage ends the call; what ends the dialog ends its subscriptions too. */
static void take_effect(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                        struct rs_dialog *d)
{
    enum rs_status_effect effect = rs_effect_inside((enum rs_method)r->method, s->msg->status);
    bool event = r->method == RS_METHOD_SUBSCRIBE || r->method == RS_METHOD_NOTIFY;
    if (effect == RS_EFFECT_DIALOG)
        rs_subscriptions_end(t, d, s->origin->frame);
    if (effect == RS_EFFECT_DIALOG || (effect == RS_EFFECT_USAGE && !event))
        rs_dialog_step(t, d, RS_DLG_FATAL, t->now_us, s->origin->frame);
}

static bool is_glare(const struct rs_step *s, const struct rs_request *r)
{
    uint32_t after = 0;
    if (s->msg->status == 491)
        return true;
    return s->msg->status == 500 && r->method == RS_METHOD_INVITE &&
           rs_number_parse(rs_msg_value(s->msg, RS_HEADER_RETRY_AFTER), 10, &after) == RS_OK;
}

static void to_bye(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                   struct rs_dialog *d)
{
    unsigned status = s->msg->status;
    if (status / 100 == 2 && r->foreign)
        tell(t, s, r, d, RS_EVENT_BYE_FOREIGN_ACCEPTED, NULL);
    if (rs_status_flags(status) & RS_STATUS_CHALLENGE)
        rs_dialog_step(t, d, RS_DLG_BYE_CHALLENGED, t->now_us, s->origin->frame);
    else if (status / 100 == 2 || status == 481 || status == 408)
        rs_dialog_step(t, d, RS_DLG_BYE_ANSWERED, t->now_us, s->origin->frame);
}

static void to_inside(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                      struct rs_dialog *d)
{
    unsigned status = s->msg->status;
    s->note->dialog.before = d->state;
    rs_dialog_party(t, d, s);
    bool notify = r->method == RS_METHOD_NOTIFY; /* D311 */
    bool told = s->note->other_leg; /* of a hop further away: a failure comes here from both */
    if (status == 481 && !r->dialog_known && !notify && !told &&
        !rs_settling(t, rs_request_first_us(t, r)))
        tell(t, s, r, d, RS_EVENT_DIALOG_UNKNOWN, "answered_481");
    if (rs_status_flags(status) & RS_STATUS_CHALLENGE && !told && !r->from_caller &&
        !d->partial && d->usage == RS_USAGE_INVITE)
        tell(t, s, r, d, RS_EVENT_CHALLENGE_INSIDE, NULL);
    if (r->method == RS_METHOD_BYE) {
        to_bye(t, s, r, d);
        return;
    }
    if (is_glare(s, r) && !told)
        tell(t, s, r, d, RS_EVENT_GLARE, status == 491 ? "491" : "500_retry_after");
    if (status / 100 == 2 && r->method == RS_METHOD_INVITE) {
        note_2xx(t, s, r, d);
        rs_dialog_step(t, d, RS_DLG_ANSWER, t->now_us, s->origin->frame);
    }
    take_effect(t, s, r, d);
    rs_reliable_response(t, s, d);
    rs_dialog_media(t, s, d, false);
}

void rs_dialog_response(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                        struct rs_transaction *tx)
{
    struct rs_dialog *d = rs_request_dialog(t, r);
    if (r->method == RS_METHOD_CANCEL)
        return;
    if (d && r->in_dialog)
        to_inside(t, s, r, d);
    else if (d)
        to_opening(t, s, r, tx, d);
    rs_subscription_response(t, s, r);
    if (d && s->msg->status >= 300)
        rs_offer_refused(t, s, rs_dialog_of_response(t, s, r));
    if (d && r->method != RS_METHOD_BYE)
        rs_session_timer_response(t, s, r, rs_dialog_of_response(t, s, r));
}

void rs_dialog_ack(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    rs_dialog_media(t, s, d, false);
    if (s->view->cseq.number != d->invite_cseq && !d->partial)
        return;
    d->waits_for_ack = false;
    if (d->acked_us < 0)
        d->acked_us = t->now_us;
    rs_dialog_arm(t, d);
}

void rs_dialog_2xx_again(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                         const struct rs_transaction *tx)
{
    enum { COPIES_TOLD = 3 };
    struct rs_dialog *d = rs_dialog_of_response(t, s, r);
    if (!d || r->method != RS_METHOD_INVITE || !d->waits_for_ack || d->t213_told ||
        rs_seen_copies(t, tx, RS_SEEN_FINAL) <= COPIES_TOLD ||
        rs_flow_is_one_way(t, &s->origin->src.addr, &s->origin->dst.addr))
        return;
    d->t213_told = true;
    struct rs_event e = rs_event_at(s, RS_EVENT_ACK_MISSING_2XX);
    e.tx = tx;
    e.request = r;
    e.dialog = d;
    e.subkind = "retransmitted";
    e.other_frame = e.frame;
    struct rs_origin first =
        rs_origin_near(s->origin, d->invite_2xx_frame, d->invite_2xx_us, false);
    e.origin = &first;
    e.frame = d->invite_2xx_frame;
    e.first_us = d->invite_2xx_us;
    e.count = rs_seen_copies(t, tx, RS_SEEN_FINAL);
    rs_tell(t, &e);
}
