#include "track/tracker.h"

#include <stdlib.h>

#include "track/state.h"

/* ---- life ---- */

/*
 * What few or most transactions have, as many as there are of these: where that
 * is not enough, the oldest transaction goes (rs_hop_make_room). A leg for every
 * call, and one for every dialog that waits for a PRACK. A round and a contact for
 * each second sign-in: a record without some says so.
 */
static int init_slabs(struct rs_tracker *t, const struct rs_limits *l, uint32_t calls)
{
    const uint32_t hops = l->transactions, signins = l->registrations;
    const struct {
        struct rs_slab *slab;
        size_t size;
        uint32_t capacity;
    } rows[] = {
        {&t->seen, sizeof(struct rs_seen), 2 * hops + RS_HOP_ROOM},
        {&t->mores, sizeof(struct rs_request_more), hops / 2 + RS_HOP_ROOM},
        {&t->sightings, sizeof(struct rs_sightings), hops + RS_HOP_ROOM},
        {&t->reliables, sizeof(struct rs_reliable), l->dialogs},
        {&t->session_timers, sizeof(struct rs_session_timer), l->dialogs},
        {&t->offers, sizeof(struct rs_offer), l->dialogs},
        {&t->signin_rounds, sizeof(struct rs_signin_round), signins / 2},
        {&t->signin_contacts, sizeof(struct rs_signin_contact), signins / 2},
        {&t->legs, sizeof(struct rs_leg), calls},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rs_slab_init(rows[i].slab, rows[i].size, rows[i].capacity) != RS_OK)
            return RS_ERR_MEMORY;
    return RS_OK;
}

static int init_tables(struct rs_tracker *t, const struct rs_limits *l)
{
    /* Every request has a transaction, every call one of the three: these never fill first. */
    uint32_t calls = l->transactions + l->dialogs + l->registrations + 2;
    struct {
        struct rs_table *table;
        size_t size;
        uint32_t capacity;
    } rows[] = {
        {&t->transactions, sizeof(struct rs_transaction), l->transactions},
        {&t->dialogs, sizeof(struct rs_dialog), l->dialogs},
        {&t->signins, sizeof(struct rs_signin), l->registrations},
        {&t->aors, sizeof(struct rs_aor), l->registrations},
        {&t->bindings, sizeof(struct rs_binding), l->registrations},
        {&t->subscriptions, sizeof(struct rs_subscription), l->dialogs},
        {&t->publications, sizeof(struct rs_publication), l->registrations},
        {&t->conditionals, sizeof(struct rs_conditional), l->registrations},
        {&t->flows, sizeof(struct rs_flow), l->flows},
        {&t->joints, sizeof(struct rs_joint), l->joints},
        {&t->held, sizeof(struct rs_held), l->held},
        {&t->strays, sizeof(struct rs_stray), l->held},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rs_table_init(rows[i].table, rows[i].size, rows[i].capacity) != RS_OK)
            return RS_ERR_MEMORY;
    if (rs_table_init_unordered(&t->requests, sizeof(struct rs_request), l->transactions) !=
            RS_OK ||
        rs_table_init_unordered(&t->calls, sizeof(struct rs_call), calls) != RS_OK ||
        init_slabs(t, l, calls) != RS_OK || rs_waiters_init(t) != RS_OK)
        return RS_ERR_MEMORY;
    /* Of a dialog, a sign-in and a binding two each. */
    if (rs_shared_init(&t->agents, 2 * l->dialogs + 4 * l->registrations) != RS_OK)
        return RS_ERR_MEMORY;
    return rs_strings_init(&t->strings, l->text_bytes);
}

struct rs_tracker *rs_tracker_new(const struct rs_limits *limits, const struct rs_hash_key *key,
                                  const struct rs_tracker_sink *sink)
{
    struct rs_tracker *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    rs_hash_init(&t->hash, key);
    t->sink = *sink;
    t->start_us = INT64_MIN;
    t->copy_window_us = RS_COPY_WINDOW_US;
    rs_join_headers_init(t);
    if (init_tables(t, limits) != RS_OK) {
        rs_tracker_free(t);
        return NULL;
    }
    return t;
}

void rs_tracker_free(struct rs_tracker *t)
{
    if (!t)
        return;
    rs_table_fini(&t->transactions);
    rs_table_fini(&t->requests);
    rs_table_fini(&t->dialogs);
    rs_table_fini(&t->calls);
    rs_table_fini(&t->signins);
    rs_table_fini(&t->aors);
    rs_table_fini(&t->bindings);
    rs_table_fini(&t->subscriptions);
    rs_slab_fini(&t->session_timers);
    rs_slab_fini(&t->offers);
    rs_slab_fini(&t->signin_rounds);
    rs_slab_fini(&t->signin_contacts);
    rs_table_fini(&t->publications);
    rs_table_fini(&t->conditionals);
    rs_table_fini(&t->flows);
    rs_table_fini(&t->joints);
    rs_table_fini(&t->held);
    rs_table_fini(&t->strays);
    rs_slab_fini(&t->seen);
    rs_slab_fini(&t->mores);
    rs_slab_fini(&t->sightings);
    rs_slab_fini(&t->legs);
    rs_slab_fini(&t->reliables);
    rs_deadlines_fini(&t->deadlines);
    rs_shared_fini(&t->agents);
    rs_strings_fini(&t->strings);
    free(t);
}

void rs_tracker_copy_window(struct rs_tracker *t, int64_t window_us)
{
    t->copy_window_us = window_us;
}

/* ---- one message ---- */

/* Room first, so that nothing this message is about to point at goes under it. */
static void make_room(struct rs_tracker *t, const struct rs_origin *o)
{
    rs_hop_make_room(t, o);
    rs_dialog_make_room(t, o);
}

static void note_begin(struct rs_annotation *a, const struct rs_origin *origin,
                       const struct rs_msg *msg, const struct rs_view *view)
{
    memset(a, 0, sizeof *a);
    a->origin = origin;
    a->msg = msg;
    a->view = view;
    a->transaction.to_provisional_us = a->transaction.to_final_us = -1;
}

static void count(struct rs_tracker *t, struct rs_step *s)
{
    if (s->note->role == RS_ROLE_RETRANSMISSION)
        t->counters.retransmissions++;
    if (s->note->role != RS_ROLE_DUPLICATE)
        return;
    t->counters.duplicates++;
    struct rs_event e = rs_event_at(s, RS_EVENT_DUPLICATE);
    rs_tell(t, &e);
}

static void note_call(const struct rs_tracker *t, const struct rs_step *s)
{
    if (!s->call)
        return;
    s->note->call = rs_call_known_as(t, s->call);
    s->note->leg = s->call->number;
    s->note->join = (uint8_t)rs_call_join(t, s->call);
    s->note->joined_count = t->joined_count;
    for (int i = 0; i < t->joined_count; i++)
        s->note->joined[i] = t->joined[i];
}

const struct rs_hash *rs_tracker_hash(const struct rs_tracker *t)
{
    return &t->hash;
}

void rs_tracker_expect(struct rs_tracker *t, const struct rs_ahead *ahead, const struct rs_msg *msg,
                       const struct rs_view *view, int64_t time_us)
{
    const struct rs_keys *k = &ahead->keys;
    rs_waits_expect(t, time_us);
    rs_table_prefetch_slot(&t->flows, ahead->flow);
    if (!view->trackable)
        return;
    rs_table_prefetch_slot(&t->transactions, k->transaction);
    rs_table_prefetch_slot(&t->calls, k->call);
    rs_table_prefetch_slot(&t->dialogs, k->has_dialog ? k->dialog : k->half);
    if (msg->kind == RS_MSG_REQUEST)
        rs_table_prefetch_slot(&t->requests, rs_request_key(k->request, k, msg, view));
    rs_table_prefetch_slot(&t->signins, rs_signin_key(k, view->method));
}

void rs_tracker_expect_soon(const struct rs_tracker *t, struct rs_ahead *ahead,
                            const struct rs_msg *msg, const struct rs_view *view)
{
    const struct rs_keys *k = &ahead->keys;
    struct rs_met *met = &ahead->met;
    met->flow = rs_table_prefetch_object(&t->flows, ahead->flow);
    if (!view->trackable)
        return;
    met->transaction = rs_table_prefetch_object(&t->transactions, k->transaction);
    met->call = rs_table_prefetch_object(&t->calls, k->call);
    met->dialog = rs_table_prefetch_object(&t->dialogs, k->has_dialog ? k->dialog : k->half);
    if (msg->kind == RS_MSG_REQUEST)
        met->request = rs_table_prefetch_object(&t->requests,
                                                rs_request_key(k->request, k, msg, view));
    rs_table_prefetch_object(&t->signins, rs_signin_key(k, view->method));
}

/* One of them may be gone by now: then it is asked for in vain. */
void rs_tracker_expect_now(const struct rs_tracker *t, const struct rs_ahead *ahead,
                           const struct rs_view *view)
{
    const struct rs_met *met = &ahead->met;
    if (!view->trackable)
        return;
    const struct rs_transaction *tx = rs_table_at(&t->transactions, met->transaction);
    const struct rs_call *c = rs_table_at(&t->calls, met->call);
    const struct rs_dialog *d = rs_table_at(&t->dialogs, met->dialog);
    if (tx) {
        rs_table_prefetch_at(&t->requests, tx->request);
        rs_prefetch(rs_slab_at(&t->seen, tx->seen));
        rs_wait_prefetch(t, RS_WAITS_TX, met->transaction);
    } else {
        rs_wait_prefetch(t, RS_WAITS_TX, rs_slab_next(&t->transactions.slab));
    }
    if (c)
        rs_prefetch(rs_slab_at(&t->legs, c->more));
    if (d) {
        rs_strings_prefetch(&t->strings, d->kept);
        rs_wait_prefetch(t, RS_WAITS_DIALOG, met->dialog);
    }
}

void rs_tracker_message(struct rs_tracker *t, const struct rs_origin *origin,
                        const struct rs_msg *msg, const struct rs_view *view,
                        const struct rs_ahead *ahead, struct rs_annotation *a)
{
    note_begin(a, origin, msg, view);
    a->ahead = ahead;
    if (t->start_us == INT64_MIN)
        t->start_us = origin->time_us;
    if (origin->time_us > t->now_us)
        t->now_us = origin->time_us;
    struct rs_step s = {.origin = origin, .msg = msg, .view = view, .note = a};
    s.met = ahead->met;
    rs_flow_see(t, &s, ahead->flow);
    if (!view->trackable)
        return;
    make_room(t, origin);
    s.keys = ahead->keys;
    s.copy = ahead->copy;
    s.copy.at = rs_moment(origin->time_us, origin->frame);
    t->joined_count = 0;
    s.call = rs_call_find_at(t, s.keys.call, s.met.call);
    if (msg->kind == RS_MSG_RESPONSE)
        rs_on_response(t, &s);
    else if (view->method == RS_METHOD_ACK)
        rs_on_ack(t, &s);
    else
        rs_on_request(t, &s);
    note_call(t, &s);
    count(t, &s);
}

bool rs_tracker_unreachable(struct rs_tracker *t, const struct rs_view *view,
                            enum rs_unreachable why)
{
    struct rs_keys keys;
    if (!view->trackable)
        return false;
    rs_keys_make(&keys, &t->hash, view);
    struct rs_transaction *tx = rs_table_find(&t->transactions, keys.transaction);
    if (tx)
        tx->unreachable = why & 31;
    return tx != NULL;
}

void rs_tracker_gap(struct rs_tracker *t, int64_t time_us)
{
    if (time_us > t->start_us)
        t->start_us = time_us;
}

/* ---- time ---- */

static void due(struct rs_tracker *t, enum rs_waiter kind, uint32_t index)
{
    switch (kind) {
    case RS_WAITS_TX:
        rs_hop_timer(t, rs_table_at(&t->transactions, index));
        break;
    case RS_WAITS_DIALOG:
        rs_dialog_timer(t, rs_table_at(&t->dialogs, index));
        break;
    case RS_WAITS_SIGNIN:
        rs_signin_timer(t, rs_table_at(&t->signins, index));
        break;
    case RS_WAITS_BINDING:
        rs_binding_timer(t, rs_table_at(&t->bindings, index));
        break;
    case RS_WAITS_SUBSCRIPTION:
        rs_subscription_timer(t, rs_table_at(&t->subscriptions, index));
        break;
    case RS_WAITS_SESSION_TIMER:
        rs_session_timer_due(t, rs_table_at(&t->dialogs, index));
        break;
    case RS_WAITS_PUBLICATION:
        rs_publication_timer(t, rs_table_at(&t->publications, index));
        break;
    default:
        rs_held_timer(t, rs_table_at(&t->held, index));
        break;
    }
}

void rs_tracker_expire(struct rs_tracker *t, int64_t now_us)
{
    enum rs_waiter kind;
    uint32_t index;
    while ((kind = rs_waited(t, now_us, &index)) != RS_WAITER__COUNT) {
        int64_t due_us = rs_waits_until(t, kind, index);
        if (due_us > t->now_us)
            t->now_us = due_us;
        due(t, kind, index);
    }
    if (now_us > t->now_us)
        t->now_us = now_us;
}

int64_t rs_tracker_next_deadline(const struct rs_tracker *t)
{
    return rs_deadlines_next(&t->deadlines);
}

/* ---- the end ---- */

/*
 * Close all of a table in order of their numbers. What is sorted stands where
 * the table had its lines: the end of the input is when most memory is
 * in use, and no time to ask for more.
 */
enum { INDEX_BITS = 30 };

/* Heapsort: in place, and the same time whatever the order. */
static void sift(uint64_t *a, size_t root, size_t n)
{
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && a[child] < a[child + 1])
            child++;
        if (a[root] >= a[child])
            return;
        uint64_t was = a[root];
        a[root] = a[child];
        a[child] = was;
    }
}

static void sort(uint64_t *a, size_t n)
{
    for (size_t i = n / 2; i-- > 0;)
        sift(a, i, n);
    for (size_t end = n; end-- > 1;) {
        uint64_t was = a[0];
        a[0] = a[end];
        a[end] = was;
        sift(a, 0, end);
    }
}

static void close_all(struct rs_tracker *t, struct rs_table *table,
                      uint64_t (*number)(const void *object),
                      void (*close)(struct rs_tracker *t, void *object))
{
    uint32_t n = 0;
    uint64_t lowest = UINT64_MAX, *list = rs_table_end_order(table);
    for (uint32_t i = 0; (i = rs_table_next(table, i));)
        lowest = number(rs_table_at(table, i)) < lowest ? number(rs_table_at(table, i)) : lowest;
    for (uint32_t i = 0; (i = rs_table_next(table, i));)
        list[n++] = (number(rs_table_at(table, i)) - lowest) << INDEX_BITS | i;
    sort(list, n);
    for (uint32_t i = 0; i < n; i++)
        close(t, rs_table_at(table, list[i] & ((1u << INDEX_BITS) - 1)));
    rs_table_begin_order(table);
}

static uint64_t tx_number(const void *o)
{
    return ((const struct rs_transaction *)o)->number;
}

static uint64_t dialog_number(const void *o)
{
    return ((const struct rs_dialog *)o)->number;
}

static uint64_t signin_number(const void *o)
{
    return ((const struct rs_signin *)o)->first_frame;
}

static void close_tx(struct rs_tracker *t, void *o)
{
    rs_hop_close(t, o, RS_CLOSES_AT_END);
}

static void close_dialog(struct rs_tracker *t, void *o)
{
    rs_dialog_close(t, o, RS_CLOSES_AT_END);
}

static void close_signin(struct rs_tracker *t, void *o)
{
    rs_signin_close(t, o, RS_CLOSES_AT_END);
}

void rs_tracker_settle(struct rs_tracker *t)
{
    rs_held_finish(t);
}

void rs_tracker_finish(struct rs_tracker *t)
{
    rs_tracker_settle(t);
    close_all(t, &t->signins, signin_number, close_signin);
    close_all(t, &t->transactions, tx_number, close_tx);
    close_all(t, &t->dialogs, dialog_number, close_dialog);
}

const struct rs_tracker_counters *rs_tracker_counters(const struct rs_tracker *t)
{
    return &t->counters;
}
