#include "capture/log_message.h"

#include <stdlib.h>

#include "sip/msg.h"
#include "sip/number.h"
#include "sip/recognise.h"
#include "sip/via.h"

static struct rs_span octets(const struct rs_log_message *m)
{
    return rs_span(m->room + m->begin, m->len - m->begin);
}

static void put(struct rs_log_message *m, struct rs_span s)
{
    size_t end = RS_EXPORTED_HEAD_MAX + RS_LOG_MESSAGE_MAX, left = end - m->len;
    size_t n = s.n < left ? s.n : left;
    if (n)
        memcpy(m->room + m->len, s.p, n);
    m->len += n;
    m->cut |= n < s.n;
}

static void put_line(struct rs_log_message *m, struct rs_span line)
{
    put(m, line);
    put(m, RS_SPAN("\r\n"));
}

int rs_log_message_begin(struct rs_log_message *m, struct rs_span start_line)
{
    if (!m->room && !(m->room = malloc(RS_EXPORTED_HEAD_MAX + RS_LOG_MESSAGE_MAX)))
        return RS_ERR_MEMORY;
    m->begin = m->len = RS_EXPORTED_HEAD_MAX;
    m->head_len = 0;
    m->length = -1;
    m->masked = m->cut = false;
    put_line(m, start_line);
    return RS_OK;
}

/* "l: 12" or "CONTENT-LENGTH: 12": the log's order need not be the sender's. */
static void note_length(struct rs_log_message *m, struct rs_span name, struct rs_span value)
{
    uint32_t n;
    bool is_length = rs_span_eq_nocase(name, RS_SPAN("Content-Length")) ||
                     rs_span_eq_nocase(name, RS_SPAN("l"));
    while (value.n && (*value.p == ' ' || *value.p == '\t'))
        value = rs_span_skip(value, 1);
    if (is_length && m->length < 0 && rs_number_parse(value, UINT32_MAX, &n) == RS_OK)
        m->length = n;
}

void rs_log_message_header(struct rs_log_message *m, struct rs_span line)
{
    const char *colon = rs_span_find(line, ':');
    if (!line.n)
        return;
    if (!colon && *line.p != ' ' && *line.p != '\t')
        put(m, RS_SPAN(" ")); /* cut by whoever wrote the log: a fold, then */
    if (colon)
        note_length(m, rs_span_between(line.p, colon),
                    rs_span_between(colon + 1, rs_span_end(line)));
    put_line(m, line);
}

void rs_log_message_body(struct rs_log_message *m)
{
    put(m, RS_SPAN("\r\n"));
    m->head_len = m->len - m->begin;
}

void rs_log_message_body_line(struct rs_log_message *m, struct rs_span line)
{
    if (rs_span_find_nocase(rs_span_first(line, 64), RS_SPAN("****MESSAGE BODY DELETED****")))
        m->masked = true;
    else
        put_line(m, line);
}

/* ---- the frame ---- */

/*
 * Each line of the body was ended with CRLF, the last too, which may have had
 * no end; and a client's log puts an empty line behind it.
 */
static void trim_body(struct rs_log_message *m)
{
    size_t least = m->begin + m->head_len + (m->length > 0 ? (size_t)m->length : 0);
    while (m->len >= least + 2 && m->len > m->begin + m->head_len + 1 &&
           m->room[m->len - 2] == '\r' && m->room[m->len - 1] == '\n')
        m->len -= 2;
}

/* The transport is the message's own word; a log has no other. */
static uint8_t transport_of(struct rs_span message)
{
    struct rs_msg msg;
    struct rs_via via;
    if (rs_msg_parse(&msg, message, RS_FRAMING_DATAGRAM, true) < 0)
        return RS_TRANSPORT_TCP;
    rs_via_parse(rs_msg_value(&msg, RS_HEADER_VIA), &via);
    return via.transport_id == RS_TRANSPORT_UDP ? RS_TRANSPORT_UDP : RS_TRANSPORT_TCP;
}

static bool give(struct rs_log_message *m, struct rs_frame *frame, size_t end)
{
    char head[RS_EXPORTED_HEAD_MAX];
    struct rs_span message = rs_span(m->room + m->begin, end - m->begin);
    if (rs_recognise(message) != RS_SIP_MESSAGE)
        return false;
    m->origin.transport = transport_of(message);
    size_t n = rs_exported_head(head, &m->origin);
    char *at = m->room + m->begin - n;
    memcpy(at, head, n);
    frame->link_type = RS_LINK_EXPORTED;
    frame->data = rs_span(at, n + message.n);
    frame->original_len = (uint32_t)frame->data.n;
    frame->time_us = m->origin.time_us;
    if (m->masked || m->cut)
        frame->original_len += m->length > 0 ? (uint32_t)(m->length & 0xfffff) : 1;
    return true;
}

/* Where the first message ends and another one stands behind it; else where all ends. */
static size_t end_of_first(const struct rs_log_message *m)
{
    if (!m->head_len || m->length < 0 || (uint64_t)m->length > m->len)
        return m->len;
    size_t end = m->begin + m->head_len + (size_t)m->length;
    if (end >= m->len)
        return m->len;
    struct rs_span rest = rs_span(m->room + end, m->len - end);
    return rs_recognise(rest) == RS_SIP_MESSAGE ? end : m->len;
}

bool rs_log_message_end(struct rs_log_message *m, struct rs_frame *frame)
{
    if (!m->head_len)
        rs_log_message_body(m);
    trim_body(m);
    size_t end = end_of_first(m);
    bool given = give(m, frame, end);
    m->begin = end;
    return given;
}

/* The head of the next one is not yet looked at. */
static void look_at_head(struct rs_log_message *m)
{
    struct rs_span rest = octets(m);
    m->head_len = 0;
    m->length = -1;
    while (rest.n && !m->head_len) {
        const char *lf = rs_span_find(rest, '\n'), *colon;
        struct rs_span line = lf ? rs_span_between(rest.p, lf) : rest;
        rest = rs_span_skip(rest, line.n + 1);
        if (line.n && line.p[line.n - 1] == '\r')
            line.n--;
        if (!line.n)
            m->head_len = (size_t)(rest.p - (m->room + m->begin));
        else if ((colon = rs_span_find(line, ':')))
            note_length(m, rs_span_between(line.p, colon),
                        rs_span_between(colon + 1, rs_span_end(line)));
    }
}

/*
 * Its addresses are written over the end of the one before, which was given and
 * is no longer borrowed.
 */
bool rs_log_message_next(struct rs_log_message *m, struct rs_frame *frame)
{
    if (!m->room || m->begin >= m->len)
        return false;
    look_at_head(m);
    size_t end = end_of_first(m);
    bool given = give(m, frame, end);
    m->begin = given ? end : m->len;
    return given;
}

void rs_log_message_fini(struct rs_log_message *m)
{
    free(m->room);
    m->room = NULL;
}
