#include "sip/via.h"

#include "base/chars.h"
#include "sip/glance.h"
#include "sip/via_inside.h"

/* sent-protocol = name SLASH version SLASH transport ----------------------- */

/* A token; what follows it. */
static const char *take_token(const char *p, const char *end, struct rs_span *token)
{
    const char *begin = p;

    p = rs_skip(p, end, RS_CHAR_TOKEN);
    *token = rs_span_between(begin, p);
    return p;
}

/* SLASH = SWS "/" SWS; what follows it, or NULL. */
static const char *take_slash(const char *p, const char *end)
{
    p = rs_skip_lws(p, end);
    return p < end && *p == '/' ? rs_skip_lws(p + 1, end) : NULL;
}

static const char *take_protocol_slowly(const char *p, const char *end, struct rs_via *out)
{
    p = take_token(p, end, &out->protocol);
    if (!(p = take_slash(p, end)))
        return NULL;
    p = take_token(p, end, &out->version);
    return take_slash(p, end);
}

/* What follows the sent-protocol and the white space behind it, or NULL. */
static const char *take_protocol(const char *p, const char *end, struct rs_via *out)
{
    if (end - p > 8 && memcmp(p, "SIP/2.0/", 8) == 0) {
        out->protocol = rs_span(p, 3);
        out->version = rs_span(p + 4, 3);
        p = rs_skip_lws(p + 8, end);
    } else if (!(p = take_protocol_slowly(p, end, out))) {
        return NULL;
    }
    p = take_token(p, end, &out->transport);
    out->transport_id = rs_via_transport_of(out->transport);
    if (!out->protocol.n || !out->version.n || !out->transport.n)
        return NULL;
    return p < end && rs_char_is(*p, RS_CHAR_LWS) ? rs_skip_lws(p, end) : NULL;
}

/* sent-by = host [ COLON port ] -------------------------------------------- */

static bool take_port(const char *p, const char *end, struct rs_via *out)
{
    p = rs_skip_lws(p, end);
    end = rs_skip_lws_back(p, end);
    return rs_port_parse(p, (size_t)(end - p), &out->port);
}

/* [ COLON port ] and nothing else. */
static bool take_colon_port(const char *p, const char *end, struct rs_via *out)
{
    p = rs_skip_lws(p, end);
    if (p == end)
        return true;
    return *p == ':' && take_port(p + 1, end, out);
}

static bool is_ipv6(const char *p, const char *end)
{
    struct rs_addr addr;

    return rs_addr_parse(p, (size_t)(end - p), &addr) && addr.family == 6;
}

static bool take_ipv6_reference(const char *p, const char *end, struct rs_via *out)
{
    const char *close = memchr(p, ']', (size_t)(end - p));

    out->host = rs_span_between(p + 1, close ? close : end);
    return close && is_ipv6(p + 1, close) && take_colon_port(close + 1, end, out);
}

/* IPv6 without []: all of it, or else a port behind its last colon. */
static bool take_bare_ipv6(const char *p, const char *end, struct rs_via *out)
{
    const char *last = end;

    end = rs_skip_lws_back(p, end);
    if (is_ipv6(p, end)) {
        out->host = rs_span_between(p, end);
        return true;
    }
    while (last > p && *--last != ':') {
    }
    if (!is_ipv6(p, last))
        return false;
    out->host = rs_span_between(p, last);
    return take_port(last + 1, end, out);
}

static bool take_sent_by(const char *p, const char *end, struct rs_via *out)
{
    const char *host_end;

    if (p < end && *p == '[')
        return take_ipv6_reference(p, end, out);
    host_end = rs_skip(p, end, RS_CHAR_HOST);
    out->host = rs_span_between(p, host_end);
    if (take_colon_port(host_end, end, out))
        return out->host.n > 0;
    return take_bare_ipv6(p, end, out);
}

/* Parameters --------------------------------------------------------------- */

static void take_params(struct rs_via *out)
{
    struct rs_span rest = out->params;
    struct rs_param param;

    while (rs_param_next(&rest, ';', &param))
        rs_via_take_param(&param, out);
    out->cookie = rs_via_has_cookie(out->branch);
}

/* Front door --------------------------------------------------------------- */

bool rs_via_usual(struct rs_span value, struct rs_via *out)
{
    return rs_glance()->via(value, out);
}

int rs_via_parse(struct rs_span value, struct rs_via *out)
{
    if (rs_via_usual(value, out))
        return RS_OK;

    const char *end = rs_span_end(value);
    const char *p = rs_skip_lws(value.p, end);
    const char *semicolon;

    memset(out, 0, sizeof *out);
    end = rs_skip_lws_back(p, end);
    out->value = rs_span_between(p, end);
    out->transport_id = -1;
    semicolon = p < end ? memchr(p, ';', (size_t)(end - p)) : NULL;
    if (semicolon) {
        out->params = rs_span_between(semicolon, end);
        take_params(out);
        end = semicolon;
    }
    p = take_protocol(p, end, out);
    return p && take_sent_by(p, end, out) ? RS_OK : RS_ERR_MALFORMED;
}

uint16_t rs_via_default_port(const struct rs_via *v)
{
    switch (v->transport_id) {
    case RS_TRANSPORT_TLS:
    case RS_TRANSPORT_TLS_SCTP:
        return 5061;
    case RS_TRANSPORT_WS:
        return 80;
    case RS_TRANSPORT_WSS:
        return 443;
    default:
        return 5060;
    }
}
