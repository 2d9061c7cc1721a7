/*
 * URIs: sip, sips, tel and, as scheme and rest, all others (RFC 3261 19.1, 3966).
 * A view into the message; escapes stay as they were sent.
 */
#ifndef RS_SIP_URI_H
#define RS_SIP_URI_H

#include "base/endpoint.h"
#include "base/err.h"
#include "base/span.h"

enum rs_uri_scheme { RS_URI_SIP, RS_URI_SIPS, RS_URI_TEL, RS_URI_OTHER };

/*
 * What is wrong with it, as bits; the view is filled as far as it makes sense.
 */
enum rs_uri_fault {
    RS_URI_FAULT_SPACE = 1,
    RS_URI_FAULT_AT = 2,      /* more than one unescaped @ */
    RS_URI_FAULT_IPV6 = 4,    /* [] without an IPv6 address, or one without [] */
    RS_URI_FAULT_HOST = 8,    /* empty, or with characters no host has */
    RS_URI_FAULT_PORT = 16,   /* not 0-65535 */
    RS_URI_FAULT_ESCAPE = 32, /* % without two hexadecimal digits */
    RS_URI_FAULT_SCHEME = 64, /* no scheme */
    RS_URI_FAULT_NUL = 128    /* %00 in the user part */
};

struct rs_uri {
    struct rs_span text; /* the whole, without white space around it */
    uint8_t scheme;      /* enum rs_uri_scheme */
    struct rs_span scheme_name;
    struct rs_span user; /* tel: the number; with parameters of the user part; without password */
    struct rs_span password;
    bool has_user;       /* an @ is there */
    struct rs_span host; /* without []; as sent */
    uint16_t port;       /* 0: none */
    struct rs_span params;  /* from the first ";" on, without "?" part */
    struct rs_span headers; /* behind "?"; p == NULL when there is none */
    uint32_t faults;     /* enum rs_uri_fault */
};

/*
 * The span is the URI alone. RS_OK, or RS_ERR_MALFORMED when there is no scheme.
 * Where several @ stand unescaped, the user part ends at the last one before
 * the first ; or ? behind the first of them: "sip:a@b@c" has the host c,
 * "sip:a@b;x=y@z" has the host b.
 */
int rs_uri_parse(struct rs_span text, struct rs_uri *u);

/*
 * RFC 3261 19.1.4: user and password by octet, host and parameter values
 * without case, escapes of unreserved characters equal to the characters;
 * user, ttl, method and maddr parameters must stand in both or neither,
 * others only if in both must agree; headers must be equal. transport counts
 * with those four, as the RFC's own list of unequal URIs says. tel: RFC 3966 5.
 * URIs with more than RS_URI_PARAMS_COMPARED parameters (or headers) are equal
 * only if these stand in the same order: comparing stays linear.
 */
enum { RS_URI_PARAMS_COMPARED = 32 };

bool rs_uri_equal(const struct rs_uri *a, const struct rs_uri *b);

/*
 * The address of record: "sip:user@host[:port]" in lower-case scheme and host,
 * user unescaped where that is allowed, no parameters (RFC 3261 10.3 step 5);
 * "tel:" with visual separators removed; other schemes as sent. Written to
 * buf[cap] without NUL; returns its length, cut at cap.
 */
size_t rs_uri_aor(const struct rs_uri *u, char *buf, size_t cap);

/*
 * The value of a header in the "?" part (name in any case, value still
 * escaped), e.g. Replaces in a Refer-To. False when absent.
 */
bool rs_uri_header(const struct rs_uri *u, struct rs_span name, struct rs_span *value);

/*
 * All escapes resolved; an % without two hexadecimal digits stays. Written to
 * buf[cap]; returns the length, cut at cap. The result may hold any octet.
 */
size_t rs_uri_unescape(struct rs_span text, char *buf, size_t cap);

#endif
