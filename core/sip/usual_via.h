/*
 * Via as nearly all write it, read from mark to mark in the form that RS_ISA
 * says. Included by the files glance_*.c alone.
 */
#ifndef RS_SIP_USUAL_VIA_H
#define RS_SIP_USUAL_VIA_H

#include "sip/usual.h"
#include "sip/via_inside.h"

/* "SIP/2.0/" transport SP host [ ":" port ]; the mark at hand is the SP. */
static inline bool rs_usual_sent_by(struct rs_marks *m, const char *p, struct rs_via *out)
{
    out->protocol = rs_span(p, 3);
    out->version = rs_span(p + 4, 3);
    out->transport = rs_span_between(p + 8, m->at);
    if (!out->transport.n || m->c != ' ')
        return false;
    out->transport_id = rs_via_transport_of(out->transport);
    p = m->at + 1;
    rs_marks_next(m);
    return rs_usual_hostport(m, p, &out->host, &out->port);
}

/* Parameters that all have a name, from the ";" at hand on. */
static inline bool rs_usual_via_params(struct rs_marks *m, struct rs_via *out)
{
    struct rs_param param;

    out->params = rs_span_between(m->at, m->end);
    while (m->at < m->end) {
        if (!rs_usual_param(m, &param))
            return false;
        rs_via_take_param(&param, out);
    }
    return true;
}

static bool rs_usual_via(struct rs_span value, struct rs_via *out)
{
    struct rs_marks m;

    if (value.n < 9 || memcmp(value.p, "SIP/2.0/", 8) != 0 ||
        !rs_marks_init(&m, rs_span_skip(value, 8)) || !rs_usual_sent_by(&m, value.p, out))
        return false;
    out->value = value;
    out->branch = RS_SPAN_NONE;
    out->received = RS_SPAN_NONE;
    out->maddr = RS_SPAN_NONE;
    out->params = RS_SPAN_NONE;
    out->has_rport = false;
    out->rport = 0;
    out->usual = m.at == m.end || (m.c == ';' && rs_usual_via_params(&m, out));
    out->cookie = rs_via_has_cookie(out->branch);
    return out->usual;
}

#endif
