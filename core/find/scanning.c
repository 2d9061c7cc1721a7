#include "find/suspicion.h"

/*
 * S401: one source asks many servers, or many ports of one, or one server over
 * and over, without credentials and without success. Whoever ever registered or
 * was answered with a call is no scanner.
 */

enum { HORIZONTAL, VERTICAL, DEPTH, MODES };

/* What each message touches comes first. */
struct scan {
    struct rs_watched w;
    struct rs_suspicion about[MODES];
    uint32_t host;            /* of the newest server */
    bool waits;
    struct rs_digest key, source;
    struct rs_attempts servers, asked; /* by server; by Call-ID, OPTIONS by target */
};

_Static_assert((int)MODES == (int)RS_SUSPICIONS, "room for what they keep");

const size_t rs_scan_size = sizeof(struct scan);

bool rs_scan_counts(const struct rs_subject *s, const struct rs_deed *d)
{
    return d->opening && !rs_has_many(s) && d->note->transaction.via_count <= 1 &&
           (d->method == RS_METHOD_OPTIONS || d->method == RS_METHOD_REGISTER ||
            d->method == RS_METHOD_INVITE);
}

static struct rs_digest scan_key(const struct rs_deed *d)
{
    return rs_digest_plus(d->source_key, 5, 5);
}

bool rs_scan_is_known(const struct rs_behaviour *b, const struct rs_subject *s,
                      const struct rs_deed *d)
{
    return s->scans && rs_table_find(&b->scans, scan_key(d));
}

uint32_t rs_scan_host(const struct rs_deed *d)
{
    return rs_print(d->service_addr) | 1;
}

/* A server is asked anew with each Call-ID; pings of the same target are one question. */
uint32_t rs_scan_question(const struct rs_deed *d)
{
    return rs_print(d->method == RS_METHOD_OPTIONS
                        ? rs_digest_plus(d->target, d->service_key.lo, d->service_key.hi)
                        : d->note->ahead->keys.call);
}

/* ---- telling ---- */

static void add_methods(struct rs_telling *t, const struct rs_attempts *list)
{
    bool invites = false, others = false;
    const struct rs_attempt *at = rs_attempts_at(list);
    for (unsigned i = 0; i < list->count; i++) {
        invites |= at[i].invite;
        others |= !at[i].invite;
    }
    rs_evidence_text(&t->text, &t->f, "calls",
                     !invites ? RS_SPAN("none") : others ? RS_SPAN("some") : RS_SPAN("all"));
}

static void tell(struct rs_behaviour *b, struct scan *p, const struct rs_deed *d, int mode,
                 const struct rs_origin *since, unsigned n, uint32_t threshold, int64_t window_us)
{
    static const char *const modes[] = {"horizontal", "vertical", "depth"};
    struct rs_telling t;
    rs_suspicion_begin(b, &t, d, RS_FINDING_S401, since, p->key, n);
    rs_evidence_text(&t.text, &t.f, "subkind", rs_span_str(modes[mode]));
    rs_evidence_number(&t.text, &t.f, mode == DEPTH ? "requests" : "servers", n);
    add_methods(&t, mode == DEPTH ? &p->asked : &p->servers);
    rs_telling_threshold(&t, threshold, window_us);
    rs_telling_end(b, &t);
    rs_watched_rank(&b->scans, &p->w, 2);
}

/* ---- deciding ---- */

/* One matter, told in the mode that it was seen in first. */
static bool other_mode_told(const struct scan *p, int mode)
{
    for (int i = 0; i < MODES; i++)
        if (i != mode && p->about[i].alarm.on)
            return true;
    return false;
}

static enum rs_alarm_verdict ask(struct rs_behaviour *b, struct scan *p, const struct rs_deed *d,
                                 int mode, struct rs_attempts_sum sum, uint32_t threshold,
                                 int64_t window_us)
{
    enum { BAD_PERCENT = 80 };
    const struct rs_question q = {threshold, BAD_PERCENT, false};
    struct rs_origin since;
    bool wait = false, told = other_mode_told(p, mode);
    enum rs_alarm_verdict v =
        rs_suspicion_ask(b, &p->about[mode], &q, &sum, sum.unknown + sum.failed, d, &since, &wait);
    if (wait && !p->waits) {
        rs_put_off(b, p->key, RS_PATIENCE_US + RS_PATIENCE_US / 4);
        p->waits = true;
    }
    if (v == RS_ALARM_CROSSED && !told)
        tell(b, p, d, mode, &since, sum.tried, threshold, window_us);
    return v;
}

/* Whatever became of its attempts, it is not told. */
static bool is_quiet(const struct rs_behaviour *b, const struct scan *p)
{
    bool idle = true;
    for (int i = 0; i < MODES; i++)
        idle &= rs_suspicion_is_idle(&p->about[i]);
    return idle && p->servers.count < rs_number(b, RS_NUMBER_S401_SERVERS) &&
           p->asked.count < rs_number(b, RS_NUMBER_S401_REQUESTS);
}

/* s: NULL when it is not there any more. */
static void ask_all(struct rs_behaviour *b, struct scan *p, const struct rs_subject *s,
                    const struct rs_deed *d, bool fresh)
{
    int64_t window_us = rs_number_us(b, RS_NUMBER_S401_WINDOW);
    uint32_t servers = rs_number(b, RS_NUMBER_S401_SERVERS);
    if ((s && rs_is_ok(b, s)) || is_quiet(b, p))
        return;
    struct rs_attempts_sum all = rs_attempts_count(&p->servers, b->now_us, window_us, false);
    struct rs_attempts_sum host =
        rs_attempts_count_group(&p->servers, p->host, b->now_us, window_us);
    struct rs_attempts_sum asked = rs_attempts_count(&p->asked, b->now_us, window_us, false);
    /* Ports of one host are vertical, unless there are as many hosts. */
    enum rs_alarm_verdict v =
        ask(b, p, d, host.tried * 2 > all.tried ? VERTICAL : HORIZONTAL,
            host.tried * 2 > all.tried ? host : all, servers, window_us);
    if (v == RS_ALARM_SILENT)
        v = ask(b, p, d, DEPTH, asked, rs_number(b, RS_NUMBER_S401_REQUESTS), window_us);
    if (v == RS_ALARM_MORE && d && fresh)
        rs_tell_more(b, d, RS_FINDING_S401, p->key, RS_MEDIUM);
}

/* ---- the way in ---- */

static bool try(struct rs_behaviour *b, struct scan *p, uint32_t server, uint32_t host,
                uint32_t question, bool invite, uint8_t end, int64_t when_us)
{
    const struct rs_attempt at = {.print = server, .group = host, .end = end, .invite = invite};
    const struct rs_attempt it = {.print = question, .end = end, .invite = invite};
    p->host = host;
    bool fresh = rs_attempts_try(&p->servers, &b->attempts, &at, when_us);
    fresh |= rs_attempts_try(&p->asked, &b->attempts, &it, when_us);
    rs_watched_rank(&b->scans, &p->w, p->asked.count > 1);
    return fresh;
}

static void put_first(struct rs_behaviour *b, struct scan *p, struct rs_subject *s)
{
    struct rs_first *f = &s->first;
    if (s->opened == 1 || f->for_scan)
        try(b, p, rs_print(f->service), f->host, f->question, f->at.invite,
            f->for_scan ? f->scan_end : f->at.end, f->at_us);
    f->for_scan = false;
}

void rs_scan_request(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    if (!rs_scan_counts(s, d) || !s->opened || rs_is_ok(b, s))
        return;
    struct scan *p = rs_watched_get_at(b, &b->scans, scan_key(d), &s->scan);
    if (!p)
        return;
    s->scans = true;
    p->key = scan_key(d);
    p->source = d->source_key;
    put_first(b, p, s);
    bool fresh = try(b, p, rs_print(d->service_key), rs_scan_host(d),
                     rs_scan_question(d), d->method == RS_METHOD_INVITE,
                     d->credentials ? RS_ATTEMPT_ANSWERING : RS_ATTEMPT_OPEN, b->now_us);
    ask_all(b, p, s, d, fresh);
}

static enum rs_attempt_end end_of(const struct rs_deed *d)
{
    if (d->status == 401 || d->status == 407)
        return RS_ATTEMPT_CHALLENGED;
    if (d->status == 503)
        return RS_ATTEMPT_REACHED; /* the trouble is the server's: a trunk that is down */
    return d->status < 200 ? RS_ATTEMPT_REACHED : d->status < 300 ? RS_ATTEMPT_ACCEPTED
                                                                  : RS_ATTEMPT_FAILED;
}

void rs_scan_answer(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    struct rs_first *f = &s->first;
    if ((!s->scans && !f->for_scan) || !rs_scan_counts(s, d))
        return;
    enum rs_attempt_end end = end_of(d);
    if (f->for_scan && end > f->scan_end && rs_scan_question(d) == f->question)
        f->scan_end = (uint8_t)end;
    if (!s->scans)
        return;
    struct scan *p = rs_table_find_at(&b->scans, scan_key(d), s->scan);
    s->scans = p != NULL;
    if (!p)
        return;
    s->scan = p->w.link.self;
    rs_attempts_end(&p->servers, rs_print(d->service_key), end, d->status);
    rs_attempts_end(&p->asked, rs_scan_question(d), end, d->status);
    ask_all(b, p, s, d, false);
}

void rs_scan_forget(struct rs_behaviour *b, struct rs_watched *scan)
{
    struct scan *p = (struct scan *)(void *)scan;
    rs_attempts_forget(&p->servers, &b->attempts);
    rs_attempts_forget(&p->asked, &b->attempts);
    for (int i = 0; i < MODES; i++)
        rs_suspicion_forget(b, &p->about[i]);
}

void rs_scan_again(struct rs_behaviour *b, struct rs_digest key)
{
    struct scan *p = rs_table_find(&b->scans, key);
    if (!p)
        return;
    p->waits = false;
    ask_all(b, p, rs_table_find(&b->subjects, p->source), NULL, false);
}
