/* One line an alert: when, how bad, what, who, and where to look. */
#include "outputs/text.h"

enum { EVIDENCE_SHOWN = 120 };

/* An absence is told late and stands early; of files, the one given first was read first. */
static bool stands_before(const struct rs_finding *f, const struct rs_text_tally *of)
{
    if (f->origin.interface != of->first_interface)
        return f->origin.interface < of->first_interface;
    return f->frame < of->first_frame;
}

static void tally(struct rs_text_output *t, const struct rs_finding *f)
{
    struct rs_text_tally *of = &t->tally[f->id];

    of->count++;
    if (f->severity > of->severity)
        of->severity = f->severity;
    if (!of->first_frame || (f->frame && stands_before(f, of))) {
        of->first_frame = f->frame;
        of->first_interface = f->origin.interface;
    }
}

static void put_severity(struct rs_text_output *t, unsigned severity)
{
    const char *name = rs_severity_name((enum rs_severity)severity);

    rs_text_paint(t, rs_paint_of_severity(severity));
    rs_put_str(t->w, name);
    for (size_t n = strlen(name); n < 9; n++)
        rs_put_char(t->w, ' ');
}

static void put_what(struct rs_text_output *t, const struct rs_finding *f)
{
    const struct rs_catalogue_entry *c = rs_catalogue_get(f->id);

    rs_put_str(t->w, c->id);
    rs_put_char(t->w, ' ');
    rs_put_str(t->w, c->name);
    rs_text_paint(t, RS_PAINT_NONE);
    if (f->count > 1) {
        rs_put_str(t->w, " (");
        rs_put_u64(t->w, f->count);
        rs_put_str(t->w, " times)");
    }
}

static void put_subject(struct rs_writer *w, const struct rs_finding *f)
{
    if (f->method.n) {
        rs_put_str(w, "  ");
        rs_text_cut(w, f->method, RS_TEXT_URI_MAX);
    }
    if (f->status) {
        rs_put_char(w, ' ');
        rs_put_u64(w, f->status);
    }
}

static void put_people(struct rs_writer *w, const struct rs_finding *f)
{
    if (f->from_uri.n || f->to_uri.n) {
        rs_put_str(w, "  ");
        rs_text_cut(w, f->from_uri.n ? f->from_uri : RS_SPAN("?"), RS_TEXT_URI_MAX);
        rs_put_str(w, " -> ");
        rs_text_cut(w, f->to_uri.n ? f->to_uri : RS_SPAN("?"), RS_TEXT_URI_MAX);
    }
    rs_put_str(w, "  ");
    rs_text_path(w, &f->origin);
    if (f->call_id.n) {
        rs_put_str(w, "  Call-ID ");
        rs_text_cut(w, f->call_id, RS_TEXT_CALL_ID_MAX);
    }
}

/* In quotes where it would run into what follows. */
static void put_value(struct rs_writer *w, struct rs_span text)
{
    bool quoted = rs_span_find(text, ' ') != NULL;

    if (quoted)
        rs_put_char(w, '"');
    rs_text_cut(w, text, EVIDENCE_SHOWN);
    if (quoted)
        rs_put_char(w, '"');
}

static void put_evidence(struct rs_writer *w, const struct rs_finding *f)
{
    for (unsigned i = 0; i < f->evidence_count; i++) {
        rs_put_str(w, i ? " " : "  ");
        rs_put_str(w, f->evidence[i].name);
        rs_put_char(w, '=');
        put_value(w, f->evidence[i].text);
    }
}

static void put_place(struct rs_text_output *t, const struct rs_finding *f)
{
    if (f->frame)
        rs_put_str(t->w, "  ");
    rs_text_frame(t, f->frame, f->origin.interface);
    if (f->call) {
        rs_put_str(t->w, "  call ");
        rs_put_u64(t->w, f->call);
    }
    if (f->partial)
        rs_put_str(t->w, "  (capture may be incomplete)");
}

/* The summary counts findings, whatever became of them as alerts. */
int rs_text_finding(void *state, const struct rs_finding *f)
{
    struct rs_text_output *t = state;

    tally(t, f);
    return rs_writer_error(t->w);
}

static void put_count(struct rs_writer *w, const struct rs_alert *a)
{
    rs_put_str(w, " (");
    rs_put_u64(w, a->count);
    rs_put_str(w, a->count == 1 ? " time" : " times");
    if (a->last_us > a->first_us) {
        rs_put_str(w, " in ");
        rs_put_fixed(w, a->last_us - a->first_us, 3);
        rs_put_str(w, " s");
    }
    rs_put_char(w, ')');
}

static const char *why_closed(enum rs_alert_end end)
{
    if (end == RS_ALERT_SILENCE)
        return "  silent since then";
    return end == RS_ALERT_NO_ROOM ? "  no room for more alerts" : "  end of input";
}

/* What goes on or is over, short: its first line has the rest. */
static void put_further(struct rs_text_output *t, const struct rs_alert *a)
{
    const struct rs_finding *f = a->finding;
    const struct rs_catalogue_entry *c = rs_catalogue_get(f->id);
    struct rs_writer *w = t->w;

    rs_put_str(w, c->id);
    rs_put_char(w, ' ');
    rs_put_str(w, c->name);
    rs_put_str(w, a->state == RS_ALERT_CLOSE ? ": over" : ": goes on");
    rs_text_paint(t, RS_PAINT_NONE);
    put_count(w, a);
    rs_put_str(w, "  ");
    rs_text_path(w, &f->origin);
    if (a->state == RS_ALERT_CLOSE)
        rs_put_str(w, why_closed(a->end));
    rs_put_str(w, f->frame ? "  since " : "");
    rs_text_frame(t, f->frame, f->origin.interface);
}

static void put_first(struct rs_text_output *t, const struct rs_finding *f)
{
    put_what(t, f);
    put_subject(t->w, f);
    put_people(t->w, f);
    put_evidence(t->w, f);
    put_place(t, f);
}

int rs_text_alert(void *state, const struct rs_alert *a)
{
    struct rs_text_output *t = state;

    if (!(t->settings->log & RS_LOG_ALERT))
        return rs_writer_error(t->w);
    rs_put_clock(t->w, a->time_us);
    rs_put_str(t->w, "  ");
    put_severity(t, a->finding->severity);
    if (a->state == RS_ALERT_UPDATE || a->state == RS_ALERT_CLOSE)
        put_further(t, a);
    else
        put_first(t, a->finding);
    return rs_text_end(t);
}
