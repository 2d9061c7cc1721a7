/* What was read, what it was, and what was found: the end of a text run. */
#include <stdio.h>

#include "outputs/filter.h"
#include "outputs/text.h"

enum { LABEL_WIDTH = 22, COUNT_WIDTH = 10, HINT_FRAMES = 8, WIDTH = 100, ITEM_MAX = 160 };

/* The items behind a count, wrapped where the line is full. */
struct items {
    struct rs_writer *w;
    unsigned count, column;
};

static void put_label(struct rs_writer *w, const char *label)
{
    size_t n = strlen(label);

    rs_put_str(w, label);
    for (; n < LABEL_WIDTH; n++)
        rs_put_char(w, ' ');
}

static void put_count(struct rs_writer *w, uint64_t count)
{
    unsigned digits = 1;

    for (uint64_t v = count; v >= 10; v /= 10)
        digits++;
    for (; digits < COUNT_WIDTH; digits++)
        rs_put_char(w, ' ');
    rs_put_u64(w, count);
}

static void put_row(struct rs_writer *w, const char *label, uint64_t count)
{
    put_label(w, label);
    put_count(w, count);
}

static struct items items_of(struct rs_writer *w)
{
    return (struct items){w, 0, LABEL_WIDTH + COUNT_WIDTH};
}

static void put_blanks(struct rs_writer *w, unsigned n)
{
    while (n--)
        rs_put_char(w, ' ');
}

/* "name 3"; status 0: none stands before the name. */
static void put_item(struct items *to, unsigned status, const char *name, uint64_t count)
{
    unsigned width = rs_writer_columns(to->w) ? rs_writer_columns(to->w) : WIDTH;
    char text[ITEM_MAX];
    int n = status ? snprintf(text, sizeof text, "%u %s %llu", status, name,
                              (unsigned long long)count)
                   : snprintf(text, sizeof text, "%s %llu", name, (unsigned long long)count);

    if (to->count++)
        rs_put_char(to->w, ',');
    if (to->count > 1 && to->column + (unsigned)n + 3 > width) {
        rs_put_char(to->w, '\n');
        put_blanks(to->w, LABEL_WIDTH + COUNT_WIDTH + 1);
        to->column = LABEL_WIDTH + COUNT_WIDTH;
    }
    rs_put_str(to->w, to->count == 1 ? "  " : " ");
    rs_put_str(to->w, text);
    to->column += (unsigned)n + 2;
}

/* A row without a count of its own. */
static struct items put_items_row(struct rs_writer *w, const char *label)
{
    put_label(w, label);
    put_blanks(w, COUNT_WIDTH);
    return items_of(w);
}

static void put_span_of_time(struct rs_writer *w, const struct rs_stats *s)
{
    if (!s->time_us)
        return;
    rs_put_str(w, "  from ");
    rs_put_clock(w, s->first_us);
    rs_put_str(w, " to ");
    rs_put_clock(w, s->time_us);
    rs_put_str(w, " UTC (");
    rs_put_fixed(w, s->time_us - s->first_us, 3);
    rs_put_str(w, " s)");
}

static void put_drops(struct rs_writer *w, const struct rs_packet_counters *c)
{
    struct items items = items_of(w);

    put_row(w, "  dropped", rs_packet_dropped(c));
    for (int v = RS_PACKET_FIRST_DROP; v < RS_PACKET__COUNT; v++)
        if (c->verdicts[v])
            put_item(&items, 0, rs_packet_verdict_text((enum rs_packet_verdict)v),
                     c->verdicts[v]);
    rs_put_char(w, '\n');
}

/* What was not seen, by reason: alerts that miss something have to be read with it. */
static void put_visibility(struct rs_writer *w, const struct rs_stats *s)
{
    struct rs_visibility v = rs_visibility_of(s);
    struct items items = {.count = 0};

    for (int r = 0; r < RS_UNSEEN__COUNT; r++) {
        if (!v.count[r])
            continue;
        if (!items.count)
            items = put_items_row(w, "Not seen");
        put_item(&items, 0, rs_unseen_text((enum rs_unseen_reason)r), v.count[r]);
    }
    if (items.count)
        rs_put_char(w, '\n');
}

/* Encapsulations that nobody reads, by number: what the tap sends besides. */
static void put_unknown(struct rs_writer *w, const struct rs_packet_counters *c)
{
    struct items items = {.count = 0};
    char name[RS_PACKET_STRANGER_TEXT];

    for (int i = 0; i < RS_PACKET_STRANGERS; i++) {
        if (!c->strangers[i].count)
            continue;
        if (!items.count)
            items = put_items_row(w, "  unknown");
        put_item(&items, 0, rs_packet_stranger_name(&c->strangers[i], name),
                 c->strangers[i].count);
    }
    if (items.count)
        rs_put_char(w, '\n');
}

/* The sessions by what became of them, and where those that may be SIP go to. */
static void put_secured(struct rs_text_output *t, const struct rs_packet_counters *c)
{
    struct items items = items_of(t->w);

    if (!c->tls_sessions)
        return;
    put_row(t->w, "TLS sessions", c->tls_sessions);
    if (c->tls_undecryptable)
        put_item(&items, 0, "not read", c->tls_undecryptable);
    if (c->tls_undecryptable_sip)
        put_item(&items, 0, "of these SIP by port or ALPN", c->tls_undecryptable_sip);
    for (int r = 0; r < RS_TLS_REASON__COUNT; r++)
        if (c->tls_unread[r])
            put_item(&items, 0, rs_tls_reason_text((enum rs_tls_reason)r), c->tls_unread[r]);
    rs_put_char(t->w, '\n');
    rs_text_tls_rows(t);
}

static void put_frames(struct rs_writer *w, const struct rs_stats *s)
{
    put_row(w, "Frames read", s->frames);
    put_span_of_time(w, s);
    rs_put_char(w, '\n');
    if (s->packets) {
        put_row(w, "  analysed", s->packets->verdicts[RS_PACKET_ANALYSED]);
        rs_put_char(w, '\n');
        put_row(w, "  not SIP", s->packets->verdicts[RS_PACKET_NOT_SIP]);
        rs_put_char(w, '\n');
        put_drops(w, s->packets);
        put_unknown(w, s->packets);
    }
    if (s->results_lost)
        put_row(w, "Results not written", s->results_lost);
    if (s->kernel_dropped || s->interface_dropped) {
        struct items items = items_of(w);

        put_row(w, "Lost before us", s->kernel_dropped + s->interface_dropped);
        put_item(&items, 0, "by the kernel", s->kernel_dropped);
        put_item(&items, 0, "by the interface", s->interface_dropped);
        rs_put_char(w, '\n');
    }
}

static void put_messages(struct rs_writer *w, const struct rs_watcher_counters *c)
{
    struct items items = items_of(w);

    put_row(w, "SIP messages", c->messages);
    put_item(&items, 0, "requests", c->requests);
    put_item(&items, 0, "responses", c->responses);
    put_item(&items, 0, "retransmissions", c->retransmissions);
    put_item(&items, 0, "captured twice", c->duplicates);
    rs_put_char(w, '\n');
}

static void put_methods(struct rs_writer *w, const struct rs_watcher_counters *c)
{
    struct items items = items_of(w);

    put_row(w, "  requests", c->requests);
    for (int m = RS_METHOD_UNKNOWN + 1; m < RS_METHOD__COUNT; m++)
        if (c->methods[m])
            put_item(&items, 0, rs_method_name((enum rs_method)m), c->methods[m]);
    if (c->methods[RS_METHOD_UNKNOWN])
        put_item(&items, 0, "unknown", c->methods[RS_METHOD_UNKNOWN]);
    rs_put_char(w, '\n');
}

static uint64_t class_count(const struct rs_watcher_counters *c, unsigned first)
{
    uint64_t sum = 0;

    for (unsigned status = first; status < first + 100; status++)
        sum += c->statuses[status];
    return sum;
}

static void put_class_label(struct rs_text_output *t, unsigned first)
{
    char label[LABEL_WIDTH + 1] = "  ?xx ";

    label[2] = (char)('0' + first / 100);
    strncat(label, rs_status_class(first), sizeof label - strlen(label) - 1);
    rs_text_paint(t, rs_paint_of_status(first));
    put_label(t->w, label);
    rs_text_paint(t, RS_PAINT_NONE);
}

static void put_class(struct rs_text_output *t, const struct rs_watcher_counters *c,
                      unsigned first)
{
    struct items items = items_of(t->w);

    put_class_label(t, first);
    put_count(t->w, class_count(c, first));
    for (unsigned status = first; status < first + 100; status++)
        if (c->statuses[status])
            put_item(&items, status, rs_status_phrase(status), c->statuses[status]);
    rs_put_char(t->w, '\n');
}

static void put_statuses(struct rs_text_output *t, const struct rs_watcher_counters *c)
{
    for (unsigned first = 100; first < 700; first += 100)
        if (class_count(c, first))
            put_class(t, c, first);
    if (c->statuses[0]) {
        put_row(t->w, "  no valid status", c->statuses[0]);
        rs_put_char(t->w, '\n');
    }
}

static void put_objects(struct rs_writer *w, const struct rs_watcher_counters *c)
{
    struct items items = items_of(w);

    put_row(w, "Transactions", c->transactions);
    put_item(&items, 0, "dialogs", c->dialogs);
    put_item(&items, 0, "calls (Call-IDs)", c->calls);
    if (c->joins)
        put_item(&items, 0, "joined to others", c->joins);
    if (c->joins_refused)
        put_item(&items, 0, "not joined, too many", c->joins_refused);
    put_item(&items, 0, "registrations", c->registrations);
    rs_put_char(w, '\n');
    if (c->evicted_transactions || c->evicted_dialogs || c->evicted_calls) {
        items = put_items_row(w, "  forgotten, no room");
        put_item(&items, 0, "transactions", c->evicted_transactions);
        put_item(&items, 0, "dialogs", c->evicted_dialogs);
        put_item(&items, 0, "calls", c->evicted_calls);
        rs_put_char(w, '\n');
    }
}

static void put_finding(struct rs_text_output *t, enum rs_finding_id id)
{
    const struct rs_catalogue_entry *c = rs_catalogue_get(id);
    const struct rs_text_tally *of = &t->tally[id];
    char label[LABEL_WIDTH + 1];

    snprintf(label, sizeof label, "  %s", rs_severity_name((enum rs_severity)of->severity));
    rs_text_paint(t, rs_paint_of_severity(of->severity));
    put_label(t->w, label);
    put_count(t->w, of->count);
    rs_put_str(t->w, "  ");
    rs_put_str(t->w, c->id);
    rs_put_char(t->w, ' ');
    rs_put_str(t->w, c->name);
    rs_text_paint(t, RS_PAINT_NONE);
    if (of->first_frame) {
        rs_put_str(t->w, ", first in ");
        rs_text_frame(t, of->first_frame, of->first_interface);
    }
    rs_put_char(t->w, '\n');
}

/* Something to paste into Wireshark: the first frame of each finding. */
static void put_hint(struct rs_text_output *t)
{
    uint64_t frames[HINT_FRAMES];
    unsigned count = 0;
    char filter[RS_FILTER_TEXT];

    if (!t->settings->from_files || t->several_inputs || t->placed)
        return;
    for (int id = 0; id < RS_FINDING__COUNT && count < HINT_FRAMES; id++)
        if (t->tally[id].first_frame)
            frames[count++] = t->tally[id].first_frame;
    if (!rs_filter_of_frames(frames, count, filter, sizeof filter))
        return;
    rs_put_str(t->w, "In Wireshark: ");
    rs_put_str(t->w, filter);
    rs_put_char(t->w, '\n');
}

static void put_findings(struct rs_text_output *t)
{
    uint64_t sum = 0;

    for (int id = 0; id < RS_FINDING__COUNT; id++)
        sum += t->tally[id].count;
    put_row(t->w, "Findings", sum);
    rs_put_char(t->w, '\n');
    for (int severity = RS_CRITICAL; severity >= RS_INFO; severity--)
        for (int id = 0; id < RS_FINDING__COUNT; id++)
            if (t->tally[id].count && t->tally[id].severity == severity)
                put_finding(t, (enum rs_finding_id)id);
}

/* What the settings kept back: nobody should wonder where it went. */
static void put_suppressed(struct rs_writer *w, const struct rs_watcher_counters *c)
{
    uint64_t sum = 0;
    struct items items = items_of(w);

    for (int id = 0; id < RS_FINDING__COUNT; id++)
        sum += c->suppressed[id];
    if (!sum)
        return;
    put_row(w, "Kept back by settings", sum);
    for (int id = 0; id < RS_FINDING__COUNT; id++)
        if (c->suppressed[id])
            put_item(&items, 0, rs_catalogue_get((enum rs_finding_id)id)->id, c->suppressed[id]);
    rs_put_char(w, '\n');
}

/* The names in logs, and the addresses that stand for them above. */
static void put_hosts(struct rs_text_output *t)
{
    const struct rs_hosts *h = t->settings->hosts;

    if (!h || !h->count)
        return;
    put_row(t->w, "Hosts named in logs", h->count);
    rs_put_char(t->w, '\n');
    for (unsigned i = 0; i < h->count; i++) {
        rs_put_str(t->w, "  ");
        rs_put_addr(t->w, &h->host[i].addr);
        rs_put_str(t->w, " is ");
        rs_put_str(t->w, h->host[i].name);
        rs_put_str(t->w, h->host[i].made_up ? " (its address is not in the log)\n" : "\n");
    }
}

int rs_text_stats(void *state, const struct rs_stats *s)
{
    struct rs_text_output *t = state;

    /*
     * A line every few seconds would drown the alerts: only the last one is for
     * people.
     */
    if (!(t->settings->log & RS_LOG_STATS) || !s->final)
        return RS_OK;
    rs_put_char(t->w, '\n');
    put_frames(t->w, s);
    put_visibility(t->w, s);
    if (s->packets)
        put_secured(t, s->packets);
    if (s->watcher) {
        put_messages(t->w, s->watcher);
        put_methods(t->w, s->watcher);
        put_statuses(t, s->watcher);
        put_objects(t->w, s->watcher);
        rs_text_quality(t, s->quality);
    }
    put_findings(t);
    if (s->watcher)
        put_suppressed(t->w, s->watcher);
    put_hint(t);
    put_hosts(t);
    return rs_writer_flush(t->w);
}
