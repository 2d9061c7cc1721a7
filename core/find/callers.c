#include "find/behaviour_state.h"

/* D307: one calls and hangs up, again and again; D308: nearly all of his calls fail. */

enum { CODES = 6 };

struct caller {
    struct rs_watched w;
    struct rs_window answered, brief; /* of ten minutes */
    struct rs_window ended, failed;   /* of a minute */
    struct rs_alarm brief_alarm, failed_alarm;
    uint16_t code[CODES], codes[CODES];
};

const size_t rs_caller_size = sizeof(struct caller);

static struct caller *get(struct rs_behaviour *b, struct rs_subject *s, struct rs_digest owner)
{
    struct caller *c =
        rs_watched_get_at(b, &b->callers, rs_digest_plus(owner, 10, 10), &s->caller);
    if (c)
        rs_watched_rank(&b->callers, &c->w, c->ended.total > 0);
    return c;
}

/* ---- D308 ---- */

/* Of the called person's doing, or the caller's, or a challenge: no failure of the call. */
static bool is_failure(unsigned status)
{
    return status >= 400 && status != 401 && status != 407 && status != 487 &&
           !(rs_status_flags(status) & RS_STATUS_USER);
}

static void count_code(struct caller *c, unsigned status)
{
    for (int i = 0; i < CODES; i++)
        if (c->code[i] == status || !c->code[i]) {
            c->code[i] = (uint16_t)status;
            c->codes[i] += c->codes[i] < UINT16_MAX;
            return;
        }
}

static void codes_text(const struct caller *c, struct rs_telling *t)
{
    char text[CODES * 16];
    size_t n = 0;
    for (int i = 0; i < CODES && c->code[i]; i++) {
        if (n)
            text[n++] = ' ';
        n += rs_number_text(text + n, c->code[i]);
        text[n++] = ':';
        n += rs_number_text(text + n, c->codes[i]);
    }
    rs_evidence_text(&t->text, &t->f, "codes", rs_span(text, n));
}

static void failed(struct rs_behaviour *b, struct caller *c, const struct rs_deed *d,
                   uint32_t ended, int64_t window_us)
{
    if (!rs_window_count(&c->failed, b->now_us, window_us))
        for (int i = 0; i < CODES; i++)
            c->code[i] = c->codes[i] = 0;
    uint32_t n = rs_window_add(&c->failed, 1, b->now_us, window_us);
    count_code(c, d->status);
    uint32_t most = rs_number(b, RS_NUMBER_D308_CALLS), share = rs_number(b, RS_NUMBER_D308_SHARE);
    uint32_t counted = n * 100 >= ended * share ? n : n < most ? n : most - 1;
    enum rs_alarm_verdict v = rs_alarm_look(&c->failed_alarm, counted, most);
    if (v == RS_ALARM_MORE)
        rs_tell_more(b, d, RS_FINDING_D308, d->source_key, RS_MEDIUM);
    if (v != RS_ALARM_CROSSED)
        return;
    struct rs_telling t;
    rs_telling_begin(&t, d, RS_FINDING_D308, d->source_key, n);
    rs_evidence_number(&t.text, &t.f, "failed", n);
    rs_evidence_number(&t.text, &t.f, "calls", ended);
    codes_text(c, &t);
    rs_telling_threshold(&t, most, window_us);
    rs_telling_end(b, &t);
}

void rs_caller_answered(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    if (d->method != RS_METHOD_INVITE || d->kind != RS_DEED_FINAL || d->status == 401 ||
        d->status == 407)
        return;
    struct caller *c = get(b, s, d->source_key);
    if (!c)
        return;
    int64_t window_us = rs_number_us(b, RS_NUMBER_D308_WINDOW);
    uint32_t ended = rs_window_add(&c->ended, 1, b->now_us, window_us);
    if (is_failure(d->status))
        failed(b, c, d, ended, window_us);
    if (d->status / 100 != 2)
        return;
    struct caller *who = rs_has_many(s) ? get(b, s, rs_subject_key(s, d)) : c;
    if (who)
        rs_window_add(&who->answered, 1, b->now_us, rs_number_us(b, RS_NUMBER_D307_WINDOW));
}

/* ---- D307 ---- */

void rs_caller_hung_up(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d,
                       int64_t talked_us)
{
    if (talked_us >= rs_number_us(b, RS_NUMBER_D307_BRIEF))
        return;
    struct rs_digest owner = rs_subject_key(s, d);
    struct caller *c = get(b, s, owner);
    if (!c)
        return;
    int64_t window_us = rs_number_us(b, RS_NUMBER_D307_WINDOW);
    uint32_t most = rs_number(b, RS_NUMBER_D307_CALLS), share = rs_number(b, RS_NUMBER_D307_SHARE);
    uint32_t n = rs_window_add(&c->brief, 1, b->now_us, window_us);
    uint32_t answered = rs_window_count(&c->answered, b->now_us, window_us);
    uint32_t counted = n * 100 >= answered * share ? n : n < most ? n : most - 1;
    enum rs_alarm_verdict v = rs_alarm_look(&c->brief_alarm, counted, most);
    if (v == RS_ALARM_MORE)
        rs_tell_more(b, d, RS_FINDING_D307, owner, RS_MEDIUM);
    if (v != RS_ALARM_CROSSED)
        return;
    struct rs_telling t;
    rs_telling_begin(&t, d, RS_FINDING_D307, owner, n);
    rs_evidence_number(&t.text, &t.f, "brief", n);
    rs_evidence_number(&t.text, &t.f, "answered", answered > n ? answered : n);
    rs_evidence_seconds(&t.text, &t.f, "last", talked_us);
    rs_telling_threshold(&t, most, window_us);
    rs_telling_end(b, &t);
}
