/*
 * bytes -> packet -> message: the head of one WebSocket frame (RFC 6455 5.2),
 * and whether octets from the middle of a stream begin with one that has SIP
 * in it. Functions over spans; nothing is kept.
 */
#ifndef RS_PACKET_WS_FRAME_H
#define RS_PACKET_WS_FRAME_H

#include "base/span.h"

enum rs_ws_bits { RS_WS_FIN = 0x80, RS_WS_DEFLATED = 0x40, RS_WS_OPCODE = 0x0f };

enum rs_ws_opcode {
    RS_WS_CONTINUATION,
    RS_WS_TEXT,
    RS_WS_BINARY,
    RS_WS_CLOSE = 8,
    RS_WS_PING,
    RS_WS_PONG
};

enum { RS_WS_HEAD_MAX = 14, RS_WS_FRAME_MAX = 1 << 24 };

struct rs_ws_frame {
    uint64_t len;    /* of the payload */
    uint8_t first;   /* the first octet: enum rs_ws_bits and opcode */
    uint8_t mask[4]; /* zero: none */
};

static inline bool rs_ws_is_control(uint8_t first)
{
    return first & 8;
}

/*
 * Read a frame's head. Its length; 0: more octets are needed; RS_ERR_MALFORMED:
 * no frame, or one of more than RS_WS_FRAME_MAX octets, which is none of SIP's.
 */
int rs_ws_frame_read(struct rs_span octets, struct rs_ws_frame *frame);

/* to[i] = octets of the payload that begin `at` octets behind its begin, unmasked. */
void rs_ws_unmask(const struct rs_ws_frame *frame, uint64_t at, struct rs_span octets, char *to);

/* A data frame, not deflated, whose payload begins like a SIP message. */
bool rs_ws_begins_sip(struct rs_span octets);

#endif
