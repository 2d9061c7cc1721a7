#include "track/state.h"

/*
 * Hop transactions: found by key, opened, moved by the machine, closed.
 * When the table is full the one untouched for longest among those never
 * answered goes first (rank 0), then among the answered (rank 1).
 */

static bool same_request(const struct rs_request *r, const struct rs_step *s)
{
    return rs_digest_eq(r->half, s->keys.half) && r->cseq == s->view->cseq.number;
}

/* Same key, but is it the same request? Else *stranger is who holds the key (P119). */
struct rs_transaction *rs_hop_find(struct rs_tracker *t, const struct rs_step *s,
                                   struct rs_transaction **stranger)
{
    *stranger = NULL;
    struct rs_transaction *tx = rs_table_find(&t->transactions, s->keys.transaction);
    if (!tx)
        return NULL;
    const struct rs_request *r = rs_table_at(&t->requests, tx->request);
    if (same_request(r, s))
        return tx;
    *stranger = tx;
    struct rs_digest second = rs_digest_with(&t->hash, s->keys.transaction, &s->keys.request,
                                             sizeof s->keys.request);
    return rs_table_find(&t->transactions, second);
}

struct rs_transaction *rs_hop_find_for(struct rs_tracker *t, const struct rs_step *s,
                                       enum rs_method method)
{
    return rs_table_find(&t->transactions, rs_keys_transaction_for(&t->hash, &s->keys, s->view, method));
}

static void hop_init(struct rs_tracker *t, struct rs_transaction *tx, const struct rs_step *s)
{
    const struct rs_view *v = s->view;
    tx->number = ++t->counters.transactions;
    tx->origin = *s->origin;
    tx->copy[RS_TX_COPY_REQUEST] = s->copy;
    tx->first_us = tx->last_us = t->now_us;
    tx->provisional_us = tx->final_us = tx->ack_us = tx->last_provisional_us = -1;
    tx->request_copies = 1;
    tx->method = v->method;
    tx->via_count = v->via_count;
    tx->has_to_tag = v->to.tag.n > 0;
    tx->branch = rs_strings_keep(&t->strings, v->via.branch);
    if (v->method == RS_METHOD_UNKNOWN)
        tx->method_name = rs_strings_keep(&t->strings, s->msg->method_name);
    tx->uri_print = rs_fingerprint(&t->hash, s->msg->uri.p, s->msg->uri.n);
    if (v->method == RS_METHOD_INVITE)
        rs_number_parse(rs_msg_value(s->msg, RS_HEADER_EXPIRES), UINT32_MAX, &tx->expires_s);
}

static void hop_evict(struct rs_tracker *t, const struct rs_origin *o)
{
    t->counters.evicted_transactions++;
    rs_tell_full(t, o, "transactions");
    rs_hop_close(t, rs_table_oldest(&t->transactions), false);
}

/* The hop before, that of the second Via: known already where it is the same request's. */
static void find_parent(const struct rs_tracker *t, const struct rs_step *s,
                        struct rs_transaction *tx)
{
    struct rs_via via;
    if (!tx->prev_hop || !s->view->via2.p || rs_via_parse(s->view->via2, &via) != RS_OK)
        return;
    const struct rs_transaction *up = rs_table_find(
        &t->transactions, rs_keys_transaction_at(&t->hash, &s->keys, s->view, &via));
    if (up && up->request == tx->request)
        tx->parent = up->number;
}

struct rs_transaction *rs_hop_open(struct rs_tracker *t, struct rs_step *s,
                                   struct rs_request *r, bool key_taken)
{
    struct rs_digest key = s->keys.transaction;
    if (key_taken)
        key = rs_digest_with(&t->hash, key, &s->keys.request, sizeof s->keys.request);
    struct rs_transaction *tx = rs_table_add(&t->transactions, key);
    if (!tx)
        return NULL;
    hop_init(t, tx, s);
    rs_request_add_hop(t, r, tx);
    find_parent(t, s, tx);
    if (rs_method_flags(tx->method) & RS_METHOD_ONE_WAY)
        tx->state = RS_TX_COMPLETED; /* BENOTIFY: complete when created */
    rs_hop_arm(t, tx);
    rs_flow_transaction(t, s);
    return tx;
}

/* Room is made before anything of the new message is tied to the tables. */
void rs_hop_make_room(struct rs_tracker *t, const struct rs_origin *o)
{
    if (rs_table_full(&t->transactions))
        hop_evict(t, o);
}

/* Closed by the timer behind the one that told it, or by the end of the input before. */
static bool timed_out(const struct rs_transaction *tx, const struct rs_request *r)
{
    return !tx->final_status && !r->acked_tag && tx->state >= RS_TX_EXPIRED &&
           !(rs_method_flags(tx->method) & RS_METHOD_ONE_WAY);
}

static struct rs_transaction_record hop_record(const struct rs_tracker *t,
                                               const struct rs_transaction *tx,
                                               const struct rs_request *r)
{
    const struct rs_call *c = rs_table_at(&t->calls, r->call);
    const struct rs_dialog *d = rs_request_dialog(t, r);
    struct rs_span name = rs_tracker_text(t, tx->method_name);
    return (struct rs_transaction_record){
        .id = tx->number,
        .call = c ? c->known_as : 0,
        .leg = c ? c->number : 0,
        .dialog = d ? d->number : 0,
        .origin = tx->origin,
        .method = tx->method,
        .method_name = name.n ? name : rs_span_str(rs_method_name(tx->method)),
        .call_id = c ? rs_tracker_text(t, c->call_id) : RS_SPAN_NONE,
        .from_uri = rs_tracker_text(t, r->from_uri),
        .to_uri = rs_tracker_text(t, r->to_uri),
        .from_tag = rs_tracker_text(t, r->from_tag_text),
        .to_tag = rs_tracker_text(t, r->to_tag_text),
        .branch = rs_tracker_text(t, tx->branch),
        .cseq = r->cseq,
        .via_count = tx->via_count,
        .final_status = tx->final_status,
        .last_provisional = tx->last_provisional,
        .first_us = tx->first_us,
        .provisional_us = tx->provisional_us,
        .final_us = tx->final_us,
        .ack_us = tx->ack_us,
        .last_us = tx->last_us,
        .request_frame = tx->origin.frame,
        .provisional_frame = tx->provisional_frame,
        .final_frame = tx->final_frame,
        .ack_frame = tx->ack_frame,
        .cancel_frame = tx->cancel_frame,
        .request_copies = tx->request_copies,
        .final_copies = tx->final_copies,
        .provisional_copies = tx->provisional_copies,
        .timed_out = timed_out(tx, r),
        .cancelled = tx->cancelled,
    };
}

void rs_hop_close(struct rs_tracker *t, struct rs_transaction *tx, bool at_end)
{
    if (t->sink.transaction) {
        const struct rs_request *r = rs_table_at(&t->requests, tx->request);
        struct rs_transaction_record record = hop_record(t, tx, r);
        record.open_at_end = at_end && tx->final_status == 0 && !record.timed_out;
        t->sink.transaction(t->sink.user, &record);
    }
    rs_wait_no_more(t, RS_WAITS_TX, tx->link.self);
    rs_request_drop_hop(t, tx);
    rs_strings_drop(&t->strings, tx->branch);
    rs_strings_drop(&t->strings, tx->method_name);
    rs_table_remove(&t->transactions, tx);
}

enum rs_tx_notice rs_hop_step(struct rs_transaction *tx, enum rs_tx_event event)
{
    struct rs_tx_cell cell = rs_tx_machine(tx->method == RS_METHOD_INVITE, tx->state, event);
    tx->state = cell.next;
    return cell.notice;
}

static int64_t stall_time(const struct rs_transaction *tx)
{
    int64_t from = tx->last_provisional_us >= 0 ? tx->last_provisional_us : tx->first_us;
    int64_t stall = from + RS_STALL_US, expires = tx->first_us + tx->expires_s * (int64_t)1000000;
    return stall > expires ? stall : expires + 10 * (int64_t)RS_SECOND_US;
}

/* When the state it is in has lasted long enough (semantics 2.7). */
static int64_t hop_due(const struct rs_transaction *tx)
{
    bool reliable = rs_transport_reliable(tx->origin.transport);
    int64_t linger = reliable ? (int64_t)RS_LINGER_RELIABLE_US : (int64_t)RS_TIMEOUT_US;
    switch (tx->state) {
    case RS_TX_CALLING:
        return tx->first_us + RS_TIMEOUT_US;
    case RS_TX_PROCEEDING:
        return tx->method == RS_METHOD_INVITE ? stall_time(tx) : tx->first_us + RS_TIMEOUT_US;
    case RS_TX_COMPLETED:
        if (tx->method == RS_METHOD_INVITE)
            return tx->final_us + RS_TIMEOUT_US;
        return (tx->final_us >= 0 ? tx->final_us : tx->first_us) + linger;
    case RS_TX_EXPIRED:
        return tx->last_us + 2 * (int64_t)RS_TIMEOUT_US;
    default:
        return tx->final_us + (tx->state == RS_TX_ACCEPTED ? (int64_t)RS_TIMEOUT_US : linger);
    }
}

void rs_hop_arm(struct rs_tracker *t, struct rs_transaction *tx)
{
    int64_t due = hop_due(tx);
    if (tx->cancel_accepted && tx->state < RS_TX_COMPLETED) {
        const struct rs_request *r = rs_table_at(&t->requests, tx->request);
        if (r->cancel_accepted_us >= 0 && r->cancel_accepted_us + RS_TIMEOUT_US < due)
            due = r->cancel_accepted_us + RS_TIMEOUT_US;
    }
    rs_wait(t, RS_WAITS_TX, tx->link.self, due);
}

void rs_hop_annotate(const struct rs_transaction *tx, struct rs_transaction_note *n)
{
    n->id = tx->number;
    n->request_frame = tx->origin.frame;
    n->provisional_frame = tx->provisional_frame;
    n->final_frame = tx->final_frame;
    n->ack_frame = tx->ack_frame;
    n->cancel_frame = tx->cancel_frame;
    n->to_provisional_us = tx->provisional_us >= 0 ? tx->provisional_us - tx->first_us : -1;
    n->to_final_us = tx->final_us >= 0 ? tx->final_us - tx->first_us : -1;
    n->final_status = tx->final_status;
    n->via_count = tx->via_count;
    n->cancelled = tx->cancelled;
    n->opening = !tx->has_to_tag;
}
