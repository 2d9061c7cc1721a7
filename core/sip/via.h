/*
 * Via: one via-parm (RFC 3261 20.42, 3581).
 */
#ifndef RS_SIP_VIA_H
#define RS_SIP_VIA_H

#include "base/endpoint.h"
#include "base/err.h"
#include "base/span.h"

struct rs_via {
    struct rs_span value;     /* the whole via-parm */
    struct rs_span protocol;  /* "SIP" */
    struct rs_span version;   /* "2.0" */
    struct rs_span transport; /* "UDP" as sent */
    int transport_id;         /* enum rs_transport, -1: another */
    struct rs_span host;      /* sent-by without [] */
    uint16_t port;            /* 0: none given */
    struct rs_span branch;    /* p == NULL: none */
    bool cookie;              /* branch begins with z9hG4bK (any case) and goes on behind it */
    struct rs_span received, maddr;
    bool has_rport;
    uint16_t rport;           /* 0: absent or empty */
    struct rs_span params;
    bool usual;               /* written as nearly all write it: nothing malformed, and SIP/2.0 */
};

/*
 * One value of the header (no list). RS_OK or RS_ERR_MALFORMED (what was
 * understood is filled).
 */
int rs_via_parse(struct rs_span value, struct rs_via *out);

/* The same for a value written as nearly all write it; false: nothing of *out counts. */
bool rs_via_usual(struct rs_span value, struct rs_via *out);

/*
 * Default port of a sent-by without one: 5061 for TLS and WSS-less TLS-SCTP,
 * 80, 443, else 5060.
 */
uint16_t rs_via_default_port(const struct rs_via *v);

#endif
