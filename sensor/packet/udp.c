#include "packet/hep.h"
#include "packet/layers.h"
#include "packet/octets.h"
#include "sip/recognise.h"

enum { UDP_LEN = 8 };

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

/* The tunnel that one of the ports stands for; the receiver's first. */
static enum rs_packet_verdict tunnel(struct rs_packet *p, struct rs_span payload)
{
    uint16_t from = p->origin.src.port, to = p->origin.dst.port;
    if (rs_layer_known(p, RS_BY_UDP_PORT, to))
        return rs_layer_next(p, RS_BY_UDP_PORT, to, payload);
    return rs_layer_next(p, RS_BY_UDP_PORT, from, payload);
}

/* A tunnel's inner packet may be SIP where the outer payload is none. */
static enum rs_packet_verdict not_message(struct rs_packet *p, enum rs_recognised kind,
                                          struct rs_span payload)
{
    p->decoder->counters.keepalives += kind == RS_SIP_KEEPALIVE;
    p->decoder->counters.stun += kind == RS_SIP_STUN;
    if (kind != RS_NOT_SIP)
        return RS_PACKET_NOT_SIP;
    if (rs_hep_recognise(payload))
        return rs_hep_layer(p, payload);
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
