#include "packet/ws_frame.h"

#include "base/err.h"
#include "packet/octets.h"
#include "packet/tcp.h"

enum { MASKED = 0x80, RESERVED = 0x30, LEN = 0x7f, CONTROL_MAX = 125, LOOK = 256 };

static bool is_known(unsigned opcode)
{
    return opcode <= RS_WS_BINARY || (opcode >= RS_WS_CLOSE && opcode <= RS_WS_PONG);
}

/* Both octets are there. */
static bool can_be(uint8_t first, uint8_t second)
{
    if ((first & RESERVED) || !is_known(first & RS_WS_OPCODE))
        return false;
    if (!rs_ws_is_control(first))
        return !(first & RS_WS_DEFLATED) || (first & RS_WS_OPCODE); /* RFC 7692 6.1: first only */
    return (first & RS_WS_FIN) && !(first & RS_WS_DEFLATED) && (second & LEN) <= CONTROL_MAX;
}

static uint64_t length_at(struct rs_span octets, uint8_t short_len)
{
    if (short_len == 126)
        return rs_u16(octets, 2);
    if (short_len == 127)
        return (uint64_t)rs_u32(octets, 2) << 32 | rs_u32(octets, 6);
    return short_len;
}

int rs_ws_frame_read(struct rs_span octets, struct rs_ws_frame *frame)
{
    if (octets.n < 2)
        return 0;
    uint8_t first = rs_u8(octets, 0), second = rs_u8(octets, 1), short_len = second & LEN;
    if (!can_be(first, second))
        return RS_ERR_MALFORMED;
    size_t mask_at = short_len == 126 ? 4 : short_len == 127 ? 10 : 2;
    size_t head = mask_at + (second & MASKED ? 4 : 0);
    if (octets.n < head)
        return 0;
    *frame = (struct rs_ws_frame){.len = length_at(octets, short_len), .first = first};
    if (frame->len > RS_WS_FRAME_MAX)
        return RS_ERR_MALFORMED;
    if (second & MASKED)
        memcpy(frame->mask, octets.p + mask_at, 4);
    return (int)head;
}

void rs_ws_unmask(const struct rs_ws_frame *frame, uint64_t at, struct rs_span octets, char *to)
{
    for (size_t i = 0; i < octets.n; i++)
        to[i] = (char)(octets.p[i] ^ frame->mask[(at + i) & 3]);
}

bool rs_ws_begins_sip(struct rs_span octets)
{
    struct rs_ws_frame frame;
    char begin[LOOK];
    int head = rs_ws_frame_read(octets, &frame);
    if (head <= 0 || rs_ws_is_control(frame.first) || (frame.first & RS_WS_DEFLATED) ||
        (frame.first & RS_WS_OPCODE) == RS_WS_CONTINUATION)
        return false;
    struct rs_span payload = rs_span_first(rs_span_skip(octets, (size_t)head), (size_t)frame.len);
    payload = rs_span_first(payload, sizeof begin);
    rs_ws_unmask(&frame, 0, payload, begin);
    enum rs_tcp_begin b = rs_tcp_begins(rs_span(begin, payload.n), true);
    return b == RS_TCP_BEGIN_SIP || (b == RS_TCP_BEGIN_MAYBE && payload.n == LOOK);
}
