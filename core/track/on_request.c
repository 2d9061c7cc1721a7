#include "track/state.h"

/* A request other than ACK: a copy of one that is known, or a new hop. */

static void tell_copy(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx,
                      const struct rs_request *r, int64_t interval_us)
{
    struct rs_event e = rs_event_at(s, RS_EVENT_RETRANSMISSION);
    e.tx = tx;
    e.request = r;
    e.dialog = rs_request_dialog(t, r);
    e.count = rs_seen_copies(t, tx, RS_SEEN_REQUEST_AGAIN) - 1;
    e.interval_us = interval_us;
    e.first_us = rs_moment_us(&tx->first);
    e.other_frame = rs_moment_frame(&tx->first);
    rs_tell(t, &e);
}

static void request_again(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx)
{
    struct rs_copy last = rs_hop_request_copy(t, tx);
    struct rs_request *r = rs_table_at(&t->requests, tx->request);
    enum rs_copy_verdict verdict = rs_copy_judge(&last, &s->copy, t->copy_window_us);
    s->note->transaction.retransmission_of = rs_moment_frame(&tx->first);
    if (verdict == RS_COPY_DUPLICATE) {
        s->note->role = RS_ROLE_DUPLICATE;
    } else {
        struct rs_seen *again = rs_seen_get(t, tx, RS_SEEN_REQUEST_AGAIN, tx->first);
        s->note->role = RS_ROLE_RETRANSMISSION;
        rs_hop_step(tx, RS_TX_REQUEST_AGAIN);
        rs_flow_retransmission(s);
        again->copies += again->copies ? 1 : 2; /* the request itself is one */
        again->last = s->copy;
        rs_hop_seen_now(t, tx);
        tell_copy(t, s, tx, r, rs_copy_gap_us(&last, &s->copy));
        if (tx->method == RS_METHOD_REGISTER && tx->via_count == r->min_vias)
            rs_signin_again(t, s);
    }
    s->note->transaction.copies = rs_seen_copies(t, tx, RS_SEEN_REQUEST_AGAIN);
}

static void tell_branch_reused(struct rs_tracker *t, struct rs_step *s,
                               const struct rs_transaction *holder,
                               const struct rs_transaction *tx, const struct rs_request *r)
{
    struct rs_event e = rs_event_at(s, RS_EVENT_BRANCH_REUSED);
    e.tx = tx;
    e.request = r;
    e.other_frame = rs_moment_frame(&holder->first);
    e.other_number = holder->number;
    rs_tell(t, &e);
}

static struct rs_transaction *new_hop(struct rs_tracker *t, struct rs_step *s,
                                      struct rs_transaction *stranger)
{
    struct rs_request *r = rs_request_find(t, s, s->view->method);
    bool first_hop = !r;
    if (!r && !(r = rs_request_open(t, s)))
        return NULL;
    struct rs_transaction *tx = rs_hop_open(t, s, r, stranger != NULL);
    if (!tx)
        return NULL;
    s->note->role = RS_ROLE_REQUEST;
    s->note->other_leg = !first_hop;
    s->note->transaction.copies = 1;
    if (stranger)
        tell_branch_reused(t, s, stranger, tx, r);
    struct rs_event e = rs_event_at(s, RS_EVENT_REQUEST);
    e.tx = tx;
    e.request = r;
    rs_tell(t, &e);
    if (first_hop)
        rs_dialog_request(t, s, r);
    else
        rs_loop_check(t, s, r, tx);
    rs_join_request(t, s, first_hop);
    if (s->view->method == RS_METHOD_CANCEL)
        rs_cancel_seen(t, s, tx, first_hop);
    else if (first_hop)
        rs_signin_request(t, s);
    if (s->view->method == RS_METHOD_REGISTER && first_hop)
        rs_binding_request(t, s);
    else if (s->view->method == RS_METHOD_PUBLISH && first_hop)
        rs_publication_request(t, s);
    return tx;
}

void rs_on_request(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_transaction *stranger;
    struct rs_transaction *tx = rs_hop_find(t, s, &stranger);
    if (tx) {
        request_again(t, s, tx);
    } else {
        rs_hop_make_room(t, s->origin);
        tx = new_hop(t, s, stranger && stranger->link.self ? stranger : NULL);
        rs_held_release(t, s);
    }
    if (tx)
        rs_hop_annotate(t, tx, &s->note->transaction);
    const struct rs_request *r = tx ? rs_table_at(&t->requests, tx->request) : NULL;
    s->note->transaction.first_hop = r && tx->via_count == r->min_vias;
    struct rs_dialog *d = r ? rs_request_dialog(t, r) : NULL;
    if (d) {
        /* Further hops, and the other side of a NAT, take part in it too. */
        if (!r->foreign && (s->note->other_leg || s->note->role == RS_ROLE_DUPLICATE))
            rs_dialog_party(t, d, s);
        rs_dialog_touch(t, d, s);
        if (s->note->role == RS_ROLE_RETRANSMISSION)
            d->retransmissions++;
    }
}
