/* One line a message, transaction, dialog and registration (--log). */
#include "outputs/text.h"

static void put_number(struct rs_writer *w, const char *before, uint64_t number)
{
    if (!number)
        return;
    rs_put_str(w, before);
    rs_put_u64(w, number);
}

static void put_seconds(struct rs_writer *w, const char *before, int64_t from_us, int64_t to_us)
{
    if (from_us < 0 || to_us < 0)
        return;
    rs_put_str(w, before);
    rs_put_fixed(w, to_us - from_us, 3);
    rs_put_str(w, " s");
}

static void put_uris(struct rs_writer *w, struct rs_span from, struct rs_span to)
{
    rs_put_str(w, "  ");
    rs_text_cut(w, from.n ? from : RS_SPAN("?"), RS_TEXT_URI_MAX);
    rs_put_str(w, " -> ");
    rs_text_cut(w, to.n ? to : RS_SPAN("?"), RS_TEXT_URI_MAX);
}

static void put_call_id(struct rs_writer *w, struct rs_span call_id)
{
    rs_put_str(w, "  Call-ID ");
    rs_text_cut(w, call_id, RS_TEXT_CALL_ID_MAX);
}

static void put_status(struct rs_text_output *t, unsigned status)
{
    rs_text_paint(t, rs_paint_of_status(status));
    rs_put_u64(t->w, status);
    rs_put_char(t->w, ' ');
    rs_put_str(t->w, rs_status_phrase(status));
    rs_text_paint(t, RS_PAINT_NONE);
}

static void put_start_line(struct rs_text_output *t, const struct rs_msg *m)
{
    if (m->kind == RS_MSG_REQUEST) {
        rs_text_cut(t->w, m->method_name, 32);
        rs_put_char(t->w, ' ');
        rs_text_cut(t->w, m->uri, RS_TEXT_URI_MAX);
        return;
    }
    rs_text_paint(t, rs_paint_of_status(m->status));
    rs_text_cut(t->w, m->status_text, 8);
    rs_put_char(t->w, ' ');
    rs_text_cut(t->w, m->reason, 60);
    rs_text_paint(t, RS_PAINT_NONE);
    rs_put_str(t->w, " (");
    rs_text_cut(t->w, m->method_name, 32);
    rs_put_char(t->w, ')');
}

/* "call 1", "call 1, leg 2 by session-id", "call 1, leg 2 guessed by numbers". */
static void put_call(struct rs_writer *w, const char *before, uint64_t call, uint64_t leg,
                     enum rs_join join)
{
    put_number(w, before, call);
    if (!call || !leg || leg == call || join == RS_JOIN_NONE)
        return;
    put_number(w, ", leg ", leg);
    rs_put_str(w, rs_join_score(join) < 100 ? " guessed by " : " by ");
    rs_put_str(w, rs_join_word(join));
}

static void put_note(struct rs_text_output *t, const struct rs_annotation *a)
{
    struct rs_writer *w = t->w;

    rs_put_str(w, "  [");
    rs_put_str(w, rs_role_name((enum rs_role)a->role));
    if (a->transaction.retransmission_of) {
        rs_put_str(w, " of ");
        rs_text_frame(t, a->transaction.retransmission_of, a->origin->interface);
    }
    put_call(w, ", call ", a->call, a->leg, (enum rs_join)a->join);
    put_number(w, ", transaction ", a->transaction.id);
    put_number(w, ", dialog ", a->dialog.id);
    if (a->dialog.id) {
        rs_put_char(w, ' ');
        rs_put_str(w, rs_dialog_state_name((enum rs_dialog_state)a->dialog.after));
    }
    if (a->auth.round) {
        rs_put_str(w, ", ");
        rs_put_str(w, rs_auth_scheme_name((enum rs_auth_scheme)a->auth.scheme));
        put_number(w, " round ", a->auth.round);
    }
    rs_put_char(w, ']');
    for (unsigned i = 0; i < a->finding_count; i++) {
        rs_put_char(w, ' ');
        rs_put_str(w, rs_catalogue_get((enum rs_finding_id)a->finding[i].id)->id);
    }
}

int rs_text_message(void *state, const struct rs_annotation *a)
{
    struct rs_text_output *t = state;

    if (!(t->settings->log & RS_LOG_MESSAGE))
        return RS_OK;
    rs_put_clock(t->w, a->origin->time_us);
    rs_put_str(t->w, "  message  ");
    rs_text_path(t->w, a->origin);
    rs_put_str(t->w, "  ");
    put_start_line(t, a->msg);
    put_note(t, a);
    if (a->view->call_id.n)
        put_call_id(t->w, a->view->call_id);
    rs_put_str(t->w, "  ");
    rs_text_frame(t, a->origin->frame, a->origin->interface);
    return rs_text_end(t);
}

/* "port_unreachable" as people write it. */
static void put_words(struct rs_writer *w, const char *name)
{
    rs_put_str(w, ", ");
    for (; *name; name++)
        rs_put_char(w, *name == '_' ? ' ' : *name);
}

static void put_outcome(struct rs_text_output *t, const struct rs_transaction_record *r)
{
    if (r->final_status)
        put_status(t, r->final_status);
    else if (r->timed_out)
        rs_put_str(t->w, "no answer");
    else if (r->forgotten)
        rs_put_str(t->w, "forgotten, there was no room");
    else if (r->open_at_end)
        rs_put_str(t->w, "open at end of capture");
    else
        rs_put_str(t->w, "no final answer");
    put_seconds(t->w, " after ", r->first_us, r->final_us);
    if (!r->final_status && r->unreachable)
        put_words(t->w, rs_unreachable_name((enum rs_unreachable)r->unreachable));
    if (r->cancelled)
        rs_put_str(t->w, ", cancelled");
    if (r->request_copies > 1) {
        put_number(t->w, ", sent ", r->request_copies);
        rs_put_str(t->w, " times");
    }
}

int rs_text_transaction(void *state, const struct rs_transaction_record *r)
{
    struct rs_text_output *t = state;

    if (!(t->settings->log & RS_LOG_TRANSACTION))
        return RS_OK;
    rs_put_clock(t->w, r->first_us);
    put_number(t->w, "  transaction ", r->id);
    rs_put_str(t->w, "  ");
    rs_text_path(t->w, &r->origin);
    rs_put_str(t->w, "  ");
    rs_text_cut(t->w, r->method_name, 32);
    rs_put_str(t->w, ": ");
    put_outcome(t, r);
    put_uris(t->w, r->from_uri, r->to_uri);
    put_call_id(t->w, r->call_id);
    rs_put_str(t->w, "  ");
    rs_text_frame(t, r->request_frame, r->origin.interface);
    return rs_text_end(t);
}

static void put_course(struct rs_writer *w, const struct rs_dialog_record *r)
{
    rs_put_str(w, rs_usage_name((enum rs_usage)r->usage));
    rs_put_char(w, ' ');
    rs_put_str(w, rs_dialog_state_name((enum rs_dialog_state)r->state));
    if (r->end != RS_END_NONE) {
        rs_put_str(w, " (");
        rs_put_str(w, rs_dialog_end_name((enum rs_dialog_end)r->end));
        rs_put_char(w, ')');
    }
    if (r->reason.n) {
        rs_put_str(w, ", ");
        rs_text_cut(w, r->reason, 80);
    }
    if (r->subscription) {
        rs_put_str(w, ", ");
        rs_text_cut(w, r->event, 40);
        rs_put_char(w, ' ');
        rs_put_str(w, rs_subscription_state_name((enum rs_sub_state)r->subscription));
        put_number(w, ", notified ", r->notifies);
    }
    if (r->session.holds)
        put_seconds(w, ", on hold for ", 0, r->session.held_us);
    put_number(w, " in ", r->session.holds > 1 ? r->session.holds : 0);
    if (r->session.t38)
        rs_put_str(w, ", T.38 fax");
    if (r->open_at_end)
        rs_put_str(w, ", open at end of capture");
    put_seconds(w, ", answered after ", r->opened_us, r->confirmed_us);
    put_seconds(w, ", ", r->confirmed_us, r->bye_us);
    if (r->confirmed_us >= 0 && r->bye_us >= 0)
        rs_put_str(w, " long");
}

int rs_text_dialog(void *state, const struct rs_dialog_record *r)
{
    struct rs_text_output *t = state;

    if (!(t->settings->log & RS_LOG_DIALOG))
        return RS_OK;
    rs_put_clock(t->w, r->opened_us >= 0 ? r->opened_us : r->origin.time_us);
    put_number(t->w, "  dialog ", r->id);
    put_call(t->w, "  call ", r->call, r->leg, (enum rs_join)r->join);
    rs_put_str(t->w, "  ");
    put_course(t->w, r);
    put_uris(t->w, r->caller_uri, r->callee_uri);
    put_call_id(t->w, r->call_id);
    rs_put_str(t->w, "  ");
    rs_text_frame(t, r->opened_frame, r->origin.interface);
    return rs_text_end(t);
}

static void put_sign_in(struct rs_text_output *t, const struct rs_registration_record *r)
{
    struct rs_writer *w = t->w;

    if (r->removed)
        rs_put_str(w, "signed out");
    else if (r->accepted)
        rs_put_str(w, "sign-in accepted");
    else if (r->final_status)
        put_status(t, r->final_status);
    else
        rs_put_str(w, r->end == RS_SIGNIN_FORGOTTEN ? "forgotten, there was no room"
                                                    : "no final answer");
    if (r->end == RS_SIGNIN_GIVEN_UP)
        rs_put_str(w, ", given up");
    if (r->challenges) {
        put_number(w, ", ", r->challenges);
        rs_put_str(w, r->challenges == 1 ? " challenge (" : " challenges (");
        rs_put_str(w, rs_auth_scheme_name((enum rs_auth_scheme)r->scheme));
        rs_put_char(w, ')');
    }
    put_seconds(w, ", after ", r->first_us, r->final_us);
    if (r->accepted && !r->removed) {
        put_number(w, ", for ", r->expires_s);
        rs_put_str(w, r->expires_s ? " s" : "");
    }
    put_number(w, ", bindings added ", r->bindings.added);
    put_number(w, ", refreshed ", r->bindings.refreshed);
    put_number(w, ", removed ", r->bindings.removed);
    if (r->retransmissions) {
        put_number(w, ", ", r->retransmissions);
        rs_put_str(w, r->retransmissions == 1 ? " retransmission" : " retransmissions");
    }
}

int rs_text_registration(void *state, const struct rs_registration_record *r)
{
    struct rs_text_output *t = state;

    if (!(t->settings->log & RS_LOG_REGISTRATION))
        return RS_OK;
    rs_put_clock(t->w, r->first_us);
    rs_put_str(t->w, "  registration  ");
    rs_text_cut(t->w, r->aor, RS_TEXT_URI_MAX);
    rs_put_str(t->w, ": ");
    put_sign_in(t, r);
    rs_put_str(t->w, "  ");
    rs_text_path(t->w, &r->origin);
    put_call_id(t->w, r->call_id);
    rs_put_str(t->w, "  ");
    rs_text_frame(t, r->first_frame, r->origin.interface);
    return rs_text_end(t);
}
