/*
 * event_type "stats", ringside.quality: one record a service, the busiest
 * first. Delays in milliseconds.
 */
#include "outputs/eve.h"
#include "outputs/quality.h"

enum { SERVICES_MAX = 64 };

static void put_percent(struct rs_json *j, const char *key, int percent)
{
    if (percent >= 0)
        rs_json_u64(j, key, (uint64_t)percent);
}

static void put_ratios(struct rs_json *j, const struct rs_service *s)
{
    struct rs_quality_ratios r = rs_quality_ratios(s);
    put_percent(j, "ira", r.ira);
    put_percent(j, "ser", r.ser);
    put_percent(j, "ser_raw", r.ser_raw);
    put_percent(j, "seer", r.seer);
    put_percent(j, "isa", r.isa);
    put_percent(j, "scr", r.scr);
    put_percent(j, "asr", r.asr);
    put_percent(j, "ner", r.ner);
}

static void put_delays(struct rs_json *j, const char *key, const struct rs_delays *d)
{
    uint32_t count[RS_HISTOGRAM_BINS];
    if (!d->n)
        return;
    for (int i = 0; i < RS_HISTOGRAM_BINS; i++)
        count[i] = d->count[i] < UINT32_MAX ? (uint32_t)d->count[i] : UINT32_MAX;
    rs_json_open_key(j, key);
    rs_json_u64(j, "n", d->n);
    rs_json_u64(j, "mean", d->sum_us / d->n / 1000);
    rs_json_u64(j, "p50", rs_histogram_quantile_ms(count, 50));
    rs_json_u64(j, "p95", rs_histogram_quantile_ms(count, 95));
    rs_json_close(j);
}

static void put_service(struct rs_json *j, const struct rs_service *s)
{
    char name[RS_ENDPOINT_TEXT];
    rs_json_open_key(j, "quality");
    rs_json_text(j, s->at.port ? "service" : "peer", rs_service_name(s, name));
    rs_json_u64(j, "live_sessions", s->live);
    for (int c = 0; c < RS_QUALITY_COUNTER__COUNT; c++)
        rs_json_u64_if(j, rs_quality_counter_name((enum rs_quality_counter)c), s->counter[c]);
    put_ratios(j, s);
    for (int d = 0; d < RS_QUALITY_DELAY__COUNT; d++)
        put_delays(j, rs_quality_delay_name((enum rs_quality_delay)d), &s->delay[d]);
    rs_json_close(j);
}

int rs_eve_quality(struct rs_eve *e, const struct rs_stats *s)
{
    const struct rs_service *list[SERVICES_MAX];
    unsigned n = s->quality ? rs_quality_busiest(s->quality, list, SERVICES_MAX) : 0;
    int rc = RS_OK;
    for (unsigned i = 0; i < n && rc == RS_OK; i++) {
        rs_json_open(&e->j);
        rs_json_time(&e->j, "timestamp", s->time_us);
        rs_json_text(&e->j, "event_type", "stats");
        rs_json_open_key(&e->j, "ringside");
        rs_json_bool(&e->j, "final", s->final);
        put_service(&e->j, list[i]);
        rs_json_close(&e->j);
        rc = rs_eve_end(e);
    }
    return rc;
}
