/*
 * event_type "stats": Suricata's counters by its names, and ours. Counters that
 * are 0 are left out of ours, so that a record stays below 240 fields
 * (Wazuh takes 256).
 */
#include "outputs/eve.h"

/* Codes and findings named one by one; what is behind them is counted as "other". */
enum { STATUSES_MAX = 20, FINDINGS_MAX = 40 };

static void put_suricatas(struct rs_json *j, const struct rs_stats *s)
{
    rs_json_open_key(j, "stats");
    rs_json_u64(j, "uptime",
                s->time_us > s->first_us ? (uint64_t)(s->time_us - s->first_us) / 1000000 : 0);
    rs_json_open_key(j, "capture");
    rs_json_u64(j, "kernel_packets", s->frames);
    rs_json_u64(j, "kernel_drops", s->kernel_dropped);
    rs_json_u64(j, "kernel_ifdrops", s->interface_dropped);
    rs_json_close(j);
    rs_json_open_key(j, "decoder");
    rs_json_u64(j, "pkts", s->frames);
    rs_json_u64(j, "bytes", s->octets);
    rs_json_close(j);
    rs_json_close(j);
}

/* frames = analysed + not_sip + every drop reason, always. */
static void put_frames(struct rs_json *j, const struct rs_packet_counters *c)
{
    rs_json_open_key(j, "frames");
    rs_json_u64(j, "read", c->frames);
    rs_json_u64(j, "analysed", c->verdicts[RS_PACKET_ANALYSED]);
    rs_json_u64(j, "not_sip", c->verdicts[RS_PACKET_NOT_SIP]);
    rs_json_u64(j, "dropped", rs_packet_dropped(c));
    for (int v = RS_PACKET_FIRST_DROP; v < RS_PACKET__COUNT; v++)
        rs_json_u64_if(j, rs_packet_verdict_name((enum rs_packet_verdict)v), c->verdicts[v]);
    rs_json_close(j);
}

/* TLS sessions, by the reason why they could not be read. */
static void put_unread(struct rs_json *j, const struct rs_packet_counters *c)
{
    bool any = false;

    for (int r = 0; r < RS_TLS_REASON__COUNT; r++)
        any |= c->tls_unread[r] > 0;
    if (!any)
        return;
    rs_json_open_key(j, "tls_unread");
    for (int r = 0; r < RS_TLS_REASON__COUNT; r++)
        rs_json_u64_if(j, rs_tls_reason_name((enum rs_tls_reason)r), c->tls_unread[r]);
    rs_json_close(j);
}

static void put_packets(struct rs_json *j, const struct rs_packet_counters *c)
{
    put_frames(j, c);
    rs_json_open_key(j, "packets");
#define RS_PACKET_COUNTER(name, text) rs_json_u64_if(j, #name, c->name);
#define RS_PACKET_GAUGE(name, text) rs_json_u64_if(j, #name, c->name);
#include "packet/counters.def"
#undef RS_PACKET_COUNTER
#undef RS_PACKET_GAUGE
    put_unread(j, c);
    rs_json_close(j);
}

/* What was not seen, by reason; unknown encapsulations by number. */
static void put_visibility(struct rs_json *j, const struct rs_stats *s)
{
    struct rs_visibility v = rs_visibility_of(s);
    char name[RS_PACKET_STRANGER_TEXT];

    rs_json_open_key(j, "visibility");
    for (int r = 0; r < RS_UNSEEN__COUNT; r++)
        rs_json_u64_if(j, rs_unseen_name((enum rs_unseen_reason)r), v.count[r]);
    if (v.count[RS_UNSEEN_UNKNOWN_FRAMES]) {
        rs_json_open_key(j, "unknown");
        for (int i = 0; i < RS_PACKET_STRANGERS; i++)
            rs_json_u64_if(j, rs_packet_stranger_name(&s->packets->strangers[i], name),
                           s->packets->strangers[i].count);
        rs_json_close(j);
    }
    rs_json_close(j);
}

static void put_watched(struct rs_json *j, const struct rs_watcher_counters *c)
{
    rs_json_u64(j, "messages", c->messages);
    rs_json_u64(j, "requests", c->requests);
    rs_json_u64(j, "responses", c->responses);
    rs_json_u64(j, "retransmissions", c->retransmissions);
    rs_json_u64(j, "duplicates", c->duplicates);
    rs_json_u64(j, "not_sip", c->not_sip);
    rs_json_u64(j, "transactions", c->transactions);
    rs_json_u64(j, "dialogs", c->dialogs);
    rs_json_u64(j, "calls", c->calls);
    rs_json_u64_if(j, "joins", c->joins);
    rs_json_u64_if(j, "joins_refused", c->joins_refused);
    rs_json_u64(j, "registrations", c->registrations);
    rs_json_u64_if(j, "evicted_transactions", c->evicted_transactions);
    rs_json_u64_if(j, "evicted_dialogs", c->evicted_dialogs);
    rs_json_u64_if(j, "evicted_calls", c->evicted_calls);
}

static void put_methods(struct rs_json *j, const struct rs_watcher_counters *c)
{
    rs_json_open_key(j, "methods");
    for (int m = RS_METHOD_UNKNOWN + 1; m < RS_METHOD__COUNT; m++)
        rs_json_u64_if(j, rs_method_name((enum rs_method)m), c->methods[m]);
    rs_json_u64_if(j, "other", c->methods[RS_METHOD_UNKNOWN]);
    rs_json_close(j);
}

static void put_status(struct rs_json *j, unsigned status, uint64_t count)
{
    char code[4] = {(char)('0' + status / 100), (char)('0' + status / 10 % 10),
                    (char)('0' + status % 10), '\0'};

    rs_json_u64(j, code, count);
}

static void put_statuses(struct rs_json *j, const struct rs_watcher_counters *c)
{
    uint64_t others = c->statuses[0];
    unsigned named = 0;

    rs_json_open_key(j, "statuses");
    for (unsigned status = 100; status < 700; status++) {
        if (!c->statuses[status])
            continue;
        if (named++ >= STATUSES_MAX) {
            others += c->statuses[status];
            continue;
        }
        put_status(j, status, c->statuses[status]);
    }
    rs_json_u64_if(j, "other", others);
    rs_json_close(j);
}

/* How many of those that were met come before it: the worst first. */
static unsigned rank(const struct rs_watcher_counters *c, int id)
{
    unsigned before = 0, mine = rs_catalogue_get((enum rs_finding_id)id)->severity;

    for (int i = 0; i < RS_FINDING__COUNT; i++) {
        unsigned severity = rs_catalogue_get((enum rs_finding_id)i)->severity;
        before += c->findings[i] && (severity > mine || (severity == mine && i < id));
    }
    return before;
}

static void put_findings(struct rs_json *j, const struct rs_watcher_counters *c)
{
    uint64_t others = 0;

    rs_json_open_key(j, "findings");
    for (int id = 0; id < RS_FINDING__COUNT; id++)
        if (c->findings[id] && rank(c, id) < FINDINGS_MAX)
            rs_json_u64(j, rs_catalogue_get((enum rs_finding_id)id)->id, c->findings[id]);
        else
            others += c->findings[id];
    rs_json_u64_if(j, "other", others);
    rs_json_close(j);
}

/*
 * What the settings kept back, nothing where they keep nothing back. Their ids
 * in one field: a record has to stay below 256 of them.
 */
static void put_suppressed(struct rs_json *j, const struct rs_watcher_counters *c)
{
    uint64_t sum = 0;

    for (int id = 0; id < RS_FINDING__COUNT; id++)
        sum += c->suppressed[id];
    if (!sum)
        return;
    rs_json_u64(j, "suppressed", sum);
    rs_json_array_key(j, "suppressed_findings");
    for (int id = 0; id < RS_FINDING__COUNT; id++)
        if (c->suppressed[id])
            rs_json_text_element(j, rs_catalogue_get((enum rs_finding_id)id)->id);
    rs_json_array_close(j);
}

int rs_eve_stats(void *state, const struct rs_stats *s)
{
    struct rs_eve *e = state;
    struct rs_json *j = &e->j;

    if (!(e->settings->log & RS_LOG_STATS))
        return RS_OK;
    rs_json_open(j);
    rs_json_time(j, "timestamp", s->time_us);
    rs_json_text(j, "event_type", "stats");
    put_suricatas(j, s);
    if (!e->settings->strict_eve) {
        rs_json_open_key(j, "ringside");
        rs_json_bool(j, "final", s->final);
        put_visibility(j, s);
        rs_json_u64_if(j, "results_lost", s->results_lost);
        if (s->packets)
            put_packets(j, s->packets);
        if (s->watcher) {
            put_watched(j, s->watcher);
            put_methods(j, s->watcher);
            put_statuses(j, s->watcher);
            put_findings(j, s->watcher);
            put_suppressed(j, s->watcher);
        }
        rs_json_close(j);
    }
    int rc = rs_eve_end(e);
    return rc == RS_OK && !e->settings->strict_eve ? rs_eve_quality(e, s) : rc;
}
