#include "sip/msg.h"

#include "sip/glance.h"
#include "sip/head.h"
#include "sip/stream.h"
#include "sip/values.h"

static void fault(struct rs_msg *m, enum rs_fault_kind kind, struct rs_span where)
{
    rs_faults_add(&m->faults, kind, RS_HEADER_OTHER, where);
}

/* A line without version is SIP only in the company of SIP's own headers. */
static bool headers_speak_sip(const struct rs_msg *m)
{
    return !!m->first[RS_HEADER_VIA] + !!m->first[RS_HEADER_FROM] + !!m->first[RS_HEADER_TO] +
               !!m->first[RS_HEADER_CALL_ID] + !!m->first[RS_HEADER_CSEQ] >=
           2;
}

static void take_response_method(struct rs_msg *m)
{
    struct rs_cseq cseq;
    if (m->kind != RS_MSG_RESPONSE ||
        rs_cseq_parse(rs_msg_value(m, RS_HEADER_CSEQ), &cseq) != RS_OK)
        return;
    m->method_name = cseq.method_name;
    m->method = cseq.method;
}

/* ---- the body ---- */

static int64_t content_length(const struct rs_msg *m)
{
    if (!m->first[RS_HEADER_CONTENT_LENGTH])
        return -1;
    uint64_t n;
    if (!rs_span_to_u64(rs_msg_value(m, RS_HEADER_CONTENT_LENGTH), INT64_MAX / 2, &n))
        return -2;
    return (int64_t)n;
}

static bool only_padding(struct rs_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\r' && s.p[i] != '\n' && s.p[i] != '\0')
            return false;
    return true;
}

/* "header-like lines after the empty line": a head that was cut in two. */
static bool begins_with_header(struct rs_span s)
{
    const char *colon = rs_span_find(rs_span_first(s, 32), ':');
    switch (colon ? rs_header_find(rs_span_between(s.p, colon)) : RS_HEADER_OTHER) {
    case RS_HEADER_VIA:
    case RS_HEADER_FROM:
    case RS_HEADER_TO:
    case RS_HEADER_CALL_ID:
    case RS_HEADER_CSEQ:
    case RS_HEADER_CONTACT:
    case RS_HEADER_MAX_FORWARDS:
    case RS_HEADER_CONTENT_LENGTH:
        return true;
    default:
        return false;
    }
}

/* RFC 3261 18.3: a datagram's body is what Content-Length says, or all that is left. */
static void take_datagram_body(struct rs_msg *m, struct rs_span rest, bool truncated)
{
    m->body = rest;
    if (!m->first[RS_HEADER_CONTENT_TYPE] && begins_with_header(rest))
        fault(m, RS_FAULT_LINE_AFTER_END, rs_span_first(rest, 32));
    if (m->content_length < 0) {
        if (m->content_length == -2)
            fault(m, RS_FAULT_LENGTH_INVALID, rs_msg_value(m, RS_HEADER_CONTENT_LENGTH));
        return;
    }
    if ((uint64_t)m->content_length > rest.n) {
        m->cut = true;
        if (!truncated)
            fault(m, RS_FAULT_LENGTH_BEYOND, rs_msg_value(m, RS_HEADER_CONTENT_LENGTH));
        return;
    }
    m->body = rs_span_first(rest, (size_t)m->content_length);
    m->after = rs_span_skip(rest, (size_t)m->content_length);
    if (!only_padding(m->after))
        fault(m, RS_FAULT_LENGTH_SHORT, m->after);
}

/* Returns false when the body goes on behind the octets. */
static bool take_stream_body(struct rs_msg *m, struct rs_span rest)
{
    if (m->content_length > RS_STREAM_MESSAGE_MAX - (int64_t)m->head_len) {
        /* As rs_stream_next cuts it: nobody waits for that many octets. */
        fault(m, RS_FAULT_LENGTH_HUGE, rs_msg_value(m, RS_HEADER_CONTENT_LENGTH));
        m->body = rs_span(rest.p, 0);
        return true;
    }
    if (m->content_length >= 0) {
        if ((uint64_t)m->content_length > rest.n)
            return false;
        m->body = rs_span_first(rest, (size_t)m->content_length);
        return true;
    }
    /* "The Content-Length header field MUST be used with stream oriented transports" (18.3). */
    m->body = rs_span(rest.p, 0);
    if (m->content_length == -2)
        fault(m, RS_FAULT_LENGTH_INVALID, rs_msg_value(m, RS_HEADER_CONTENT_LENGTH));
    else
        fault(m, RS_FAULT_LENGTH_ABSENT, RS_SPAN_NONE);
    return true;
}

/* ---- front door ---- */

/* In pieces that compilers write out: one large memset they make slow (rep stos). */
static inline void clear(char *p, size_t n)
{
    enum { PIECE = 64 };
#pragma GCC unroll 16
    for (size_t i = 0; i < n / PIECE; i++)
        memset(p + i * PIECE, 0, PIECE);
    memset(p + n / PIECE * PIECE, 0, n % PIECE);
}

static void msg_reset(struct rs_msg *m)
{
    /* The index itself is written before it is read. */
    clear((char *)m, offsetof(struct rs_msg, last));
    m->faults.count = 0;
    memset(m->faults.seen, 0, sizeof m->faults.seen);
}

/* Line ends and the NULs of some keep-alives, as rs_recognise skips them. */
static const char *skip_line_ends(struct rs_span s)
{
    const char *p = s.p, *end = rs_span_end(s);
    while (p < end && (*p == '\r' || *p == '\n' || *p == '\0'))
        p++;
    return p;
}

static void note_line_damage(const struct rs_head *x, bool truncated)
{
    if (x->bare_cr && x->bare_cr + 1 < x->line)
        fault(x->m, RS_FAULT_LINE_BARE_CR, rs_span(x->bare_cr, 1));
    if (!x->ended && !truncated)
        fault(x->m, RS_FAULT_HEAD_UNTERMINATED, RS_SPAN_NONE);
}

int64_t rs_msg_parse(struct rs_msg *m, struct rs_span octets, enum rs_framing framing,
                     bool truncated)
{
    msg_reset(m);
    const char *begin = skip_line_ends(octets), *all_end = rs_span_end(octets);
    size_t left = (size_t)(all_end - begin);
    const char *head_limit = left > RS_MSG_HEAD_MAX ? begin + RS_MSG_HEAD_MAX : all_end;
    struct rs_head x = {.m = m, .begin = begin, .end = head_limit};
    m->octets = rs_span_between(begin, all_end);

    rs_glance()->head(&x);
    if (x.kind == RS_START_NONE || (x.kind == RS_START_WEAK && !headers_speak_sip(m)))
        return RS_ERR_NOT_SIP;
    if (!x.ended && framing == RS_FRAMING_STREAM && head_limit == all_end)
        return RS_ERR_INCOMPLETE;
    note_line_damage(&x, truncated);
    take_response_method(m);
    m->head_len = (uint32_t)(x.line - begin);
    m->content_length = content_length(m);
    struct rs_span rest = rs_span_between(x.line, all_end);
    if (framing == RS_FRAMING_DATAGRAM) {
        take_datagram_body(m, rest, truncated);
        return (int64_t)octets.n;
    }
    if (!take_stream_body(m, rest))
        return RS_ERR_INCOMPLETE;
    m->octets.n = m->head_len + m->body.n;
    return (int64_t)(begin - octets.p) + (int64_t)m->octets.n;
}
