/*
 * Twins: what the parsers say of a value at a glance (sip/usual.h) and of the
 * same value with a space before it, which no glance takes, must be the same.
 * Each is true when they agree, or when the value is not usual. For tests and
 * fuzzers alike.
 */
#ifndef RS_TESTS_TWIN_H
#define RS_TESTS_TWIN_H

#include <stdlib.h>

#include "sip/name_addr.h"
#include "sip/via.h"

/* " " and the value, on the heap. */
static inline struct rs_span twin_of(struct rs_span value)
{
    char *copy = malloc(value.n + 1);
    if (!copy)
        abort();
    copy[0] = ' ';
    memcpy(copy + 1, value.p, value.n);
    return rs_span(copy, value.n + 1);
}

/* Both absent, or at the same place of both. */
static inline bool twin_same(struct rs_span value, struct rs_span a, struct rs_span twin,
                             struct rs_span b)
{
    if (!a.p || !b.p)
        return !a.p && !b.p && !a.n && !b.n;
    return a.n == b.n && a.p - value.p == b.p - (twin.p + 1);
}

static inline bool twin_uris(struct rs_span v, const struct rs_uri *a, struct rs_span t,
                             const struct rs_uri *b)
{
    return twin_same(v, a->text, t, b->text) && a->scheme == b->scheme &&
           twin_same(v, a->scheme_name, t, b->scheme_name) && twin_same(v, a->user, t, b->user) &&
           twin_same(v, a->password, t, b->password) && a->has_user == b->has_user &&
           twin_same(v, a->host, t, b->host) && a->port == b->port &&
           twin_same(v, a->params, t, b->params) && twin_same(v, a->headers, t, b->headers);
}

/* A URI has no mark of being usual: those without fault are compared. */
static inline bool twin_uri_agrees(struct rs_span value)
{
    struct rs_uri a, b;
    if (!value.n || rs_uri_parse(value, &a) != RS_OK || a.faults)
        return true;
    struct rs_span twin = twin_of(value);
    bool agrees = rs_uri_parse(twin, &b) == RS_OK && b.faults == RS_URI_FAULT_SPACE &&
                  twin_uris(value, &a, twin, &b);
    free((char *)(uintptr_t)twin.p);
    return agrees;
}

static inline bool twin_name_addr_agrees(struct rs_span value)
{
    struct rs_name_addr a, b;
    if (rs_name_addr_parse(value, &a) != RS_OK || !a.usual)
        return true;
    struct rs_span twin = twin_of(value);
    bool agrees = rs_name_addr_parse(twin, &b) == RS_OK && !b.usual && !a.faults && !b.faults &&
                  !b.uri.faults && !a.wildcard && !b.wildcard &&
                  twin_uris(value, &a.uri, twin, &b.uri) && !a.uri.faults &&
                  twin_same(value, a.display, twin, b.display) &&
                  twin_same(value, a.params, twin, b.params) &&
                  twin_same(value, a.tag, twin, b.tag) && !rs_span_find(a.params, ',');
    free((char *)(uintptr_t)twin.p);
    return agrees;
}

static inline bool twin_vias(struct rs_span v, const struct rs_via *a, struct rs_span t,
                             const struct rs_via *b)
{
    return twin_same(v, a->value, t, b->value) && twin_same(v, a->protocol, t, b->protocol) &&
           twin_same(v, a->version, t, b->version) && twin_same(v, a->transport, t, b->transport) &&
           a->transport_id == b->transport_id && twin_same(v, a->host, t, b->host) &&
           a->port == b->port && twin_same(v, a->branch, t, b->branch) && a->cookie == b->cookie &&
           twin_same(v, a->received, t, b->received) && twin_same(v, a->maddr, t, b->maddr) &&
           a->has_rport == b->has_rport && a->rport == b->rport &&
           twin_same(v, a->params, t, b->params);
}

static inline bool twin_via_agrees(struct rs_span value)
{
    struct rs_via a, b;
    if (rs_via_parse(value, &a) != RS_OK || !a.usual)
        return true;
    struct rs_span twin = twin_of(value);
    bool agrees = rs_via_parse(twin, &b) == RS_OK && !b.usual && twin_vias(value, &a, twin, &b) &&
                  !rs_span_find(value, ',');
    free((char *)(uintptr_t)twin.p);
    return agrees;
}

#endif
