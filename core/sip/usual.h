/*
 * The pieces of values as nearly all write them, read from mark to mark; what
 * usual_address.h and usual_via.h share. No part of the API.
 *
 * Those who are usual have nothing wrong with them, and the parsers give what
 * is found here without looking closer. Whatever is not known at a glance is left
 * to them: false says that it is not usual, not that it is wrong.
 *
 * No "a = b = RS_SPAN_NONE": a compiler reads b back as one piece from where it has
 * just been written as two, and the machine waits until both have arrived.
 */
#ifndef RS_SIP_USUAL_H
#define RS_SIP_USUAL_H

#include "base/marks.h"
#include "sip/params.h"
#include "sip/uri.h"

/* "sip:" or "sips:" from p to the mark at hand, and on to the next one. */
static inline bool rs_usual_scheme(struct rs_marks *m, const char *p, struct rs_uri *u)
{
    size_t n = (size_t)(m->at - p);
    if (m->c != ':' || n - 3 > 1 || memcmp(p, "sip", 3) != 0 || (n == 4 && p[3] != 's'))
        return false;
    u->scheme = n == 3 ? RS_URI_SIP : RS_URI_SIPS;
    u->scheme_name = rs_span(p, n);
    rs_marks_next(m);
    return true;
}

/* host [ ":" port ] from p to the mark at hand, or the next one. */
static inline bool rs_usual_hostport(struct rs_marks *m, const char *p, struct rs_span *host,
                                     uint16_t *port)
{
    *host = rs_span_between(p, m->at);
    *port = 0;
    if (m->c != ':')
        return host->n > 0;
    const char *digits = m->at + 1;
    unsigned value = 0;
    rs_marks_next(m);
    for (p = digits; p < m->at && rs_is_digit(*p); p++)
        value = value * 10 + (unsigned)(*p - '0');
    *port = (uint16_t)value;
    return host->n > 0 && p == m->at && p > digits && p - digits <= 5 && value <= 65535;
}

/* [ user "@" ] host [ ":" port ] from p on. */
static inline bool rs_usual_authority(struct rs_marks *m, const char *p, struct rs_uri *u)
{
    const char *first = m->at;
    while (m->c == '+')
        rs_marks_next(m);
    u->has_user = m->c == '@';
    u->user = RS_SPAN_NONE;
    if (!u->has_user) /* no host has a "+" */
        return m->at == first && rs_usual_hostport(m, p, &u->host, &u->port);
    u->user = rs_span_between(p, m->at);
    p = m->at + 1;
    rs_marks_next(m);
    return u->user.n > 0 && rs_usual_hostport(m, p, &u->host, &u->port);
}

/*
 * sip:user@host:port;params from p on, without password, escapes, IPv6 and
 * headers; stands on the mark that follows, which is for the caller to judge.
 */
static inline bool rs_usual_uri(struct rs_marks *m, const char *p, struct rs_uri *u)
{
    if (!rs_usual_scheme(m, p, u) || !rs_usual_authority(m, rs_span_end(u->scheme_name) + 1, u))
        return false;
    const char *tail = m->at;
    u->params = RS_SPAN_NONE;
    if (m->c == ';') {
        while (m->c == ';' || m->c == '=' || m->c == '+')
            rs_marks_next(m);
        u->params = rs_span_between(tail, m->at);
    }
    u->password = RS_SPAN_NONE;
    u->headers = RS_SPAN_NONE;
    u->faults = 0;
    u->text = rs_span_between(p, m->at);
    return true;
}

/*
 * The parameter behind the ";" at hand, with a name and without quotes,
 * brackets, commas and white space; stands on the ";" or end that follows.
 */
static inline bool rs_usual_param(struct rs_marks *m, struct rs_param *out)
{
    const char *begin = m->at + 1;
    rs_marks_next(m);
    out->name = rs_span_between(begin, m->at);
    out->value = RS_SPAN_NONE;
    out->quoted = false;
    if (m->c == '=') {
        begin = m->at + 1;
        do {
            rs_marks_next(m);
        } while (m->at < m->end &&
                 (m->c == '=' || !rs_char_is(m->c, RS_CHAR_PARAM_STOP | RS_CHAR_LWS)));
        out->value = rs_span_between(begin, m->at);
    }
    return out->name.n > 0 && (m->c == ';' || m->at == m->end);
}

#endif
