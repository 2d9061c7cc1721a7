/*
 * event_type "sip_transaction", "sip_dialog": what is over, or still open at the
 * end. With --strict-eve only method and code are left.
 */
#include "outputs/eve.h"

#include "sip/reason.h"

static void put_transaction_ids(struct rs_json *j, const struct rs_transaction_record *r)
{
    rs_json_u64(j, "transaction", r->id);
    rs_json_u64_if(j, "dialog", r->dialog);
    rs_eve_call(j, r->call, r->leg, RS_JOIN_NONE);
    rs_eve_id(j, "call_id", r->call_id);
    rs_eve_id(j, "from_tag", r->from_tag);
    rs_eve_id(j, "to_tag", r->to_tag);
    rs_eve_id(j, "branch", r->branch);
    rs_eve_id(j, "from", r->from_uri);
    rs_eve_id(j, "to", r->to_uri);
    rs_json_u64(j, "cseq", r->cseq);
    rs_json_u64(j, "via_count", r->via_count);
    rs_json_u64_if(j, "previous_hop", r->previous_hop);
}

static const char *transaction_state(const struct rs_transaction_record *r)
{
    if (r->timed_out)
        return "timed-out";
    if (r->open_at_end)
        return "open-at-end";
    if (r->forgotten)
        return "forgotten";
    return r->cancelled ? "cancelled" : "completed";
}

static void put_transaction_course(struct rs_eve *e, const struct rs_transaction_record *r)
{
    struct rs_json *j = &e->j;

    rs_json_text(j, "state", transaction_state(r));
    if (r->final_status)
        rs_json_text(j, "class", rs_status_class(r->final_status));
    if (r->unreachable)
        rs_json_text(j, "unreachable", rs_unreachable_name((enum rs_unreachable)r->unreachable));
    rs_json_u64_if(j, "final_status", r->final_status);
    rs_json_u64_if(j, "last_provisional", r->last_provisional);
    rs_eve_put_frame(e, "request_in", r->request_frame);
    rs_eve_put_frame(e, "provisional_in", r->provisional_frame);
    rs_eve_put_frame(e, "final_in", r->final_frame);
    rs_eve_put_frame(e, "ack_in", r->ack_frame);
    rs_eve_put_frame(e, "cancel_in", r->cancel_frame);
    rs_json_seconds_if(j, "time_to_provisional", rs_eve_between(r->first_us, r->provisional_us));
    rs_json_seconds_if(j, "time_to_final", rs_eve_between(r->first_us, r->final_us));
    rs_json_seconds_if(j, "time_to_ack", rs_eve_between(r->final_us, r->ack_us));
    rs_json_seconds_if(j, "time_to_cancel", rs_eve_between(r->first_us, r->cancel_us));
    rs_json_u64(j, "request_copies", r->request_copies);
    rs_json_u64_if(j, "provisional_copies", r->provisional_copies);
    rs_json_u64_if(j, "final_copies", r->final_copies);
    rs_json_u64_if(j, "ack_copies", r->ack_copies);
}

int rs_eve_transaction(void *state, const struct rs_transaction_record *r)
{
    struct rs_eve *e = state;

    if (!(e->settings->log & RS_LOG_TRANSACTION))
        return RS_OK;
    rs_eve_begin(e, "sip_transaction", r->last_us, r->request_frame, &r->origin);
    rs_eve_sip_summary(e, r->method_name, r->final_status);
    if (rs_eve_open_ours(e, &r->origin)) {
        put_transaction_ids(&e->j, r);
        put_transaction_course(e, r);
        rs_json_close(&e->j);
    }
    return rs_eve_end(e);
}

/* The call's other legs. */
static void put_joined(struct rs_json *j, const struct rs_dialog_record *r)
{
    if (!r->joined_count)
        return;
    rs_json_array_key(j, "joined");
    for (unsigned i = 0; i < r->joined_count; i++)
        rs_json_u64_element(j, r->joined[i]);
    rs_json_array_close(j);
}

static void put_dialog_ids(struct rs_json *j, const struct rs_dialog_record *r)
{
    rs_json_u64(j, "dialog", r->id);
    rs_eve_call(j, r->call, r->leg, (enum rs_join)r->join);
    put_joined(j, r);
    rs_eve_id(j, "call_id", r->call_id);
    rs_eve_id(j, "from_tag", r->local_tag);
    rs_eve_id(j, "to_tag", r->remote_tag);
    rs_eve_id(j, "from", r->caller_uri);
    rs_eve_id(j, "to", r->callee_uri);
    rs_json_span_if(j, "user_agent", rs_eve_if_any(r->user_agent));
    rs_json_span_if(j, "server", rs_eve_if_any(r->server));
}

static void put_subscription(struct rs_json *j, const struct rs_dialog_record *r)
{
    if (!r->subscription)
        return;
    rs_json_span_if(j, "event", rs_eve_if_any(r->event));
    rs_eve_id(j, "refer_to", r->refer_to);
    rs_json_text(j, "subscription",
                 rs_subscription_state_name((enum rs_sub_state)r->subscription));
    if (r->subscription_end)
        rs_json_text(j, "subscription_end",
                     rs_sub_end_name((enum rs_sub_end)r->subscription_end));
    rs_json_u64(j, "notifies", r->notifies);
    rs_json_u64_if(j, "subscriptions", r->subscriptions > 1 ? r->subscriptions : 0);
}

static const char *direction_name(unsigned d)
{
    static const char *const names[] = {"sendrecv", "sendonly", "recvonly", "inactive"};
    return names[d & 3];
}

/* Where one side has its medium sent, and which way it wants it. */
static void put_end(struct rs_json *j, const char *side, const char *direction,
                    const struct rs_media_side *m, unsigned i)
{
    char text[RS_ENDPOINT_TEXT];
    struct rs_endpoint at = {m->addr, m->line[i].port};

    if (i >= m->count)
        return;
    rs_json_text(j, side, m->addr.family && at.port ? rs_endpoint_text(&at, text) : "refused");
    rs_json_text(j, direction, direction_name(m->line[i].direction));
}

static void put_media(struct rs_json *j, const struct rs_session_record *s)
{
    const struct rs_media_side *longer =
        s->caller.count > s->callee.count ? &s->caller : &s->callee;

    if (!longer->count)
        return;
    rs_json_array_key(j, "media");
    for (unsigned i = 0; i < longer->count; i++) {
        rs_json_open(j);
        rs_json_text(j, "kind", rs_media_kind_name((enum rs_media_kind)longer->line[i].kind));
        put_end(j, "caller", "caller_wants", &s->caller, i);
        put_end(j, "callee", "callee_wants", &s->callee, i);
        rs_json_close(j);
    }
    rs_json_array_close(j);
}

/* Offers and answers, media as agreed last, hold. */
static void put_session(struct rs_json *j, const struct rs_session_record *s)
{
    if (!s->offers)
        return;
    rs_json_u64(j, "offers", s->offers);
    rs_json_u64(j, "answers", s->answers);
    rs_json_text(j, "session", rs_offer_state_name((enum rs_offer_state)s->state));
    put_media(j, s);
    rs_json_true_if(j, "t38", s->t38);
    rs_json_u64_if(j, "holds", s->holds);
    if (s->holds)
        rs_json_seconds_if(j, "held", s->held_us);
}

/* As agreed last (RFC 4028). */
static void put_session_timer(struct rs_json *j, const struct rs_session_timer_record *m)
{
    if (!m->seconds)
        return;
    rs_json_u64(j, "session_expires", m->seconds);
    if (m->refresher)
        rs_json_text(j, "refresher", rs_session_refresher_name(m->refresher));
    rs_json_u64_if(j, "refreshes", m->refreshes);
    rs_json_true_if(j, "session_ran_out", m->ran_out);
}

/* In the words of who ended it, and what its cause means. */
static void put_reason(struct rs_json *j, struct rs_span value)
{
    struct rs_reason r;

    if (!value.n)
        return;
    rs_json_span(j, "reason", value);
    if (rs_reason_parse(value, &r) != RS_OK || !r.has_cause)
        return;
    rs_json_u64(j, "cause", r.cause);
    if (*rs_reason_words(&r))
        rs_json_text(j, "cause_text", rs_reason_words(&r));
}

static void put_parties(struct rs_json *j, const struct rs_dialog_record *r)
{
    char text[RS_ADDR_TEXT];

    if (!r->party_count)
        return;
    rs_json_array_key(j, "parties");
    for (unsigned i = 0; i < r->party_count; i++)
        rs_json_text_element(j, rs_addr_text(&r->party[i], text));
    rs_json_array_close(j);
}

static void put_dialog_course(struct rs_eve *e, const struct rs_dialog_record *r)
{
    struct rs_json *j = &e->j;
    int64_t end_us = r->bye_us >= 0 ? r->bye_us : r->closed_us;

    if (r->usage)
        rs_json_text(j, "usage", rs_usage_name((enum rs_usage)r->usage));
    rs_json_text(j, "state", rs_dialog_state_name((enum rs_dialog_state)r->state));
    if (r->end != RS_END_NONE)
        rs_json_text(j, "end", rs_dialog_end_name((enum rs_dialog_end)r->end));
    put_reason(j, r->reason);
    rs_json_u64_if(j, "fork", r->fork > 1 ? r->fork : 0);
    rs_json_true_if(j, "partial", r->partial);
    rs_json_true_if(j, "open_at_end", r->open_at_end);
    rs_json_true_if(j, "forgotten", r->forgotten);
    rs_json_u64_if(j, "final_status", r->final_status);
    put_subscription(j, r);
    put_session(j, &r->session);
    put_session_timer(j, &r->timer);
    rs_eve_put_frame(e, "opened_in", r->opened_frame);
    rs_eve_put_frame(e, "confirmed_in", r->confirmed_frame);
    rs_eve_put_frame(e, "bye_in", r->bye_frame);
    rs_eve_put_frame(e, "closed_in", r->closed_frame);
    rs_eve_put_frame(e, "last_in", r->last_frame);
    rs_json_time_if(j, "opened", r->opened_us);
    rs_json_seconds_if(j, "time_to_ring", rs_eve_between(r->opened_us, r->ringing_us));
    rs_json_seconds_if(j, "time_to_answer", rs_eve_between(r->opened_us, r->confirmed_us));
    rs_json_seconds_if(j, "time_to_ack", rs_eve_between(r->confirmed_us, r->acked_us));
    rs_json_seconds_if(j, "duration", rs_eve_between(r->confirmed_us, end_us));
    rs_json_seconds_if(j, "time_to_close", rs_eve_between(r->bye_us, r->closed_us));
    rs_json_u64(j, "messages", r->messages);
    rs_json_u64(j, "retransmissions", r->retransmissions);
    rs_json_u64(j, "legs", r->legs);
    put_parties(j, r);
}

/* The newest time the record knows of: when it was over. */
static int64_t dialog_time(const struct rs_dialog_record *r)
{
    const int64_t times[] = {r->closed_us,    r->bye_us,     r->acked_us,
                             r->confirmed_us, r->ringing_us, r->opened_us};

    for (unsigned i = 0; i < sizeof times / sizeof times[0]; i++)
        if (times[i] >= 0)
            return times[i];
    return r->origin.time_us;
}

int rs_eve_dialog(void *state, const struct rs_dialog_record *r)
{
    struct rs_eve *e = state;

    if (!(e->settings->log & RS_LOG_DIALOG))
        return RS_OK;
    rs_eve_begin(e, "sip_dialog", dialog_time(r), r->opened_frame, &r->origin);
    rs_eve_sip_summary(e, r->usage == RS_USAGE_INVITE ? RS_SPAN("INVITE") : RS_SPAN_NONE,
                       r->final_status);
    if (rs_eve_open_ours(e, &r->origin)) {
        put_dialog_ids(&e->j, r);
        put_dialog_course(e, r);
        rs_json_close(&e->j);
    }
    return rs_eve_end(e);
}
