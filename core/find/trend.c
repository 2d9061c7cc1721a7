#include "find/quality_tell.h"

#include <string.h>

/*
 * Q509, on packet time: sessions that go on, and registrations of the last five
 * minutes, against what they were before those; where earlier days are known,
 * against the same hour of them. And the habits of the hour that Q502 and Q504
 * ask for.
 */

enum { DROP_TICKS = 12, BASE_TICKS = 24, HOUR_S = 3600 }; /* five minutes, the ten before */

static const enum rs_quality_active bits[2] = {RS_ACTIVE_DROP_SESSIONS,
                                               RS_ACTIVE_DROP_REGISTRATIONS};

/* The mean of the ten minutes that ended five minutes ago. */
static uint32_t baseline(const struct rs_trend *t, int what)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < BASE_TICKS; i++)
        sum += t->sample[what][(t->samples + i) % RS_TREND_SAMPLES];
    return (uint32_t)(sum / BASE_TICKS);
}

/* So little is usual at this hour. */
static bool is_usual(const struct rs_trend *t, int what, uint32_t now, uint32_t hour,
                     uint32_t percent)
{
    uint32_t usual = t->hourly[what][hour];
    return usual && now * UINT64_C(100) > (usual - 1) * (uint64_t)(100 - percent);
}

static void look(struct rs_quality *q, struct rs_service *s, int what, uint32_t now,
                 int64_t now_us)
{
    const struct rs_trend *t = &s->trend;
    uint32_t percent = rs_policy_number(q->policy, RS_NUMBER_Q509_PERCENT);
    if (t->samples < DROP_TICKS + BASE_TICKS)
        return;
    uint32_t before = baseline(t, what), hour = (uint32_t)(now_us / 1000000 / HOUR_S % 24);
    bool fell = now * UINT64_C(100) <= before * (uint64_t)(100 - percent) &&
                before >= rs_policy_number(q->policy, RS_NUMBER_Q509_BASELINE) &&
                !is_usual(t, what, now, hour, percent);
    /* Few calls come and go by chance: four standard deviations of a Poisson process. */
    uint64_t missing = before > now ? before - now : 0;
    fell = fell && missing * missing >= UINT64_C(16) * before;
    bool more;
    bool recovered = now * UINT64_C(100) > before * (uint64_t)(100 - percent / 2);
    if (!rs_quality_crosses(s, bits[what], fell, recovered, &more) || more)
        return;
    struct rs_quality_report r;
    rs_quality_report(&r, s, NULL, RS_FINDING_Q509, false, now_us);
    rs_evidence_text(&r.text, &r.f, "subkind",
                     what ? RS_SPAN("registrations") : RS_SPAN("sessions"));
    rs_evidence_number(&r.text, &r.f, "before", before);
    rs_evidence_number(&r.text, &r.f, "now", now);
    q->tell(q->user, &r.f);
}

/* ---- habits ---- */

static uint32_t smooth(uint32_t old, uint32_t new)
{
    return old ? (old * 3 + new) / 4 : new; /* the days before count less and less */
}

static void end_hour(struct rs_service *s, uint32_t hour)
{
    struct rs_habits *h = &s->habits;
    struct rs_trend *t = &s->trend;
    uint64_t attempts = s->counter[RS_QUALITY_ATTEMPTS] - h->attempts;
    uint64_t answered = s->counter[RS_QUALITY_ANSWERED] - h->answered;
    uint32_t srd[RS_HISTOGRAM_BINS], n = 0;
    for (int i = 0; i < RS_HISTOGRAM_BINS; i++)
        n += srd[i] = (uint32_t)(s->delay[RS_DELAY_SRD].count[i] - h->srd[i]);
    if (attempts >= 20)
        h->asr[hour] = (uint16_t)(smooth(h->asr[hour], (uint32_t)(answered * 100 / attempts) + 1));
    if (n >= 20) {
        uint32_t p95 = rs_histogram_quantile_ms(srd, 95);
        h->p95_ms = h->hours ? (h->p95_ms * 23 + p95) / 24 : p95;
        h->hours++;
    }
    for (int what = 0; what < 2 && t->hour_samples; what++)
        t->hourly[what][hour] =
            smooth(t->hourly[what][hour], (uint32_t)(t->hour_sum[what] / t->hour_samples) + 1);
}

static void take_hour(struct rs_service *s, int64_t now_us)
{
    struct rs_habits *h = &s->habits;
    struct rs_trend *t = &s->trend;
    int64_t hour = now_us / 1000000 / HOUR_S;
    if (hour == h->hour)
        return;
    if (h->hour)
        end_hour(s, (uint32_t)(h->hour % 24));
    h->hour = hour;
    h->attempts = s->counter[RS_QUALITY_ATTEMPTS];
    h->answered = s->counter[RS_QUALITY_ANSWERED];
    memcpy(h->srd, s->delay[RS_DELAY_SRD].count, sizeof h->srd);
    memset(t->hour_sum, 0, sizeof t->hour_sum);
    t->hour_samples = 0;
}

void rs_quality_trend(struct rs_quality *q, struct rs_service *s, int64_t now_us)
{
    struct rs_trend *t = &s->trend;
    rs_service_advance(s, now_us);
    take_hour(s, now_us);
    uint32_t now[2] = {s->live, rs_tally_sums(&rs_service_short, s->in_short)[RS_SHORT_REGISTERS]};
    for (int what = 0; what < 2; what++) {
        look(q, s, what, now[what], now_us);
        t->sample[what][t->samples % RS_TREND_SAMPLES] = now[what];
        t->hour_sum[what] += now[what];
    }
    t->samples++;
    t->hour_samples++;
}
