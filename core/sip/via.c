#include "sip/via.h"

#include "sip/usual.h"

/* Names -------------------------------------------------------------------- */

/* `usual` is the name as nearly all write it, and as long. */
static inline bool is_name(const char *p, const char *usual, size_t n)
{
    /* The second letter alone tells most of the names here apart. */
    return ((p[1] ^ usual[1]) & 0xdf) == 0 &&
           (memcmp(p, usual, n) == 0 || rs_span_eq_nocase(rs_span(p, n), rs_span(usual, n)));
}

static int transport_of(struct rs_span name)
{
    switch (name.n) {
    case 2:
        return is_name(name.p, "WS", 2) ? RS_TRANSPORT_WS : -1;
    case 3:
        if (is_name(name.p, "UDP", 3))
            return RS_TRANSPORT_UDP;
        if (is_name(name.p, "TCP", 3))
            return RS_TRANSPORT_TCP;
        if (is_name(name.p, "TLS", 3))
            return RS_TRANSPORT_TLS;
        return is_name(name.p, "WSS", 3) ? RS_TRANSPORT_WSS : -1;
    case 4:
        return is_name(name.p, "SCTP", 4) ? RS_TRANSPORT_SCTP : -1;
    case 8:
        return is_name(name.p, "TLS-SCTP", 8) ? RS_TRANSPORT_TLS_SCTP : -1;
    default:
        return -1;
    }
}

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
    out->transport_id = transport_of(out->transport);
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

static bool has_cookie(struct rs_span branch)
{
    /* RFC 4475 3.2.1: the cookie alone makes no transaction identifier. */
    return branch.n > 7 && is_name(branch.p, "z9hG4bK", 7);
}

static struct rs_span without_brackets(struct rs_span s)
{
    /* RFC 5118 4.5: received=[IPv6] is wrong and usual. */
    return s.n > 1 && s.p[0] == '[' && s.p[s.n - 1] == ']' ? rs_span(s.p + 1, s.n - 2) : s;
}

static void keep_first(struct rs_span *field, struct rs_span value)
{
    if (!field->p)
        *field = value;
}

static void take_rport(struct rs_span value, struct rs_via *out)
{
    if (out->has_rport)
        return;
    out->has_rport = true;
    rs_port_parse(value.p, value.n, &out->rport);
}

static inline void take_param(const struct rs_param *param, struct rs_via *out)
{
    const char *name = param->name.p;

    switch (param->name.n) {
    case 5:
        if (is_name(name, "rport", 5))
            take_rport(param->value, out);
        else if (is_name(name, "maddr", 5))
            keep_first(&out->maddr, without_brackets(param->value));
        break;
    case 6:
        if (is_name(name, "branch", 6))
            keep_first(&out->branch, param->value);
        break;
    case 8:
        if (is_name(name, "received", 8))
            keep_first(&out->received, without_brackets(param->value));
        break;
    default:
        break;
    }
}

static void take_params(struct rs_via *out)
{
    struct rs_span rest = out->params;
    struct rs_param param;

    while (rs_param_next(&rest, ';', &param))
        take_param(&param, out);
    out->cookie = has_cookie(out->branch);
}

/* The usual form ----------------------------------------------------------- */

/* "SIP/2.0/" transport SP host [ ":" port ]; the mark at hand is the SP. */
static inline bool take_usual_sent_by(struct rs_marks *m, const char *p, struct rs_via *out)
{
    out->protocol = rs_span(p, 3);
    out->version = rs_span(p + 4, 3);
    out->transport = rs_span_between(p + 8, m->at);
    if (!out->transport.n || m->c != ' ')
        return false;
    out->transport_id = transport_of(out->transport);
    p = m->at + 1;
    rs_marks_next(m);
    return rs_usual_hostport(m, p, &out->host, &out->port);
}

/* Parameters that all have a name, from the ";" at hand on. */
static inline bool take_usual_params(struct rs_marks *m, struct rs_via *out)
{
    struct rs_param param;

    out->params = rs_span_between(m->at, m->end);
    while (m->at < m->end) {
        if (!rs_usual_param(m, &param))
            return false;
        take_param(&param, out);
    }
    return true;
}

static bool parse_usual(struct rs_span value, struct rs_via *out)
{
    struct rs_marks m;

    if (value.n < 9 || memcmp(value.p, "SIP/2.0/", 8) != 0 ||
        !rs_marks_init(&m, rs_span_skip(value, 8)) || !take_usual_sent_by(&m, value.p, out))
        return false;
    out->value = value;
    out->branch = out->received = out->maddr = out->params = RS_SPAN_NONE;
    out->has_rport = false;
    out->rport = 0;
    out->usual = m.at == m.end || (m.c == ';' && take_usual_params(&m, out));
    out->cookie = has_cookie(out->branch);
    return out->usual;
}

/* Front door --------------------------------------------------------------- */

int rs_via_parse(struct rs_span value, struct rs_via *out)
{
    if (parse_usual(value, out))
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
