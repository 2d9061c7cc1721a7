#include "outputs/metrics_text.h"

#include <string.h>

#include "outputs/quality.h"

static void family(GString *to, const char *name, const char *type, const char *unit,
                   const char *help)
{
    g_string_append_printf(to, "# TYPE ringside_%s %s\n", name, type);
    if (unit)
        g_string_append_printf(to, "# UNIT ringside_%s %s\n", name, unit);
    g_string_append_printf(to, "# HELP ringside_%s %s\n", name, help);
}

static void total(GString *to, const char *name, const char *label, const char *value, uint64_t n)
{
    if (label)
        g_string_append_printf(to, "ringside_%s_total{%s=\"%s\"} %" G_GUINT64_FORMAT "\n", name,
                               label, value, n);
    else
        g_string_append_printf(to, "ringside_%s_total %" G_GUINT64_FORMAT "\n", name, n);
}

/* ---- packets ---- */

static void put_packets(GString *to, const struct rs_stats *s)
{
    family(to, "frames", "counter", NULL, "Frames read, by what became of them.");
    for (int v = 0; s->packets && v < RS_PACKET__COUNT; v++)
        total(to, "frames", "verdict", rs_packet_verdict_name((enum rs_packet_verdict)v),
              s->packets->verdicts[v]);
    family(to, "octets", "counter", NULL, "Octets read.");
    total(to, "octets", NULL, NULL, s->octets);
    family(to, "unseen", "counter", NULL, "What of the traffic was not seen, by reason.");
    struct rs_visibility v = rs_visibility_of(s);
    for (int r = 0; r < RS_UNSEEN__COUNT; r++)
        total(to, "unseen", "reason", rs_unseen_name((enum rs_unseen_reason)r), v.count[r]);
}

/* ---- messages ---- */

static void put_methods(GString *to, const struct rs_watcher_counters *c)
{
    family(to, "requests", "counter", NULL, "Requests, by method.");
    for (int m = RS_METHOD_UNKNOWN + 1; m < RS_METHOD__COUNT; m++)
        total(to, "requests", "method", rs_method_name((enum rs_method)m), c->methods[m]);
    total(to, "requests", "method", "other", c->methods[RS_METHOD_UNKNOWN]);
}

static void put_classes(GString *to, const struct rs_watcher_counters *c)
{
    family(to, "responses", "counter", NULL, "Responses, by class.");
    for (unsigned class = 1; class < 7; class++) {
        char name[4] = {(char)('0' + class), 'x', 'x', '\0'};
        uint64_t n = 0;
        for (unsigned status = class * 100; status < class * 100 + 100; status++)
            n += c->statuses[status];
        total(to, "responses", "class", name, n);
    }
}

static void put_findings(GString *to, const struct rs_watcher_counters *c)
{
    family(to, "findings", "counter", NULL, "Findings, by id.");
    for (int id = 0; id < RS_FINDING__COUNT; id++)
        g_string_append_printf(
            to, "ringside_findings_total{finding=\"%s\",key=\"%s\"} %" G_GUINT64_FORMAT "\n",
            rs_catalogue_get((enum rs_finding_id)id)->id,
            rs_catalogue_get((enum rs_finding_id)id)->key, c->findings[id]);
}

static void put_watched(GString *to, const struct rs_watcher_counters *c)
{
    const struct {
        const char *name, *help;
        uint64_t n;
    } rows[] = {
        {"retransmissions", "Messages sent again.", c->retransmissions},
        {"duplicates", "Packets captured twice.", c->duplicates},
        {"transactions", "Transactions opened.", c->transactions},
        {"dialogs", "Dialogs opened.", c->dialogs},
        {"calls", "Call-IDs seen.", c->calls},
        {"registrations", "Sign-ins seen.", c->registrations},
        {"evicted_transactions", "Transactions forgotten for want of room.",
         c->evicted_transactions},
        {"evicted_dialogs", "Dialogs forgotten for want of room.", c->evicted_dialogs},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        family(to, rows[i].name, "counter", NULL, rows[i].help);
        total(to, rows[i].name, NULL, NULL, rows[i].n);
    }
    put_methods(to, c);
    put_classes(to, c);
    put_findings(to, c);
}

/* ---- services ---- */

/* Those that are shown one by one, and the sum of the others. */
struct shown {
    const struct rs_service *list[RS_METRICS_SERVICES];
    unsigned count;
    struct rs_service others;
    bool any_other;
};

static void add_delays(struct rs_delays *to, const struct rs_delays *from)
{
    for (int i = 0; i < RS_HISTOGRAM_BINS; i++)
        to->count[i] += from->count[i];
    to->n += from->n;
    to->sum_us += from->sum_us;
}

static void add_service(struct rs_service *to, const struct rs_service *from)
{
    to->live += from->live;
    for (int c = 0; c < RS_QUALITY_COUNTER__COUNT; c++)
        to->counter[c] += from->counter[c];
    for (int d = 0; d < RS_QUALITY_DELAY__COUNT; d++)
        add_delays(&to->delay[d], &from->delay[d]);
    for (int a = 0; a < RS_AUTH__COUNT; a++)
        add_delays(&to->rrd[a], &from->rrd[a]);
}

static bool is_shown(const struct shown *v, const struct rs_service *s)
{
    for (unsigned i = 0; i < v->count; i++)
        if (v->list[i] == s)
            return true;
    return false;
}

static void choose(struct shown *v, const struct rs_quality *q)
{
    const struct rs_service *s;
    memset(v, 0, sizeof *v);
    v->count = rs_quality_busiest(q, v->list, RS_METRICS_SERVICES);
    for (uint32_t at = 0; (s = rs_quality_next(q, &at));)
        if (!is_shown(v, s)) {
            add_service(&v->others, s);
            v->any_other = true;
        }
}

static const struct rs_service *nth(const struct shown *v, unsigned i, char *name)
{
    if (i < v->count) {
        rs_service_name(v->list[i], name);
        return v->list[i];
    }
    strcpy(name, "other");
    return i == v->count && v->any_other ? &v->others : NULL;
}

static void put_histogram(GString *to, const char *name, const char *labels,
                          const struct rs_delays *d)
{
    uint64_t below = 0;
    for (unsigned i = 0; i < RS_HISTOGRAM_BINS; i++) {
        char edge[G_ASCII_DTOSTR_BUF_SIZE] = "+Inf";
        below += d->count[i];
        if (i < RS_HISTOGRAM_BINS - 1)
            g_ascii_formatd(edge, sizeof edge, "%.3f", rs_histogram_edge_ms(i) / 1000.0);
        g_string_append_printf(
            to, "ringside_service_%s_seconds_bucket{%s,le=\"%s\"} %" G_GUINT64_FORMAT "\n", name,
            labels, edge, below);
    }
    char sum[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(sum, sizeof sum, "%.6f", (double)d->sum_us / 1e6);
    g_string_append_printf(to, "ringside_service_%s_seconds_sum{%s} %s\n", name, labels, sum);
    g_string_append_printf(to, "ringside_service_%s_seconds_count{%s} %" G_GUINT64_FORMAT "\n",
                           name, labels, d->n);
}

static void put_counter(GString *to, const struct shown *v, enum rs_quality_counter c)
{
    char name[RS_ENDPOINT_TEXT], *full = g_strdup_printf("service_%s", rs_quality_counter_name(c));
    char *help = g_strdup_printf("%s.", rs_quality_counter_text(c));
    const struct rs_service *s;
    family(to, full, "counter", NULL, help);
    for (unsigned i = 0; (s = nth(v, i, name)); i++)
        total(to, full, "service", name, s->counter[c]);
    g_free(full);
    g_free(help);
}

/* Registrations apart by scheme: their delays have as many peaks (RFC 6076 4.1). */
static void put_delay(GString *to, const struct shown *v, enum rs_quality_delay d)
{
    char name[RS_ENDPOINT_TEXT];
    char *full = g_strdup_printf("service_%s_seconds", rs_quality_delay_name(d));
    char *help = g_strdup_printf("%s.", rs_quality_delay_text(d));
    const struct rs_service *s;
    family(to, full, "histogram", "seconds", help);
    for (unsigned i = 0; (s = nth(v, i, name)); i++)
        for (int a = 0; a < (d == RS_DELAY_RRD ? RS_AUTH__COUNT : 1); a++) {
            const struct rs_delays *of = d == RS_DELAY_RRD ? &s->rrd[a] : &s->delay[d];
            if (!of->n)
                continue;
            char *labels =
                d == RS_DELAY_RRD
                    ? g_strdup_printf("service=\"%s\",scheme=\"%s\"", name,
                                      a ? rs_auth_scheme_name((enum rs_auth_scheme)a) : "none")
                    : g_strdup_printf("service=\"%s\"", name);
            put_histogram(to, rs_quality_delay_name(d), labels, of);
            g_free(labels);
        }
    g_free(full);
    g_free(help);
}

static void put_services(GString *to, const struct rs_quality *q)
{
    struct shown *v = g_new(struct shown, 1);
    char name[RS_ENDPOINT_TEXT];
    const struct rs_service *s;
    choose(v, q);
    family(to, "service_live_sessions", "gauge", NULL, "Sessions going on.");
    for (unsigned i = 0; (s = nth(v, i, name)); i++)
        g_string_append_printf(to, "ringside_service_live_sessions{service=\"%s\"} %u\n", name,
                               s->live);
    for (int c = 0; c < RS_QUALITY_COUNTER__COUNT; c++)
        put_counter(to, v, (enum rs_quality_counter)c);
    for (int d = 0; d < RS_QUALITY_DELAY__COUNT; d++)
        put_delay(to, v, (enum rs_quality_delay)d);
    g_free(v);
}

GString *rs_metrics_text(const struct rs_stats *s)
{
    GString *to = g_string_new(NULL);
    put_packets(to, s);
    if (s->watcher)
        put_watched(to, s->watcher);
    if (s->quality)
        put_services(to, s->quality);
    return g_string_append(to, "# EOF\n");
}
