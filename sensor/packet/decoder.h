/*
 * Inside the arrow bytes -> packet -> message: the object behind
 * rs_decoder_frame, and the frame on its way through the layers.
 *
 * Only files of sensor/packet/ include this. The decoder owns everything; a
 * struct rs_packet lives on the stack for the time of one frame.
 */
#ifndef RS_PACKET_DECODER_H
#define RS_PACKET_DECODER_H

#include "packet/fragments.h"
#include "packet/inflate.h"
#include "packet/packet.h"
#include "packet/sctp.h"
#include "packet/secured.h"
#include "packet/tcp.h"
#include "packet/tls.h"
#include "packet/tunnels.h"

enum { RS_LAYER_SLOT_BITS = 9, RS_LAYER_SLOTS = 1 << RS_LAYER_SLOT_BITS };

struct rs_decoder {
    struct rs_packet_limits limits;
    struct rs_hash hash;
    struct rs_packet_counters counters;
    struct rs_fragments fragments;
    struct rs_tcp tcp;
    struct rs_sctp sctp;
    struct rs_tls_room tls_room;
    struct rs_tls_keys *tls_keys; /* borrowed; NULL: none */
    uint64_t tls_generation;      /* of the keys, at the last look */
    struct rs_secured_lists secured;
    struct rs_windows windows;    /* of WebSocket messages */
    struct rs_inflater *inflater; /* NULL until the first one */
    struct rs_tunnels tunnels;
    struct rs_tunnel_stack stack; /* of the frame on its way */
    const struct rs_packet_sink *sink; /* of the call on its way; NULL: none is */
    int64_t now_us; /* the latest time of a frame: never goes back */
    uint8_t layer_index[RS_LAYER_SLOTS]; /* of the rows in layers.c */
};

/* One frame; each layer adds what it knows and hands its payload on. */
struct rs_packet {
    struct rs_decoder *decoder;
    const struct rs_frame *frame;
    const struct rs_packet_sink *sink;
    struct rs_origin origin;
    struct rs_span macs; /* destination and source address as they stand in the frame */
    size_t missing;      /* octets at the end of the present payload that the capture cut off */
    uint8_t layers;      /* headers entered */
    bool cut;            /* octets end before the headers say because the capture cut the frame */
    bool in_ip;          /* an IP header was read: another one stands in a tunnel */
    bool tunnelled;
    bool quoted; /* in an ICMP error: an old packet's beginning */
    enum rs_unreachable unreachable; /* what that error says */
};

/*
 * The octets end before a header does: cut by the capture, or `damaged`
 * (RS_PACKET_BAD_...) when the frame was captured whole.
 */
static inline enum rs_packet_verdict rs_packet_short(const struct rs_packet *p,
                                                     enum rs_packet_verdict damaged)
{
    return p->cut ? RS_PACKET_TRUNCATED : damaged;
}

/*
 * Note a tunnel between origin's present addresses and ports. What is in it is
 * told apart by addresses, kind and, where it is the same in both directions,
 * id: its key or network. RS_TUNNEL_NO_ID: it has none.
 */
#define RS_TUNNEL_NO_ID UINT64_MAX
void rs_packet_tunnel(struct rs_packet *p, enum rs_tunnel_kind kind, uint64_t id);

/* The tunnel noted last is known better now: its kind and id, for output. */
void rs_packet_tunnel_is(struct rs_packet *p, enum rs_tunnel_kind kind, uint64_t id);

/* Note a label on a link, for output. It tells nothing apart. */
void rs_packet_label(struct rs_packet *p, enum rs_tunnel_kind kind, uint32_t id);

/* The origin gets the number of the tunnels that the frame came through. */
void rs_packet_note_tunnels(struct rs_packet *p);

/* The origin made complete, for those who keep it or pass it on. */
const struct rs_origin *rs_packet_origin(struct rs_packet *p);

/* The beginning of an old SIP message in an ICMP error: count it, and tell what became of it. */
void rs_packet_quoted(struct rs_packet *p, struct rs_span octets);

/* The one inflater, for use at once; NULL: no memory. */
struct rs_inflater *rs_decoder_inflater(struct rs_decoder *d);

/* Count one message and give it to the sink. */
void rs_decoder_give(struct rs_decoder *d, const struct rs_packet_sink *sink,
                     const struct rs_origin *origin, struct rs_span octets);

#endif
