#include "find/behaviour_state.h"

/*
 * S411: calls to numbers on the watch list, by one account or one source.
 * Critical when three of them go on at once, or one that was answered out of
 * hours lasts for a minute.
 */

struct spender {
    struct rs_watched w;
    struct rs_window calls;
    struct rs_alarm alarm;
    uint32_t open;            /* answered, and not hung up */
    bool critical;            /* told so */
};

const size_t rs_spender_size = sizeof(struct spender);

/* A call to such a number that was answered; kept by the dialog's number. */
struct costly {
    struct rs_watched w;
    struct rs_digest aor;
    int64_t since_us;
};

const size_t rs_costly_size = sizeof(struct costly);

enum { NUMBER_MAX = 32 };

/* Without +, 00 or 011, and the digit for an outside line before them (semantics S411). */
static struct rs_span normal(struct rs_span user, char out[NUMBER_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < user.n && user.p[i] != ';' && n < NUMBER_MAX; i++)
        if (rs_is_digit(user.p[i]))
            out[n++] = user.p[i];
        else if (user.p[i] != '+' && user.p[i] != '-' && user.p[i] != '.' && user.p[i] != '(' &&
                 user.p[i] != ')')
            return RS_SPAN_NONE;
    return rs_span(out, n);
}

static bool begins(struct rs_span s, struct rs_span with)
{
    return s.n > with.n && rs_span_eq(rs_span_first(s, with.n), with);
}

static bool is_watched(const struct rs_behaviour *b, struct rs_span user)
{
    char digits[NUMBER_MAX];
    struct rs_span number = normal(user, digits);
    if (!number.n)
        return false;
    if (user.p[0] == '+')
        return rs_policy_has_text(b->policy, RS_LIST_WATCH_PREFIXES, number);
    /* 0 or 9 for an outside line, and then 00 or 011. */
    for (size_t line = 0; line < 2; line++) {
        struct rs_span rest = rs_span_skip(number, line);
        if (line && number.p[0] != '0' && number.p[0] != '9')
            break;
        struct rs_span codes[] = {RS_SPAN("011"), RS_SPAN("00")};
        for (int i = 0; i < 2; i++)
            if (begins(rest, codes[i]) &&
                rs_policy_has_text(b->policy, RS_LIST_WATCH_PREFIXES,
                                   rs_span_skip(rest, codes[i].n)))
                return true;
    }
    return rs_policy_has_text(b->policy, RS_LIST_WATCH_PREFIXES, number);
}

static struct rs_digest spender_key(struct rs_digest who)
{
    return rs_digest_plus(who, 11, 11);
}

/* ---- calls ---- */

static enum rs_alarm_verdict count(struct rs_behaviour *b, const struct rs_deed *d,
                                   struct rs_digest who, bool tell, const char *subkind)
{
    int64_t window_us = rs_number_us(b, RS_NUMBER_S411_WINDOW);
    uint32_t most = rs_number(b, RS_NUMBER_S411_CALLS);
    struct spender *p = rs_watched_get(b, &b->spenders, spender_key(who));
    if (!p)
        return RS_ALARM_SILENT;
    uint32_t n = rs_window_add(&p->calls, 1, b->now_us, window_us);
    rs_watched_rank(&b->spenders, &p->w, n > 1);
    enum rs_alarm_verdict v = rs_alarm_look(&p->alarm, n, most);
    if (!tell || v == RS_ALARM_SILENT)
        return v;
    if (v == RS_ALARM_MORE) {
        rs_tell_more(b, d, RS_FINDING_S411, spender_key(who), RS_HIGH);
        return v;
    }
    struct rs_telling t;
    rs_telling_begin(&t, d, RS_FINDING_S411, spender_key(who), n);
    rs_evidence_text(&t.text, &t.f, "subkind", rs_span_str(subkind));
    rs_evidence_number(&t.text, &t.f, "calls", n);
    rs_evidence_text(&t.text, &t.f, "number", rs_span_first(d->target_user, NUMBER_MAX));
    rs_telling_threshold(&t, most, window_us);
    rs_telling_end(b, &t);
    return v;
}

void rs_fraud_call(struct rs_behaviour *b, const struct rs_subject *s, const struct rs_deed *d)
{
    if (d->method != RS_METHOD_INVITE || d->note->dialog.opened_frame != d->note->origin->frame ||
        !rs_policy_told(b->policy, RS_LIST_WATCH_PREFIXES) || !is_watched(b, d->target_user))
        return;
    enum rs_alarm_verdict v = count(b, d, d->aor, true, "account");
    if (!rs_has_many(s))
        count(b, d, d->source_key, v == RS_ALARM_SILENT, "source");
}

/* ---- and what they cost ---- */

static void tell_critical(struct rs_behaviour *b, const struct rs_deed *d, struct spender *p,
                          struct rs_digest aor, const char *subkind)
{
    struct rs_telling t;
    if (p->critical)
        return;
    p->critical = true;
    rs_telling_begin(&t, d, RS_FINDING_S411, spender_key(aor), p->open);
    t.f.severity = RS_CRITICAL;
    rs_evidence_text(&t.text, &t.f, "subkind", rs_span_str(subkind));
    rs_evidence_number(&t.text, &t.f, "calls_at_once", p->open);
    rs_telling_end(b, &t);
}

static struct rs_digest costly_key(const struct rs_behaviour *b, uint64_t dialog)
{
    return rs_digest_plus(b->base, dialog, 12);
}

void rs_fraud_answered(struct rs_behaviour *b, const struct rs_deed *d)
{
    if (d->method != RS_METHOD_INVITE || d->status / 100 != 2 || !d->note->dialog.id ||
        !rs_policy_told(b->policy, RS_LIST_WATCH_PREFIXES) || !is_watched(b, d->target_user))
        return;
    struct spender *p = rs_table_find(&b->spenders, spender_key(d->aor));
    struct costly *c = rs_watched_get(b, &b->costly, costly_key(b, d->note->dialog.id));
    if (!p || !c || c->since_us)
        return;
    c->since_us = b->now_us;
    c->aor = d->aor;
    p->open++;
    if (p->open == 1)
        p->critical = false;
    if (p->open >= rs_number(b, RS_NUMBER_S411_AT_ONCE))
        tell_critical(b, d, p, d->aor, "at_once");
}

/* Hours of packet time, which is UTC. */
static bool out_of_hours(const struct rs_behaviour *b, int64_t us)
{
    uint32_t hour = (uint32_t)(us / RS_MICROSECONDS / 3600 % 24);
    uint32_t from = rs_number(b, RS_NUMBER_S411_FROM), to = rs_number(b, RS_NUMBER_S411_TO);
    bool within = from <= to ? hour >= from && hour < to : hour >= from || hour < to;
    return !within;
}

void rs_fraud_hung_up(struct rs_behaviour *b, const struct rs_deed *d, uint64_t dialog)
{
    struct costly *c =
        rs_table_count(&b->costly) ? rs_table_find(&b->costly, costly_key(b, dialog)) : NULL;
    if (!c)
        return;
    struct spender *p = rs_table_find(&b->spenders, spender_key(c->aor));
    bool lasted = b->now_us - c->since_us >= rs_number_us(b, RS_NUMBER_S411_LASTS);
    if (p && lasted && out_of_hours(b, c->since_us))
        tell_critical(b, d, p, c->aor, "out_of_hours");
    if (p && p->open)
        p->open--;
    rs_table_remove(&b->costly, c);
}
