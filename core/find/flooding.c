#include "find/behaviour_state.h"

#include <string.h>

/*
 * S414: one source sends very many requests. S413: one server gets very many
 * new calls, more than it has got so far; or one address of record.
 */

/* ---- S414 ---- */

static void note_method(struct rs_subject *s, const struct rs_deed *d)
{
    static const uint8_t shown[RS_METHODS_SHOWN - 1] = {
        RS_METHOD_INVITE, RS_METHOD_REGISTER, RS_METHOD_OPTIONS, RS_METHOD_SUBSCRIBE,
        RS_METHOD_MESSAGE, RS_METHOD_BYE, RS_METHOD_CANCEL};
    int at = RS_METHODS_SHOWN - 1;
    for (int i = 0; i < RS_METHODS_SHOWN - 1; i++)
        if (shown[i] == d->method && d->kind == RS_DEED_REQUEST)
            at = i;
    s->methods[at]++;
}

static void methods_text(const struct rs_subject *s, struct rs_telling *t)
{
    static const char *const names[] = {"INVITE", "REGISTER", "OPTIONS", "SUBSCRIBE",
                                        "MESSAGE", "BYE", "CANCEL", "other"};
    char text[RS_METHODS_SHOWN * 24];
    size_t n = 0;
    for (int i = 0; i < RS_METHODS_SHOWN; i++) {
        if (!s->methods[i])
            continue;
        if (n)
            text[n++] = ' ';
        size_t len = strlen(names[i]);
        memcpy(text + n, names[i], len);
        text[n + len] = ':';
        n += len + 1 + rs_number_text(text + n + len + 1, s->methods[i]);
    }
    rs_evidence_text(&t->text, &t->f, "methods", rs_span(text, n));
}

/* Who is let in for many users has much to say. */
enum { GATEWAY_TIMES = 10 };

void rs_flood_request(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    if (d->method == RS_METHOD_INVITE || d->method == RS_METHOD_ACK)
        return; /* calls are S413's: a load of twenty a second is none of these */
    int64_t window_us = rs_number_us(b, RS_NUMBER_S414_WINDOW);
    uint32_t most = rs_number(b, RS_NUMBER_S414_REQUESTS) * (rs_is_gateway(s) ? GATEWAY_TIMES : 1);
    if (!rs_window_count(&s->requests, b->now_us, window_us)) {
        memset(s->methods, 0, sizeof s->methods);
        s->requests_us = b->now_us;
    }
    uint32_t n = rs_window_add(&s->requests, 1, b->now_us, window_us);
    note_method(s, d);
    if (rs_has_many(s))
        return;
    enum rs_alarm_verdict v = rs_alarm_look(&s->flood, n, most);
    if (v == RS_ALARM_MORE)
        rs_tell_more(b, d, RS_FINDING_S414, d->source_key, RS_MEDIUM);
    if (v != RS_ALARM_CROSSED)
        return;
    struct rs_telling t;
    rs_telling_begin(&t, d, RS_FINDING_S414, d->source_key, n);
    t.f.first_us = s->requests_us;
    methods_text(s, &t);
    rs_telling_threshold(&t, most, window_us);
    rs_telling_end(b, &t);
    rs_watched_rank(&b->subjects, &s->w, 2);
}

/* ---- S413: a server ---- */

enum { SPAN_S = 10, SPANS_KNOWN = 6, SPANS_AN_HOUR = 360 };

struct server {
    struct rs_watched w;
    struct rs_window calls;   /* of ten seconds */
    struct rs_alarm alarm;
    struct rs_distinct sources;
    int64_t span;             /* number of the ten seconds at hand */
    uint32_t in_span, spans;  /* calls in it; how many are in the mean */
    double mean;              /* calls in ten seconds, over about an hour */
};

const size_t rs_server_size = sizeof(struct server);

/* A mean over an hour at most: of all there was before, as long as that is less. */
static void end_span(struct server *v, uint32_t calls)
{
    v->spans += v->spans < SPANS_AN_HOUR;
    v->mean += ((double)calls - v->mean) / v->spans;
}

static void roll(struct server *v, int64_t now_us)
{
    int64_t span = now_us / (SPAN_S * (int64_t)RS_MICROSECONDS);
    if (!v->span)
        v->span = span;
    if (span == v->span || v->alarm.on) { /* a flood is not what is usual */
        v->span = span;
        return;
    }
    end_span(v, v->in_span);
    int64_t empty = span - v->span - 1;
    for (int64_t i = 0; i < empty && i < SPANS_AN_HOUR * 4; i++)
        end_span(v, 0);
    v->span = span;
    v->in_span = 0;
}

static uint32_t threshold_of(const struct rs_behaviour *b, const struct server *v)
{
    if (v->spans < SPANS_KNOWN)
        return rs_number(b, RS_NUMBER_S413_UNKNOWN);
    double usual = v->mean * rs_number(b, RS_NUMBER_S413_TIMES);
    uint32_t least = rs_number(b, RS_NUMBER_S413_CALLS);
    return usual >= UINT32_MAX ? UINT32_MAX : usual > least ? (uint32_t)usual + 1 : least;
}

static void server_call(struct rs_behaviour *b, const struct rs_deed *d)
{
    const int64_t window_us = SPAN_S * (int64_t)RS_MICROSECONDS;
    struct rs_digest key = rs_digest_plus(d->service_key, 6, 6);
    struct server *v = rs_watched_get_at(b, &b->servers, key, &b->server);
    if (!v)
        return;
    roll(v, b->now_us);
    v->in_span++;
    uint32_t n = rs_window_add(&v->calls, 1, b->now_us, window_us);
    rs_distinct_add(&v->sources, d->source_key.lo, b->now_us, window_us);
    uint32_t most = threshold_of(b, v);
    enum rs_alarm_verdict verdict = rs_alarm_look(&v->alarm, n, most);
    if (verdict == RS_ALARM_MORE)
        rs_tell_more(b, d, RS_FINDING_S413, key, RS_HIGH);
    if (verdict != RS_ALARM_CROSSED)
        return;
    struct rs_telling t;
    rs_telling_begin(&t, d, RS_FINDING_S413, key, n);
    rs_evidence_text(&t.text, &t.f, "subkind", RS_SPAN("server"));
    rs_evidence_number(&t.text, &t.f, "calls", n);
    if (v->spans >= SPANS_KNOWN)
        rs_evidence_number(&t.text, &t.f, "usual", (uint64_t)(v->mean + 0.5));
    rs_telling_distinct(&t, "sources", &v->sources, b->now_us, window_us);
    rs_telling_threshold(&t, most, window_us);
    rs_telling_end(b, &t);
    rs_watched_rank(&b->servers, &v->w, 2);
}

/* ---- S413: an address of record ---- */

enum { OPEN_S = 180 }; /* Timer C: none rings for longer */

struct callee {
    struct rs_watched w;
    struct rs_window calls, open, ended;
    struct rs_distinct callers;
    struct rs_alarm alarm;
};

const size_t rs_callee_size = sizeof(struct callee);

/* At that server: a scanner asks many for one name. */
static struct rs_digest callee_key(const struct rs_deed *d)
{
    return rs_digest_plus(d->target, d->service_key.lo + 7, d->service_key.hi);
}

static uint32_t open_calls(struct callee *c, int64_t now_us)
{
    const int64_t span_us = OPEN_S * (int64_t)RS_MICROSECONDS;
    uint32_t open = rs_window_count(&c->open, now_us, span_us);
    uint32_t ended = rs_window_count(&c->ended, now_us, span_us);
    return open > ended ? open - ended : 0;
}

static void tell_callee(struct rs_behaviour *b, struct callee *c, const struct rs_deed *d,
                        bool unanswered, uint32_t n, uint32_t most, int64_t window_us)
{
    struct rs_telling t;
    rs_telling_begin(&t, d, RS_FINDING_S413, callee_key(d), n);
    rs_evidence_text(&t.text, &t.f, "subkind",
                     unanswered ? RS_SPAN("unanswered") : RS_SPAN("callers"));
    rs_evidence_number(&t.text, &t.f, unanswered ? "unanswered" : "calls", n);
    rs_telling_distinct(&t, "callers", &c->callers, b->now_us,
                        rs_number_us(b, RS_NUMBER_S413_WINDOW));
    rs_telling_threshold(&t, most, window_us);
    rs_telling_end(b, &t);
    rs_watched_rank(&b->callees, &c->w, 2);
}

static void callee_call(struct rs_behaviour *b, const struct rs_deed *d)
{
    int64_t window_us = rs_number_us(b, RS_NUMBER_S413_WINDOW);
    const int64_t span_us = OPEN_S * (int64_t)RS_MICROSECONDS;
    struct callee *c = rs_watched_get(b, &b->callees, callee_key(d));
    if (!c)
        return;
    rs_window_add(&c->open, 1, b->now_us, span_us);
    uint32_t n = rs_window_add(&c->calls, 1, b->now_us, window_us);
    rs_distinct_add(&c->callers, d->aor.lo, b->now_us, window_us);
    rs_watched_rank(&b->callees, &c->w, n > 1);
    uint32_t open = open_calls(c, b->now_us), most_open = rs_number(b, RS_NUMBER_S413_UNANSWERED);
    uint32_t most = rs_number(b, RS_NUMBER_S413_CALLS_TO_ONE);
    uint32_t callers = rs_distinct_count(&c->callers, b->now_us, window_us);
    bool many = callers >= rs_number(b, RS_NUMBER_S413_CALLERS) && n >= most;
    bool on = c->alarm.on;
    c->alarm.on = on ? open * 2 >= most_open || n * 2 >= most : open >= most_open || many;
    if (!c->alarm.on)
        return;
    if (on)
        rs_tell_more(b, d, RS_FINDING_S413, callee_key(d), RS_HIGH);
    else if (open >= most_open)
        tell_callee(b, c, d, true, open, most_open, span_us);
    else
        tell_callee(b, c, d, false, n, most, window_us);
}

/* The answer to a challenge begins no new call. */
static bool begins_call(const struct rs_deed *d)
{
    return d->method == RS_METHOD_INVITE &&
           d->note->dialog.opened_frame == d->note->origin->frame;
}

/* Not to be challenged, but in the end. */
static bool ends_call(const struct rs_deed *d)
{
    return d->method == RS_METHOD_INVITE && d->kind == RS_DEED_FINAL && d->status != 401 &&
           d->status != 407;
}

void rs_flood_expect(const struct rs_behaviour *b, const struct rs_deed *d)
{
    if (d->kind == RS_DEED_REQUEST ? begins_call(d) : ends_call(d))
        rs_table_prefetch_slot(&b->callees, callee_key(d));
}

void rs_flood_call(struct rs_behaviour *b, const struct rs_deed *d)
{
    if (!begins_call(d))
        return;
    server_call(b, d);
    callee_call(b, d);
}

void rs_flood_call_ended(struct rs_behaviour *b, const struct rs_deed *d)
{
    struct callee *c = ends_call(d) ? rs_table_find(&b->callees, callee_key(d)) : NULL;
    if (c && rs_window_count(&c->open, b->now_us, OPEN_S * (int64_t)RS_MICROSECONDS))
        rs_window_add(&c->ended, 1, b->now_us, OPEN_S * (int64_t)RS_MICROSECONDS);
}
