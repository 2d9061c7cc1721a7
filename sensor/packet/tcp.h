/*
 * bytes -> packet -> message: TCP streams (RFC 9293), one direction each.
 *
 * Only streams that are or may be SIP are remembered. A stream is taken up at
 * its SYN, or where a segment begins with a SIP start line; it is let go with
 * the first octets that are no SIP. A segment that belongs to no stream costs
 * one look into the table and one at its first octets.
 *
 *      SYN ──────────► OPENING ──start line──► SIP ──FIN, RST──► CLOSED
 *                         │                     ▲ │
 *                         │ other octets        │ │ 64 kB without a message
 *                         ▼                     │ ▼
 *                    not remembered ──segment begins with a start line
 *
 * In-order octets go to the stream's lane (lane.h) straight from the frame; only
 * what is left over is copied. Segments before their turn are kept as
 * pieces. Offsets are 64-bit counts of octets: sequence numbers modulo 2^32
 * are widened by their distance to the next one expected.
 *
 *   tcp.c     a segment: flags, place in its stream
 *   streams.c the table: taking up, letting go, who goes when it is full
 *   holding.c octets held: room, time, who loses them
 *   reorder.c in order, before its turn, gaps
 *   begin.c   is this the beginning of SIP?
 *
 * The decoder owns the struct; streams own their octets, in the pool.
 */
#ifndef RS_PACKET_TCP_H
#define RS_PACKET_TCP_H

#include "base/deadlines.h"
#include "base/table.h"
#include "packet/lane.h"
#include "packet/pieces.h"

/* Also the rank in the table: what goes first when it is full. */
enum rs_tcp_state { RS_TCP_OPENING, RS_TCP_CLOSED, RS_TCP_SIP };

struct rs_tcp_stream {
    struct rs_table_link link;
    uint32_t holds_longer, holds_shorter; /* neighbours among those that hold; 0: none */
    struct rs_lane lane;                  /* octets in order */
    struct rs_pieces ahead;               /* segments before their turn */
    uint64_t next;               /* offset of the next octet in order */
    uint64_t unseen, unseen_end; /* offsets of octets that were passed over */
    uint64_t end;                /* offset of the FIN, UINT64_MAX: not seen */
    uint32_t next_seq;           /* the sequence number of `next` */
    uint32_t first_seq;          /* ISN + 1 */
    int64_t hole_since_us;
    int64_t last_us;         /* of the last segment with payload */
    uint8_t state;           /* enum rs_tcp_state */
    bool syn_seen;           /* first_seq is known */
    bool holds;              /* it stands among those that hold */
    bool hole_open;          /* ahead is not empty */
    bool hole_acked;         /* the other side has what is missing here */
    struct rs_origin origin; /* of the last segment put into `ahead` */
};

static inline bool rs_tcp_is_sip(const struct rs_tcp_stream *s)
{
    return s->state == RS_TCP_SIP;
}

struct rs_tcp {
    struct rs_table table;
    struct rs_pool pool;
    struct rs_deadlines deadlines; /* of streams, by index; armed while one holds octets */
    uint32_t holds_longest, holds_shortest; /* streams that hold octets, by the time since */
    uint32_t holes;                         /* streams with a hole */
};

int rs_tcp_init(struct rs_tcp *tcp, const struct rs_packet_limits *limits);
void rs_tcp_fini(struct rs_decoder *d);

/* Give up holes and incomplete messages whose time is over. */
void rs_tcp_expire(struct rs_decoder *d, const struct rs_packet_sink *sink);

/* Give up all holes, give what stands behind them, forget all streams. */
void rs_tcp_finish(struct rs_decoder *d, const struct rs_packet_sink *sink);

/* Names one direction; tunnel: addresses repeat in tunnels. */
struct rs_digest rs_tcp_key(const struct rs_decoder *d, const struct rs_endpoint *from,
                            const struct rs_endpoint *to, uint64_t tunnel);

/* ---- streams.c ---- */

/* A new stream whose next octet is `seq`. must: at the cost of a SIP stream. NULL: no room. */
struct rs_tcp_stream *rs_tcp_take_up(struct rs_decoder *d, struct rs_digest key, uint32_t seq,
                                     bool must);

/* The same stream begins anew: all it held is dropped. */
void rs_tcp_restart(struct rs_decoder *d, struct rs_tcp_stream *s, uint32_t seq);

void rs_tcp_forget(struct rs_decoder *d, struct rs_tcp_stream *s);

/* It is SIP: no more first to go. Again is fine. */
void rs_tcp_found_sip(struct rs_decoder *d, struct rs_tcp_stream *s);

/*
 * No more octets are expected; what it holds is dropped. False: it was an
 * opening one, and is forgotten.
 */
bool rs_tcp_close(struct rs_decoder *d, struct rs_tcp_stream *s);

/* ---- holding.c ---- */

/* Drop the incomplete message and what is ahead. */
void rs_tcp_drop_all(struct rs_decoder *d, struct rs_tcp_stream *s);

/* Room for so many octets more. False: s held longest, and has lost its own. */
bool rs_tcp_make_room(struct rs_decoder *d, struct rs_tcp_stream *s, size_t cost);

/* To be called after every change of what it holds: list and deadline follow. */
void rs_tcp_held_changed(struct rs_decoder *d, struct rs_tcp_stream *s);

/* The hole was filled or given up; a next one begins now. */
void rs_tcp_hole_closed(struct rs_decoder *d, struct rs_tcp_stream *s);

/* The other side has acknowledged octets up to ack (not included). */
void rs_tcp_acked(struct rs_decoder *d, struct rs_tcp_stream *s, uint32_t ack);

/* ---- reorder.c ---- */

/* Octets of a stream, beginning at seq; s may be forgotten when this returns. */
enum rs_packet_verdict rs_tcp_segment(struct rs_decoder *d, struct rs_tcp_stream *s, uint32_t seq,
                                      const struct rs_tcp_run *run,
                                      const struct rs_packet_sink *sink);

/* Give up the first hole, take what stands behind it. False: s is forgotten. */
bool rs_tcp_skip_hole(struct rs_decoder *d, struct rs_tcp_stream *s,
                      const struct rs_packet_sink *sink);

/* Give up all holes. False: s is forgotten. */
bool rs_tcp_skip_all(struct rs_decoder *d, struct rs_tcp_stream *s,
                     const struct rs_packet_sink *sink);

/* The stream ends before seq (FIN). s may be forgotten when this returns. */
void rs_tcp_ends(struct rs_decoder *d, struct rs_tcp_stream *s, uint32_t seq);

/* ---- framing.c ---- */

/*
 * Octets that the stream has passed over already: whole messages that begin
 * with them are given, the rest is dropped. Returns the number of messages.
 */
unsigned rs_tcp_late(struct rs_decoder *d, const struct rs_tcp_run *run,
                     const struct rs_packet_sink *sink);

/* ---- begin.c ---- */

enum rs_tcp_begin {
    RS_TCP_BEGIN_NO,
    RS_TCP_BEGIN_BLANK, /* nothing but CR, LF and NUL */
    RS_TCP_BEGIN_MAYBE, /* the first line is not whole, and may become a start line */
    RS_TCP_BEGIN_SIP,
    RS_TCP_BEGIN_OTHER /* something that may carry SIP: prelude.h */
};

/*
 * Are these the first octets of SIP? `middle`: they come from the middle of a
 * stream that nobody saw begin, which asks for more than one token.
 */
enum rs_tcp_begin rs_tcp_begins(struct rs_span octets, bool middle);

#endif
