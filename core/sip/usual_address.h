/*
 * URI and name-addr as nearly all write them, read from mark to mark in the form
 * that RS_ISA says. Included by the files glance_*.c alone.
 */
#ifndef RS_SIP_USUAL_ADDRESS_H
#define RS_SIP_USUAL_ADDRESS_H

#include "sip/name_addr.h"
#include "sip/usual.h"

static bool rs_usual_uri_alone(struct rs_span text, struct rs_uri *u)
{
    struct rs_marks m;
    return rs_marks_init(&m, text) && rs_usual_uri(&m, text.p, u) && m.at == m.end;
}

/* A quoted string and at most one space; the mark at hand is its opening quote. */
static inline bool rs_usual_quoted(struct rs_marks *m, struct rs_span *display)
{
    const char *begin = m->at + 1;

    do
        rs_marks_next(m);
    while (m->at < m->end && m->c != '"' && m->c != '\\');
    if (m->c != '"')
        return false;
    *display = rs_span_between(begin, m->at);
    begin = m->at + 1;
    rs_marks_next(m);
    if (m->c == ' ' && m->at == begin) {
        rs_marks_next(m);
        begin++;
    }
    return m->at == begin;
}

/* [display] before "<", quoted or of plain words. */
static inline bool rs_usual_display(struct rs_marks *m, struct rs_span value,
                                      struct rs_span *display)
{
    *display = RS_SPAN_NONE;
    if (m->at > value.p) {
        while (m->c == ' ')
            rs_marks_next(m);
        *display = rs_span_between(value.p, rs_skip_lws_back(value.p, m->at));
    } else if (m->c == '"' && !rs_usual_quoted(m, display)) {
        return false;
    }
    return m->c == '<';
}

/* The parameters from the ";" at hand on, with at most one tag. */
static inline bool rs_usual_address_params(struct rs_marks *m, struct rs_name_addr *out)
{
    struct rs_param param;
    bool found = false;

    out->params = rs_span_between(m->at, m->end);
    while (m->at < m->end) {
        if (!rs_usual_param(m, &param))
            return false;
        if (!rs_param_is_tag(param.name))
            continue;
        if (found)
            return false;
        out->tag = param.value;
        found = true;
    }
    return true;
}

/* [display] "<" usual URI ">" [params], with nothing to remark. */
static bool rs_usual_name_addr(struct rs_span value, struct rs_name_addr *out)
{
    struct rs_marks m;

    if (!rs_marks_init(&m, value) || !rs_usual_display(&m, value, &out->display))
        return false;
    const char *open = m.at;
    rs_marks_next(&m);
    if (!rs_usual_uri(&m, open + 1, &out->uri) || m.c != '>')
        return false;
    const char *close = m.at;
    rs_marks_next(&m);
    out->params = RS_SPAN_NONE;
    out->tag = RS_SPAN_NONE;
    out->wildcard = false;
    out->usual = true;
    out->faults = 0;
    return m.at == close + 1 && (m.at == m.end || (m.c == ';' && rs_usual_address_params(&m, out)));
}

#endif
