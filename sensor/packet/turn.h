/*
 * bytes -> packet -> message: TURN (RFC 8656), where a relay carries SIP
 * between one side and a peer: ChannelData, and the DATA attribute of Send and
 * Data indications (RFC 8489 5, 14). Functions over spans; nothing is kept.
 *
 * What they carry is a datagram: RFC 8656 relays UDP.
 */
#ifndef RS_PACKET_TURN_H
#define RS_PACKET_TURN_H

#include "base/span.h"

enum rs_turn_found {
    RS_TURN_NO,   /* neither STUN nor ChannelData */
    RS_TURN_MORE, /* it may become one: more octets are needed */
    RS_TURN_FRAME
};

struct rs_turn_frame {
    size_t len;          /* as it stands in a stream, with padding */
    uint32_t id;         /* the channel; 0: an indication */
    struct rs_span data; /* what is relayed; empty in all other STUN messages */
};

/* A datagram, or the beginning of what a stream still has. */
enum rs_turn_found rs_turn_read(struct rs_span octets, bool stream, struct rs_turn_frame *frame);

/* Does a stream begin with a STUN message? */
enum rs_turn_found rs_turn_begins(struct rs_span octets);

#endif
