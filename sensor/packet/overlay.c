/*
 * Virtual networks over UDP: VXLAN, VXLAN-GPE, GENEVE; NSH below them. The port
 * alone is no proof: what does not look like the header is no tunnel.
 */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    VXLAN_LEN = 8,
    VXLAN_HAS_ID = 0x08,
    GPE_HAS_PROTOCOL = 0x04,
    GENEVE_LEN = 8,
    NSH_LEN = 8
};

/* The numbers of VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe 3.2) and NSH (RFC 8300 2.2) are the same. */
static enum rs_packet_verdict next_protocol(struct rs_packet *p, uint8_t protocol,
                                            struct rs_span octets)
{
    static const uint16_t types[] = {[1] = RS_ETHERTYPE_IPV4,    [2] = RS_ETHERTYPE_IPV6,
                                     [3] = RS_ETHERTYPE_BRIDGED, [4] = RS_ETHERTYPE_NSH,
                                     [5] = RS_ETHERTYPE_MPLS};
    if (!protocol || protocol >= sizeof types / sizeof *types)
        return RS_PACKET_NOT_SIP;
    return rs_layer_next(p, RS_BY_ETHERTYPE, types[protocol], octets);
}

/* RFC 7348 section 5; the group policy extension uses other bits of the first octets. */
enum rs_packet_verdict rs_vxlan_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < VXLAN_LEN || (rs_u8(octets, 0) & ~0x80) != VXLAN_HAS_ID)
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    rs_packet_tunnel(p, RS_TUNNEL_VXLAN, rs_u32(octets, 4) >> 8);
    return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, rs_span_skip(octets, VXLAN_LEN));
}

enum rs_packet_verdict rs_vxlan_gpe_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < VXLAN_LEN || rs_u8(octets, 0) >> 4 || !(rs_u8(octets, 0) & VXLAN_HAS_ID))
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    uint8_t protocol = rs_u8(octets, 0) & GPE_HAS_PROTOCOL ? rs_u8(octets, 3) : 3;
    rs_packet_tunnel(p, RS_TUNNEL_VXLAN_GPE, rs_u32(octets, 4) >> 8);
    return next_protocol(p, protocol, rs_span_skip(octets, VXLAN_LEN));
}

/* RFC 8926 3.4: version 0, length of the options in units of 4 octets. */
enum rs_packet_verdict rs_geneve_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < GENEVE_LEN || rs_u8(octets, 0) >> 6)
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    size_t len = GENEVE_LEN + (rs_u8(octets, 0) & 0x3f) * 4u;
    uint16_t type = rs_u16(octets, 2);
    if (octets.n < len || !rs_layer_known(p, RS_BY_ETHERTYPE, type))
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    rs_packet_tunnel(p, RS_TUNNEL_GENEVE, rs_u32(octets, 4) >> 8);
    return rs_layer_next(p, RS_BY_ETHERTYPE, type, rs_span_skip(octets, len));
}

/* RFC 8300 2.2: version, length in units of 4 octets, kind, next protocol; path and index. */
enum rs_packet_verdict rs_nsh_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < NSH_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    size_t len = (rs_u16(octets, 0) & 0x3f) * 4u;
    if (rs_u8(octets, 0) >> 6 || len < NSH_LEN)
        return RS_PACKET_BAD_LINK;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    rs_packet_label(p, RS_TUNNEL_NSH, rs_u32(octets, 4) >> 8);
    return next_protocol(p, rs_u8(octets, 3), rs_span_skip(octets, len));
}
