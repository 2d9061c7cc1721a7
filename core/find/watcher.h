/*
 * The core's front door: messages in, annotations, findings and closed objects
 * out. One watcher is owned by one thread; it holds the tracker and all checks.
 *
 *   octets ─► rs_prepare: index, views, checks on the message, keys
 *                  └─► rs_watcher_take: tracker ─► events ─► checks ─► finding ─► sink
 */
#ifndef RS_FIND_WATCHER_H
#define RS_FIND_WATCHER_H

#include "base/unreachable.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/policy.h"
#include "find/finding.h"
#include "find/prepare.h"
#include "find/quality.h"
#include "track/annotation.h"
#include "track/record.h"

struct rs_watcher;

/*
 * Where results go. Any function may be NULL. Everything handed in is borrowed
 * for the call. For one message: its findings first, then its annotation.
 */
struct rs_watcher_sink {
    void *user;
    void (*finding)(void *user, const struct rs_finding *f);
    void (*message)(void *user, const struct rs_annotation *a);
    void (*transaction)(void *user, const struct rs_transaction_record *r); /* closed or at end */
    void (*dialog)(void *user, const struct rs_dialog_record *r);           /* closed or at end */
    void (*registration)(void *user, const struct rs_registration_record *r);
};

struct rs_watcher_options {
    struct rs_limits limits;
    struct rs_watcher_opener opener;
    struct rs_hash_key key;  /* random; results do not depend on it */
    uint32_t copy_window_us; /* rs_copy_judge's; 0: the default */
    bool each;               /* a broken phone's faults are told on each message, not once a minute */
    const struct rs_policy *policy; /* borrowed; NULL: all defaults */
};

struct rs_watcher_counters {
    uint64_t messages, requests, responses;
    uint64_t methods[RS_METHOD__COUNT];
    uint64_t statuses[700];          /* [0]: invalid */
    uint64_t retransmissions, duplicates, not_sip;
    uint64_t transactions, dialogs, calls, registrations; /* opened */
    uint64_t findings[RS_FINDING__COUNT];
    uint64_t suppressed[RS_FINDING__COUNT]; /* by the policy: switched off, or allowed */
    uint64_t joins, joins_refused;   /* legs that were joined to a call; that would have been too many */
    uint64_t evicted_transactions, evicted_dialogs, evicted_calls; /* a table was full */
};

/* NULL when there is no memory. */
struct rs_watcher *rs_watcher_new(const struct rs_watcher_options *options,
                                  const struct rs_watcher_sink *sink);
void rs_watcher_free(struct rs_watcher *w);

/*
 * One message. Time that runs backwards is clamped. RS_OK, or RS_ERR_NOT_SIP
 * when the octets are no SIP message.
 */
int rs_watcher_message(struct rs_watcher *w, const struct rs_origin *origin,
                       struct rs_span octets);

/*
 * The same in two steps, so that the first can be done elsewhere (prepare.h).
 * Changes p->origin where time runs backwards. The annotation borrows from p.
 */
int rs_watcher_take(struct rs_watcher *w, struct rs_prepared *p);

/* What rs_prepare needs of this watcher: valid as long as it is, and never changed. */
const struct rs_hash *rs_watcher_hash(const struct rs_watcher *w);

/*
 * That message will be taken soon: ask for the memory it will need, two messages
 * ahead for its places in the tables, one ahead for what stands there.
 */
void rs_watcher_expect(struct rs_watcher *w, const struct rs_prepared *p);
void rs_watcher_expect_soon(const struct rs_watcher *w, struct rs_prepared *p);

/*
 * The network said that a request did not arrive, and quoted its beginning:
 * evidence when no answer comes. RS_OK; RS_ERR_NOT_SIP; RS_ERR_ABSENT when the
 * quotation is too short to tell which request, or nobody saw it.
 */
int rs_watcher_unreachable(struct rs_watcher *w, const struct rs_origin *origin,
                           enum rs_unreachable why, struct rs_span octets);

/* From the next message on another policy holds; borrowed. What was counted stays. */
void rs_watcher_policy(struct rs_watcher *w, const struct rs_policy *policy);

/* One more header field whose value joins the legs of a call: rs_tracker_join_header. */
int rs_watcher_join_header(struct rs_watcher *w, struct rs_span name);

/* Packets were lost on that interface (drop counter, stream gap): C902. */
void rs_watcher_gap(struct rs_watcher *w, const struct rs_origin *origin, uint64_t lost,
                    const char *what);

/*
 * The same, without a finding of its own. lost: octets of SIP are missing;
 * otherwise traffic went by that could not be read, and may have been SIP.
 * Findings since then, and shortly after, are less sure.
 */
void rs_watcher_unseen(struct rs_watcher *w, int64_t now_us, bool lost);

/* Run the timers to that time. Also done by rs_watcher_message. */
void rs_watcher_expire(struct rs_watcher *w, int64_t now_us);

/* A time at or before the next timer; INT64_MAX for none. */
int64_t rs_watcher_next_deadline(const struct rs_watcher *w);

/*
 * The input may end here: what was held back only to see whether another
 * message comes before it is told. rs_watcher_finish does it too.
 */
void rs_watcher_settle(struct rs_watcher *w);

/*
 * End of input: records of all that is still open ("open at end"), no
 * time-outs; responses that still wait for their request are told (T206).
 */
void rs_watcher_finish(struct rs_watcher *w);

const struct rs_watcher_counters *rs_watcher_counters(struct rs_watcher *w);

/* What was measured of each service: borrowed, goes on counting. */
const struct rs_quality *rs_watcher_quality(const struct rs_watcher *w);

#endif
