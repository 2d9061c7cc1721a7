/*
 * bytes -> packet -> message: what a stream begins with, by its first octets.
 *
 * SIP itself (begin.c), or something that may carry it: a WebSocket's opening
 * handshake (RFC 6455 4) or, in the middle of a stream, one of its frames with
 * SIP in it; STUN, with which TURN over TCP begins; HEP; a TLS hello. Something
 * may stand before all that: the PROXY header of a load balancer (haproxy's proxy-protocol.txt,
 * version 1 and 2), an HTTP CONNECT and its answer (RFC 9110 9.3.6).
 *
 * A function over spans; nothing is kept.
 */
#ifndef RS_PACKET_PRELUDE_H
#define RS_PACKET_PRELUDE_H

#include "packet/lane.h"
#include "packet/tcp.h"

struct rs_prelude {
    enum rs_tcp_begin begin;
    enum rs_lane_kind kind; /* of SIP and OTHER; OPENING: ask again behind `skip` */
    uint32_t skip;          /* octets before the level's first */
    bool promised;          /* both sides have agreed to speak SIP */
};

/* middle: nobody saw the stream begin; less is believed then. */
struct rs_prelude rs_prelude_read(struct rs_span octets, bool middle);

#endif
