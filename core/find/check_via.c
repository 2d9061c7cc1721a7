#include "find/checks.h"

/* Via (P118; RFC 3261 18.1.1, 18.2, 20.42) and its sizes (P115). */

static void note(const struct rs_check *c, enum rs_fault_kind kind, struct rs_span where)
{
    rs_check_note(c, kind, RS_HEADER_VIA, where);
}

/* ---- the transport of the top one ---- */

#define OVER(transport) (1u << RS_TRANSPORT_##transport)

/*
 * Which transports may carry a message that says so. TLS may have been taken
 * off before the tap, and what the packet layer calls the transport may be the
 * outer one of WebSocket. JsSIP can be told to say TCP over WebSocket.
 */
static const uint16_t carriers[RS_TRANSPORT__COUNT] = {
    [RS_TRANSPORT_UDP] = OVER(UDP),
    [RS_TRANSPORT_TCP] = OVER(TCP) | OVER(WS) | OVER(WSS),
    [RS_TRANSPORT_TLS] = OVER(TLS) | OVER(TCP),
    [RS_TRANSPORT_WS] = OVER(WS) | OVER(WSS) | OVER(TCP) | OVER(TLS),
    [RS_TRANSPORT_WSS] = OVER(WS) | OVER(WSS) | OVER(TCP) | OVER(TLS),
    [RS_TRANSPORT_SCTP] = OVER(SCTP),
    [RS_TRANSPORT_TLS_SCTP] = OVER(TLS_SCTP) | OVER(SCTP),
};

/* A log tells what it imported, not what a wire carried. */
static void check_transport(const struct rs_check *c, const struct rs_via *via)
{
    if (!via->transport.n || c->o->imported)
        return;
    unsigned may = via->transport_id < 0 ? 0 : carriers[via->transport_id];
    if (!(may >> c->o->transport & 1))
        note(c, RS_FAULT_VIA_TRANSPORT, via->value);
}

/* ---- one via-parm ---- */

/* 0.0.0.0 and ::, 224.0.0.0/4 and ff00::/8, 255.255.255.255: nobody's own address. */
static bool is_nobody(const struct rs_addr *a)
{
    static const uint8_t none[16] = {0};
    size_t n = a->family == 4 ? 4 : 16;
    if (memcmp(a->octet, none, n) == 0)
        return true;
    if (a->family == 6)
        return a->octet[0] == 0xff;
    return a->octet[0] >> 4 == 14 || memcmp(a->octet, "\xff\xff\xff\xff", 4) == 0;
}

/* Cheap: few addresses begin like one of those; a usual one is no IPv6. */
static bool may_be_nobody(const struct rs_via *via)
{
    struct rs_span host = via->host;
    if (host.n < 2)
        return false;
    char a = host.p[0], b = host.p[1];
    return a == '0' || (a == '2' && b >= '2') || (!via->usual && rs_span_find(host, ':'));
}

static void check_sent_by(const struct rs_check *c, const struct rs_via *via)
{
    struct rs_addr addr;
    if (may_be_nobody(via) && rs_addr_parse(via->host.p, via->host.n, &addr) &&
        is_nobody(&addr))
        note(c, RS_FAULT_VIA_SENT_BY, via->value);
}

static bool is_sip_2(const struct rs_via *via)
{
    return rs_span_eq_nocase(via->protocol, RS_SPAN("SIP")) &&
           rs_span_eq(via->version, RS_SPAN("2.0"));
}

/* The cookie that promises a transaction identifier, and none (RFC 4475 3.2.1). */
static bool is_bare_cookie(struct rs_span branch)
{
    return branch.n == 7 && rs_span_eq_nocase(branch, RS_SPAN("z9hG4bK"));
}

/* A ";" that the next one or the end follows; quotes are asked only then. */
static bool may_have_empty_param(struct rs_span params)
{
    const char *p = params.p, *end = rs_span_end(params);
    while (p < end && (p = memchr(p, ';', (size_t)(end - p)))) {
        do {
            p++;
        } while (p < end && rs_is_lws(*p));
        if (p == end || *p == ';')
            return true;
    }
    return false;
}

static bool has_empty_param(struct rs_span params)
{
    struct rs_param param;
    if (!may_have_empty_param(params))
        return false;
    while (rs_param_next(&params, ';', &param))
        if (!param.name.n)
            return true;
    return false;
}

static void judge_form(const struct rs_check *c, const struct rs_via *via, bool ok)
{
    if (!ok || has_empty_param(via->params))
        note(c, RS_FAULT_VIA_MALFORMED, via->value);
    if (via->protocol.n && via->version.n && !is_sip_2(via))
        note(c, RS_FAULT_VIA_PROTOCOL, via->value);
}

/* What is there is looked at even when something else is broken. */
static void judge(const struct rs_check *c, const struct rs_via *via, bool ok)
{
    if (!via->usual)
        judge_form(c, via, ok);
    if (is_bare_cookie(via->branch))
        note(c, RS_FAULT_VIA_BAD_BRANCH, via->value);
    check_sent_by(c, via);
    rs_check_size(c, RS_HEADER_VIA, via->value, RS_LIMIT_VIA);
    rs_check_size(c, RS_HEADER_VIA, via->branch, RS_LIMIT_BRANCH);
}

static void check_value(const struct rs_check *c, struct rs_span value)
{
    struct rs_via via;
    if (!value.n) { /* ",,": as many as fit, and all that is to be said of each is known */
        note(c, RS_FAULT_VIA_MALFORMED, value);
        return;
    }
    bool ok = rs_via_parse(value, &via) == RS_OK;
    judge(c, &via, ok);
}

/* An empty line is P106; an empty element of a list is malformed. */
static void check_list(const struct rs_check *c, struct rs_span rest)
{
    if (!rest.n)
        return;
    while (rest.p)
        check_value(c, rs_span_cut(rest, ',', &rest));
}

/* What is usual as a whole has no comma, and is no list; two may be known from the view. */
static void check_line(const struct rs_check *c, struct rs_span line)
{
    struct rs_via via;
    if (c->v->second.usual && line.p == c->v->second.value.p)
        judge(c, &c->v->second, true);
    else if (rs_via_usual(line, &via))
        judge(c, &via, true);
    else
        check_list(c, line);
}

void rs_check_via(const struct rs_check *c)
{
    const struct rs_via *top = &c->v->via;
    check_transport(c, top);
    const struct rs_header *h = rs_msg_first(c->m, RS_HEADER_VIA);
    if (h && top->usual && top->value.n == h->value_len) {
        judge(c, top, true);
        h = rs_msg_next(c->m, h);
    }
    for (; h; h = rs_msg_next(c->m, h))
        check_line(c, rs_header_value(c->m, h));
}
