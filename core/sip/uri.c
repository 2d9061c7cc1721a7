#include "sip/uri.h"

#include "base/stops.h"
#include "sip/glance.h"
#include "sip/uri_char.h"

/* Marks -------------------------------------------------------------------- */

/* What the parts of a SIP URI are cut at; NULL where it has no such octet. */
struct marks {
    const char *at;       /* the @ that ends the user part */
    const char *password; /* the first : before it */
    const char *colon;    /* the first : behind it */
    const char *tail;     /* the first ; or ? behind it */
    const char *question; /* the first ? behind it */
    const char *nul;      /* the first %00 */
};

/* An unescaped @ at `p`: see rs_uri_parse for which of several counts. */
static void mark_at(struct marks *m, const char *p, struct rs_uri *u)
{
    if (m->at)
        u->faults |= RS_URI_FAULT_AT;
    if (m->at && m->tail)
        return;
    if (!m->password)
        m->password = m->colon;
    m->at = p;
    m->colon = m->tail = m->question = NULL;
}

/* The position behind the escape, or behind the % when it is none. */
static const char *mark_escape(struct marks *m, const char *p, const char *end, struct rs_uri *u)
{
    int octet = rs_uri_escaped_octet(p, end);

    if (octet < 0) {
        u->faults |= RS_URI_FAULT_ESCAPE;
        return p + 1;
    }
    if (octet == 0 && !m->nul)
        m->nul = p;
    return p + 3;
}

static inline void mark_stop(struct marks *m, const char *p, struct rs_uri *u)
{
    switch (*p) {
    case ':':
        if (!m->colon)
            m->colon = p;
        break;
    case '@':
        mark_at(m, p, u);
        break;
    case '?':
        if (!m->question)
            m->question = p;
        /* fall through */
    case ';':
        if (!m->tail)
            m->tail = p;
        break;
    default:
        u->faults |= RS_URI_FAULT_SPACE;
    }
}

static struct marks find_marks(const char *p, const char *end, struct rs_uri *u)
{
    struct marks m = {0};

    while ((p = rs_next_stop(p, end, RS_CHAR_URI_STOP)) < end) {
        if (!rs_char_is(*p, RS_CHAR_URI_STOP)) {
            p++;
        } else if (*p == '%') {
            p = mark_escape(&m, p, end, u);
        } else {
            mark_stop(&m, p, u);
            p++;
        }
    }
    return m;
}

/* Host and port ------------------------------------------------------------ */

/* `p` stands on [. RFC 3261 25.1 IPv6reference [ ":" port ]. */
static void take_ipv6_reference(struct rs_uri *u, const char *p, const char *end)
{
    const char *close = memchr(p, ']', (size_t)(end - p));
    struct rs_addr addr;

    u->host = rs_span_between(p + 1, close ? close : end);
    if (!close || !rs_addr_parse(u->host.p, u->host.n, &addr) || addr.family != 6)
        u->faults |= RS_URI_FAULT_IPV6;
    if (!close || ++close == end)
        return;
    if (*close != ':')
        u->faults |= RS_URI_FAULT_HOST;
    else if (!rs_port_parse(close + 1, (size_t)(end - close - 1), &u->port))
        u->faults |= RS_URI_FAULT_PORT;
}

/* What looks like a wrong port may be IPv6 without [] (RFC 5118 4.2). */
static void take_bad_port(struct rs_uri *u, const char *p, const char *end)
{
    struct rs_addr addr;

    u->faults |= RS_URI_FAULT_PORT;
    if (rs_addr_parse(p, (size_t)(end - p), &addr) && addr.family == 6) {
        u->host = rs_span_between(p, end);
        u->faults = (u->faults & ~(uint32_t)RS_URI_FAULT_PORT) | RS_URI_FAULT_IPV6;
    }
}

static bool is_host(struct rs_span s)
{
    return s.n && rs_skip(s.p, s.p + s.n, RS_CHAR_HOST) == s.p + s.n;
}

/* hostport = host [ ":" port ]; `colon` is its first colon, or NULL. */
static void take_hostport(struct rs_uri *u, const char *p, const char *colon, const char *end)
{
    if (p < end && *p == '[') {
        take_ipv6_reference(u, p, end);
        return;
    }
    u->host = rs_span_between(p, colon ? colon : end);
    if (colon && !rs_port_parse(colon + 1, (size_t)(end - colon - 1), &u->port))
        take_bad_port(u, p, end);
    if (!is_host(u->host) && !(u->faults & RS_URI_FAULT_IPV6))
        u->faults |= RS_URI_FAULT_HOST;
}

/* The schemes -------------------------------------------------------------- */

/* userinfo = user [ ":" password ], ends at the @ */
static void take_userinfo(struct rs_uri *u, const char *p, const struct marks *m)
{
    u->has_user = true;
    u->user = rs_span_between(p, m->password ? m->password : m->at);
    if (m->password)
        u->password = rs_span_between(m->password + 1, m->at);
    if (m->nul && m->nul < m->at)
        u->faults |= RS_URI_FAULT_NUL;
}

/* [ userinfo "@" ] hostport uri-parameters [ headers ] */
static void parse_sip(struct rs_uri *u, const char *p, const char *end)
{
    struct marks m = find_marks(p, end, u);
    const char *tail = m.tail ? m.tail : end;
    const char *question = m.question ? m.question : end;

    if (m.at)
        take_userinfo(u, p, &m);
    take_hostport(u, m.at ? m.at + 1 : p, m.colon && m.colon < tail ? m.colon : NULL, tail);
    if (tail < question)
        u->params = rs_span_between(tail, question);
    if (m.question)
        u->headers = rs_span_between(question + 1, end);
}

/* RFC 3966 3: number and parameters. Others are opaque to us. */
static void parse_other(struct rs_uri *u, const char *p, const char *end)
{
    const char *semicolon = p < end ? memchr(p, ';', (size_t)(end - p)) : NULL;

    find_marks(p, end, u);
    u->faults &= RS_URI_FAULT_SPACE | RS_URI_FAULT_ESCAPE;
    if (u->scheme != RS_URI_TEL)
        return;
    u->user = rs_span_between(p, semicolon ? semicolon : end);
    if (semicolon)
        u->params = rs_span_between(semicolon, end);
}

static inline bool is_sip(const char *p)
{
    return (p[0] | 0x20) == 's' && (p[1] | 0x20) == 'i' && (p[2] | 0x20) == 'p';
}

static uint8_t scheme_of(struct rs_span name)
{
    if (name.n == 3 && is_sip(name.p))
        return RS_URI_SIP;
    if (name.n == 4 && is_sip(name.p) && (name.p[3] | 0x20) == 's')
        return RS_URI_SIPS;
    return rs_span_eq_nocase(name, RS_SPAN("tel")) ? RS_URI_TEL : RS_URI_OTHER;
}

/*
 * scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." ); the colon behind it, or
 * NULL.
 */
static const char *find_scheme_end(const char *p, const char *end)
{
    if (end - p > 3 && p[3] == ':' && is_sip(p))
        return p + 3;
    if (p == end || (unsigned char)((*p | 0x20) - 'a') >= 26)
        return NULL;
    p = rs_skip(p, end, RS_CHAR_SCHEME);
    return p < end && *p == ':' ? p : NULL;
}

int rs_uri_parse(struct rs_span text, struct rs_uri *u)
{
    if (rs_glance()->uri(text, u))
        return RS_OK;

    const char *whole_end = rs_span_end(text);
    const char *p = rs_skip_lws(text.p, whole_end);
    const char *end = rs_skip_lws_back(p, whole_end);
    const char *colon = find_scheme_end(p, end);

    memset(u, 0, sizeof *u);
    u->text = rs_span_between(p, end);
    if (u->text.n != text.n)
        u->faults = RS_URI_FAULT_SPACE;
    if (!colon) {
        u->scheme = RS_URI_OTHER;
        u->faults |= RS_URI_FAULT_SCHEME;
        return RS_ERR_MALFORMED;
    }
    u->scheme_name = rs_span_between(p, colon);
    u->scheme = scheme_of(u->scheme_name);
    if (u->scheme <= RS_URI_SIPS)
        parse_sip(u, colon + 1, end);
    else
        parse_other(u, colon + 1, end);
    return RS_OK;
}

/* The "?" part ------------------------------------------------------------- */

bool rs_uri_header(const struct rs_uri *u, struct rs_span name, struct rs_span *value)
{
    const char *end = rs_span_end(u->headers);

    for (const char *p = u->headers.p; p < end;) {
        const char *next = memchr(p, '&', (size_t)(end - p));
        next = next ? next : end;
        const char *equal = memchr(p, '=', (size_t)(next - p));
        equal = equal ? equal : next;

        if (rs_span_eq_nocase(rs_span_between(p, equal), name)) {
            *value = rs_span_between(equal < next ? equal + 1 : next, next);
            return true;
        }
        p = next < end ? next + 1 : end;
    }
    return false;
}
