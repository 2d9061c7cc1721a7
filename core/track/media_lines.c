#include "track/media_lines.h"

#include "sip/sdp.h"

/* "m=audio 49170/2 RTP/AVP 0": the word before the first space, and what is behind it. */
static struct rs_span word(struct rs_span *rest)
{
    size_t n = 0;
    while (n < rest->n && !rs_is_lws(rest->p[n]))
        n++;
    struct rs_span w = rs_span_first(*rest, n);
    *rest = rs_span_skip(*rest, n);
    while (rest->n && rs_is_wsp(rest->p[0]))
        *rest = rs_span_skip(*rest, 1);
    return w;
}

static uint16_t port_of(struct rs_span text)
{
    uint32_t port = 0;
    for (size_t i = 0; i < text.n && rs_is_digit(text.p[i]) && port <= UINT16_MAX; i++)
        port = port * 10 + (uint32_t)(text.p[i] - '0');
    return port <= UINT16_MAX ? (uint16_t)port : 0;
}

void rs_media_lines_medium(struct rs_media_lines *l, struct rs_span line)
{
    struct rs_span rest = rs_span_skip(line, 2);
    l->media_seen = true;
    l->current = NULL;
    if (l->side.count == RS_MEDIA_MAX)
        return;
    struct rs_media_line *m = l->current = &l->side.line[l->side.count++];
    m->kind = (uint8_t)rs_media_kind_find(word(&rest));
    m->port = port_of(word(&rest));
    m->direction = l->direction;
    m->t38 = m->kind == RS_MEDIA_IMAGE && rs_span_find_nocase(rest, RS_SPAN("t38")) != NULL;
}

/* a=sendrecv and its like; those before the first m= hold for all (RFC 8866 6.7). */
void rs_media_lines_attribute(struct rs_media_lines *l, struct rs_span line)
{
    static const struct rs_span names[] = {
        RS_SPAN_INIT("sendrecv"), RS_SPAN_INIT("sendonly"), RS_SPAN_INIT("recvonly"),
        RS_SPAN_INIT("inactive")};
    enum { LENGTH = sizeof "a=sendrecv" - 1 }; /* all four are as long */
    if (line.n < LENGTH || (line.n > LENGTH && !rs_is_lws(line.p[LENGTH])))
        return;
    struct rs_span name = rs_span(line.p + 2, LENGTH - 2);
    for (unsigned d = RS_SDP_SENDRECV; d <= RS_SDP_INACTIVE; d++)
        if (rs_span_eq(name, names[d])) {
            if (l->current)
                l->current->direction = (uint8_t)d;
            else if (!l->media_seen)
                l->direction = (uint8_t)d;
        }
}

/* Another SDP of a multipart: the last one is the one that counts (Lync: its ICE of today). */
void rs_media_lines_begin(struct rs_media_lines *l)
{
    *l = (struct rs_media_lines){.direction = RS_SDP_SENDRECV};
}
