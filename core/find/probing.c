#include "find/suspicion.h"

#include <string.h>

/*
 * S404: one source tries many users of one server; S412: it calls many numbers.
 * Both look at the same list of whom it tried there.
 *
 * A gateway that signs in ten lines at once looks like a scan until it answers
 * the challenges; a proxy with ten calls in progress until these ring. So the
 * frame at which it may be one is kept, and it is told once that is decided.
 */

enum { FAST, SLOW, BURST, SUSPICIONS };

/* What each message touches comes first. */
struct prober {
    struct rs_watched w;
    int64_t accepted_us;      /* when it was let in last; 0: never */
    struct rs_suspicion about[SUSPICIONS];
    struct rs_alarm run, prefixes;
    bool waits;
    uint8_t users, next_user;
    struct rs_attempts list;
    struct rs_digest key, owner; /* its own; the subject's */
    char user[RS_SAMPLE][RS_SAMPLE_TEXT]; /* the newest */
};

_Static_assert((int)SUSPICIONS == (int)RS_SUSPICIONS, "room for what they keep");

const size_t rs_prober_size = sizeof(struct prober);

bool rs_probe_counts(const struct rs_deed *d)
{
    return d->opening && d->target_user.n &&
           (d->method == RS_METHOD_REGISTER || d->method == RS_METHOD_INVITE ||
            d->method == RS_METHOD_OPTIONS);
}

/* ---- what is tried ---- */

enum { DIGITS_MAX = 18, SUFFIX = 8 };

/* +1 (2) 34-5: RFC 3966 visual separators; a number of digits alone; false: it is none. */
static bool digits_of(struct rs_span user, char out[DIGITS_MAX], size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < user.n && user.p[i] != ';'; i++) {
        char c = user.p[i];
        if (c == '-' || c == '.' || c == '(' || c == ')' || (c == '+' && i == 0))
            continue;
        if (!rs_is_digit(c) || *n == DIGITS_MAX)
            return false;
        out[(*n)++] = c;
    }
    return *n > 0;
}

struct rs_attempt rs_probe_attempt(const struct rs_behaviour *b, const struct rs_deed *d)
{
    char digits[DIGITS_MAX];
    size_t n;
    struct rs_attempt t = {.print = rs_print(d->target),
                           .end = d->credentials ? RS_ATTEMPT_ANSWERING : RS_ATTEMPT_OPEN,
                           .invite = d->method == RS_METHOD_INVITE};
    if (!digits_of(d->target_user, digits, &n))
        return t;
    t.number = 1;
    for (size_t i = 0; i < n; i++)
        t.number = t.number * 10 + (uint64_t)(digits[i] - '0');
    if (n >= SUFFIX && t.invite)
        t.group = rs_print(rs_digest(&b->hash, digits + n - SUFFIX, SUFFIX)) | 1;
    return t;
}

static enum rs_attempt_end end_of(const struct rs_deed *d)
{
    switch (d->status) {
    case 401: case 407:
        return RS_ATTEMPT_CHALLENGED;
    case 403: case 404: case 410: case 480: case 484: case 485: case 604:
        return RS_ATTEMPT_UNKNOWN;
    default:
        return d->status < 200   ? RS_ATTEMPT_REACHED
               : d->status < 300 ? RS_ATTEMPT_ACCEPTED
                                 : RS_ATTEMPT_FAILED;
    }
}

static void show_user(struct prober *p, struct rs_span user)
{
    rs_span_copy(rs_span_first(user, RS_SAMPLE_TEXT - 1), p->user[p->next_user], RS_SAMPLE_TEXT);
    p->next_user = (uint8_t)((p->next_user + 1) % RS_SAMPLE);
    p->users += p->users < RS_SAMPLE;
}

/* ---- telling ---- */

static void users_text(const struct prober *p, struct rs_telling *t, const char *name)
{
    char text[RS_SAMPLE * (RS_SAMPLE_TEXT + 1)];
    size_t n = 0;
    for (int i = 0; i < p->users; i++) {
        size_t len = strlen(p->user[i]);
        if (n)
            text[n++] = ' ';
        memcpy(text + n, p->user[i], len);
        n += len;
    }
    rs_evidence_text(&t->text, &t->f, name, rs_span(text, n));
}

static void codes_text(const struct rs_behaviour *b, const struct prober *p, struct rs_telling *t,
                       int64_t window_us)
{
    struct rs_attempt_code code[RS_ATTEMPT_CODES];
    char text[RS_ATTEMPT_CODES * 8];
    unsigned codes = rs_attempts_codes(&p->list, b->now_us, window_us, code);
    size_t n = 0;
    for (unsigned i = 0; i < codes; i++) {
        if (n)
            text[n++] = ' ';
        for (unsigned unit = 100, v = code[i].status; unit; unit /= 10)
            text[n++] = (char)('0' + v / unit % 10);
        text[n++] = ':';
        if (code[i].count >= 10)
            text[n++] = (char)('0' + code[i].count / 10 % 10);
        text[n++] = (char)('0' + code[i].count % 10);
    }
    rs_evidence_text(&t->text, &t->f, "codes", n ? rs_span(text, n) : RS_SPAN("no answer"));
}

static void tell_users(struct rs_behaviour *b, struct prober *p, const struct rs_deed *d,
                       const struct rs_origin *since, unsigned tried, uint32_t threshold,
                       int64_t window_us, const char *subkind)
{
    enum { SEQUENTIAL_PERCENT = 60 };
    struct rs_telling t;
    unsigned neighbours = rs_attempts_neighbours(&p->list, b->now_us, window_us);
    rs_suspicion_begin(b, &t, d, RS_FINDING_S404, since, p->owner, tried);
    rs_evidence_text(&t.text, &t.f, "subkind", rs_span_str(subkind));
    rs_evidence_number(&t.text, &t.f, "attempted", tried);
    users_text(p, &t, "users");
    codes_text(b, p, &t, window_us);
    rs_evidence_text(&t.text, &t.f, "sequential",
                     neighbours * 100 >= tried * SEQUENTIAL_PERCENT ? RS_SPAN("yes")
                                                                    : RS_SPAN("no"));
    rs_telling_threshold(&t, threshold, window_us);
    rs_telling_end(b, &t);
}

static void tell_numbers(struct rs_behaviour *b, const struct prober *p, const struct rs_deed *d,
                         const struct rs_origin *since, unsigned n, uint32_t threshold,
                         int64_t window_us, const char *subkind)
{
    struct rs_telling t;
    rs_suspicion_begin(b, &t, d, RS_FINDING_S412, since, p->owner, n);
    rs_evidence_text(&t.text, &t.f, "subkind", rs_span_str(subkind));
    users_text(p, &t, "numbers");
    codes_text(b, p, &t, window_us);
    rs_telling_threshold(&t, threshold, window_us);
    rs_telling_end(b, &t);
}

/* ---- deciding ---- */

struct question {
    int which;                /* FAST, SLOW, BURST */
    enum rs_finding_id id;
    uint32_t threshold, share;
    int64_t window_us;
};

static void tell(struct rs_behaviour *b, struct prober *p, const struct rs_deed *d,
                 const struct rs_origin *since, unsigned tried, const struct question *q)
{
    static const char *const kinds[] = {"fast", "slow", "numbers"};
    if (q->id == RS_FINDING_S404)
        tell_users(b, p, d, since, tried, q->threshold, q->window_us, kinds[q->which]);
    else
        tell_numbers(b, p, d, since, tried, q->threshold, q->window_us, kinds[q->which]);
}

/* One matter: what is told as one kind is not told again as another. */
static bool dials(const struct prober *p)
{
    return p->about[BURST].alarm.on || p->run.on || p->prefixes.on;
}

static enum rs_alarm_verdict ask(struct rs_behaviour *b, struct prober *p, const struct rs_deed *d,
                                 const struct question *q)
{
    bool calls = q->which == BURST, wait = false;
    const struct rs_question asked = {q->threshold, q->share, true};
    struct rs_suspicion *s = &p->about[q->which];
    struct rs_origin since;
    if (calls && !s->alarm.on && dials(p))
        return RS_ALARM_MORE;
    if (p->list.count < q->threshold && rs_suspicion_is_idle(s))
        return RS_ALARM_SILENT;
    struct rs_attempts_sum sum = rs_attempts_count(&p->list, b->now_us, q->window_us, calls);
    enum rs_alarm_verdict v = rs_suspicion_ask(
        b, s, &asked, &sum, sum.unknown + (calls ? sum.failed : 0), d, &since, &wait);
    if (wait && !p->waits) {
        rs_put_off(b, p->key, RS_PATIENCE_US + RS_PATIENCE_US / 4);
        p->waits = true;
    }
    if (v == RS_ALARM_CROSSED) {
        rs_watched_rank(&b->probers, &p->w, 2);
        tell(b, p, d, &since, sum.tried, q);
    }
    return v;
}

static void ask_users(struct rs_behaviour *b, struct prober *p, const struct rs_deed *d,
                      bool fresh)
{
    uint32_t share = rs_number(b, RS_NUMBER_S404_SHARE);
    const struct question fast = {FAST, RS_FINDING_S404, rs_number(b, RS_NUMBER_S404_USERS), share,
                                  rs_number_us(b, RS_NUMBER_S404_WINDOW)};
    const struct question slow = {SLOW, RS_FINDING_S404, rs_number(b, RS_NUMBER_S404_SLOW_USERS),
                                  share, rs_number_us(b, RS_NUMBER_S404_SLOW_WINDOW)};
    bool let_in = p->accepted_us && b->now_us - p->accepted_us < slow.window_us;
    if (let_in)
        return;
    enum rs_alarm_verdict v = ask(b, p, d, &fast);
    if (v == RS_ALARM_CROSSED)
        p->about[SLOW].alarm.on = true; /* one matter: it is not told again as a slow one */
    if (v == RS_ALARM_SILENT)
        v = ask(b, p, d, &slow);
    if (v == RS_ALARM_MORE && d && fresh)
        rs_tell_more(b, d, RS_FINDING_S404, p->owner, RS_HIGH);
}

/* The last eight digits behind one prefix after another; one number after another. */
static void ask_plan(struct rs_behaviour *b, struct prober *p, const struct rs_deed *d,
                     uint32_t group)
{
    const struct rs_origin here = {.frame = 0};
    int64_t window_us = rs_number_us(b, RS_NUMBER_S412_WINDOW);
    uint32_t most = rs_number(b, RS_NUMBER_S412_PREFIXES), run = rs_number(b, RS_NUMBER_S412_RUN);
    unsigned n = rs_attempts_grouped(&p->list, group, b->now_us, window_us, false);
    bool told = dials(p);
    if (rs_alarm_look(&p->prefixes, n, most) == RS_ALARM_CROSSED && !told)
        tell_numbers(b, p, d, &here, n, most, window_us, "prefixes");
    told = dials(p);
    if (p->list.count < run)
        return;
    n = rs_attempts_run(&p->list, b->now_us, window_us);
    if (n >= run && !rs_attempts_count(&p->list, b->now_us, window_us, true).answered)
        return;
    if (rs_alarm_look(&p->run, n, run) == RS_ALARM_CROSSED && !told)
        tell_numbers(b, p, d, &here, n, run, window_us, "run");
}

static void ask_numbers(struct rs_behaviour *b, struct prober *p, const struct rs_deed *d,
                        bool fresh)
{
    const struct question burst = {BURST, RS_FINDING_S412, rs_number(b, RS_NUMBER_S412_NUMBERS),
                                   100 - rs_number(b, RS_NUMBER_S412_ANSWERED),
                                   rs_number_us(b, RS_NUMBER_S412_BURST_WINDOW)};
    if (ask(b, p, d, &burst) == RS_ALARM_MORE && d && fresh)
        rs_tell_more(b, d, RS_FINDING_S412, p->owner, RS_HIGH);
}

/* ---- the way in ---- */

static struct rs_digest prober_key(struct rs_digest owner, struct rs_digest service)
{
    return rs_digest_plus(owner, service.lo, service.hi);
}

static struct prober *prober_get(struct rs_behaviour *b, struct rs_subject *s,
                                 struct rs_digest owner, struct rs_digest service)
{
    struct rs_digest key = prober_key(owner, service);
    struct prober *p = rs_watched_get_at(b, &b->probers, key, &s->prober);
    if (p) {
        p->key = key;
        p->owner = owner;
        s->probes = true;
    }
    return p;
}

bool rs_prober_is_known(const struct rs_behaviour *b, const struct rs_subject *s,
                        const struct rs_deed *d)
{
    return s->probes && rs_table_find(&b->probers, prober_key(d->source_key, d->service_key));
}

static void put_first(struct rs_behaviour *b, struct rs_subject *s, struct rs_digest owner)
{
    struct rs_first *f = &s->first;
    struct prober *p = prober_get(b, s, owner, f->service);
    s->opened = 2;
    f->for_prober = false;
    rs_watched_rank(&b->subjects, &s->w, 1);
    if (!p)
        return;
    rs_attempts_try(&p->list, &b->attempts, &f->at, f->at_us);
    show_user(p, rs_span_str(f->user));
    if (f->accepted_us)
        p->accepted_us = f->accepted_us;
}

void rs_probe_request(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    if (!rs_probe_counts(d))
        return;
    struct rs_digest owner = rs_subject_key(s, d);
    /* Who was let in there is no prober of users; whom he calls is another matter (S412). */
    if (d->method != RS_METHOD_INVITE && rs_is_ok(b, s) && s->ok_service == d->service_key.lo)
        return;
    if (s->opened == 1)
        put_first(b, s, owner);
    else if (s->first.for_prober)
        put_first(b, s, d->source_key);
    struct prober *p = prober_get(b, s, owner, d->service_key);
    if (!p)
        return;
    struct rs_attempt t = rs_probe_attempt(b, d);
    bool fresh = rs_attempts_try(&p->list, &b->attempts, &t, b->now_us);
    if (fresh)
        show_user(p, d->target_user);
    rs_watched_rank(&b->probers, &p->w, p->list.count > 1);
    ask_users(b, p, d, fresh);
    if (d->method != RS_METHOD_INVITE)
        return;
    ask_numbers(b, p, d, fresh);
    if (fresh && t.number)
        ask_plan(b, p, d, t.group);
}

static void first_answered(struct rs_first *f, const struct rs_deed *d, enum rs_attempt_end end)
{
    bool same = f->at.print == rs_print(d->target);
    if (f->for_prober && rs_digest_eq(d->service_key, f->service)) {
        if (same)
            rs_attempt_ended(&f->at, end, d->status);
        if (d->accepted)
            f->accepted_us = d->now_us;
    } else if (!f->for_prober && same && f->at.end < end) {
        f->at.end = (uint8_t)end;
        f->at.status = d->status;
    }
}

void rs_probe_answer(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    if (!rs_probe_counts(d))
        return;
    uint32_t print = rs_print(d->target);
    enum rs_attempt_end end = end_of(d);
    if (s->opened == 1 || s->first.for_prober)
        first_answered(&s->first, d, end);
    if (!s->probes && !rs_has_many(s))
        return;
    struct prober *p = rs_table_find_at(
        &b->probers, prober_key(rs_subject_key(s, d), d->service_key), s->prober);
    if (!p)
        return;
    s->prober = p->w.link.self;
    rs_attempts_end(&p->list, print, end, d->status);
    if (d->accepted)
        p->accepted_us = b->now_us;
    ask_users(b, p, d, false);
    if (d->method == RS_METHOD_INVITE)
        ask_numbers(b, p, d, false);
}

void rs_prober_forget(struct rs_behaviour *b, struct rs_watched *prober)
{
    struct prober *p = (struct prober *)(void *)prober;
    rs_attempts_forget(&p->list, &b->attempts);
    for (int i = 0; i < SUSPICIONS; i++)
        rs_suspicion_forget(b, &p->about[i]);
}

void rs_probe_again(struct rs_behaviour *b, struct rs_digest key)
{
    struct prober *p = rs_table_find(&b->probers, key);
    if (!p)
        return;
    p->waits = false;
    ask_users(b, p, NULL, false);
    ask_numbers(b, p, NULL, false);
}
