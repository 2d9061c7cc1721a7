#include "track/state.h"

/*
 * Hop transactions: found by key, opened, moved by the machine, closed.
 * When the table is full the oldest (base/table.h) of those that nobody answered
 * goes first (rank 0), but for an eighth of the places, which is theirs; then the
 * oldest of the answered (rank 1).
 */

static bool same_request(const struct rs_request *r, const struct rs_step *s)
{
    return r->half == rs_request_half(&s->keys) && r->cseq == s->view->cseq.number;
}

/* Same key, but is it the same request? Else *stranger is who holds the key (P119). */
struct rs_transaction *rs_hop_find(struct rs_tracker *t, const struct rs_step *s,
                                   struct rs_transaction **stranger)
{
    *stranger = NULL;
    struct rs_transaction *tx =
        rs_table_find_at(&t->transactions, s->keys.transaction, s->met.transaction);
    if (!tx)
        return NULL;
    const struct rs_request *r = rs_table_at(&t->requests, tx->request);
    if (same_request(r, s))
        return tx;
    *stranger = tx;
    struct rs_digest second =
        rs_digest_with(&t->hash, s->keys.transaction, &s->keys.request, sizeof s->keys.request);
    return rs_table_find(&t->transactions, second);
}

struct rs_transaction *rs_hop_find_for(struct rs_tracker *t, const struct rs_step *s,
                                       enum rs_method method)
{
    return rs_table_find(&t->transactions,
                         rs_keys_transaction_for(&t->hash, &s->keys, s->view, method));
}

static struct rs_span extra(const struct rs_step *s)
{
    if (s->view->method == RS_METHOD_UNKNOWN)
        return s->msg->method_name;
    return s->view->method == RS_METHOD_INVITE ? rs_msg_value(s->msg, RS_HEADER_EXPIRES)
                                               : RS_SPAN_NONE;
}

static rs_pack keep_texts(struct rs_tracker *t, const struct rs_step *s)
{
    char origin[RS_ORIGIN_PACKED_MAX];
    const struct rs_span texts[RS_HOP_TEXTS] = {
        [RS_HOP_ORIGIN] = rs_span(origin, rs_origin_pack(s->origin, origin)),
        [RS_HOP_BRANCH] = s->view->via.branch,
        [RS_HOP_EXTRA] = extra(s),
    };
    return rs_pack_keep(&t->strings, texts, RS_HOP_TEXTS);
}

struct rs_span rs_hop_text(const struct rs_tracker *t, const struct rs_transaction *tx,
                           enum rs_hop_text which)
{
    return rs_pack_get(&t->strings, tx->kept, which);
}

struct rs_origin rs_hop_origin(const struct rs_tracker *t, const struct rs_transaction *tx)
{
    struct rs_origin o = rs_origin_unpack(rs_hop_text(t, tx, RS_HOP_ORIGIN));
    o.time_us = rs_moment_us(&tx->first);
    o.frame = rs_moment_frame(&tx->first);
    return o;
}

struct rs_origin rs_tracker_origin(const struct rs_tracker *t, const struct rs_transaction *tx)
{
    return rs_hop_origin(t, tx);
}

struct rs_copy rs_hop_request_copy(const struct rs_tracker *t, const struct rs_transaction *tx)
{
    const struct rs_seen *again = rs_seen_find(t, tx, RS_SEEN_REQUEST_AGAIN);
    if (again)
        return again->last;
    struct rs_copy copy;
    struct rs_origin o = rs_hop_origin(t, tx);
    rs_copy_make(&copy, &t->hash, &o, tx->print);
    return copy;
}

enum { LASTED_BITS = 40 };

void rs_hop_seen_now(const struct rs_tracker *t, struct rs_transaction *tx)
{
    uint64_t us = (uint64_t)(t->now_us - rs_moment_us(&tx->first)),
             most = (UINT64_C(1) << LASTED_BITS) - 1;
    tx->lasted_us = us < most ? us : most;
}

/* What lasts for more than twelve days is timed no further. */
int64_t rs_hop_last_us(const struct rs_transaction *tx)
{
    return rs_moment_us(&tx->first) + (int64_t)tx->lasted_us;
}

static void hop_init(struct rs_tracker *t, struct rs_transaction *tx, const struct rs_step *s)
{
    const struct rs_view *v = s->view;
    tx->number = ++t->counters.transactions & RS_NUMBER_MAX;
    tx->kept = keep_texts(t, s);
    tx->print = s->copy.print;
    tx->first = rs_moment(t->now_us, s->origin->frame);
    tx->method = v->method;
    tx->via_count = v->via_count;
    tx->has_to_tag = v->to.tag.n > 0;
    tx->credentials =
        s->msg->first[RS_HEADER_AUTHORIZATION] || s->msg->first[RS_HEADER_PROXY_AUTHORIZATION];
    tx->reliable = rs_transport_reliable(s->origin->transport);
    tx->uri_print = rs_fold32(rs_fingerprint(&t->hash, s->msg->uri.p, s->msg->uri.n));
}

/*
 * Who has no answer goes first: a flood's. But an eighth of the places is for
 * these: where all others are answered, each would go as soon as the next came.
 */
static struct rs_transaction *hop_to_go(struct rs_tracker *t)
{
    struct rs_table *hops = &t->transactions;
    struct rs_transaction *tx = NULL;
    if (hops->ranked[0] <= hops->slab.capacity / 8)
        tx = rs_table_oldest_in(hops, 1);
    return tx ? tx : rs_table_oldest(hops);
}

/* In a flood the next in line follow soon: asked of memory, each time a step further. */
static void expect_evictions(const struct rs_tracker *t)
{
    const struct rs_table *hops = &t->transactions;
    const struct rs_transaction *first = rs_table_at(hops, hops->oldest[0]), *second, *third;
    if (!first || !(second = rs_table_at(hops, rs_table_newer(hops, first))) ||
        !(third = rs_table_at(hops, rs_table_newer(hops, second))))
        return;
    rs_request_expect_end(t, rs_table_at(&t->requests, first->request));
    rs_hop_expect_end(t, second);
    rs_table_prefetch_at(hops, third->link.self);
}

static void hop_evict(struct rs_tracker *t, const struct rs_origin *o)
{
    t->counters.evicted_transactions++;
    rs_tell_full(t, o, "transactions");
    struct rs_transaction *tx = hop_to_go(t);
    rs_dialog_request_forgotten(t, rs_table_at(&t->requests, tx->request), tx);
    rs_hop_close(t, tx, RS_CLOSES_FOR_ROOM);
    expect_evictions(t);
}

/* The hop before, that of the second Via: known already where it is the same request's. */
static void find_parent(const struct rs_tracker *t, const struct rs_step *s,
                        struct rs_transaction *tx)
{
    struct rs_via other;
    const struct rs_via *via = s->view->second.usual ? &s->view->second : &other;
    if (tx->prev_hop == tx->link.self || !s->view->via2.p ||
        (via == &other && rs_via_parse(s->view->via2, &other) != RS_OK))
        return;
    const struct rs_transaction *up =
        rs_table_find(&t->transactions, rs_keys_transaction_at(&t->hash, &s->keys, s->view, via));
    if (up && up->request == tx->request)
        tx->parent = (uint32_t)up->number;
}

struct rs_transaction *rs_hop_open(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                                   bool key_taken)
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

static bool short_of(const struct rs_slab *s)
{
    return s->capacity - s->count < RS_HOP_ROOM;
}

/* Room is made before anything of the new message is tied to the tables. */
void rs_hop_make_room(struct rs_tracker *t, const struct rs_origin *o)
{
    while (rs_table_full(&t->transactions) ||
           (rs_table_count(&t->transactions) &&
            (short_of(&t->seen) || short_of(&t->sightings) || short_of(&t->mores))))
        hop_evict(t, o);
}

bool rs_hop_was_acked(const struct rs_tracker *t, const struct rs_transaction *tx)
{
    const struct rs_request_more *m = rs_request_more(t, rs_table_at(&t->requests, tx->request));
    return (m && m->acked_whole) || rs_seen_find(t, tx, RS_SEEN_ACK);
}

/* Closed by the timer behind the one that told it, or by the end of the input before. */
static bool timed_out(const struct rs_tracker *t, const struct rs_transaction *tx)
{
    return !tx->final_status && !rs_hop_was_acked(t, tx) && tx->state >= RS_TX_EXPIRED &&
           !(rs_method_flags(tx->method) & RS_METHOD_ONE_WAY);
}

/* It was opened before this one: the nearest number below with that half. */
static uint64_t previous_hop(const struct rs_transaction *tx)
{
    uint64_t number = (tx->number & ~(uint64_t)UINT32_MAX) | tx->parent;
    if (!tx->parent)
        return 0;
    return number < tx->number ? number : number - UINT32_MAX - 1;
}

static struct rs_transaction_record
hop_record(const struct rs_tracker *t, const struct rs_transaction *tx, const struct rs_request *r)
{
    const struct rs_call *c = rs_table_at(&t->calls, r->call);
    const struct rs_dialog *d = rs_request_dialog(t, r);
    bool unknown = tx->method == RS_METHOD_UNKNOWN;
    struct rs_origin origin = rs_hop_origin(t, tx);
    const struct rs_seen *provisional = rs_seen_find(t, tx, RS_SEEN_PROVISIONAL);
    const struct rs_seen *ack = rs_seen_find(t, tx, RS_SEEN_ACK);
    return (struct rs_transaction_record){
        .id = tx->number,
        .call = c ? rs_call_known_as(t, c) : 0,
        .leg = c ? c->number : 0,
        .dialog = d ? d->number : 0,
        .origin = origin,
        .method = tx->method,
        .method_name = unknown ? rs_hop_text(t, tx, RS_HOP_EXTRA)
                               : rs_span_str(rs_method_name((enum rs_method)tx->method)),
        .call_id = c ? rs_tracker_text(t, c->call_id) : RS_SPAN_NONE,
        .from_uri = rs_request_text(t, r, RS_REQUEST_FROM_URI),
        .to_uri = rs_request_text(t, r, RS_REQUEST_TO_URI),
        .from_tag = rs_request_text(t, r, RS_REQUEST_FROM_TAG),
        .to_tag = rs_request_text(t, r, RS_REQUEST_TO_TAG),
        .branch = rs_hop_text(t, tx, RS_HOP_BRANCH),
        .cseq = r->cseq,
        .via_count = tx->via_count,
        .final_status = tx->final_status,
        .last_provisional = provisional ? provisional->status : 0,
        .first_us = origin.time_us,
        .provisional_us = rs_seen_us(t, tx, RS_SEEN_PROVISIONAL),
        .final_us = rs_seen_us(t, tx, RS_SEEN_FINAL),
        .ack_us = rs_seen_us(t, tx, RS_SEEN_ACK),
        .last_us = rs_hop_last_us(tx),
        .request_frame = origin.frame,
        .provisional_frame = rs_seen_frame(t, tx, RS_SEEN_PROVISIONAL),
        .final_frame = rs_seen_frame(t, tx, RS_SEEN_FINAL),
        .ack_frame = rs_seen_frame(t, tx, RS_SEEN_ACK),
        .cancel_frame = rs_seen_frame(t, tx, RS_SEEN_CANCEL),
        .request_copies = rs_seen_copies(t, tx, RS_SEEN_REQUEST_AGAIN),
        .final_copies = rs_seen_copies(t, tx, RS_SEEN_FINAL),
        .provisional_copies = rs_seen_copies(t, tx, RS_SEEN_PROVISIONAL),
        .ack_copies = ack ? ack->copies + 1 : 0,
        .cancel_us = rs_seen_us(t, tx, RS_SEEN_CANCEL),
        .previous_hop = previous_hop(tx),
        .unreachable = tx->unreachable,
        .timed_out = timed_out(t, tx),
        .cancelled = tx->cancelled,
    };
}

void rs_hop_close(struct rs_tracker *t, struct rs_transaction *tx, enum rs_closing why)
{
    if (t->sink.transaction) {
        const struct rs_request *r = rs_table_at(&t->requests, tx->request);
        struct rs_transaction_record record = hop_record(t, tx, r);
        bool open = tx->final_status == 0 && !record.timed_out;
        record.open_at_end = open && why == RS_CLOSES_AT_END;
        record.forgotten = open && why == RS_CLOSES_FOR_ROOM;
        t->sink.transaction(t->sink.user, &record);
    }
    rs_wait_no_more(t, RS_WAITS_TX, tx->link.self);
    rs_request_drop_hop(t, tx);
    rs_seen_forget(t, tx);
    rs_strings_drop(&t->strings, tx->kept);
    rs_table_remove(&t->transactions, tx);
}

void rs_hop_expect_end(const struct rs_tracker *t, const struct rs_transaction *tx)
{
    rs_table_prefetch_own_slot(&t->transactions, &tx->link);
    rs_table_prefetch_at(&t->requests, tx->request);
    rs_prefetch(rs_slab_at(&t->seen, tx->seen));
    rs_strings_prefetch(&t->strings, tx->kept);
}

void rs_hop_expect_rest(const struct rs_tracker *t, const struct rs_transaction *tx)
{
    const struct rs_seen *seen = rs_slab_at(&t->seen, tx->seen);
    const struct rs_request *r = rs_table_at(&t->requests, tx->request);
    if (seen)
        rs_prefetch(rs_slab_at(&t->seen, seen->next));
    if (r)
        rs_request_expect_end(t, r);
}

enum rs_tx_notice rs_hop_step(struct rs_transaction *tx, enum rs_tx_event event)
{
    struct rs_tx_cell cell =
        rs_tx_machine(tx->method == RS_METHOD_INVITE, (enum rs_tx_state)tx->state, event);
    tx->state = cell.next;
    return cell.notice;
}

static int64_t stall_time(const struct rs_tracker *t, const struct rs_transaction *tx)
{
    const struct rs_seen *provisional = rs_seen_find(t, tx, RS_SEEN_PROVISIONAL);
    int64_t first_us = rs_moment_us(&tx->first);
    int64_t rang_us = provisional ? provisional->ringing_us : -1;
    int64_t stall = (rang_us >= 0 ? rang_us : first_us) + RS_STALL_US;
    uint32_t expires_s = 0;
    rs_number_parse(rs_hop_text(t, tx, RS_HOP_EXTRA), UINT32_MAX, &expires_s);
    int64_t expires = first_us + expires_s * (int64_t)RS_SECOND_US;
    return stall > expires ? stall : expires + 10 * (int64_t)RS_SECOND_US;
}

/* When the state it is in has lasted long enough (semantics 2.7). */
static int64_t hop_due(const struct rs_tracker *t, const struct rs_transaction *tx)
{
    int64_t linger = tx->reliable ? (int64_t)RS_LINGER_RELIABLE_US : (int64_t)RS_TIMEOUT_US;
    int64_t first_us = rs_moment_us(&tx->first), final_us = rs_seen_us(t, tx, RS_SEEN_FINAL);
    switch (tx->state) {
    case RS_TX_CALLING:
        return first_us + RS_TIMEOUT_US;
    case RS_TX_PROCEEDING:
        return tx->method == RS_METHOD_INVITE ? stall_time(t, tx) : first_us + RS_TIMEOUT_US;
    case RS_TX_COMPLETED:
        if (tx->method == RS_METHOD_INVITE)
            return final_us + RS_TIMEOUT_US;
        return (final_us >= 0 ? final_us : first_us) + linger;
    case RS_TX_EXPIRED:
        return rs_hop_last_us(tx) + 2 * (int64_t)RS_TIMEOUT_US;
    default:
        return final_us + (tx->state == RS_TX_ACCEPTED ? (int64_t)RS_TIMEOUT_US : linger);
    }
}

void rs_hop_arm(struct rs_tracker *t, struct rs_transaction *tx)
{
    int64_t due = hop_due(t, tx);
    if (tx->cancel_accepted && tx->state < RS_TX_COMPLETED) {
        const struct rs_request *r = rs_table_at(&t->requests, tx->request);
        const struct rs_request_more *m = rs_request_more(t, r);
        if (m && m->cancel_accepted_us >= 0 && m->cancel_accepted_us + RS_TIMEOUT_US < due)
            due = m->cancel_accepted_us + RS_TIMEOUT_US;
    }
    rs_wait(t, RS_WAITS_TX, tx->link.self, due);
}

void rs_hop_annotate(const struct rs_tracker *t, const struct rs_transaction *tx,
                     struct rs_transaction_note *n)
{
    int64_t first_us = rs_moment_us(&tx->first);
    n->id = tx->number;
    n->request_frame = rs_moment_frame(&tx->first);
    for (uint32_t i = tx->seen; i;) {
        const struct rs_seen *x = rs_slab_at(&t->seen, i);
        uint64_t frame = rs_moment_frame(&x->first);
        i = x->next;
        if (x->sort == RS_SEEN_PROVISIONAL) {
            n->provisional_frame = frame;
            n->to_provisional_us = rs_moment_us(&x->first) - first_us;
        } else if (x->sort == RS_SEEN_FINAL) {
            n->final_frame = frame;
            n->to_final_us = rs_moment_us(&x->first) - first_us;
        } else if (x->sort == RS_SEEN_ACK) {
            n->ack_frame = frame;
        } else if (x->sort == RS_SEEN_CANCEL) {
            n->cancel_frame = frame;
        }
    }
    n->final_status = tx->final_status;
    n->via_count = tx->via_count;
    n->cancelled = tx->cancelled;
    n->opening = !tx->has_to_tag;
    n->credentials = tx->credentials;
}
