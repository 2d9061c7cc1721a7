/*
 * Names and parameters of a Via: what via.c and the glance at it (usual_via.h)
 * share. No part of the API.
 */
#ifndef RS_SIP_VIA_INSIDE_H
#define RS_SIP_VIA_INSIDE_H

#include "sip/params.h"
#include "sip/via.h"

/* `usual` is the name as nearly all write it, and as long; written out for each, without a call. */
static inline __attribute__((always_inline)) bool rs_via_is_name(const char *p, const char *usual, size_t n)
{
    /* The second letter alone tells most of the names here apart. */
    return ((p[1] ^ usual[1]) & 0xdf) == 0 &&
           (memcmp(p, usual, n) == 0 || rs_span_eq_nocase(rs_span(p, n), rs_span(usual, n)));
}

static inline int rs_via_transport_of(struct rs_span name)
{
    switch (name.n) {
    case 2:
        return rs_via_is_name(name.p, "WS", 2) ? RS_TRANSPORT_WS : -1;
    case 3:
        if (rs_via_is_name(name.p, "UDP", 3))
            return RS_TRANSPORT_UDP;
        if (rs_via_is_name(name.p, "TCP", 3))
            return RS_TRANSPORT_TCP;
        if (rs_via_is_name(name.p, "TLS", 3))
            return RS_TRANSPORT_TLS;
        return rs_via_is_name(name.p, "WSS", 3) ? RS_TRANSPORT_WSS : -1;
    case 4:
        return rs_via_is_name(name.p, "SCTP", 4) ? RS_TRANSPORT_SCTP : -1;
    case 8:
        return rs_via_is_name(name.p, "TLS-SCTP", 8) ? RS_TRANSPORT_TLS_SCTP : -1;
    default:
        return -1;
    }
}

static inline bool rs_via_has_cookie(struct rs_span branch)
{
    /* RFC 4475 3.2.1: the cookie alone makes no transaction identifier. */
    return branch.n > 7 && rs_via_is_name(branch.p, "z9hG4bK", 7);
}

static inline struct rs_span rs_via_without_brackets(struct rs_span s)
{
    /* RFC 5118 4.5: received=[IPv6] is wrong and usual. */
    return s.n > 1 && s.p[0] == '[' && s.p[s.n - 1] == ']' ? rs_span(s.p + 1, s.n - 2) : s;
}

static inline void rs_via_keep_first(struct rs_span *field, struct rs_span value)
{
    if (!field->p)
        *field = value;
}

static inline void rs_via_take_rport(struct rs_span value, struct rs_via *out)
{
    if (out->has_rport)
        return;
    out->has_rport = true;
    rs_port_parse(value.p, value.n, &out->rport);
}

static inline void rs_via_take_param(const struct rs_param *param, struct rs_via *out)
{
    const char *name = param->name.p;

    switch (param->name.n) {
    case 5:
        if (rs_via_is_name(name, "rport", 5))
            rs_via_take_rport(param->value, out);
        else if (rs_via_is_name(name, "maddr", 5))
            rs_via_keep_first(&out->maddr, rs_via_without_brackets(param->value));
        break;
    case 6:
        if (rs_via_is_name(name, "branch", 6))
            rs_via_keep_first(&out->branch, param->value);
        break;
    case 8:
        if (rs_via_is_name(name, "received", 8))
            rs_via_keep_first(&out->received, rs_via_without_brackets(param->value));
        break;
    default:
        break;
    }
}

#endif
