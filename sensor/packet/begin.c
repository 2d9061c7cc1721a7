#include "packet/tcp.h"
#include "sip/recognise.h"

enum {
    LOOK_MAX = 2048, /* a first line that has not ended by then is none of SIP's */
    METHOD_MAX = 64,
    SCHEME_MAX = 32
};

static struct rs_span skip_padding(struct rs_span s)
{
    size_t i = 0;
    while (i < s.n && (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0'))
        i++;
    return rs_span_skip(s, i);
}

/* As much of "SIP/" as there is. */
static bool version_begins(struct rs_span s)
{
    struct rs_span version = RS_SPAN("SIP/");
    return rs_span_eq_nocase(rs_span_first(s, version.n), rs_span_first(version, s.n));
}

/* A run of token characters, at most `max`; 0 when it is longer. */
static size_t token_len(struct rs_span s, size_t max)
{
    size_t i = 0;
    while (i < s.n && rs_is_token_char(s.p[i]))
        if (++i > max)
            return 0;
    return i;
}

/*
 * "INV", "INVITE", "INVITE si", "INVITE sip:bob": what is there of a request
 * line fits. In the middle of a stream the scheme with its colon must be there:
 * a single word begins lines of many protocols.
 */
static bool request_begins(struct rs_span s, bool middle)
{
    size_t i = token_len(s, METHOD_MAX);
    if (!i || i == s.n)
        return i && !middle;
    if (s.p[i] != ' ')
        return false;
    s = rs_span_skip(s, i + 1);
    i = token_len(s, SCHEME_MAX);
    if (i == s.n)
        return !middle;
    return i && s.p[i] == ':';
}

/*
 * In the middle of a stream a line in tolerable order is not enough: the tail
 * of a start line, cut anywhere, looks like one with an empty Request-URI.
 */
static bool start_line_stands(struct rs_span s, const char *line_end, bool middle)
{
    struct rs_span line = rs_span_between(s.p, line_end);
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    if (middle)
        return (version_begins(s) || request_begins(s, true)) && rs_recognise_start_line(line);
    return rs_recognise(s) == RS_SIP_MESSAGE;
}

enum rs_tcp_begin rs_tcp_begins(struct rs_span octets, bool middle)
{
    struct rs_span s = skip_padding(octets);
    if (!s.n)
        return RS_TCP_BEGIN_BLANK;
    if (!rs_is_token_char(s.p[0]))
        return RS_TCP_BEGIN_NO;
    const char *line_end = rs_span_find(rs_span_first(s, LOOK_MAX), '\n');
    if (line_end)
        return start_line_stands(s, line_end, middle) ? RS_TCP_BEGIN_SIP : RS_TCP_BEGIN_NO;
    bool may_be = s.n < LOOK_MAX && (version_begins(s) || request_begins(s, middle));
    return may_be ? RS_TCP_BEGIN_MAYBE : RS_TCP_BEGIN_NO;
}
