/*
 * Point to point: PPP and what it runs over (serial lines, Ethernet), and its
 * neighbours on serial lines, Cisco HDLC and frame relay.
 */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    PPPOE_LEN = 6,
    PPPOE_SESSION = 0x1100, /* version 1, type 1, code 0 */
    MULTILINK_LEN = 4,
    MULTILINK_WHOLE = 0xc0, /* beginning and end in one */
    CISCO_LEN = 4,
    RELAY_LEN = 4,
    BRIDGED_LEN = 2
};

/* RFC 1990 3, with the long sequence number: a packet in one piece; others are counted only. */
static enum rs_packet_verdict multilink(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < MULTILINK_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    if ((rs_u8(octets, 0) & MULTILINK_WHOLE) != MULTILINK_WHOLE) {
        p->decoder->counters.multilink_fragments++;
        return RS_PACKET_FRAGMENT_BAD;
    }
    return rs_layer_next(p, RS_BY_LINK, 9, rs_span_skip(octets, MULTILINK_LEN));
}

static enum rs_packet_verdict carried(struct rs_packet *p, uint16_t protocol, struct rs_span octets)
{
    switch (protocol) {
    case 0x0021:
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV4, octets);
    case 0x0057:
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV6, octets);
    case 0x0281: /* RFC 3032 4.3; multicast */
    case 0x0283:
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_MPLS, octets);
    case 0x0031: /* RFC 3518 4.3: flags and the kind of MAC before the frame */
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED,
                             rs_span_skip(octets, BRIDGED_LEN));
    case 0x003d:
        return multilink(p, octets);
    case 0x0053: /* RFC 1968 */
    case 0x00fd: /* RFC 1962, and MPPE (RFC 3078) */
        return RS_PACKET_ENCRYPTED;
    default:
        return RS_PACKET_NOT_SIP; /* control protocols */
    }
}

/*
 * RFC 1661, 1662: address and control may be left out, and the protocol's
 * first octet if zero. pppd writes the direction in place of the address.
 */
enum rs_packet_verdict rs_ppp_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n >= 2 && (rs_u16(octets, 0) == 0xff03 || rs_u16(octets, 0) == 0x0003 ||
                          rs_u16(octets, 0) == 0x0103))
        octets = rs_span_skip(octets, 2);
    if (octets.n < 2)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    bool compressed = rs_u8(octets, 0) & 1;
    uint16_t protocol = compressed ? rs_u8(octets, 0) : rs_u16(octets, 0);
    return carried(p, protocol, rs_span_skip(octets, compressed ? 1 : 2));
}

/* RFC 2516 section 4. */
enum rs_packet_verdict rs_pppoe_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < PPPOE_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    if (rs_u16(octets, 0) != PPPOE_SESSION)
        return RS_PACKET_NOT_SIP;
    rs_packet_label(p, RS_TUNNEL_PPPOE, rs_u16(octets, 2));
    return rs_ppp_layer(p, rs_span_skip(octets, PPPOE_LEN));
}

/* Address 0x0f or 0x8f, control 0, EtherType. */
enum rs_packet_verdict rs_cisco_hdlc_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < CISCO_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    uint16_t type = rs_u16(octets, 2);
    if (type == 0x8035 || type == 0x2000) /* SLARP, CDP */
        return RS_PACKET_NOT_SIP;
    return rs_layer_next(p, RS_BY_ETHERTYPE, type, rs_span_skip(octets, CISCO_LEN));
}

/* A serial line: RFC 1662 section 4.3.1 and Cisco's differ in the first octets. */
enum rs_packet_verdict rs_serial_layer(struct rs_packet *p, struct rs_span octets)
{
    bool cisco = octets.n >= 2 && (rs_u16(octets, 0) & 0x7fff) == 0x0f00;
    return cisco ? rs_cisco_hdlc_layer(p, octets) : rs_ppp_layer(p, octets);
}

/* 03, padding, NLPID 80, then who numbers the types, and the type. */
static enum rs_packet_verdict relay_snap(struct rs_packet *p, struct rs_span octets)
{
    size_t at = octets.n > 3 && !rs_u8(octets, 3) ? 4 : 3;
    if (octets.n < at + 6)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    if (rs_u8(octets, at) != 0x80)
        return RS_PACKET_NOT_SIP; /* Q.933, LMI, CLNP ... */
    uint32_t oui = rs_u32(octets, at) & 0xffffff;
    uint16_t type = rs_u16(octets, at + 4);
    octets = rs_span_skip(octets, at + 6);
    if (oui == 0)
        return rs_layer_next(p, RS_BY_ETHERTYPE, type, octets);
    if (oui != 0x0080c2 || (type != 1 && type != 7))
        return RS_PACKET_NOT_SIP;
    return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, octets); /* FCS or none */
}

/* RFC 2427: behind the address of two octets stands 03, then who it is; Cisco puts an EtherType. */
enum rs_packet_verdict rs_frame_relay_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < RELAY_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    uint16_t address = rs_u16(octets, 0), type = rs_u16(octets, 2);
    if ((address & 0x0101) != 0x0001) /* more than two octets of address */
        return RS_PACKET_BAD_LINK;
    rs_packet_label(p, RS_TUNNEL_DLCI, (uint32_t)(address >> 6 & 0x3f0) | (address >> 4 & 0xf));
    if (type == 0x03cc)
        type = RS_ETHERTYPE_IPV4;
    else if (type == 0x038e)
        type = RS_ETHERTYPE_IPV6;
    else if (type >> 8 == 3)
        return relay_snap(p, octets);
    return rs_layer_next(p, RS_BY_ETHERTYPE, type, rs_span_skip(octets, RELAY_LEN));
}

/* Each octet of direction before what the link type without one has. */
enum rs_packet_verdict rs_serial_direction_layer(struct rs_packet *p, struct rs_span octets)
{
    return rs_serial_layer(p, rs_span_skip(octets, 1));
}

enum rs_packet_verdict rs_frame_relay_direction_layer(struct rs_packet *p, struct rs_span octets)
{
    return rs_frame_relay_layer(p, rs_span_skip(octets, 1));
}
