#include "find/watcher.h"

#include <stdlib.h>

#include "base/moment.h"
#include "find/diagnostics.h"
#include "find/learning.h"
#include "find/message_findings.h"
#include "find/rules.h"
#include "find/watcher_state.h"

enum { MINUTE_US = 60000000 };

/* ---- life ---- */

static void pass_transaction(void *watcher, const struct rs_transaction_record *r)
{
    struct rs_watcher *w = watcher;
    if (w->sink.transaction)
        w->sink.transaction(w->sink.user, r);
}

static void pass_dialog(void *watcher, const struct rs_dialog_record *r)
{
    struct rs_watcher *w = watcher;
    if (w->sink.dialog)
        w->sink.dialog(w->sink.user, r);
}

static void pass_registration(void *watcher, const struct rs_registration_record *r)
{
    struct rs_watcher *w = watcher;
    if (w->sink.registration)
        w->sink.registration(w->sink.user, r);
}

static void pass_finding(void *watcher, const struct rs_finding *f)
{
    rs_watcher_report(watcher, f, true);
}

struct rs_watcher *rs_watcher_new(const struct rs_watcher_options *options,
                                  const struct rs_watcher_sink *sink)
{
    struct rs_watcher *w = calloc(1, sizeof *w);
    if (!w)
        return NULL;
    w->sink = *sink;
    w->opener = options->opener;
    w->each = options->each;
    w->policy = options->policy ? options->policy : (w->own_policy = rs_policy_new());
    w->quality.policy = w->policy;
    /* Records cost work: the tracker makes them only for somebody who reads them. */
    const struct rs_tracker_sink mine = {
        .user = w,
        .event = rs_judge_event,
        .transaction = sink->transaction ? pass_transaction : NULL,
        .dialog = sink->dialog ? pass_dialog : NULL,
        .registration = sink->registration ? pass_registration : NULL,
    };
    const struct rs_limits *l = &options->limits;
    w->tracker = rs_tracker_new(l, &options->key, &mine);
    w->signs = rs_signs_new(&options->key, l);
    w->behaviour = rs_behaviour_new(l, &options->key, w->policy, pass_finding, w);
    if (!w->policy || !w->tracker || !w->signs || !w->behaviour ||
        rs_repeats_init(&w->repeats, &options->key, l->repeats) != RS_OK ||
        rs_storms_init(&w->storms, l->flows) != RS_OK ||
        rs_quality_init(&w->quality, l, &options->key, pass_finding, w) != RS_OK) {
        rs_watcher_free(w);
        return NULL;
    }
    if (options->copy_window_us)
        rs_tracker_copy_window(w->tracker, options->copy_window_us);
    return w;
}

void rs_watcher_free(struct rs_watcher *w)
{
    if (!w)
        return;
    rs_tracker_free(w->tracker);
    rs_behaviour_free(w->behaviour);
    rs_repeats_fini(&w->repeats);
    rs_storms_fini(&w->storms);
    rs_quality_fini(&w->quality);
    rs_signs_free(w->signs);
    rs_policy_free(w->own_policy);
    free(w);
}

const struct rs_hash *rs_watcher_hash(const struct rs_watcher *w)
{
    return rs_tracker_hash(w->tracker);
}

void rs_watcher_policy(struct rs_watcher *w, const struct rs_policy *policy)
{
    w->policy = policy;
    rs_signs_policy(w->signs);
    rs_behaviour_policy(w->behaviour, policy);
    w->quality.policy = policy;
}

int rs_watcher_join_header(struct rs_watcher *w, struct rs_span name)
{
    return rs_tracker_join_header(w->tracker, name);
}

/* ---- findings ---- */

/* The message at hand, when the finding stands on it. */
static const struct rs_msg *message_of(const struct rs_watcher *w, const struct rs_finding *f)
{
    return w->frame && f->frame == w->frame ? w->msg : NULL;
}

/* What an operator says of it holds, whatever was learnt. */
static uint8_t severity_of(const struct rs_watcher *w, const struct rs_finding *f)
{
    uint8_t learnt = rs_learning_severity(w->policy, f->id, f->severity);
    return (uint8_t)rs_policy_severity(w->policy, f->id, (enum rs_severity)learnt);
}

enum { LOSS = 50 }; /* confidence in what packets are missing of */

/*
 * What was counted while packets were lost, or went by unread, may be more or
 * less than it was (as judge.c says of the tracker's events). What one message
 * shows by itself, it shows.
 */
static uint8_t confidence_of(const struct rs_watcher *w, const struct rs_finding *f)
{
    enum { UNREAD = 75, SHORTLY_US = 32000000 };
    const struct rs_catalogue_entry *c = rs_catalogue_get(f->id);
    int64_t since_us = (f->first_us < f->time_us ? f->first_us : f->time_us) - SHORTLY_US;
    if (c->scope == RS_SCOPE_MESSAGE || c->group == RS_GROUP_UNDECODED)
        return f->confidence;
    if (w->lost && w->lost_us >= since_us && f->confidence > LOSS)
        return LOSS;
    return w->unread && w->unread_us >= since_us && f->confidence > UNREAD ? UNREAD : f->confidence;
}

void rs_watcher_report(struct rs_watcher *w, const struct rs_finding *found, bool tell)
{
    struct rs_finding graded;
    const struct rs_finding *f = found;
    if (rs_policy_ruled(w->policy, f->id) &&
        !rs_rules_let_through(w->policy, f, message_of(w, f))) {
        w->counters.suppressed[f->id] += !f->more;
        return;
    }
    uint8_t severity = severity_of(w, f), confidence = confidence_of(w, f);
    if (severity != f->severity || confidence != f->confidence) {
        graded = *f;
        graded.severity = severity;
        graded.confidence = confidence;
        graded.partial |= confidence == LOSS && found->confidence > LOSS;
        f = &graded;
    }
    w->counters.findings[f->id] += !f->more;
    rs_signs_told(w->signs, f);
    struct rs_annotation *a = &w->found;
    if (w->frame && !f->more && f->frame == w->frame &&
        a->finding_count < RS_ANNOTATION_FINDINGS_MAX) {
        a->finding[a->finding_count].id = (uint16_t)f->id;
        a->finding[a->finding_count].severity = f->severity;
        a->finding_count++;
    }
    if (tell && w->sink.finding)
        w->sink.finding(w->sink.user, f);
}

/*
 * One broken phone says the same thing in every message: each is noted on its
 * frame, the alert is given for the first of a source and kind in a minute (or
 * for each, where it is no alert but a remark on the message).
 */
static bool first_in_a_minute(struct rs_watcher *w, const struct rs_finding *f)
{
    struct rs_endpoint who = {.addr = f->origin.src.addr};
    char subkind[64];
    rs_span_copy(f->evidence_count ? f->evidence[0].text : RS_SPAN_NONE, subkind, sizeof subkind);
    return rs_repeats_count(&w->repeats, (uint32_t)f->id, &who, subkind, f->time_us, MINUTE_US) ==
           1;
}

static void report_fault(void *watcher, const struct rs_finding *f)
{
    struct rs_watcher *w = watcher;
    rs_watcher_report(w, f, w->each || first_in_a_minute(w, f));
    if (w->note.role != RS_ROLE_RETRANSMISSION && w->note.role != RS_ROLE_DUPLICATE)
        rs_behaviour_fault(w->behaviour, f);
}

static void report_diagnostics(void *watcher, const struct rs_finding *f, bool tell)
{
    struct rs_watcher *w = watcher;
    rs_watcher_report(w, f, tell || w->each);
}

/* ---- messages ---- */

static void count(struct rs_watcher_counters *c, const struct rs_msg *m)
{
    c->messages++;
    if (m->kind == RS_MSG_REQUEST) {
        c->requests++;
        c->methods[m->method]++;
    } else {
        c->responses++;
        c->statuses[m->status]++;
    }
}

/* The tracker settles anew, and findings are sure again only a while later (judge.c). */
static void note_loss(struct rs_watcher *w)
{
    rs_tracker_gap(w->tracker, w->now_us);
    w->lost = true;
    w->lost_us = w->now_us;
}

static void tell_gap(struct rs_watcher *w, const struct rs_origin *o, const char *what,
                     uint64_t lost)
{
    struct rs_event e = {
        .kind = RS_EVENT_GAP,
        .time_us = o->time_us,
        .first_us = o->time_us,
        .last_us = o->time_us,
        .origin = o,
        .frame = o->frame,
        .subkind = what,
        .number = lost,
        .count = 1,
        .partial = true,
    };
    rs_judge_event(w, &e);
}

/* To what objects keep of a time (base/moment.h), which the wheel of deadlines reaches too. */
static int64_t clamp_time(int64_t us)
{
    return us < 0 ? 0 : us > RS_MOMENT_TIME_MAX_US ? RS_MOMENT_TIME_MAX_US : us;
}

/* Time never runs backwards for the tracker, whatever the capture says. */
static struct rs_origin clamped(struct rs_watcher *w, const struct rs_origin *origin)
{
    struct rs_origin o = *origin;
    o.time_us = clamp_time(o.time_us);
    if (o.time_us < w->now_us)
        o.time_us = w->now_us;
    w->now_us = o.time_us;
    return o;
}

/* All that happens by time, in its order. */
static void expire(struct rs_watcher *w)
{
    int64_t tick_us;
    while ((tick_us = rs_quality_next_deadline(&w->quality, w->now_us)) <= w->now_us) {
        rs_tracker_expire(w->tracker, tick_us);
        rs_behaviour_expire(w->behaviour, tick_us);
        rs_quality_expire(&w->quality, tick_us);
    }
    rs_tracker_expire(w->tracker, w->now_us);
    rs_behaviour_expire(w->behaviour, w->now_us);
}

int rs_watcher_message(struct rs_watcher *w, const struct rs_origin *origin, struct rs_span octets)
{
    rs_prepare(&w->slot, rs_watcher_hash(w), &w->opener, origin, octets);
    rs_watcher_expect(w, &w->slot); /* the timers below are something to do meanwhile */
    return rs_watcher_take(w, &w->slot);
}

void rs_watcher_expect(struct rs_watcher *w, const struct rs_prepared *p)
{
    if (!p->sip)
        return;
    rs_tracker_expect(w->tracker, &p->ahead, &p->msg, &p->view,
                      clamp_time(p->origin.time_us));
    if (p->msg.kind == RS_MSG_REQUEST)
        rs_table_prefetch_slot(&w->storms.table, rs_ahead_server(&p->ahead, p->origin.dst.port));
    rs_behaviour_expect(w->behaviour, p->ahead.asks);
}

void rs_watcher_expect_soon(const struct rs_watcher *w, struct rs_prepared *p)
{
    if (!p->sip)
        return;
    rs_tracker_expect_soon(w->tracker, &p->ahead, &p->msg, &p->view);
    if (p->msg.kind == RS_MSG_REQUEST)
        rs_table_prefetch_object(&w->storms.table, rs_ahead_server(&p->ahead, p->origin.dst.port));
    rs_behaviour_expect_soon(w->behaviour, p->ahead.asks);
}

/* What the message itself is told of, behind what the tracker found. */
static void report_message(struct rs_watcher *w)
{
    rs_sessions_expect(&w->quality.sessions, &w->note);
    rs_behaviour_begin(w->behaviour, &w->note);
    rs_message_findings(&w->note, report_fault, w);
    if (w->note.role != RS_ROLE_DUPLICATE)
        rs_diagnostics_findings(&w->repeats, &w->note, report_diagnostics, w);
    rs_signs_message(w, &w->note);
    rs_sessions_expect_soon(&w->quality.sessions, &w->note);
    rs_behaviour_message(w->behaviour);
    if (!w->note.view->trackable)
        return;
    /* What a scanner is answered says nothing of the service. */
    const struct rs_origin *o = w->note.origin;
    const struct rs_addr *asks = w->note.msg->kind == RS_MSG_REQUEST ? &o->src.addr : &o->dst.addr;
    rs_quality_message(&w->quality, &w->note, rs_sign_is_suspect(w, asks, o->time_us));
}

int rs_watcher_take(struct rs_watcher *w, struct rs_prepared *p)
{
    if (p->sip)
        rs_tracker_expect_now(w->tracker, &p->ahead, &p->view);
    p->origin = clamped(w, &p->origin);
    expire(w);
    if (!p->sip) {
        w->counters.not_sip++;
        return RS_ERR_NOT_SIP;
    }
    w->frame = p->origin.frame;
    w->msg = &p->msg;
    w->found.finding_count = 0;
    count(&w->counters, &p->msg);
    rs_twice_message(&w->twice, p->origin.interface, w->now_us);
    if (p->origin.after_gap) {
        note_loss(w);
        tell_gap(w, &p->origin, "stream", 0);
    }
    rs_tracker_message(w->tracker, &p->origin, &p->msg, &p->view, &p->ahead, &w->note);
    report_message(w);
    w->note.finding_count = w->found.finding_count;
    memcpy(w->note.finding, w->found.finding, sizeof w->note.finding);
    if (w->sink.message)
        w->sink.message(w->sink.user, &w->note);
    w->frame = 0;
    return RS_OK;
}

int rs_watcher_unreachable(struct rs_watcher *w, const struct rs_origin *origin,
                           enum rs_unreachable why, struct rs_span octets)
{
    struct rs_origin now = clamped(w, origin);
    now.truncated = true; /* a quotation is a beginning */
    expire(w);
    struct rs_prepared *p = &w->slot;
    if (!rs_prepare_parse(&p->msg, &now, octets))
        return RS_ERR_NOT_SIP;
    if (p->msg.kind != RS_MSG_REQUEST)
        return RS_ERR_ABSENT;
    rs_view_make(&p->view, &p->msg);
    return rs_tracker_unreachable(w->tracker, &p->view, why) ? RS_OK : RS_ERR_ABSENT;
}

void rs_watcher_gap(struct rs_watcher *w, const struct rs_origin *origin, uint64_t lost,
                    const char *what)
{
    struct rs_origin now = clamped(w, origin);
    expire(w);
    note_loss(w);
    tell_gap(w, &now, what, lost);
}

/*
 * The tracker does not settle anew: anybody can send what nobody can read. And
 * no timer runs before this is known: the loss lies before the time it is told.
 */
void rs_watcher_unseen(struct rs_watcher *w, int64_t now_us, bool lost)
{
    now_us = clamp_time(now_us);
    if (lost) {
        w->lost = true;
        w->lost_us = now_us;
    } else {
        w->unread = true;
        w->unread_us = now_us;
    }
}

void rs_watcher_expire(struct rs_watcher *w, int64_t now_us)
{
    now_us = clamp_time(now_us);
    if (now_us > w->now_us)
        w->now_us = now_us;
    expire(w);
}

int64_t rs_watcher_next_deadline(const struct rs_watcher *w)
{
    int64_t tracker = rs_tracker_next_deadline(w->tracker);
    int64_t behaviour = rs_behaviour_next_deadline(w->behaviour);
    int64_t first = tracker < behaviour ? tracker : behaviour;
    int64_t quality = w->quality.tick_us ? w->quality.tick_us : INT64_MAX;
    return first < quality ? first : quality;
}

const struct rs_quality *rs_watcher_quality(const struct rs_watcher *w)
{
    return &w->quality;
}

void rs_watcher_settle(struct rs_watcher *w)
{
    rs_tracker_settle(w->tracker);
}

void rs_watcher_finish(struct rs_watcher *w)
{
    rs_tracker_finish(w->tracker);
}

/* The tracker counts what it opens; the front door shows it all in one. */
const struct rs_watcher_counters *rs_watcher_counters(struct rs_watcher *w)
{
    struct rs_watcher_counters *c = &w->counters;
    const struct rs_tracker_counters *t = rs_tracker_counters(w->tracker);
    c->transactions = t->transactions;
    c->dialogs = t->dialogs;
    c->calls = t->calls;
    c->registrations = t->registrations;
    c->retransmissions = t->retransmissions;
    c->duplicates = t->duplicates;
    c->joins = t->joins;
    c->joins_refused = t->joins_refused;
    c->evicted_transactions = t->evicted_transactions;
    c->evicted_dialogs = t->evicted_dialogs;
    return c;
}
