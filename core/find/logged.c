#include "find/logged.h"

#include "find/watcher_state.h"
#include "sip/cseq.h"

enum { WINDOW_US = 300000000, TEXT_MAX = 160, RESULT_MAX = 80, DATA_MAX = 120, PEER_MAX = 60 };

static enum rs_severity severity_of(struct rs_span word)
{
    if (rs_span_starts_nocase(word, RS_SPAN("err")) || rs_span_starts_nocase(word, RS_SPAN("fatal")))
        return RS_MEDIUM;
    return rs_span_starts_nocase(word, RS_SPAN("info")) ? RS_INFO : RS_LOW;
}

/* The same trouble again and again is one. */
static bool said_first(struct rs_watcher *w, const struct rs_logged *l, int64_t now_us)
{
    char what[TEXT_MAX + 1];
    const struct rs_endpoint nobody = {.port = 0};
    rs_span_copy(rs_span_first(l->result.n ? l->result : l->text, TEXT_MAX), what, sizeof what);
    return rs_repeats_count(&w->repeats, 0x30000000u, &nobody, what, now_us, WINDOW_US) == 1;
}

static void fill(struct rs_finding *f, const struct rs_origin *o, const struct rs_logged *l)
{
    struct rs_cseq cseq;
    *f = (struct rs_finding){.id = RS_FINDING_L601,
                             .severity = (uint8_t)severity_of(l->severity),
                             .confidence = 100,
                             .time_us = o->time_us,
                             .first_us = o->time_us,
                             .last_us = o->time_us,
                             .frame = o->frame,
                             .frames = {o->frame},
                             .frame_count = 1,
                             .count = 1,
                             .origin = *o,
                             .scope_key = o->frame,
                             .call_id = l->call_id};
    if (l->cseq.n && rs_cseq_parse(l->cseq, &cseq) == RS_OK) {
        f->cseq = cseq.number;
        f->method = cseq.method_name;
    }
}

void rs_watcher_logged(struct rs_watcher *w, const struct rs_origin *origin,
                       const struct rs_logged *l)
{
    struct rs_evidence_text text = {.used = 0};
    struct rs_finding f;
    if (!l->text.n && !l->result.n)
        return;
    fill(&f, origin, l);
    rs_tracker_call(w->tracker, l->call_id, &f.call, &f.dialog, &f.frame);
    f.frames[0] = f.frame;
    rs_evidence_text(&text, &f, "subkind", RS_SPAN("logged"));
    rs_evidence_text(&text, &f, "text", rs_span_first(l->text, TEXT_MAX));
    rs_evidence_text(&text, &f, "result", rs_span_first(l->result, RESULT_MAX));
    rs_evidence_text(&text, &f, "peer", rs_span_first(l->peer, PEER_MAX));
    rs_evidence_text(&text, &f, "data", rs_span_first(l->data, DATA_MAX));
    rs_watcher_report(w, &f, said_first(w, l, origin->time_us) || w->each);
}
