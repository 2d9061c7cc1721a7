#include "track/state.h"

/* A response: to its hop by top Via and CSeq method, then to request and dialog. */

static enum rs_tx_event event_of(unsigned status)
{
    return status < 200 ? RS_TX_PROVISIONAL : status < 300 ? RS_TX_SUCCESS : RS_TX_FAILURE;
}

static void tell(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx,
                 enum rs_event_kind kind, const char *subkind)
{
    const struct rs_request *r = rs_table_at(&t->requests, tx->request);
    struct rs_event e = rs_event_at(s, kind);
    e.tx = tx;
    e.request = r;
    e.dialog = rs_request_dialog(t, r);
    e.subkind = subkind;
    e.other_status = tx->final_status;
    e.other_frame = rs_moment_frame(&tx->first);
    e.interval_us = t->now_us - rs_moment_us(&tx->first);
    rs_tell(t, &e);
}

/* ---- copies ---- */

static void count_copy(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx,
                       struct rs_seen *seen)
{
    seen->copies++;
    s->note->role = RS_ROLE_RETRANSMISSION;
    struct rs_event e = rs_event_at(s, RS_EVENT_RETRANSMISSION);
    const struct rs_request *r = rs_table_at(&t->requests, tx->request);
    e.tx = tx;
    e.request = r;
    e.dialog = rs_request_dialog(t, r);
    e.count = seen->copies - 1;
    e.interval_us = rs_copy_gap_us(&seen->last, &s->copy);
    e.other_frame = rs_moment_frame(&seen->last.at);
    rs_tell(t, &e);
}

/* True when this response repeats the last one of its sort. */
static bool is_copy(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx,
                    struct rs_seen *seen)
{
    if (!seen || seen->last.print != s->copy.print)
        return false;
    s->note->transaction.retransmission_of = rs_moment_frame(&seen->last.at);
    if (rs_copy_judge(&seen->last, &s->copy, t->copy_window_us) == RS_COPY_DUPLICATE) {
        s->note->role = RS_ROLE_DUPLICATE;
    } else {
        count_copy(t, s, tx, seen);
        seen->last = s->copy;
    }
    s->note->transaction.copies = seen->copies;
    return true;
}

/* ---- provisional ---- */

static void provisional(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx)
{
    struct rs_seen *seen = rs_seen_find(t, tx, RS_SEEN_PROVISIONAL);
    s->note->role = RS_ROLE_PROVISIONAL;
    bool copy = is_copy(t, s, tx, seen);
    if (!seen)
        seen = rs_seen_get(t, tx, RS_SEEN_PROVISIONAL, rs_moment(t->now_us, s->origin->frame));
    if (s->msg->status > 100) {
        seen->ringing_us = t->now_us;
        /* Somebody is there: a flood of calls that nobody hears does not drive it out. */
        rs_table_promote(&t->transactions, tx, 1);
    }
    if (copy)
        return;
    seen->last = s->copy;
    seen->copies = 1;
    s->note->transaction.copies = 1;
    rs_hop_step(tx, RS_TX_PROVISIONAL);
    seen->status = s->msg->status;
    if (tx->method != RS_METHOD_INVITE && s->msg->status != 100)
        tell(t, s, tx, RS_EVENT_RESPONSE_ILLEGAL, "provisional_noninvite");
    if (s->msg->status == 100 && s->view->to.tag.n && !tx->has_to_tag)
        tell(t, s, tx, RS_EVENT_RESPONSE_ILLEGAL, "100_with_to_tag");
}

/* ---- final ---- */

static void first_final(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx,
                        bool late)
{
    bool invite_with_1xx =
        tx->method == RS_METHOD_INVITE && rs_seen_find(t, tx, RS_SEEN_PROVISIONAL);
    if (late && !invite_with_1xx && !rs_flow_is_one_way(t, &s->origin->src.addr,
                                                        &s->origin->dst.addr))
        tell(t, s, tx, RS_EVENT_FINAL_LATE, NULL);
    tx->final_status = s->msg->status;
    struct rs_seen *seen =
        rs_seen_get(t, tx, RS_SEEN_FINAL, rs_moment(t->now_us, s->origin->frame));
    seen->to_tag = rs_fold32(s->keys.to_tag.lo);
    seen->copies = 1;
    seen->last = s->copy;
    s->note->transaction.copies = 1;
    /* Its ACK was captured before it. */
    if (s->msg->status >= 300 && rs_seen_find(t, tx, RS_SEEN_ACK))
        rs_hop_step(tx, RS_TX_ACK);
    rs_table_promote(&t->transactions, tx, 1);
    if (s->msg->status == 408 && tx->method != RS_METHOD_INVITE)
        tell(t, s, tx, RS_EVENT_RESPONSE_ILLEGAL, "408_noninvite");
    if (rs_status_flags(s->msg->status) & RS_STATUS_LOOP)
        tell(t, s, tx, RS_EVENT_LOOP, "answered");
}

/* A final after the first: the same again, a forked 2xx, or a contradiction. */
static void further_final(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx,
                          struct rs_seen *seen)
{
    bool same_code = s->msg->status == tx->final_status;
    bool same_tag = rs_fold32(s->keys.to_tag.lo) == seen->to_tag;
    bool forked = tx->method == RS_METHOD_INVITE && s->msg->status / 100 == 2 && !same_tag;
    if (forked) {
        seen->last = s->copy;
        return;
    }
    if (same_code) { /* same answer in other octets */
        s->note->transaction.retransmission_of = rs_moment_frame(&seen->first);
        count_copy(t, s, tx, seen);
        s->note->transaction.copies = seen->copies;
        return;
    }
    if ((same_tag || !s->view->to.tag.n) && rs_stray_judge(t, s) == RS_COPY_FIRST)
        tell(t, s, tx, RS_EVENT_FINAL_CONFLICT, NULL);
}

static void final(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx)
{
    s->note->role = RS_ROLE_FINAL;
    struct rs_seen *seen = rs_seen_find(t, tx, RS_SEEN_FINAL);
    if (is_copy(t, s, tx, seen))
        return;
    enum rs_tx_notice notice = rs_hop_step(tx, event_of(s->msg->status));
    if (notice == RS_TX_FIRST_FINAL || notice == RS_TX_LATE_FINAL)
        first_final(t, s, tx, notice == RS_TX_LATE_FINAL ||
                                  t->now_us - rs_moment_us(&tx->first) > RS_TIMEOUT_US);
    else if (seen)
        further_final(t, s, tx, seen);
}

/* ---- belongs to nothing ---- */

static void tell_unmatched(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_event e = rs_event_at(s, RS_EVENT_RESPONSE_UNMATCHED);
    e.partial = !rs_flow_settled_both_ways(s->flow, t->now_us) || rs_settling(t, t->now_us);
    rs_tell(t, &e);
}

/* RFC 3261 8.1.3.3, 17.1.3: same branch, but the CSeq names another method. */
static bool method_differs(struct rs_tracker *t, struct rs_step *s)
{
    for (enum rs_method m = RS_METHOD_UNKNOWN + 1; m < RS_METHOD__COUNT; m++) {
        const struct rs_transaction *tx =
            s->view->via.cookie && m != s->view->method ? rs_hop_find_for(t, s, m) : NULL;
        const struct rs_request *r = tx ? rs_table_at(&t->requests, tx->request) : NULL;
        /* A CANCEL shares its INVITE's branch and may itself have been missed. */
        if (!r || r->cseq != s->view->cseq.number || s->view->method == RS_METHOD_CANCEL)
            continue;
        struct rs_event e = rs_event_at(s, RS_EVENT_RESPONSE_METHOD);
        e.tx = tx;
        e.request = r;
        e.other_frame = rs_moment_frame(&tx->first);
        rs_tell(t, &e);
        return true;
    }
    return false;
}

/* ACK is never answered; what looks like it answers the INVITE. */
static bool answers_one_way(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx)
{
    bool ack = s->view->cseq.method == RS_METHOD_ACK;
    if (!ack && !(tx && rs_method_flags(tx->method) & RS_METHOD_ONE_WAY))
        return false;
    s->note->role = RS_ROLE_UNMATCHED;
    if (rs_stray_judge(t, s) != RS_COPY_FIRST)
        return true;
    struct rs_event e = rs_event_at(s, RS_EVENT_RESPONSE_ILLEGAL);
    e.subkind = ack ? "answers_ack" : "answers_benotify";
    e.tx = tx;
    rs_tell(t, &e);
    return true;
}

static void unmatched(struct rs_tracker *t, struct rs_step *s)
{
    s->note->role = RS_ROLE_UNMATCHED;
    t->counters.unmatched++;
    rs_stray_answer(t, s);
    if (rs_stray_judge(t, s) == RS_COPY_DUPLICATE)
        return;
    if (!method_differs(t, s) && !rs_held_keep(t, s))
        tell_unmatched(t, s);
}

/* ---- the way through ---- */

static void on_first_sight(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                           struct rs_transaction *tx)
{
    if (tx->method == RS_METHOD_CANCEL)
        rs_cancel_answered(t, s, tx);
    rs_dialog_response(t, s, r, tx);
    rs_join_response(t, s, r);
}

void rs_on_response(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_transaction *stranger;
    struct rs_transaction *tx = rs_hop_find(t, s, &stranger);
    if (answers_one_way(t, s, tx))
        return;
    if (!tx) {
        unmatched(t, s);
        return;
    }
    if (!s->msg->status)
        return;
    rs_hop_seen_now(t, tx);
    if (s->msg->status < 200)
        provisional(t, s, tx);
    else
        final(t, s, tx);
    rs_hop_arm(t, tx);
    struct rs_request *r = rs_table_at(&t->requests, tx->request);
    bool first = rs_request_first_sight(t, r, s);
    bool copy = s->note->role == RS_ROLE_RETRANSMISSION || s->note->role == RS_ROLE_DUPLICATE;
    s->note->other_leg = !first && !copy;
    /* A failure on a forked branch is one fork's; on the hop nearest the caller it is all's. */
    bool nearest_failure = !copy && s->msg->status >= 300 && tx->via_count == r->min_vias;
    if (first || nearest_failure)
        on_first_sight(t, s, r, tx);
    else if (s->note->role == RS_ROLE_RETRANSMISSION && s->msg->status / 100 == 2)
        rs_dialog_2xx_again(t, s, r, tx);
    if (first && s->view->method == RS_METHOD_REGISTER)
        rs_binding_response(t, s);
    else if (first && s->view->method == RS_METHOD_PUBLISH)
        rs_publication_response(t, s);
    else if (first && s->msg->status == 430)
        rs_binding_flow_failed(t, s, tx->uri_print);
    s->note->transaction.first_hop = tx->via_count == r->min_vias;
    rs_signin_response(t, s, first);
    rs_hop_annotate(t, tx, &s->note->transaction);
    struct rs_dialog *d = rs_dialog_of_response(t, s, r);
    if (d) {
        if (!r->foreign && (s->note->other_leg || s->note->role == RS_ROLE_DUPLICATE))
            rs_dialog_party(t, d, s);
        rs_dialog_touch(t, d, s);
        d->retransmissions += s->note->role == RS_ROLE_RETRANSMISSION;
    }
    if (first && s->msg->status >= 200 && rs_table_count(&t->held))
        rs_held_release_acks(t, s);
}
