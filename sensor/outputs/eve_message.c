/* event_type "sip": one message and all that is known of it. */
#include "outputs/eve.h"

#include "sip/microsoft.h"

/* Keys and order of Suricata's rust/src/sip/log.rs; all values are texts. */
static void put_sip(struct rs_json *j, const struct rs_msg *m)
{
    rs_json_open_key(j, "sip");
    if (m->kind == RS_MSG_REQUEST) {
        rs_json_span(j, "method", m->method_name);
        rs_json_span(j, "uri", m->uri);
        rs_json_span(j, "version", m->version);
        rs_json_span(j, "request_line", m->start_line);
    } else {
        rs_json_span(j, "version", m->version);
        rs_json_span(j, "code", m->status_text);
        rs_json_span(j, "reason", m->reason);
        rs_json_span(j, "response_line", m->start_line);
    }
    rs_json_close(j);
}

static void put_keys(struct rs_json *j, const struct rs_view *v)
{
    rs_eve_id(j, "call_id", v->call_id);
    rs_eve_id(j, "from_tag", v->from.tag);
    rs_eve_id(j, "to_tag", v->to.tag);
    rs_eve_id(j, "branch", v->via.branch);
    rs_eve_id(j, "from", v->from.uri.text);
    rs_eve_id(j, "to", v->to.uri.text);
    if (v->cseq.number_ok)
        rs_json_u64(j, "cseq", v->cseq.number);
    rs_json_u64(j, "via_count", v->via_count);
}

static void put_meaning(struct rs_json *j, const struct rs_annotation *a)
{
    const struct rs_msg *m = a->msg;

    if (m->kind == RS_MSG_RESPONSE)
        rs_json_text(j, "class", rs_status_class(m->status));
    rs_eve_id(j, "method", m->method_name); /* a response's: the one of its CSeq */
    rs_json_text(j, "meaning", rs_method_meaning((enum rs_method)m->method));
    rs_json_text(j, "role", rs_role_name((enum rs_role)a->role));
    rs_json_true_if(j, "other_leg", a->other_leg);
    rs_eve_call(j, a->call, a->leg, (enum rs_join)a->join);
}

/* Calls that are from now on told as this one. */
static void put_joined(struct rs_json *j, const struct rs_annotation *a)
{
    bool any = false;

    for (unsigned i = 0; i < a->joined_count; i++) {
        if (a->joined[i].into != a->call)
            continue;
        if (!any)
            rs_json_array_key(j, "joined");
        any = true;
        rs_json_u64_element(j, a->joined[i].number);
    }
    if (any)
        rs_json_array_close(j);
}

static void put_transaction(struct rs_eve *e, const struct rs_transaction_note *t)
{
    struct rs_json *j = &e->j;

    if (!t->id)
        return;
    rs_json_u64(j, "transaction", t->id);
    rs_eve_put_frame(e, "request_in", t->request_frame);
    rs_eve_put_frame(e, "provisional_in", t->provisional_frame);
    rs_eve_put_frame(e, "final_in", t->final_frame);
    rs_eve_put_frame(e, "ack_in", t->ack_frame);
    rs_eve_put_frame(e, "cancel_in", t->cancel_frame);
    rs_eve_put_frame(e, "retransmission_of", t->retransmission_of);
    rs_json_u64_if(j, "copies", t->copies > 1 ? t->copies : 0);
    rs_json_seconds_if(j, "time_to_provisional", t->to_provisional_us);
    rs_json_seconds_if(j, "time_to_final", t->to_final_us);
}

static void put_dialog(struct rs_eve *e, const struct rs_dialog_note *d)
{
    struct rs_json *j = &e->j;

    if (!d->id)
        return;
    rs_json_u64(j, "dialog", d->id);
    if (d->usage)
        rs_json_text(j, "usage", rs_usage_name((enum rs_usage)d->usage));
    if (d->before != d->after)
        rs_json_text(j, "state_before", rs_dialog_state_name((enum rs_dialog_state)d->before));
    rs_json_text(j, "state", rs_dialog_state_name((enum rs_dialog_state)d->after));
    if (d->end != RS_END_NONE)
        rs_json_text(j, "end", rs_dialog_end_name((enum rs_dialog_end)d->end));
    rs_json_u64_if(j, "fork", d->fork > 1 ? d->fork : 0);
    rs_json_true_if(j, "partial", d->partial);
    rs_eve_put_frame(e, "opened_in", d->opened_frame);
    rs_eve_put_frame(e, "confirmed_in", d->confirmed_frame);
    rs_eve_put_frame(e, "closed_in", d->closed_frame);
}

static void put_auth(struct rs_eve *e, const struct rs_auth_note *n)
{
    struct rs_json *j = &e->j;

    if (!n->scheme && !n->round)
        return;
    rs_json_text(j, "auth_scheme", rs_auth_scheme_name((enum rs_auth_scheme)n->scheme));
    rs_json_u64(j, "auth_round", n->round);
    rs_eve_put_frame(e, "sign_in", n->first_frame);
    if (n->accepted || n->failed)
        rs_json_text(j, "auth_result", n->accepted ? "accepted" : "failed");
}

/* A subscription: number, package, state, how long it lasts from here on. */
static void put_subscription(struct rs_json *j, const struct rs_subscription_note *n)
{
    if (!n->number)
        return;
    rs_json_u64(j, "subscription", n->number);
    rs_eve_id(j, "event", n->event);
    rs_json_text(j, "subscription_state", rs_subscription_state_name((enum rs_sub_state)n->after));
    if (n->after == RS_SUB_TERMINATED && n->end)
        rs_json_text(j, "subscription_end", rs_sub_end_name((enum rs_sub_end)n->end));
    rs_json_u64_if(j, "subscription_expires", n->expires_s);
}

static void put_session(struct rs_json *j, const struct rs_offer_note *o,
                        const struct rs_session_timer_note *m)
{
    if (o->sdp)
        rs_json_text(j, "sdp", rs_sdp_part_name((enum rs_sdp_part)o->sdp));
    if (o->sdp)
        rs_json_text(j, "sdp_by", rs_offer_side_name(o->by));
    if (o->sdp || o->before != o->after)
        rs_json_text(j, "session", rs_offer_state_name((enum rs_offer_state)o->after));
    if (o->held_by)
        rs_json_text(j, "held_by", rs_offer_side_name(o->held_by));
    rs_json_true_if(j, "resumed", o->held_before && !o->held_by);
    if (!m->seconds)
        return;
    rs_json_text(j, "session_timer", rs_session_timer_state_name((enum rs_timer_state)m->after));
    rs_json_u64(j, "session_expires", m->seconds);
    if (m->refresher)
        rs_json_text(j, "refresher", rs_session_refresher_name(m->refresher));
}

static void put_binding(struct rs_json *j, const struct rs_binding_note *b)
{
    if (b->after)
        rs_json_text(j, "binding", rs_binding_state_name((enum rs_binding_state)b->after));
    rs_json_u64_if(j, "expires", b->expires_s);
    rs_eve_bindings(j, &b->count);
}

static void put_one_diagnostics(struct rs_json *j, const char *key, struct rs_span value)
{
    struct rs_ms_diagnostics d;
    const struct rs_ms_diagnostics_row *row;

    if (!value.n || rs_ms_diagnostics_parse(value, &d) != RS_OK)
        return;
    row = rs_ms_diagnostics_row(d.error_id);
    rs_json_open_key(j, key);
    rs_json_u64(j, "error_id", d.error_id);
    rs_eve_id(j, "reason", d.reason);
    rs_eve_id(j, "source", d.source);
    if (row) {
        rs_json_text(j, "class", row->class);
        rs_json_text(j, "severity", rs_severity_name((enum rs_severity)row->severity));
        rs_json_text(j, "meaning", row->words);
    }
    rs_json_close(j);
}

static void put_diagnostics(struct rs_json *j, const struct rs_msg *m)
{
    put_one_diagnostics(j, "ms_diagnostics", rs_msg_value(m, RS_HEADER_MS_DIAGNOSTICS));
    put_one_diagnostics(j, "ms_diagnostics_public",
                        rs_msg_value(m, RS_HEADER_MS_DIAGNOSTICS_PUBLIC));
    put_one_diagnostics(j, "ms_client_diagnostics",
                        rs_msg_value(m, RS_HEADER_MS_CLIENT_DIAGNOSTICS));
}

static void put_findings(struct rs_json *j, const struct rs_annotation *a)
{
    if (!a->finding_count)
        return;
    rs_json_array_key(j, "findings");
    for (unsigned i = 0; i < a->finding_count; i++)
        rs_json_text_element(j, rs_catalogue_get((enum rs_finding_id)a->finding[i].id)->id);
    rs_json_array_close(j);
}

int rs_eve_message(void *state, const struct rs_annotation *a)
{
    struct rs_eve *e = state;
    struct rs_json *j = &e->j;

    if (!(e->settings->log & RS_LOG_MESSAGE))
        return RS_OK;
    rs_eve_begin(e, "sip", a->origin->time_us, a->origin->frame, a->origin);
    put_sip(j, a->msg);
    if (rs_eve_open_ours(e, a->origin)) {
        put_meaning(j, a);
        rs_json_true_if(j, "imported", a->origin->imported);
        rs_json_u64_if(j, "trace", a->origin->trace);
        put_joined(j, a);
        put_keys(j, a->view);
        put_transaction(e, &a->transaction);
        put_dialog(e, &a->dialog);
        put_auth(e, &a->auth);
        put_subscription(j, &a->subscription);
        put_session(j, &a->offer, &a->session_timer);
        put_binding(j, &a->binding);
        put_diagnostics(j, a->msg);
        put_findings(j, a);
        rs_json_close(j);
    }
    return rs_eve_end(e);
}
