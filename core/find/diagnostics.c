#include "find/diagnostics.h"

#include <string.h>

#include "find/evidence.h"
#include "find/message_findings.h"
#include "sip/microsoft.h"

enum { WINDOW_US = 300000000, REASON_MAX = 120, SOURCE_MAX = 64, PARAMS_MAX = 120 };

/* In this order: the server's own says more than the public one, the client's comes from afar. */
static const enum rs_header_id headers[] = {
    RS_HEADER_MS_DIAGNOSTICS, RS_HEADER_MS_DIAGNOSTICS_PUBLIC, RS_HEADER_MS_CLIENT_DIAGNOSTICS};

enum { HEADERS = sizeof headers / sizeof headers[0] };

/* A failed request, or the end of a session: there an unknown ErrorId is one of an error. */
static bool is_bad_end(const struct rs_msg *m)
{
    return m->kind == RS_MSG_RESPONSE ? m->status >= 400
                                      : m->method == RS_METHOD_BYE || m->method == RS_METHOD_CANCEL;
}

/* -1: it tells of no failure. */
static int severity_of(const struct rs_msg *m, const struct rs_ms_diagnostics_row *row)
{
    if (row)
        return row->severity;
    return is_bad_end(m) ? (int)rs_catalogue_get(RS_FINDING_L601)->severity : -1;
}

static bool is_said(const struct rs_param *p)
{
    return rs_span_eq_nocase(p->name, RS_SPAN("source")) ||
           rs_span_eq_nocase(p->name, RS_SPAN("reason"));
}

/* What else stands there: the domain that has no record, the gateway's status ... */
static void add_params(struct rs_evidence_text *t, struct rs_finding *f, struct rs_span params)
{
    char text[PARAMS_MAX + 1];
    size_t n = 0;
    struct rs_param p;
    while (rs_param_next(&params, ';', &p)) {
        struct rs_span octets = p.value.p ? rs_span_between(p.name.p, rs_span_end(p.value)) : p.name;
        if (!p.name.n || is_said(&p) || n + octets.n + 2 > PARAMS_MAX)
            continue;
        if (n)
            text[n++] = ';';
        memcpy(text + n, octets.p, octets.n);
        n += octets.n;
        if (p.quoted)
            text[n++] = '"'; /* the value's closing one stands behind it */
    }
    rs_evidence_text(t, f, "params", rs_span(text, n));
}

static void add_evidence(struct rs_evidence_text *t, struct rs_finding *f, enum rs_header_id header,
                         const struct rs_ms_diagnostics *d, const struct rs_ms_diagnostics_row *row)
{
    rs_evidence_number(t, f, "error_id", d->error_id);
    if (row) {
        rs_evidence_text(t, f, "class", rs_span_str(row->class));
        rs_evidence_text(t, f, "meaning", rs_span_str(row->words));
    }
    rs_evidence_text(t, f, "part", rs_span_str(rs_ms_diagnostics_part(d->error_id)));
    rs_evidence_text(t, f, "header", rs_span_str(rs_header_text(header)));
    rs_evidence_text(t, f, "reason", rs_span_first(d->reason, REASON_MAX));
    rs_evidence_text(t, f, "source", rs_span_first(d->source, SOURCE_MAX));
    add_params(t, f, d->params);
}

/* The n-th of its kind said by that server, or from that address where it names none. */
static bool said_first(struct rs_repeats *repeats, const struct rs_annotation *a,
                       const struct rs_ms_diagnostics *d)
{
    char source[SOURCE_MAX + 1];
    struct rs_endpoint who = {.port = 0};
    rs_span_copy(rs_span_first(d->source, SOURCE_MAX), source, sizeof source);
    if (!d->source.n)
        who.addr = a->origin->src.addr;
    return rs_repeats_count(repeats, 0x20000000u + d->error_id, &who, source, a->origin->time_us,
                            WINDOW_US) == 1;
}

static bool has_any(const struct rs_msg *m)
{
    unsigned any = 0;
    for (size_t i = 0; i < HEADERS; i++)
        any |= m->first[headers[i]];
    return any;
}

void rs_diagnostics_findings(struct rs_repeats *repeats, const struct rs_annotation *a,
                             void (*report)(void *user, const struct rs_finding *f, bool tell),
                             void *user)
{
    uint32_t seen[HEADERS];
    size_t count = 0;
    if (!has_any(a->msg))
        return;
    for (size_t i = 0; i < HEADERS; i++) {
        struct rs_ms_diagnostics d;
        const struct rs_header *h = rs_msg_first(a->msg, headers[i]);
        if (!h || rs_ms_diagnostics_parse(rs_header_value(a->msg, h), &d) != RS_OK)
            continue;
        const struct rs_ms_diagnostics_row *row = rs_ms_diagnostics_row(d.error_id);
        int severity = severity_of(a->msg, row);
        bool again = false;
        for (size_t k = 0; k < count; k++)
            again |= seen[k] == d.error_id; /* ms-diagnostics and its public twin */
        if (severity < 0 || again)
            continue;
        seen[count++] = d.error_id;
        struct rs_evidence_text text = {.used = 0};
        struct rs_finding f;
        rs_message_finding_fill(&f, a, RS_FINDING_L601, (enum rs_severity)severity);
        add_evidence(&text, &f, headers[i], &d, row);
        report(user, &f, said_first(repeats, a, &d));
    }
}
