/*
 * bytes -> packet -> message: what is in a stream of octets, level by level.
 *
 * A lane is one direction of octets in order: of a TCP connection, or of what
 * TLS hid in one. Its first octets tell what it is (prelude.h); from then on a
 * level takes the octets and makes messages of them:
 *
 *     TCP ──► lane ──┬─► framing.c     SIP by Content-Length
 *                    ├─► websocket.c   RFC 6455, 7118: a message a message
 *                    ├─► turn.c        RFC 8656: ChannelData, indications
 *                    ├─► hep_lane.c    HEP, a packet a message
 *                    └─► secured.c     TLS ──► lane, of what it hides
 *
 * A level is a file with a push function: octets in order in, messages out; it
 * learns of lost octets by rs_lane_gap. All hold what is not whole yet in the
 * lane's one buffer, taken from the room of all streams: `owner` is the stream
 * that pays for it. A lane that is none of these says so, and its stream is
 * forgotten.
 */
#ifndef RS_PACKET_LANE_H
#define RS_PACKET_LANE_H

#include "packet/packet.h"
#include "sip/stream.h"

enum rs_lane_kind {
    RS_LANE_OPENING, /* not known yet */
    RS_LANE_SIP,
    RS_LANE_WEBSOCKET,
    RS_LANE_TURN,
    RS_LANE_HEP,
    RS_LANE_TLS
};

struct rs_tcp_stream;
struct rs_decoder;
struct rs_websocket;
struct rs_secured;

struct rs_lane {
    struct rs_tcp_stream *owner;
    struct rs_stream framing;       /* of RS_LANE_SIP */
    struct rs_websocket *websocket; /* of RS_LANE_WEBSOCKET */
    struct rs_secured *secured;     /* of RS_LANE_TLS */
    char *held; /* in order, and no whole message yet */
    uint32_t held_len, held_room;
    uint32_t junk;     /* octets that were no SIP since the last message */
    uint8_t kind;      /* enum rs_lane_kind */
    uint8_t transport; /* enum rs_transport: of a message in it */
    uint8_t side;      /* of the TLS connection: 0 or 1 */
    bool begun;        /* its first octets are the stream's */
    uint8_t preludes;  /* passed over: a PROXY header, a tunnel's opening */
    bool promised;     /* it was agreed to speak SIP */
    bool after_gap;    /* to be told with the next message */
    bool lost;         /* where in a message the next octets stand is not known */
};

enum { RS_LANE_JUNK_MAX = 64 * 1024 }; /* octets without a message, then there will be none */

/* A run of octets of a stream and where it came from. */
struct rs_tcp_run {
    struct rs_span octets;
    uint32_t missing;               /* octets behind it that the capture cut off */
    const struct rs_origin *origin; /* of the frame that a message in it bears */
};

/* What octets in order came to. */
enum rs_tcp_taken {
    RS_TCP_TAKEN,    /* SIP, or held */
    RS_TCP_NOTHING,  /* keep-alives, junk */
    RS_TCP_STARVED,  /* no room to hold them */
    RS_TCP_FORGOTTEN /* no SIP, and none will come: the lane is over */
};

/* An unused lane, or one after rs_lane_fini. */
void rs_lane_begin(struct rs_lane *lane, struct rs_tcp_stream *owner, enum rs_transport transport);

/* The next octets in order. After FORGOTTEN there is nothing to do but rs_lane_fini. */
enum rs_tcp_taken rs_lane_push(struct rs_decoder *d, struct rs_lane *lane,
                               const struct rs_tcp_run *run, const struct rs_packet_sink *sink);

/* So many octets are missing before the next push. */
void rs_lane_gap(struct rs_decoder *d, struct rs_lane *lane, uint64_t missing);

/* The incomplete message is lost; what the level knows of its place stays. */
void rs_lane_drop(struct rs_decoder *d, struct rs_lane *lane);

/* It ends: all that it has is given back. */
void rs_lane_fini(struct rs_decoder *d, struct rs_lane *lane);

bool rs_secured_holds(const struct rs_lane *lane);

static inline bool rs_lane_holds(const struct rs_lane *lane)
{
    return lane->held_len > 0 || (lane->secured && rs_secured_holds(lane));
}

/* ---- for the levels ---- */

/* Hold octets behind those that are held. False: no room, all it held is lost. */
bool rs_lane_append(struct rs_decoder *d, struct rs_lane *lane, struct rs_span octets);

/*
 * *work: all that is not consumed yet, what is held with the octets behind it,
 * or the octets themselves. False: no room.
 */
bool rs_lane_gather(struct rs_decoder *d, struct rs_lane *lane, struct rs_span octets,
                    struct rs_span *work);

/* Hold what is left of the work. False: no room. */
bool rs_lane_keep(struct rs_decoder *d, struct rs_lane *lane, struct rs_span rest);

/* Nothing is held any more. */
void rs_lane_free_held(struct rs_decoder *d, struct rs_lane *lane);

void rs_lane_junk(struct rs_decoder *d, struct rs_lane *lane, size_t octets);

/* A whole message; truncated: what the capture left of one. */
void rs_lane_give(struct rs_decoder *d, struct rs_lane *lane, const struct rs_tcp_run *run,
                  struct rs_span message, bool truncated, const struct rs_packet_sink *sink);

/* framing.c: octets of SIP in order; work: all that is not consumed yet. */
enum rs_tcp_taken rs_framing_push(struct rs_decoder *d, struct rs_lane *lane,
                                  const struct rs_tcp_run *run, const struct rs_packet_sink *sink);
enum rs_tcp_taken rs_framing_work(struct rs_decoder *d, struct rs_lane *lane, struct rs_span work,
                                  const struct rs_tcp_run *run, const struct rs_packet_sink *sink);

/* websocket.c: the opening lane becomes one; false: no room. `end` gives back what it has. */
bool rs_websocket_begin(struct rs_decoder *d, struct rs_lane *lane);
void rs_websocket_end(struct rs_decoder *d, struct rs_lane *lane);
enum rs_tcp_taken rs_websocket_push(struct rs_decoder *d, struct rs_lane *lane,
                                    const struct rs_tcp_run *run,
                                    const struct rs_packet_sink *sink);
void rs_websocket_gap(struct rs_decoder *d, struct rs_lane *lane, uint64_t missing);
void rs_websocket_drop(struct rs_decoder *d, struct rs_lane *lane);

/* secured.c: the opening lane becomes one; false: no room. */
bool rs_secured_begin(struct rs_decoder *d, struct rs_lane *lane, const struct rs_origin *origin);
/* SIP came out of it. */
void rs_secured_found_sip(struct rs_secured *link);
void rs_secured_end(struct rs_decoder *d, struct rs_lane *lane);
enum rs_tcp_taken rs_secured_push(struct rs_decoder *d, struct rs_lane *lane,
                                  const struct rs_tcp_run *run, const struct rs_packet_sink *sink);
void rs_secured_gap(struct rs_lane *lane, uint64_t missing);
void rs_secured_drop(struct rs_decoder *d, struct rs_lane *lane);

/* Its keys are missing, and may come yet. */
bool rs_secured_waits(const struct rs_lane *lane);

/* New secrets have come: sessions that hold octets are tried again. */
void rs_secured_retry(struct rs_decoder *d, const struct rs_packet_sink *sink);

/* hep_lane.c: HEP packets, one behind the other. */
enum rs_tcp_taken rs_hep_push(struct rs_decoder *d, struct rs_lane *lane,
                              const struct rs_tcp_run *run, const struct rs_packet_sink *sink);

/* turn.c: STUN messages and ChannelData, one behind the other. */
enum rs_tcp_taken rs_turn_push(struct rs_decoder *d, struct rs_lane *lane,
                               const struct rs_tcp_run *run, const struct rs_packet_sink *sink);

#endif
