#include "packet/hep.h"
#include "packet/layers.h"
#include "packet/octets.h"
#include "packet/turn.h"
#include "sip/recognise.h"

enum { UDP_LEN = 8, SIP_PORT = 5060 };

/* The payload to the UDP length; what the capture cut off is counted. */
static bool udp_payload(struct rs_packet *p, struct rs_span octets, struct rs_span *payload)
{
    size_t len = rs_u16(octets, 4);
    if (len == 0) /* RFC 2675 section 4: a jumbogram, or filled in by the network card */
        len = octets.n + p->missing;
    if (len < UDP_LEN)
        return false;
    *payload = rs_span_first(rs_span_skip(octets, UDP_LEN), len - UDP_LEN);
    p->missing = len > octets.n ? len - octets.n : 0;
    p->origin.datagram_len = (uint32_t)(len - UDP_LEN);
    return true;
}

static enum rs_packet_verdict message(struct rs_packet *p, struct rs_span payload)
{
    p->origin.transport = RS_TRANSPORT_UDP;
    p->origin.truncated = p->missing && p->cut; /* else the length is a lie, and a finding */
    rs_decoder_give(p->decoder, p->sink, rs_packet_origin(p), payload);
    return RS_PACKET_ANALYSED;
}

/* TURN: a datagram in a datagram, between a client and its relay. */
static bool relayed(struct rs_packet *p, struct rs_span payload)
{
    struct rs_turn_frame frame;
    if (rs_turn_read(payload, false, &frame) != RS_TURN_FRAME || !frame.data.n ||
        rs_recognise(frame.data) != RS_SIP_MESSAGE)
        return false;
    p->decoder->counters.turn_relayed++;
    p->missing = 0;
    p->origin.datagram_len = (uint32_t)frame.data.n;
    struct rs_endpoint src = p->origin.src, dst = p->origin.dst; /* no header inside has others */
    rs_packet_tunnel(p, RS_TUNNEL_TURN, frame.id ? frame.id : RS_TUNNEL_NO_ID);
    p->origin.src = src;
    p->origin.dst = dst;
    message(p, frame.data);
    return true;
}

/* STUN, and ChannelData, whose numbers begin with 0x4000. */
static bool may_be_relayed(enum rs_recognised kind, struct rs_span payload)
{
    return kind == RS_SIP_STUN ||
           (kind == RS_NOT_SIP && payload.n && (rs_u8(payload, 0) & 0xf0) == 0x40);
}

/* The tunnel that one of the ports stands for; the receiver's first. */
static enum rs_packet_verdict tunnel(struct rs_packet *p, struct rs_span payload)
{
    uint16_t from = p->origin.src.port, to = p->origin.dst.port;
    if (rs_layer_known(p, RS_BY_UDP_PORT, to))
        return rs_layer_next(p, RS_BY_UDP_PORT, to, payload);
    return rs_layer_next(p, RS_BY_UDP_PORT, from, payload);
}

/* RFC 3320 7: five bits that begin no other protocol on SIP's port. */
static bool looks_like_sigcomp(const struct rs_packet *p, struct rs_span payload)
{
    return payload.n && rs_u8(payload, 0) >= 0xf8 &&
           (p->origin.src.port == SIP_PORT || p->origin.dst.port == SIP_PORT);
}

/* A tunnel's inner packet may be SIP where the outer payload is none. */
static enum rs_packet_verdict not_message(struct rs_packet *p, enum rs_recognised kind,
                                          struct rs_span payload)
{
    p->decoder->counters.keepalives += kind == RS_SIP_KEEPALIVE;
    p->decoder->counters.stun += kind == RS_SIP_STUN;
    if (may_be_relayed(kind, payload) && relayed(p, payload))
        return RS_PACKET_ANALYSED;
    if (kind != RS_NOT_SIP)
        return RS_PACKET_NOT_SIP;
    if (rs_hep_recognise(payload))
        return rs_hep_layer(p, payload);
    p->decoder->counters.sigcomp += looks_like_sigcomp(p, payload);
    return tunnel(p, payload);
}

static enum rs_packet_verdict quoted(struct rs_packet *p, struct rs_span payload)
{
    if (rs_recognise(payload) == RS_SIP_MESSAGE)
        rs_packet_quoted(p, payload);
    return RS_PACKET_NOT_SIP;
}

/* RFC 768. Known by what it carries, on any port. */
enum rs_packet_verdict rs_udp_layer(struct rs_packet *p, struct rs_span octets)
{
    struct rs_span payload;
    if (octets.n < UDP_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_TRANSPORT);
    p->origin.src.port = rs_u16(octets, 0);
    p->origin.dst.port = rs_u16(octets, 2);
    if (!udp_payload(p, octets, &payload))
        return RS_PACKET_BAD_TRANSPORT;
    if (p->quoted)
        return quoted(p, payload);
    enum rs_recognised kind = payload.n ? rs_recognise(payload) : RS_NOT_SIP;
    return kind == RS_SIP_MESSAGE ? message(p, payload) : not_message(p, kind, payload);
}
