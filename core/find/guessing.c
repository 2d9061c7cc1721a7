#include "find/behaviour_state.h"

/* S405: one source tries passwords of one account. */

struct guesser {
    struct rs_watched w;
    struct rs_window fast, slow;
    struct rs_alarm fast_alarm, slow_alarm;
    struct rs_distinct responses, nonces; /* in the longer window */
    int64_t first_us, before_us;          /* the first of them, and the last */
    int64_t shortest_us, longest_us;      /* time between two of them; 0: none yet */
};

const size_t rs_guesser_size = sizeof(struct guesser);

static struct rs_digest guesser_key(const struct rs_deed *d)
{
    return rs_digest_plus(d->source_key, d->aor.lo, d->aor.hi);
}

static void count(struct rs_behaviour *b, struct guesser *g, const struct rs_try *t,
                  int64_t fast_us, int64_t slow_us)
{
    if (!rs_window_count(&g->slow, b->now_us, slow_us)) { /* new, or it was silent */
        g->first_us = b->now_us;
        g->before_us = g->shortest_us = g->longest_us = 0;
    }
    if (g->before_us) {
        int64_t gap = b->now_us - g->before_us + 1;
        if (!g->shortest_us || gap < g->shortest_us)
            g->shortest_us = gap;
        if (gap > g->longest_us)
            g->longest_us = gap;
    }
    g->before_us = b->now_us;
    rs_window_add(&g->fast, 1, b->now_us, fast_us);
    rs_window_add(&g->slow, 1, b->now_us, slow_us);
    rs_distinct_add(&g->responses, t->response, b->now_us, slow_us);
    rs_distinct_add(&g->nonces, t->nonce, b->now_us, slow_us);
}

/* One try each time a phone registers again, with the password that it has: no guessing. */
static bool like_a_phone(const struct guesser *g)
{
    enum { LEAST_S = 20 };
    return g->shortest_us > LEAST_S * (int64_t)RS_MICROSECONDS &&
           g->longest_us < g->shortest_us * 5 / 2;
}

static struct rs_span realm_of(const struct rs_deed *d, struct rs_auth *c)
{
    const struct rs_msg *m = d->note->msg;
    struct rs_span value = rs_msg_value(m, RS_HEADER_WWW_AUTHENTICATE);
    if (!value.p)
        value = rs_msg_value(m, RS_HEADER_PROXY_AUTHENTICATE);
    enum { SHOWN = 64 };
    return value.p && rs_auth_parse(value, c) == RS_OK ? rs_span_first(c->realm, SHOWN)
                                                       : RS_SPAN_NONE;
}

static void tell(struct rs_behaviour *b, struct guesser *g, const struct rs_deed *d,
                 const char *subkind, uint8_t severity, uint32_t threshold, int64_t window_us,
                 int64_t slow_us)
{
    struct rs_telling t;
    struct rs_auth c;
    uint32_t tries = rs_window_count(window_us == slow_us ? &g->slow : &g->fast, b->now_us, window_us);
    rs_telling_begin(&t, d, RS_FINDING_S405, guesser_key(d), tries);
    t.f.severity = severity;
    t.f.first_us = g->first_us;
    rs_evidence_text(&t.text, &t.f, "subkind", rs_span_str(subkind));
    rs_evidence_number(&t.text, &t.f, "tries", tries);
    rs_telling_distinct(&t, "responses", &g->responses, b->now_us, slow_us);
    rs_telling_distinct(&t, "nonces", &g->nonces, b->now_us, slow_us);
    struct rs_span realm = realm_of(d, &c);
    if (realm.n)
        rs_evidence_text(&t.text, &t.f, "realm", realm);
    rs_telling_threshold(&t, threshold, window_us);
    rs_telling_end(b, &t);
}

void rs_guess_failed(struct rs_behaviour *b, const struct rs_deed *d, const struct rs_try *t)
{
    struct guesser *g = rs_watched_get(b, &b->guessers, guesser_key(d));
    if (!g)
        return;
    int64_t fast_us = rs_number_us(b, RS_NUMBER_S405_WINDOW);
    int64_t slow_us = rs_number_us(b, RS_NUMBER_S405_SLOW_WINDOW);
    uint32_t fast = rs_number(b, RS_NUMBER_S405_FAILURES);
    uint32_t slow = rs_number(b, RS_NUMBER_S405_SLOW_FAILURES);
    count(b, g, t, fast_us, slow_us);
    rs_watched_rank(&b->guessers, &g->w, g->slow.total * 2 >= fast ? 2 : g->slow.total > 1);
    enum rs_alarm_verdict v = rs_alarm_look(&g->fast_alarm, g->fast.total, fast);
    if (v == RS_ALARM_CROSSED) {
        g->slow_alarm.on = true; /* one matter: it is not told again as a slow one */
        tell(b, g, d, "fast", RS_HIGH, fast, fast_us, slow_us);
    } else if (v == RS_ALARM_MORE) {
        rs_tell_more(b, d, RS_FINDING_S405, guesser_key(d), RS_HIGH);
    }
    if (v != RS_ALARM_SILENT) {
        rs_account_suspect(b, d, RS_FINDING_S405);
        return;
    }
    uint8_t severity = like_a_phone(g) ? RS_LOW : RS_HIGH;
    v = rs_alarm_look(&g->slow_alarm, g->slow.total, slow);
    if (v != RS_ALARM_SILENT && severity > RS_LOW)
        rs_account_suspect(b, d, RS_FINDING_S405);
    if (v == RS_ALARM_CROSSED)
        tell(b, g, d, "slow", severity, slow, slow_us, slow_us);
    else if (v == RS_ALARM_MORE)
        rs_tell_more(b, d, RS_FINDING_S405, guesser_key(d), severity);
}
