#include "find/sipvicious.h"
#include "find/watcher_state.h"

/*
 * event -> finding: is it one, how bad, and with what evidence. The table says
 * what each event is; the functions below hold the thresholds.
 */

enum { DEFAULT_SEVERITY = 255 };

static const struct judgement {
    bool set;
    uint8_t finding, severity;
    const char *count, *interval, *number, *other_number;
} judgements[RS_EVENT__COUNT] = {
#define RS_DEFAULT DEFAULT_SEVERITY
#define RS_JUDGE(event, id, sev, count_, interval_, number_, other_)                               \
    [RS_EVENT_##event] = {true, RS_FINDING_##id, RS_##sev, count_, interval_, number_, other_},
#include "find/judgements.def"
#undef RS_JUDGE
#undef RS_DEFAULT
};

/* What a threshold decides; `severity` is changed only to differ from the table. */
struct decision {
    bool tell;
    uint8_t severity;
    const char *subkind;
};

static uint32_t seen_from_source(struct rs_watcher *w, const struct rs_event *e, const char *text,
                                 int64_t window_us)
{
    struct rs_endpoint who = {.addr = e->origin->src.addr};
    return rs_repeats_count(&w->repeats, 0x10000u | e->kind, &who, text, e->time_us, window_us);
}

enum { SECOND_US = 1000000, MINUTE_US = 60 * SECOND_US };

/* ---- T: thresholds of semantics 5.3 ---- */

static void no_answer(struct decision *d, const struct rs_event *e)
{
    unsigned m = e->tx->method;
    if (m == RS_METHOD_REGISTER || m == RS_METHOD_BYE || m == RS_METHOD_REFER)
        d->severity = RS_MEDIUM;
}

static void retransmission(struct decision *d, const struct rs_event *e)
{
    enum { TOLD_AT = 3, FAST_US = 250000 };
    bool reliable = rs_transport_reliable(e->origin->transport);
    if (reliable && e->status > 100 && e->status < 200) {
        d->tell = false; /* "again ... every minute" (13.3.1.1), to keep proxies from giving up */
    } else if (reliable) {
        d->subkind = "reliable";
        d->severity = RS_LOW;
        d->tell = e->count == 1;
    } else if (e->count == 1 && e->interval_us < FAST_US && !e->origin->imported) {
        d->subkind = "fast";
    } else {
        d->tell = e->count == TOLD_AT;
    }
}

static void unsolicited(struct rs_watcher *w, struct decision *d, const struct rs_event *e)
{
    enum { MANY = 3 };
    d->tell = !e->partial;
    if (d->tell && seen_from_source(w, e, NULL, MINUTE_US) >= MANY)
        d->severity = RS_MEDIUM;
}

static void ack_orphan(struct rs_watcher *w, struct decision *d, const struct rs_event *e)
{
    enum { FLOOD = 20 };
    uint32_t n = seen_from_source(w, e, NULL, 10 * SECOND_US);
    if (n >= FLOOD)
        d->severity = RS_MEDIUM;
    /* A flood is told when it becomes one, not once for each of its ACKs. */
    d->tell = n <= FLOOD;
}

static void branch_reused(struct rs_watcher *w, struct decision *d, const struct rs_event *e)
{
    enum { MANY = 3 };
    if (seen_from_source(w, e, NULL, 32 * SECOND_US) >= MANY)
        d->severity = RS_MEDIUM;
}

static void loop(struct decision *d, const struct rs_event *e)
{
    d->tell = e->subkind[0] != 'l' || e->count >= 2;
}

/* ---- D ---- */

/* The same network: a phone behind a rebinding NAT, or the other half of a pair. */
static void foreign(const struct rs_watcher *w, struct decision *d, const struct rs_event *e)
{
    if (e->subkind) /* tags_swapped: a party, and so of a party's network */
        return;
    if (e->dialog && rs_dialog_near_party(w->tracker, e->dialog, &e->origin->src.addr))
        d->severity = RS_MEDIUM;
}

static void dialog_unknown(struct rs_watcher *w, struct decision *d, const struct rs_event *e)
{
    enum { BURST = 10 };
    if (seen_from_source(w, e, NULL, MINUTE_US) >= BURST)
        d->severity = RS_MEDIUM;
}

/* Servers that tell of waiting messages unasked do it all day long. */
static void subscription(struct rs_watcher *w, struct decision *d, const struct rs_event *e)
{
    bool unsolicited = !strcmp(e->subkind, "unsolicited");
    if (unsolicited)
        d->severity = RS_INFO;
    if (unsolicited || !strcmp(e->subkind, "no_state"))
        d->tell = seen_from_source(w, e, e->subkind, MINUTE_US) == 1;
}

/* tel:, or a user part that is a number: anybody may be referred to one. */
static bool is_number(const struct rs_uri *u)
{
    struct rs_span user = u->user;
    if (user.n && user.p[0] == '+')
        user = rs_span_skip(user, 1);
    return u->scheme == RS_URI_TEL || rs_span_is_digits(user);
}

/* Where somebody said which domains are ours: a host, or an address, that is none of them. */
static bool foreign_target(const struct rs_watcher *w, const struct rs_event *e)
{
    struct rs_name_addr to;
    struct rs_addr host;
    if (!rs_policy_told(w->policy, RS_LIST_OWN_DOMAINS) ||
        rs_name_addr_parse(e->target, &to) != RS_OK ||
        rs_uri_parse(to.uri.text, &to.uri) != RS_OK || is_number(&to.uri))
        return false;
    if (rs_addr_parse(to.uri.host.p, to.uri.host.n, &host))
        return !rs_policy_has_addr(w->policy, RS_LIST_HOME_NETS, &host) &&
               !rs_policy_has_addr(w->policy, RS_LIST_PEERS, &host);
    return !rs_policy_has_text(w->policy, RS_LIST_OWN_DOMAINS, to.uri.host);
}

/* Told of each REFER; from a stranger, or to one, it is a way to have calls made. */
static void refer(const struct rs_watcher *w, struct decision *d, const struct rs_event *e)
{
    const struct rs_addr *src = &e->origin->src.addr;
    if (!strcmp(e->subkind, "outside_dialog"))
        d->tell = !rs_policy_has_addr(w->policy, RS_LIST_HOME_NETS, src) &&
                  !rs_policy_has_addr(w->policy, RS_LIST_PEERS, src);
    else if (!strcmp(e->subkind, "foreign_target"))
        d->tell = foreign_target(w, e);
    else
        return;
    d->severity = RS_MEDIUM;
}

static void decide(struct rs_watcher *w, struct decision *d, const struct rs_event *e)
{
    switch (e->kind) {
    case RS_EVENT_NO_ANSWER: no_answer(d, e); break;
    case RS_EVENT_RETRANSMISSION: retransmission(d, e); break;
    case RS_EVENT_RESPONSE_UNMATCHED: unsolicited(w, d, e); break;
    case RS_EVENT_ACK_ORPHAN: ack_orphan(w, d, e); break;
    case RS_EVENT_BRANCH_REUSED: branch_reused(w, d, e); break;
    case RS_EVENT_LOOP: loop(d, e); break;
    case RS_EVENT_BYE_FOREIGN:
    case RS_EVENT_REQUEST_FOREIGN: foreign(w, d, e); break;
    case RS_EVENT_DIALOG_UNKNOWN: dialog_unknown(w, d, e); break;
    case RS_EVENT_SUBSCRIPTION_ANOMALY: subscription(w, d, e); break;
    case RS_EVENT_REFER_ANOMALY: refer(w, d, e); break;
    case RS_EVENT_ACK_WRONG_BRANCH:
    case RS_EVENT_RESPONSE_ILLEGAL:
    case RS_EVENT_GAP:
    case RS_EVENT_TABLE_FULL:
        d->tell = seen_from_source(w, e, e->subkind, MINUTE_US) == 1;
        break;
    default: break;
    }
}

/* ---- the finding ---- */

static uint64_t scope_key(const struct rs_watcher *w, const struct rs_event *e,
                          enum rs_scope scope)
{
    switch (scope) {
    case RS_SCOPE_TRANSACTION: return e->tx ? e->tx->number : e->frame;
    case RS_SCOPE_REQUEST: return e->request ? rs_request_first_frame(w->tracker, e->request)
                                                 : e->frame;
    case RS_SCOPE_DIALOG: return e->dialog ? e->dialog->number : e->frame;
    case RS_SCOPE_INTERFACE: return e->origin->interface;
    default: return e->frame;
    }
}

static void add_frame(struct rs_finding *f, uint64_t frame)
{
    for (int i = 0; i < f->frame_count; i++)
        if (f->frames[i] == frame)
            return;
    if (frame && f->frame_count < RS_FINDING_FRAMES_MAX)
        f->frames[f->frame_count++] = frame;
}

static struct rs_span first_of(struct rs_span a, struct rs_span b)
{
    return a.n ? a : b;
}

static void name_parties(const struct rs_watcher *w, struct rs_finding *f,
                         const struct rs_event *e)
{
    const struct rs_request *r = e->request;
    const struct rs_dialog *d = e->dialog;
    const struct rs_view *v = e->view;
    if (e->call)
        f->call_id = rs_tracker_text(w->tracker, e->call->call_id);
    if (v) {
        f->call_id = v->call_id;
        f->from_tag = rs_sipvicious_hide(v->from.tag);
        f->to_tag = v->to.tag;
        f->from_uri = v->from.uri.text;
        f->to_uri = v->to.uri.text;
        f->branch = v->via.branch;
        f->cseq = v->cseq.number;
        f->method = first_of(rs_span_str(rs_method_name(v->method)), v->cseq.method_name);
        return;
    }
    if (r) {
        f->from_uri = rs_request_text(w->tracker, r, RS_REQUEST_FROM_URI);
        f->to_uri = rs_request_text(w->tracker, r, RS_REQUEST_TO_URI);
        f->from_tag = rs_sipvicious_hide(rs_request_text(w->tracker, r, RS_REQUEST_FROM_TAG));
        f->to_tag = rs_request_text(w->tracker, r, RS_REQUEST_TO_TAG);
        f->cseq = r->cseq;
        f->method = rs_span_str(rs_method_name(r->method));
    }
    if (d && !r) {
        f->from_uri = rs_dialog_text(w->tracker, d, RS_DIALOG_CALLER_URI);
        f->to_uri = rs_dialog_text(w->tracker, d, RS_DIALOG_CALLEE_URI);
        f->from_tag = rs_dialog_text(w->tracker, d, RS_DIALOG_CALLER_TAG);
    }
    if (d && !f->to_tag.n)
        f->to_tag = rs_dialog_text(w->tracker, d, RS_DIALOG_CALLEE_TAG);
    if (e->tx)
        f->branch = rs_hop_text(w->tracker, e->tx, RS_HOP_BRANCH);
}

/* What the network said of a request explains why nobody answers it. */
static const char *unreachable(const struct rs_event *e)
{
    bool silence = e->kind == RS_EVENT_NO_ANSWER || e->kind == RS_EVENT_INVITE_NO_ANSWER ||
                   e->kind == RS_EVENT_RETRANSMISSION;
    return silence && e->tx ? rs_unreachable_name((enum rs_unreachable)e->tx->unreachable) : NULL;
}

static void add_evidence(struct rs_evidence_text *text, struct rs_finding *f,
                         const struct rs_event *e, const struct judgement *j,
                         const char *subkind)
{
    bool full = e->kind == RS_EVENT_TABLE_FULL; /* its subkind says which */
    if (subkind)
        rs_evidence_text(text, f, "subkind", rs_span_str(full ? "table_full" : subkind));
    if (full)
        rs_evidence_text(text, f, "table", rs_span_str(subkind));
    if (e->scheme)
        rs_evidence_text(text, f, "scheme",
                         rs_span_str(rs_auth_scheme_name((enum rs_auth_scheme)e->scheme)));
    if (e->package.n)
        rs_evidence_text(text, f, "event", e->package);
    if (e->target.n)
        rs_evidence_text(text, f, "refer_to", e->target);
    if (j->count)
        rs_evidence_number(text, f, j->count, e->count);
    if (j->interval && e->interval_us)
        rs_evidence_seconds(text, f, j->interval, e->interval_us);
    if (j->number && e->number)
        rs_evidence_number(text, f, j->number, e->number);
    if (j->other_number && e->other_number)
        rs_evidence_number(text, f, j->other_number, e->other_number);
    if (e->other_status && e->kind == RS_EVENT_FINAL_CONFLICT)
        rs_evidence_number(text, f, "first_status", e->other_status);
    if (unreachable(e))
        rs_evidence_text(text, f, "network", rs_span_str(unreachable(e)));
}

/* Since it began, or shortly before: as long as a transaction lasts (64*T1). */
static bool meanwhile(const struct rs_event *e, int64_t then_us)
{
    enum { SHORTLY_US = 32000000 };
    int64_t began_us = e->first_us < e->time_us ? e->first_us : e->time_us;
    return then_us >= began_us - SHORTLY_US;
}

/*
 * Packets were lost: what seems to be missing may have been among them. Or
 * something went by that nobody could read: it is not likely to have been that.
 */
static uint8_t confidence_of(const struct rs_watcher *w, const struct rs_event *e, bool partial)
{
    if (partial || e->kind == RS_EVENT_MEDIA_REDIRECT)
        return 50;
    return w->unread && meanwhile(e, w->unread_us) ? 75 : 100;
}

void rs_judge_fill(const struct rs_watcher *w, struct rs_finding *f, const struct rs_event *e,
                   enum rs_finding_id id, enum rs_severity severity)
{
    memset(f, 0, sizeof *f);
    f->id = id;
    f->severity = (uint8_t)severity;
    f->partial = e->partial || (w->lost && meanwhile(e, w->lost_us));
    f->confidence = confidence_of(w, e, f->partial);
    f->time_us = e->time_us;
    f->first_us = e->first_us;
    f->last_us = e->last_us;
    f->frame = e->frame;
    f->count = e->count;
    f->origin = *e->origin;
    f->scope_key = scope_key(w, e, rs_catalogue_get(id)->scope);
    f->status = e->status;
    f->transaction = e->tx ? e->tx->number : 0;
    f->dialog = e->dialog ? e->dialog->number : 0;
    f->call = e->call ? rs_call_known_as(w->tracker, e->call) : 0;
    f->dialog_state = e->dialog ? e->dialog->state : RS_DIALOG_NONE;
    add_frame(f, e->frame);
    add_frame(f, e->other_frame);
    add_frame(f, w->frame);
    name_parties(w, f, e);
}

/* ---- events with a counter of their own ---- */

/* Both kinds come of the request at hand and of no timer: the note's keys are its own. */
static void feed_storm(struct rs_watcher *w, const struct rs_event *e)
{
    bool again = e->kind == RS_EVENT_RETRANSMISSION;
    if (e->origin->imported || rs_transport_reliable(e->origin->transport))
        return;
    struct rs_digest server = rs_ahead_server(w->note.ahead, e->origin->dst.port);
    struct rs_storm_verdict v = rs_storms_request(&w->storms, server, e->time_us, again);
    if (!v.storm)
        return;
    struct rs_evidence_text text = {.used = 0};
    struct rs_finding f;
    rs_judge_fill(w, &f, e, RS_FINDING_T205, RS_MEDIUM);
    f.count = v.retransmissions;
    rs_evidence_text(&text, &f, "subkind", rs_span_str(v.subkind));
    rs_evidence_number(&text, &f, "retransmissions", v.retransmissions);
    rs_evidence_number(&text, &f, "requests", v.requests);
    rs_watcher_report(w, &f, true);
}

static void feed_twice(struct rs_watcher *w, const struct rs_event *e)
{
    uint32_t messages, duplicates;
    if (e->origin->imported) /* two logs of one message are no fault of a tap */
        return;
    if (!rs_twice_duplicate(&w->twice, e->origin->interface, &messages, &duplicates))
        return;
    struct rs_evidence_text text = {.used = 0};
    struct rs_finding f;
    rs_judge_fill(w, &f, e, RS_FINDING_C903, RS_INFO);
    f.count = duplicates;
    rs_evidence_number(&text, &f, "duplicates", duplicates);
    rs_evidence_number(&text, &f, "messages", messages);
    rs_watcher_report(w, &f, true);
}

/* On the first hop alone. */
static void count_call(struct rs_watcher *w, const struct rs_event *e)
{
    if (e->tx->method == RS_METHOD_INVITE && !e->request->in_dialog &&
        e->request->first_tx == e->tx->link.self)
        rs_unseen_call(&w->unseen, e->time_us);
}

static void feed_unseen(struct rs_watcher *w, const struct rs_event *e)
{
    if (!rs_unseen_answer(&w->unseen, e->time_us))
        return;
    struct rs_evidence_text text = {.used = 0};
    struct rs_finding f;
    rs_judge_fill(w, &f, e, RS_FINDING_C902, RS_INFO);
    f.count = w->unseen.missing;
    rs_evidence_text(&text, &f, "subkind", RS_SPAN("unseen_answers"));
    rs_evidence_number(&text, &f, "missing", w->unseen.missing);
    rs_evidence_number(&text, &f, "calls", w->unseen.calls);
    rs_watcher_report(w, &f, true);
}

void rs_judge_event(void *watcher, const struct rs_event *e)
{
    struct rs_watcher *w = watcher;
    const struct judgement *j = &judgements[e->kind];
    if (e->kind == RS_EVENT_DUPLICATE)
        feed_twice(w, e);
    if (e->kind == RS_EVENT_REQUEST)
        count_call(w, e);
    if (e->kind == RS_EVENT_UNSEEN)
        feed_unseen(w, e);
    if (e->kind == RS_EVENT_REQUEST ||
        (e->kind == RS_EVENT_RETRANSMISSION && e->status == 0))
        feed_storm(w, e);
    rs_signs_event(w, e);
    rs_quality_event(&w->quality, e);
    if (e->kind == RS_EVENT_HANGUP || e->kind == RS_EVENT_RESPONSE_UNMATCHED)
        rs_behaviour_event(w->behaviour, e, &w->note);
    if (!j->set)
        return;
    uint8_t severity =
        j->severity == DEFAULT_SEVERITY ? rs_catalogue_get(j->finding)->severity : j->severity;
    struct decision d = {true, severity, e->subkind};
    decide(w, &d, e);
    if (!d.tell)
        return;
    struct rs_evidence_text text = {.used = 0};
    struct rs_finding f;
    rs_judge_fill(w, &f, e, j->finding, d.severity);
    add_evidence(&text, &f, e, j, d.subkind);
    rs_watcher_report(w, &f, true);
}
