#include "sip/recognise.h"

#include "base/chars.h"
#include "sip/header.h"
#include "sip/start_line.h"

enum {
    START_LINE_MAX = 16384, /* a first line longer than this is none of SIP's */
    WEAK_LOOK = 2048        /* how far the headers of a damaged start line are looked for */
};

bool rs_recognise_start_line(struct rs_span line)
{
    struct rs_start_line s;
    return rs_start_line_parse(line, &s, NULL) >= RS_START_REQUEST;
}

static struct rs_span cut_line(struct rs_span s)
{
    struct rs_span look = rs_span_first(s, START_LINE_MAX);
    const char *lf = rs_span_find(look, '\n');
    struct rs_span line = lf ? rs_span_between(s.p, lf) : look;
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

/* Bit of a header that every SIP message has; 0 for others. */
static unsigned core_header_bit(struct rs_span line)
{
    switch (rs_header_of_line(line, NULL)) {
    case RS_HEADER_VIA: return 1;
    case RS_HEADER_FROM: return 2;
    case RS_HEADER_TO: return 4;
    case RS_HEADER_CALL_ID: return 8;
    case RS_HEADER_CSEQ: return 16;
    default: return 0;
    }
}

/* `rest` begins in the start line; the look ends with the head. */
static bool headers_speak_sip(struct rs_span rest)
{
    unsigned seen = 0;
    const char *lf = rs_span_find(rest, '\n');
    rest = rs_span_first(lf ? rs_span_between(lf + 1, rs_span_end(rest)) : RS_SPAN_NONE, WEAK_LOOK);
    while (rest.n) {
        lf = rs_span_find(rest, '\n');
        struct rs_span line = lf ? rs_span_between(rest.p, lf) : rest;
        if (!line.n || rs_span_eq(line, RS_SPAN("\r")))
            return false;
        seen |= core_header_bit(line);
        if (seen & (seen - 1))
            return true;
        rest = rs_span_skip(rest, line.n + 1);
    }
    return false;
}

/* RFC 5389 6: type 0-3, the magic cookie at octet 4. */
static bool is_stun(struct rs_span s)
{
    return s.n >= 20 && (unsigned char)s.p[0] < 4 && memcmp(s.p + 4, "\x21\x12\xa4\x42", 4) == 0;
}

static struct rs_span skip_padding(struct rs_span s)
{
    size_t i = 0;
    while (i < s.n && (s.p[i] == '\r' || s.p[i] == '\n' || s.p[i] == '\0'))
        i++;
    return rs_span_skip(s, i);
}

/*
 * "Method SP" or "SIP/": how each start line begins. Nearly all else says no
 * within a few octets, and is not searched for the end of a line.
 */
static bool begins_start_line(struct rs_span s)
{
    const char *end = rs_span_end(rs_span_first(s, START_LINE_MAX));
    const char *word_end = rs_skip(s.p, end, RS_CHAR_TOKEN);
    return word_end < end &&
           (*word_end == ' ' || (*word_end == '/' && rs_span_starts_nocase(s, RS_SPAN("SIP/"))));
}

/* Nearly all messages; who says yes here is no other thing. */
static bool is_message_at_a_glance(struct rs_span octets)
{
    return octets.n && octets.p[0] >= 'A' && octets.p[0] <= 'Z' &&
           rs_start_line_glance(rs_span_first(octets, START_LINE_MAX));
}

enum rs_recognised rs_recognise(struct rs_span octets)
{
    if (is_message_at_a_glance(octets))
        return RS_SIP_MESSAGE;
    if (is_stun(octets))
        return RS_SIP_STUN;
    struct rs_span s = skip_padding(octets);
    if (!s.n || rs_span_eq(octets, RS_SPAN("jaK")))
        return octets.n ? RS_SIP_KEEPALIVE : RS_NOT_SIP;
    if (!begins_start_line(s))
        return RS_NOT_SIP;
    struct rs_span line = cut_line(s);
    struct rs_start_line parsed;
    switch (rs_start_line_parse(line, &parsed, NULL)) {
    case RS_START_REQUEST:
    case RS_START_RESPONSE:
        return RS_SIP_MESSAGE;
    case RS_START_WEAK:
        return headers_speak_sip(rs_span_skip(s, line.n)) ? RS_SIP_MESSAGE : RS_NOT_SIP;
    default:
        return RS_NOT_SIP;
    }
}
