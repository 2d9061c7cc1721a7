/* GRE and the mirrors that are carried in it: NVGRE, ERSPAN, WCCP. */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    GRE_LEN = 4,
    GRE_CHECKSUM = 0x8000,
    GRE_ROUTING = 0x4000,
    GRE_KEY = 0x2000,
    GRE_SEQUENCE = 0x1000,
    GRE_ACKNOWLEDGE = 0x0080, /* version 1, RFC 2637 */
    GRE_VERSION = 0x0007,
    ERSPAN2_LEN = 8,
    ERSPAN3_LEN = 12,
    ERSPAN3_SUBHEADER_LEN = 8,
    ERSPAN_SESSION = 0x03ff,
    TYPE_ERSPAN2 = 0x88be,
    WCCP_LEN = 4,
    NVGRE_FIRST = 0x1000 /* RFC 7637 3.2: virtual subnets below this are reserved */
};

/* RFC 2784, 2890; version 1: RFC 2637. Source routing (RFC 1701) is not followed. */
static size_t gre_len(uint16_t flags)
{
    size_t len = GRE_LEN;
    for (uint16_t option = GRE_CHECKSUM; option >= GRE_SEQUENCE; option >>= 1)
        if (option != GRE_ROUTING && (flags & option))
            len += 4;
    if ((flags & GRE_VERSION) == 1 && (flags & GRE_ACKNOWLEDGE))
        len += 4;
    return len;
}

/* Version 1: the payload's length, then a call number for each direction. */
static uint64_t gre_key(uint16_t flags, struct rs_span octets)
{
    if (!(flags & GRE_KEY) || (flags & GRE_VERSION) == 1)
        return RS_TUNNEL_NO_ID;
    return rs_u32(octets, flags & GRE_CHECKSUM ? 8 : 4);
}

/*
 * NVGRE is GRE with Ethernet inside and a key whose last octet is spread over
 * the flows, each direction by itself: only the octets before it are an id.
 */
static void note_tunnel(struct rs_packet *p, uint16_t type, uint64_t key)
{
    if (type == RS_ETHERTYPE_BRIDGED && key != RS_TUNNEL_NO_ID && key >> 8 >= NVGRE_FIRST)
        rs_packet_tunnel(p, RS_TUNNEL_NVGRE, key >> 8);
    else
        rs_packet_tunnel(p, RS_TUNNEL_GRE, key);
}

enum rs_packet_verdict rs_gre_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < GRE_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    uint16_t flags = rs_u16(octets, 0), type = rs_u16(octets, 2);
    size_t len = gre_len(flags);
    if ((flags & GRE_VERSION) > 1 || (flags & GRE_ROUTING))
        return RS_PACKET_BAD_LINK;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    note_tunnel(p, type, gre_key(flags, octets));
    struct rs_span inner = rs_span_skip(octets, len);
    /* ERSPAN type I has no header of its own and no sequence number. */
    if (type == TYPE_ERSPAN2 && !(flags & GRE_SEQUENCE)) {
        rs_packet_tunnel_is(p, RS_TUNNEL_ERSPAN, RS_TUNNEL_NO_ID);
        type = RS_ETHERTYPE_BRIDGED;
    }
    if (!inner.n && !p->cut) /* PPTP acknowledges with an empty packet */
        return RS_PACKET_NOT_SIP;
    return rs_layer_next(p, RS_BY_ETHERTYPE, type, inner);
}

/* draft-foschiano-erspan: type II, version 1. */
enum rs_packet_verdict rs_erspan2_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ERSPAN2_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    rs_packet_tunnel_is(p, RS_TUNNEL_ERSPAN, rs_u16(octets, 2) & ERSPAN_SESSION);
    return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED,
                         rs_span_skip(octets, ERSPAN2_LEN));
}

/* Type III, version 2: the last bit says that a platform subheader follows; P (bits 11-15): IP. */
enum rs_packet_verdict rs_erspan3_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ERSPAN3_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    uint16_t flags = rs_u16(octets, 10);
    size_t len = ERSPAN3_LEN + (flags & 1 ? ERSPAN3_SUBHEADER_LEN : 0);
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    rs_packet_tunnel_is(p, RS_TUNNEL_ERSPAN, rs_u16(octets, 2) & ERSPAN_SESSION);
    struct rs_span inner = rs_span_skip(octets, len);
    bool is_ip = (flags >> 11 & 0x1f) == 2; /* FT: 0 Ethernet, 2 IP */
    return is_ip ? rs_raw_ip_layer(p, inner)
                 : rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, inner);
}

/* draft-wilson-wrec-wccp-v2: version 2 has a redirect header before IP, version 1 has not. */
enum rs_packet_verdict rs_wccp_layer(struct rs_packet *p, struct rs_span octets)
{
    if (!rs_looks_like_ip(p, octets))
        octets = rs_span_skip(octets, WCCP_LEN);
    return rs_raw_ip_layer(p, octets);
}
