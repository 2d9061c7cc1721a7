/* The summary's table of services: who answers how often, and how fast. */
#include "outputs/quality.h"
#include "outputs/text.h"

#include <stdio.h>

enum { ROWS = 10 };

static const char *percent(int value, char *buf, size_t cap)
{
    snprintf(buf, cap, value < 0 ? "-" : "%d %%", value);
    return buf;
}

static const char *p95(const struct rs_delays *d, char *buf, size_t cap)
{
    uint32_t count[RS_HISTOGRAM_BINS];
    for (int i = 0; i < RS_HISTOGRAM_BINS; i++)
        count[i] = d->count[i] < UINT32_MAX ? (uint32_t)d->count[i] : UINT32_MAX;
    if (d->n)
        snprintf(buf, cap, "%.2f s", rs_histogram_quantile_ms(count, 95) / 1000.0);
    else
        snprintf(buf, cap, "-");
    return buf;
}

static void put_service(struct rs_writer *w, const struct rs_service *s)
{
    struct rs_quality_ratios r = rs_quality_ratios(s);
    char name[RS_ENDPOINT_TEXT], asr[16], seer[16], ner[16], ira[16], srd[16], rrd[16], line[256];
    snprintf(line, sizeof line, "  %-24s %8llu %6s %6s %6s %9s %8llu %6s %9s\n",
             rs_service_name(s, name), (unsigned long long)s->counter[RS_QUALITY_ATTEMPTS],
             percent(r.asr, asr, sizeof asr), percent(r.seer, seer, sizeof seer),
             percent(r.ner, ner, sizeof ner), p95(&s->delay[RS_DELAY_SRD], srd, sizeof srd),
             (unsigned long long)s->counter[RS_QUALITY_REGISTERS],
             percent(r.ira, ira, sizeof ira), p95(&s->delay[RS_DELAY_RRD], rrd, sizeof rrd));
    rs_put_str(w, line);
}

void rs_text_quality(struct rs_text_output *t, const struct rs_quality *q)
{
    const struct rs_service *list[ROWS];
    unsigned n = q ? rs_quality_busiest(q, list, ROWS) : 0;
    char line[256];
    if (!n)
        return;
    snprintf(line, sizeof line, "%-26s %8s %6s %6s %6s %9s %8s %6s %9s\n", "Services", "attempts",
             "ASR", "SEER", "NER", "SRD p95", "reg.", "IRA", "RRD p95");
    rs_put_str(t->w, line);
    for (unsigned i = 0; i < n; i++)
        put_service(t->w, list[i]);
}
