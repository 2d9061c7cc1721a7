#include "sip/stream.h"

#include "sip/header.h"
#include "sip/recognise.h"
#include "sip/start_line.h"

/*
 * Only the end of the head is searched octet by octet, and only once: `looked`
 * says how far. When the head is whole, Content-Length is taken from it by a
 * walk over its lines; the rest of the message is then only waited for.
 */

enum { START_LINE_MAX = 16384 };

void rs_stream_reset(struct rs_stream *s)
{
    *s = (struct rs_stream){0};
}

static struct rs_stream_answer answer(struct rs_stream *s, enum rs_stream_verdict verdict,
                                      size_t skip, size_t length)
{
    s->looked = s->line_looked = s->needed = 0;
    if (verdict == RS_STREAM_JUNK || verdict == RS_STREAM_MESSAGE)
        s->lost = verdict == RS_STREAM_JUNK;
    s->synced = verdict == RS_STREAM_MESSAGE || verdict == RS_STREAM_KEEPALIVE;
    return (struct rs_stream_answer){verdict, skip, length};
}

static struct rs_stream_answer more(void)
{
    return (struct rs_stream_answer){RS_STREAM_MORE, 0, 0};
}

static size_t padding(struct rs_span o)
{
    size_t n = 0;
    while (n < o.n && (o.p[n] == '\r' || o.p[n] == '\n' || o.p[n] == '\0'))
        n++;
    return n;
}

/*
 * Octets of the head with its empty line, 0 when it is not whole. An LF begins
 * the end when LF or CRLF follows, so the look can resume two octets back.
 */
static size_t head_length(struct rs_stream *s, struct rs_span o)
{
    size_t from = s->looked > 2 ? s->looked - 2u : 0;
    const char *end = rs_span_end(o);
    for (const char *p = o.p + from; (p = memchr(p, '\n', (size_t)(end - p))); p++) {
        if (p + 1 < end && p[1] == '\n')
            return (size_t)(p + 2 - o.p);
        if (p + 2 < end && p[1] == '\r' && p[2] == '\n')
            return (size_t)(p + 3 - o.p);
    }
    s->looked = (uint32_t)o.n;
    return 0;
}

/* The first Content-Length of the head; 0 when there is none or it makes no sense. */
static uint64_t declared_length(struct rs_span head)
{
    while (head.n) {
        const char *lf = rs_span_find(head, '\n');
        struct rs_span line = lf ? rs_span_between(head.p, lf) : head;
        struct rs_span rest = rs_span_skip(head, line.n + 1);
        unsigned char c = line.n ? rs_lower((unsigned char)line.p[0]) : 0;
        const char *colon = NULL;
        if ((c == 'c' || c == 'l') && rs_header_of_line(line, &colon) == RS_HEADER_CONTENT_LENGTH) {
            /* A folded value goes on behind the line end: rare, so looked for here only. */
            while (rest.n && rs_is_wsp(rest.p[0])) {
                const char *next = rs_span_find(rest, '\n');
                line.n = (size_t)((next ? next : rs_span_end(rest)) - line.p);
                rest = rs_span_skip(head, (size_t)(line.p + line.n + 1 - head.p));
            }
            uint64_t n = 0;
            struct rs_span value = rs_span_between(colon + 1, rs_span_end(line));
            return rs_span_to_u64(rs_span_trim(value), INT64_MAX / 2, &n) ? n : 0;
        }
        head = rest;
    }
    return 0;
}

/* A line without CR; one with NUL near its begin is some other protocol's. */
static struct rs_span line_to(struct rs_span o, const char *lf)
{
    struct rs_span line = rs_span_between(o.p, lf);
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

static bool is_start_line(struct rs_span line)
{
    return !rs_span_find(rs_span_first(line, 64), '\0') && rs_recognise_start_line(line);
}

/* A damaged start line counts in the company of SIP's headers: they have to be there first. */
static int weak_start_line_here(struct rs_span o, struct rs_span line, const char *lf)
{
    enum { HEADERS_MAX = 2048 };
    struct rs_start_line parsed;
    struct rs_stream none = {0};
    if (rs_start_line_parse(line, &parsed, NULL) != RS_START_WEAK ||
        rs_span_find(rs_span_first(line, 64), '\0'))
        return 0;
    if (rs_recognise(o) == RS_SIP_MESSAGE)
        return 1;
    size_t behind = (size_t)(rs_span_end(o) - lf);
    return behind > HEADERS_MAX || head_length(&none, o) ? 0 : -1;
}

/*
 * Does a start line begin here? -1: cannot be told yet. The answer must not
 * depend on how the octets were cut into segments.
 */
static int start_line_here(struct rs_stream *s, struct rs_span o)
{
    struct rs_span look = rs_span_first(o, START_LINE_MAX);
    size_t from = s->line_looked < look.n ? s->line_looked : look.n;
    const char *lf = rs_span_find(rs_span_skip(look, from), '\n');
    if (!lf) {
        s->line_looked = (uint32_t)look.n;
        return look.n == START_LINE_MAX ? 0 : -1; /* no line is that long */
    }
    struct rs_span line = line_to(o, lf);
    if (is_start_line(line))
        return 1;
    return s->lost ? 0 : weak_start_line_here(o, line, lf);
}

/* The next place after a line end where a start line begins; o.n when there is none. */
static size_t find_start_line(struct rs_span o)
{
    const char *end = rs_span_end(o);
    for (const char *p = o.p; (p = memchr(p, '\n', (size_t)(end - p)));) {
        p++;
        struct rs_span rest = rs_span_between(p, end);
        const char *lf = rs_span_find(rest, '\n');
        if (!lf) /* the last, unfinished line may still become one */
            return (size_t)(p - o.p);
        if (is_start_line(line_to(rest, lf)))
            return (size_t)(p - o.p);
    }
    return o.n;
}

static struct rs_stream_answer whole_message(struct rs_stream *s, struct rs_span o)
{
    size_t needed = s->needed;
    return o.n < needed ? more() : answer(s, RS_STREAM_MESSAGE, 0, needed);
}

static struct rs_stream_answer junk(struct rs_stream *s, struct rs_span o)
{
    return answer(s, RS_STREAM_JUNK, find_start_line(o), 0);
}

struct rs_stream_answer rs_stream_next(struct rs_stream *s, struct rs_span o)
{
    if (s->needed)
        return whole_message(s, o);
    if (!s->looked) {
        size_t pad = s->lost ? 0 : padding(o);
        if (pad)
            return answer(s, RS_STREAM_KEEPALIVE, pad, 0);
        if (!o.n)
            return more();
        int here = start_line_here(s, o);
        if (here == 0)
            return junk(s, o);
        if (here < 0)
            return more();
    }
    size_t head = head_length(s, o);
    if (!head)
        return o.n > RS_STREAM_MESSAGE_MAX ? junk(s, o) : more();
    uint64_t body = declared_length(rs_span_first(o, head));
    if (body > RS_STREAM_MESSAGE_MAX - (head < RS_STREAM_MESSAGE_MAX ? head : 0))
        body = 0; /* a length nobody sends: the head is told, what follows is looked at anew */
    s->needed = (uint32_t)(head + body);
    return whole_message(s, o);
}
