#include "packet/layers.h"
#include "packet/octets.h"

enum {
    ETHERNET_LEN = 14,
    COOKED_LEN = 16,
    COOKED2_LEN = 20,
    VLAN_LEN = 4,
    LOOPBACK_LEN = 4,
    SNAP_LEN = 8,
    LENGTH_MAX = 0x05ff /* an EtherType up to this is a length: 802.3 */
};

/* IEEE 802.3 with an 802.2 header: IP only stands behind SNAP. */
enum rs_packet_verdict rs_llc_layer(struct rs_packet *p, struct rs_span octets)
{
    static const char snap[] = "\xaa\xaa\x03\0\0";
    if (octets.n < SNAP_LEN || memcmp(octets.p, snap, 6) != 0)
        return RS_PACKET_NOT_SIP;
    return rs_layer_next(p, RS_BY_ETHERTYPE, rs_u16(octets, 6), rs_span_skip(octets, SNAP_LEN));
}

enum rs_packet_verdict rs_typed_layer(struct rs_packet *p, uint16_t ethertype,
                                      struct rs_span octets)
{
    if (ethertype <= LENGTH_MAX)
        return rs_llc_layer(p, octets);
    return rs_layer_next(p, RS_BY_ETHERTYPE, ethertype, octets);
}

enum rs_packet_verdict rs_ethernet_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ETHERNET_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    p->macs = rs_span_first(octets, 12);
    return rs_typed_layer(p, rs_u16(octets, 12), rs_span_skip(octets, ETHERNET_LEN));
}

/* Linux "any", version 1: type, ARPHRD, address length, 8 octets of address, protocol. */
enum rs_packet_verdict rs_cooked_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < COOKED_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    p->macs = rs_span(octets.p + 6, 8);
    return rs_typed_layer(p, rs_u16(octets, 14), rs_span_skip(octets, COOKED_LEN));
}

/* Version 2: protocol, interface, ARPHRD, type, address length, 8 octets of address. */
enum rs_packet_verdict rs_cooked2_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < COOKED2_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    p->macs = rs_span(octets.p + 12, 8);
    return rs_typed_layer(p, rs_u16(octets, 0), rs_span_skip(octets, COOKED2_LEN));
}

/* AF_INET is 2 everywhere; AF_INET6 is what the host's system calls it. */
enum rs_packet_verdict rs_loopback_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < LOOPBACK_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    uint32_t family = rs_u32(octets, 0);
    if (family > 0xffff) /* the host was little-endian */
        family = family >> 24 | (family >> 8 & 0xff00);
    octets = rs_span_skip(octets, LOOPBACK_LEN);
    if (family == 2)
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV4, octets);
    if (family == 10 || family == 24 || family == 28 || family == 30)
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV6, octets);
    return RS_PACKET_UNKNOWN_ETHERTYPE;
}

enum rs_packet_verdict rs_raw_ip_layer(struct rs_packet *p, struct rs_span octets)
{
    if (!octets.n)
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    uint8_t version = rs_u8(octets, 0) >> 4;
    if (version != 4 && version != 6)
        return RS_PACKET_BAD_IP;
    uint32_t ethertype = version == 4 ? RS_ETHERTYPE_IPV4 : RS_ETHERTYPE_IPV6;
    return rs_layer_next(p, RS_BY_ETHERTYPE, ethertype, octets);
}

enum rs_packet_verdict rs_vlan_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < VLAN_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    if (p->origin.vlan_count < RS_VLANS_MAX)
        p->origin.vlan[p->origin.vlan_count++] = rs_u16(octets, 0) & 0x0fff;
    return rs_typed_layer(p, rs_u16(octets, 2), rs_span_skip(octets, VLAN_LEN));
}

enum rs_packet_verdict rs_not_sip_layer(struct rs_packet *p, struct rs_span octets)
{
    (void)p;
    (void)octets;
    return RS_PACKET_NOT_SIP;
}
