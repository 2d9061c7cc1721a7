#include "find/ordinary.h"

#include "base/chars.h"
#include "find/checks.h"

/* alphanum - . _ +: they mean nothing to a SIP URI wherever they stand. */
enum { PLAIN = RS_CHAR_HOST | RS_CHAR_SCHEME };

/* ---- host [ ":" port ] ---- */

/* `p` stands behind the colon. Four digits at most, or five that begin below 6. */
static const char *skip_port(const char *p, const char *end)
{
    const char *begin = p;
    while (p < end && rs_is_digit(*p))
        p++;
    if (p == begin || p - begin > 5 || (p - begin == 5 && *begin >= '6'))
        return NULL;
    return p;
}

/* What follows, which is the end or ";"; NULL when the host or port is not ordinary. */
static const char *skip_hostport(const char *p, const char *end)
{
    const char *begin = p;
    p = rs_skip(p, end, RS_CHAR_HOST);
    if (p == begin)
        return NULL;
    if (p < end && *p == ':')
        p = skip_port(p + 1, end);
    return p && (p == end || *p == ';') ? p : NULL;
}

/* ---- URIs and addresses ---- */

/* What follows the scheme, or NULL. */
static const char *skip_scheme(const char *p, const char *end)
{
    if (end - p > 5 && memcmp(p, "sip:", 4) == 0)
        return p + 4;
    return end - p > 5 && memcmp(p, "sips:", 5) == 0 ? p + 5 : NULL;
}

static bool is_uri(const char *p, const char *end)
{
    p = skip_scheme(p, end);
    if (!p)
        return false;
    const char *at = rs_skip(p, end, PLAIN);
    p = skip_hostport(at < end && *at == '@' ? at + 1 : p, end);
    while (p && p < end && (rs_char_is(*p, PLAIN) || *p == ';' || *p == '='))
        p++;
    return p == end;
}

bool rs_ordinary_uri(struct rs_span s)
{
    return is_uri(s.p, rs_span_end(s));
}

/* `p` stands on the opening quote: what follows the closing one and its spaces, or NULL. */
static const char *skip_quoted(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++)
        if (*p == '\\')
            return NULL;
    return p < end ? rs_skip_lws(p + 1, end) : NULL;
}

bool rs_ordinary_address(struct rs_span s)
{
    const char *p = s.p, *end = rs_span_end(s);
    if (s.n < 3 || end[-1] != '>')
        return false;
    if (*p == '"' && !(p = skip_quoted(p, end)))
        return false;
    return p < end && *p == '<' && is_uri(p + 1, end - 1);
}

/* ---- Via ---- */

/* 0.0.0.0, multicast and broadcast begin with these; so does what is left to the parser. */
static bool may_be_nobody(const char *p, const char *end)
{
    return end - p > 1 && (p[0] == '0' || (p[0] == '2' && p[1] >= '2'));
}

/* What follows "SIP/2.0/transport host:port", or NULL. */
static const char *skip_sent_by(const char *p, const char *end)
{
    if (end - p < 12 || memcmp(p, "SIP/2.0/", 8) != 0)
        return NULL;
    const char *transport = p + 8;
    p = rs_skip(transport, end, RS_CHAR_TOKEN);
    if (p == transport || p == end || *p != ' ' || may_be_nobody(p + 1, end))
        return NULL;
    return skip_hostport(p + 1, end);
}

/* A branch with something behind the cookie, and nothing that protects the next ";". */
static bool is_branch(const char *p, const char *end)
{
    if (end - p < 7 || memcmp(p, "branch=", 7) != 0)
        return false;
    p += 7;
    return end - p > 7 && end - p <= RS_LIMIT_BRANCH && rs_skip(p, end, RS_CHAR_TOKEN) == end;
}

/* Parameters that begin with a token character; whatever may be a branch is a good one. */
static bool are_params(const char *p, const char *end)
{
    while (p < end) {
        const char *begin = p + 1;
        const char *next = begin < end ? memchr(begin, ';', (size_t)(end - begin)) : NULL;
        next = next ? next : end;
        if (begin == end || !rs_char_is(*begin, RS_CHAR_TOKEN))
            return false;
        if ((*begin | 0x20) == 'b' && !is_branch(begin, next))
            return false;
        p = next;
    }
    return true;
}

bool rs_ordinary_via(struct rs_span s)
{
    const char *end = rs_span_end(s);
    if (s.n > RS_LIMIT_VIA)
        return false;
    const char *p = skip_sent_by(s.p, end);
    return p && are_params(p, end);
}
