/*
 * bytes -> packet -> message: SCTP (RFC 9260), one direction of an association
 * each, also inside UDP (RFC 6951). One user message is one SIP message (RFC
 * 4168): no framing.
 *
 * A flow is named by what the receiver has chosen to know it by, the
 * verification tag, and the ports: addresses may change from packet to packet
 * (multi-homing). It is taken up at INIT and INIT ACK, which tell its tag and
 * its first TSN, or at a chunk that begins with a SIP start line; it is let go
 * with the first message that is no SIP.
 *
 *      INIT, INIT ACK ──► OPENING ──SIP──► SIP ──ABORT, SHUTDOWN COMPLETE──► gone
 *                            └─ other ─► forgotten
 *
 * A message in one chunk, in its turn, is given straight from the frame. All
 * others wait as chunks in order of TSN: fragments until the last one is there;
 * ordered messages until no TSN before them is missing, or their stream's
 * number says that none of theirs is; both until the hole is given up.
 *
 *   sctp.c        a packet: its chunks, and those that begin and end flows
 *   sctp_flows.c  the table: taking up, letting go, room
 *   sctp_order.c  chunks in order, messages, holes
 *
 * The decoder owns the struct; flows own their chunks, in the pool.
 */
#ifndef RS_PACKET_SCTP_H
#define RS_PACKET_SCTP_H

#include "base/deadlines.h"
#include "base/table.h"
#include "packet/packet.h"
#include "packet/pool.h"

enum {
    RS_SCTP_STREAMS = 8,             /* whose next number is known, in one flow */
    RS_SCTP_CHUNKS_MAX = 128,        /* one flow holds */
    RS_SCTP_OCTETS_MAX = 128 * 1024, /* and octets in them */
    RS_SCTP_FAR = 4096               /* TSNs; further away is another association */
};

/* RFC 9260 3.3.1: a fragment's place in its message; ordered unless U. */
enum rs_sctp_flags { RS_SCTP_END = 1, RS_SCTP_BEGIN = 2, RS_SCTP_UNORDERED = 4 };

/* DATA or I-DATA as it stands in a packet, or held. */
struct rs_sctp_data {
    uint32_t tsn;
    uint32_t message;  /* SSN; I-DATA (RFC 8260): MID */
    uint32_t fragment; /* counts the fragments of a message: TSN; I-DATA: FSN */
    uint16_t stream;
    uint8_t flags;
    bool interleaved; /* I-DATA */
    struct rs_span octets;
};

struct rs_sctp_chunk {
    struct rs_sctp_chunk *next;
    struct rs_sctp_data data; /* its octets stand behind */
    uint64_t frame;           /* that brought it */
    int64_t time_us;
    bool whole; /* its message, which it begins, is all there */
    bool given; /* its message is done with */
    char octets[];
};

struct rs_sctp_stream {
    uint16_t id;
    bool known;
    uint32_t next; /* number of its next ordered message */
};

/* Also the rank in the table. */
enum rs_sctp_state { RS_SCTP_OPENING, RS_SCTP_SIP = 2 };

struct rs_sctp_flow {
    struct rs_table_link link;
    struct rs_sctp_chunk *first; /* in order of TSN */
    uint32_t count, octets;
    uint32_t next;      /* TSN: all before it are done with */
    uint32_t peer_next; /* first TSN of the other direction, as INIT said */
    uint8_t state;      /* enum rs_sctp_state */
    bool next_known, peer_next_known;
    bool after_gap; /* to be told with the next message */
    int64_t hole_since_us;
    struct rs_sctp_stream stream[RS_SCTP_STREAMS]; /* by id modulo */
    struct rs_origin origin;                       /* of the last packet with data */
};

struct rs_sctp {
    struct rs_table table;
    struct rs_pool pool;
    struct rs_deadlines deadlines; /* of flows, by index; armed while one holds chunks */
};

struct rs_decoder;

int rs_sctp_init(struct rs_sctp *sctp, const struct rs_packet_limits *limits);
void rs_sctp_fini(struct rs_decoder *d);

/* Give up holes and fragments whose time is over. */
void rs_sctp_expire(struct rs_decoder *d, const struct rs_packet_sink *sink);

/* Give up all holes, give what stands behind them, forget all flows. */
void rs_sctp_finish(struct rs_decoder *d, const struct rs_packet_sink *sink);

/* ---- sctp_flows.c ---- */

/* A new flow. must: at the cost of one known to be SIP. NULL: no room. */
struct rs_sctp_flow *rs_sctp_take_up(struct rs_decoder *d, struct rs_digest key, bool must);
void rs_sctp_forget(struct rs_decoder *d, struct rs_sctp_flow *f);
void rs_sctp_found_sip(struct rs_decoder *d, struct rs_sctp_flow *f);

/* A copy of the data, not yet in the flow's list. NULL: no room, even at the cost of others. */
struct rs_sctp_chunk *rs_sctp_chunk_new(struct rs_decoder *d, struct rs_sctp_flow *f,
                                        const struct rs_sctp_data *data,
                                        const struct rs_origin *origin);

/* Take off the first chunk. */
void rs_sctp_chunk_drop(struct rs_decoder *d, struct rs_sctp_flow *f);

/* ---- sctp_order.c ---- */

/*
 * A chunk of the flow; truncated: the capture cut it. f may be forgotten when
 * this returns.
 */
enum rs_packet_verdict rs_sctp_data(struct rs_decoder *d, struct rs_sctp_flow *f,
                                    const struct rs_sctp_data *data, bool truncated,
                                    const struct rs_origin *origin,
                                    const struct rs_packet_sink *sink);

/* Does a SIP message begin in it? */
bool rs_sctp_begins_sip(const struct rs_sctp_data *data);

/* The sender gives up all TSNs up to that one (RFC 3758). */
void rs_sctp_forward(struct rs_decoder *d, struct rs_sctp_flow *f, uint32_t tsn,
                     const struct rs_packet_sink *sink);

/* Give up the first hole, or the fragments that wait. False: f is forgotten. */
bool rs_sctp_skip(struct rs_decoder *d, struct rs_sctp_flow *f, const struct rs_packet_sink *sink);

#endif
