/* Tunnels that need no state: GRE, what is carried in it, PPP and PPPoE. */
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
    TYPE_ERSPAN2 = 0x88be,
    PPPOE_LEN = 6,
    PPPOE_SESSION = 0x1100 /* version 1, type 1, code 0 */
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

static uint32_t gre_key(uint16_t flags, struct rs_span octets)
{
    if (!(flags & GRE_KEY))
        return 0;
    uint32_t key = rs_u32(octets, flags & GRE_CHECKSUM ? 8 : 4);
    /* Version 1: the payload's length, then a call number for each direction. */
    return (flags & GRE_VERSION) == 1 ? 0 : key;
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
    rs_packet_tunnel(p, 47, gre_key(flags, octets));
    struct rs_span inner = rs_span_skip(octets, len);
    /* ERSPAN type I has no header of its own and no sequence number. */
    if (type == TYPE_ERSPAN2 && !(flags & GRE_SEQUENCE))
        type = RS_ETHERTYPE_BRIDGED;
    if (!inner.n && !p->cut) /* PPTP acknowledges with an empty packet */
        return RS_PACKET_NOT_SIP;
    return rs_layer_next(p, RS_BY_ETHERTYPE, type, inner);
}

/* draft-foschiano-erspan: type II, version 1. */
enum rs_packet_verdict rs_erspan2_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ERSPAN2_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
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
    struct rs_span inner = rs_span_skip(octets, len);
    bool is_ip = (flags >> 11 & 0x1f) == 2; /* FT: 0 Ethernet, 2 IP */
    return is_ip ? rs_raw_ip_layer(p, inner)
                 : rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, inner);
}

/* RFC 1661, 1662: address and control may be left out, and the protocol's first octet if zero. */
enum rs_packet_verdict rs_ppp_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n >= 2 && rs_u16(octets, 0) == 0xff03)
        octets = rs_span_skip(octets, 2);
    if (octets.n < 2)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    bool compressed = rs_u8(octets, 0) & 1;
    uint16_t protocol = compressed ? rs_u8(octets, 0) : rs_u16(octets, 0);
    octets = rs_span_skip(octets, compressed ? 1 : 2);
    if (protocol == 0x0021)
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV4, octets);
    if (protocol == 0x0057)
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV6, octets);
    return RS_PACKET_NOT_SIP; /* control protocols; compressed or encrypted: nothing to be seen */
}

/* RFC 2516 section 4: the session is no tunnel between addresses, and is not kept. */
enum rs_packet_verdict rs_pppoe_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < PPPOE_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    if (rs_u16(octets, 0) != PPPOE_SESSION)
        return RS_PACKET_NOT_SIP;
    return rs_ppp_layer(p, rs_span_skip(octets, PPPOE_LEN));
}
