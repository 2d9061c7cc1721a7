/*
 * message -> transaction -> dialog: the tracker, the one object a thread owns.
 *
 * Time is an argument; timers run on packet time. Each message gives one
 * annotation; what is out of order is told as an event; what is over is told
 * as a record. Nothing depends on the hash key: the same messages give the
 * same answers.
 */
#ifndef RS_TRACK_TRACKER_H
#define RS_TRACK_TRACKER_H

#include "base/limits.h"
#include "base/unreachable.h"
#include "track/ahead.h"
#include "track/event.h"
#include "track/record.h"

struct rs_tracker;

struct rs_tracker_sink {
    void *user;
    void (*event)(void *user, const struct rs_event *e);
    void (*transaction)(void *user, const struct rs_transaction_record *r);
    void (*dialog)(void *user, const struct rs_dialog_record *r);
    void (*registration)(void *user, const struct rs_registration_record *r);
};

struct rs_tracker_counters {
    uint64_t transactions, dialogs, calls, registrations; /* opened */
    uint64_t retransmissions, duplicates, unmatched;
    uint64_t evicted_transactions, evicted_dialogs, evicted_registrations, evicted_bindings,
        evicted_subscriptions;
    uint64_t joins;         /* legs that were joined to a call */
    uint64_t joins_refused; /* ... and were not: it, or what they had in common, had enough of them */
    uint64_t evicted_joints;
};

/* NULL when there is no memory. */
struct rs_tracker *rs_tracker_new(const struct rs_limits *limits, const struct rs_hash_key *key,
                                  const struct rs_tracker_sink *sink);
void rs_tracker_free(struct rs_tracker *t);

/* Another window for rs_copy_judge than RS_COPY_WINDOW_US; before the first message. */
void rs_tracker_copy_window(struct rs_tracker *t, int64_t window_us);

/*
 * One more header field (any case) whose value joins legs: the other leg's
 * Call-ID, or a value that all have. RS_OK; RS_ERR_USAGE when it is no header
 * name or there are RS_JOIN_HEADERS_OURS already.
 */
int rs_tracker_join_header(struct rs_tracker *t, struct rs_span name);

/* The hash that rs_ahead_make needs: valid as long as the tracker is, and never changed. */
const struct rs_hash *rs_tracker_hash(const struct rs_tracker *t);

/*
 * That message will be given soon: ask for the memory it will need, first for its
 * places in the tables and for whose time is over then, next for what stands
 * there, whose place is noted, and last for what these have. Do other work in between.
 */
void rs_tracker_expect(struct rs_tracker *t, const struct rs_ahead *ahead,
                       const struct rs_msg *msg, const struct rs_view *view, int64_t time_us);
void rs_tracker_expect_soon(const struct rs_tracker *t, struct rs_ahead *ahead,
                            const struct rs_msg *msg, const struct rs_view *view);
void rs_tracker_expect_now(const struct rs_tracker *t, const struct rs_ahead *ahead,
                           const struct rs_view *view);

/*
 * Take in a message (its timers must have run: rs_tracker_expire). ahead: what
 * rs_ahead_make made of it. Fills *a, whose origin, msg and view are those given.
 */
void rs_tracker_message(struct rs_tracker *t, const struct rs_origin *origin,
                        const struct rs_msg *msg, const struct rs_view *view,
                        const struct rs_ahead *ahead, struct rs_annotation *a);

/* The network said that this request did not arrive. False: there is no such transaction. */
bool rs_tracker_unreachable(struct rs_tracker *t, const struct rs_view *view,
                            enum rs_unreachable why);

/* Packets were lost: for 32 s nothing is reported for being unknown. */
void rs_tracker_gap(struct rs_tracker *t, int64_t time_us);

void rs_tracker_expire(struct rs_tracker *t, int64_t now_us);
int64_t rs_tracker_next_deadline(const struct rs_tracker *t);

/* The input may end: responses held for their requests (held.c) are told. */
void rs_tracker_settle(struct rs_tracker *t);

/* That, and records of everything still open. */
void rs_tracker_finish(struct rs_tracker *t);

const struct rs_tracker_counters *rs_tracker_counters(const struct rs_tracker *t);

/*
 * A Call-ID that was seen: *call is its number, *dialog that of its newest
 * dialog and *frame the last one of that; what is not known stays as it is.
 */
void rs_tracker_call(struct rs_tracker *t, struct rs_span call_id, uint64_t *call,
                     uint64_t *dialog, uint64_t *frame);

/* Of its first request; for whoever gets events. */
struct rs_origin rs_tracker_origin(const struct rs_tracker *t, const struct rs_transaction *tx);

/* Texts kept by objects, for whoever gets events. Borrowed until the event returns. */
struct rs_span rs_tracker_text(const struct rs_tracker *t, rs_text text);
struct rs_span rs_hop_text(const struct rs_tracker *t, const struct rs_transaction *tx,
                           enum rs_hop_text which);
struct rs_span rs_request_text(const struct rs_tracker *t, const struct rs_request *r,
                               enum rs_request_text which);

struct rs_span rs_dialog_text(const struct rs_tracker *t, const struct rs_dialog *d,
                              enum rs_dialog_text which);

/* Where the message stood that opened it. */
struct rs_origin rs_dialog_origin(const struct rs_tracker *t, const struct rs_dialog *d);

/* The addresses that take part in it, one after the other: *at begins with 0. False behind the last. */
bool rs_dialog_next_party(const struct rs_tracker *t, const struct rs_dialog *d, size_t *at,
                          struct rs_addr *a);

/* One of those who take part in it has an address of the same network (/24, /48). */
bool rs_dialog_near_party(const struct rs_tracker *t, const struct rs_dialog *d,
                          const struct rs_addr *a);

/* When the first hop of it was seen first. */
struct rs_moment rs_request_first(const struct rs_tracker *t, const struct rs_request *r);
int64_t rs_request_first_us(const struct rs_tracker *t, const struct rs_request *r);
uint64_t rs_request_first_frame(const struct rs_tracker *t, const struct rs_request *r);

/* What a call is told by, and how its legs are tied; of one alone, its own number. */
uint64_t rs_call_known_as(const struct rs_tracker *t, const struct rs_call *c);
enum rs_join rs_call_join(const struct rs_tracker *t, const struct rs_call *c);

#endif
