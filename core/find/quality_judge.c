#include "find/quality_tell.h"


/* numbers of a service -> finding: shares and delays in its windows. */

struct judged {
    struct rs_quality *q;
    struct rs_service *s;
    const struct rs_annotation *a;
    int64_t now_us;
};

static uint32_t limit(const struct judged *j, enum rs_number n)
{
    return rs_policy_number(j->q->policy, n);
}

static uint32_t percent(uint64_t part, uint64_t all)
{
    return all ? (uint32_t)(part * 100 / all) : 0;
}

static bool above(uint64_t part, uint64_t all, uint32_t share)
{
    return part * 100 > all * share;
}

static void tell(const struct judged *j, struct rs_quality_report *r)
{
    j->q->tell(j->q->user, &r->f);
}

static uint32_t sum(const uint32_t *bins)
{
    uint32_t n = 0;
    for (int i = 0; i < RS_HISTOGRAM_BINS; i++)
        n += bins[i];
    return n;
}

static void add_delays(struct rs_quality_report *r, const uint32_t *bins, uint32_t n)
{
    rs_evidence_number(&r->text, &r->f, "n", n);
    rs_evidence_number(&r->text, &r->f, "p50_ms", rs_histogram_quantile_ms(bins, 50));
    rs_evidence_number(&r->text, &r->f, "p95_ms", rs_histogram_quantile_ms(bins, 95));
}

/* Q501: RRD and IRA of five minutes. */
static void registration(const struct judged *j)
{
    const uint32_t *in = rs_tally_sums(&rs_service_short, j->s->in_short);
    uint32_t n = in[RS_SHORT_REGISTERS], failed = in[RS_SHORT_REGISTERS_FAILED];
    uint32_t p95 = rs_histogram_quantile_ms(in + RS_SHORT_RRD, 95);
    uint32_t slow = limit(j, RS_NUMBER_Q501_P95_MS), share = limit(j, RS_NUMBER_Q501_FAILED_PERCENT);
    bool enough = n >= limit(j, RS_NUMBER_Q501_REGISTRATIONS);
    bool fails = above(failed, n, share);
    bool crossed = enough && (p95 > slow || fails);
    bool more;
    if (!rs_quality_crosses(j->s, RS_ACTIVE_REGISTRATION, crossed,
                            !enough || (p95 <= slow / 2 && !above(failed * 2, n, share)), &more))
        return;
    struct rs_quality_report r;
    rs_quality_report(&r, j->s, j->a, RS_FINDING_Q501, more, j->now_us);
    rs_evidence_text(&r.text, &r.f, "subkind", fails ? RS_SPAN("failed") : RS_SPAN("slow"));
    add_delays(&r, in + RS_SHORT_RRD, sum(in + RS_SHORT_RRD));
    rs_evidence_number(&r.text, &r.f, "failed_percent", percent(failed, n));
    r.f.count = n;
    tell(j, &r);
}

/* Q502: SRD of sessions that were set up. */
static void request_delay(const struct judged *j)
{
    const uint32_t *in = rs_tally_sums(&rs_service_short, j->s->in_short);
    uint32_t n = sum(in + RS_SHORT_SRD);
    uint32_t mean = n ? in[RS_SHORT_SRD_MS] / n : 0;
    uint32_t p95 = rs_histogram_quantile_ms(in + RS_SHORT_SRD, 95);
    uint32_t slow = limit(j, RS_NUMBER_Q502_P95_MS), mean_limit = limit(j, RS_NUMBER_Q502_MEAN_MS);
    const struct rs_habits *h = &j->s->habits;
    uint64_t habit = h->hours >= 24 ? (uint64_t)h->p95_ms * limit(j, RS_NUMBER_Q502_HABIT_FACTOR)
                                    : UINT64_MAX;
    bool enough = n >= limit(j, RS_NUMBER_Q502_ATTEMPTS);
    bool absolute = p95 > slow || mean > mean_limit;
    bool more;
    if (!rs_quality_crosses(j->s, RS_ACTIVE_REQUEST_DELAY, enough && (absolute || p95 > habit),
                            !enough || (p95 <= slow / 2 && mean <= mean_limit / 2 &&
                                        p95 <= habit / 2), &more))
        return;
    struct rs_quality_report r;
    rs_quality_report(&r, j->s, j->a, RS_FINDING_Q502, more, j->now_us);
    rs_evidence_text(&r.text, &r.f, "subkind", absolute ? RS_SPAN("slow") : RS_SPAN("habit"));
    add_delays(&r, in + RS_SHORT_SRD, n);
    rs_evidence_number(&r.text, &r.f, "mean_ms", mean);
    if (!absolute)
        rs_evidence_number(&r.text, &r.f, "habit_p95_ms", h->p95_ms);
    r.f.count = n;
    tell(j, &r);
}

/* Q503: SDD. */
static void disconnect_delay(const struct judged *j)
{
    const uint32_t *in = rs_tally_sums(&rs_service_short, j->s->in_short);
    uint32_t n = sum(in + RS_SHORT_SDD), p95 = rs_histogram_quantile_ms(in + RS_SHORT_SDD, 95);
    uint32_t slow = limit(j, RS_NUMBER_Q503_P95_MS);
    bool enough = n >= limit(j, RS_NUMBER_Q503_DISCONNECTS);
    bool more;
    if (!rs_quality_crosses(j->s, RS_ACTIVE_DISCONNECT_DELAY, enough && p95 > slow,
                            !enough || p95 <= slow / 2, &more))
        return;
    struct rs_quality_report r;
    rs_quality_report(&r, j->s, j->a, RS_FINDING_Q503, more, j->now_us);
    add_delays(&r, in + RS_SHORT_SDD, n);
    r.f.count = n;
    tell(j, &r);
}

/* The ASR of this hour on earlier days; 101: not known. */
static uint32_t habit_asr(const struct judged *j)
{
    enum { HOUR_US_1000 = 3600000 };
    int64_t hour = j->now_us / 1000 / HOUR_US_1000;
    uint16_t known = j->s->habits.asr[hour % 24];
    return known ? known - 1u : 101;
}

/* Q504: SEER, NER, and ASR against the same hour of earlier days. */
static void answer_ratio(const struct judged *j)
{
    const uint32_t *in = rs_tally_sums(&rs_service_long, j->s->in_long);
    uint32_t n = in[RS_QUALITY_ATTEMPTS];
    uint32_t seer = percent(in[RS_QUALITY_EFFECTIVE], n);
    uint32_t ner = percent(in[RS_QUALITY_NETWORK_EFFECTIVE], n);
    uint32_t asr = percent(in[RS_QUALITY_ANSWERED], n + in[RS_QUALITY_REDIRECTED]);
    uint32_t habit = habit_asr(j), drop = limit(j, RS_NUMBER_Q504_ASR_DROP);
    bool low_seer = seer < limit(j, RS_NUMBER_Q504_SEER_PERCENT);
    bool low_ner = ner < limit(j, RS_NUMBER_Q504_NER_PERCENT);
    bool dropped = habit <= 100 && asr + drop < habit;
    bool enough = n >= limit(j, RS_NUMBER_Q504_ATTEMPTS);
    bool low = low_seer || low_ner || dropped;
    /* Over when half of what was missing is there again. */
    bool calm = seer >= (100 + limit(j, RS_NUMBER_Q504_SEER_PERCENT)) / 2 &&
                ner >= (100 + limit(j, RS_NUMBER_Q504_NER_PERCENT)) / 2 && !dropped;
    bool more;
    if (!rs_quality_crosses(j->s, RS_ACTIVE_ANSWER_RATIO, enough && low, !enough || calm, &more))
        return;
    struct rs_quality_report r;
    rs_quality_report(&r, j->s, j->a, RS_FINDING_Q504, more, j->now_us);
    rs_evidence_text(&r.text, &r.f, "subkind",
                     low_seer  ? RS_SPAN("seer")
                     : low_ner ? RS_SPAN("ner")
                               : RS_SPAN("asr"));
    rs_evidence_number(&r.text, &r.f, "attempts", n);
    rs_evidence_number(&r.text, &r.f, "answered", in[RS_QUALITY_ANSWERED]);
    rs_evidence_number(&r.text, &r.f, "seer", seer);
    rs_evidence_number(&r.text, &r.f, "ner", ner);
    rs_evidence_number(&r.text, &r.f, "asr", asr);
    if (habit <= 100)
        rs_evidence_number(&r.text, &r.f, "habit_asr", habit);
    /* Fifty calls of a minute are no quarter of an hour yet. */
    if (j->now_us - j->s->first_us < rs_service_long.window_us)
        r.f.severity = RS_LOW;
    r.f.count = n;
    tell(j, &r);
}

/* Q510: how sessions end. */
static void completion(const struct judged *j)
{
    const uint32_t *in = rs_tally_sums(&rs_service_long, j->s->in_long);
    uint32_t bad = in[RS_QUALITY_ENDED_BADLY], n = bad + in[RS_QUALITY_COMPLETED];
    uint32_t share = limit(j, RS_NUMBER_Q510_BAD_PERCENT);
    bool enough = n >= limit(j, RS_NUMBER_Q510_SESSIONS);
    bool more;
    if (!rs_quality_crosses(j->s, RS_ACTIVE_COMPLETION, enough && above(bad, n, share),
                            !enough || !above((uint64_t)bad * 2, n, share), &more))
        return;
    struct rs_quality_report r;
    rs_quality_report(&r, j->s, j->a, RS_FINDING_Q510, more, j->now_us);
    rs_evidence_number(&r.text, &r.f, "ended", n);
    rs_evidence_number(&r.text, &r.f, "badly", bad);
    r.f.count = n;
    tell(j, &r);
}

static void judge(const struct judged *j, const struct rs_session_change *c)
{
    if (!j->s)
        return;
    rs_service_advance(j->s, j->now_us);
    if (c->registered)
        registration(j);
    if (c->set_up) {
        request_delay(j);
        answer_ratio(j);
    }
    if (c->disconnected) {
        disconnect_delay(j);
        completion(j);
    }
}

void rs_quality_judge(struct rs_quality *q, const struct rs_session_change *c,
                      const struct rs_annotation *a, int64_t now_us)
{
    if (!c->registered && !c->set_up && !c->disconnected)
        return;
    struct judged service = {q, c->service, a, now_us}, peer = {q, c->peer, a, now_us};
    judge(&service, c);
    judge(&peer, c);
}
