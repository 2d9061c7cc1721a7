#include "find/checks.h"

#include "sip/recognise.h"
#include "sip/stream.h"

/* How long the message is: more than anyone waits for (P110), more than one (P111), big (P116). */

static void check_huge(const struct rs_check *c)
{
    bool stream = rs_transport_reliable(c->o->transport);
    if (stream && c->m->content_length > RS_STREAM_MESSAGE_MAX - (int64_t)c->m->head_len)
        rs_check_note(c, RS_FAULT_LENGTH_HUGE, RS_HEADER_CONTENT_LENGTH,
                      rs_msg_value(c->m, RS_HEADER_CONTENT_LENGTH));
}

static bool is_padding(char p)
{
    return p == '\r' || p == '\n' || p == '\0';
}

/* The first line behind line ends and NULs, if it is a start line; else n is 0. */
static struct rs_span second_start_line(struct rs_span s)
{
    while (s.n && is_padding(*s.p))
        s = rs_span_skip(s, 1);
    const char *lf = rs_span_find(s, '\n');
    struct rs_span line = lf ? rs_span_between(s.p, lf) : s;
    if (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return rs_recognise_start_line(line) ? line : RS_SPAN_NONE;
}

static void check_second_message(const struct rs_check *c)
{
    const struct rs_msg *m = c->m;
    bool undelimited = m->content_length < 0 && m->body.n && !m->first[RS_HEADER_CONTENT_TYPE];
    if (!m->after.n && !undelimited)
        return;
    struct rs_span line = second_start_line(m->after.n ? m->after : m->body);
    if (line.n)
        rs_check_note(c, m->after.n ? RS_FAULT_SECOND_MESSAGE : RS_FAULT_SECOND_MESSAGE_UNDELIMITED,
                      RS_HEADER_OTHER, line);
}

/* RFC 3261 18.1.1: within 200 octets of the path MTU, or above 1300, a request goes over TCP. */
static void check_udp_request(const struct rs_check *c)
{
    const struct rs_origin *o = c->o;
    if (c->m->kind != RS_MSG_REQUEST || o->transport != RS_TRANSPORT_UDP || o->imported)
        return;
    if (o->datagram_len > RS_LIMIT_UDP_REQUEST)
        rs_check_note(c, RS_FAULT_SIZE_UDP_REQUEST, RS_HEADER_OTHER, c->m->start_line);
    if (o->fragments > 1)
        rs_check_note(c, RS_FAULT_SIZE_FRAGMENTED, RS_HEADER_OTHER, c->m->start_line);
}

static void check_size(const struct rs_check *c)
{
    if (c->m->octets.n > RS_LIMIT_MESSAGE || c->m->body.n > RS_LIMIT_BODY)
        rs_check_note(c, RS_FAULT_SIZE_MESSAGE, RS_HEADER_OTHER, c->m->start_line);
}

void rs_check_length(const struct rs_check *c)
{
    check_huge(c);
    check_second_message(c);
    check_udp_request(c);
    check_size(c);
}
