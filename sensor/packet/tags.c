/*
 * What switches put between the addresses of a frame and its EtherType, beside
 * VLAN tags (link.c). Each ends with the EtherType of what follows.
 */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    VN_TAG_LEN = 6,
    E_TAG_LEN = 8,
    METADATA_UNIT = 8,
    SERVICE_TAG_LEN = 4,
    MACSEC_LEN = 6,
    MACSEC_SCI_LEN = 8,
    MACSEC_ICV_LEN = 16
};

/* The EtherType in the last two octets of a tag so long. */
static enum rs_packet_verdict behind(struct rs_packet *p, struct rs_span octets, size_t len)
{
    return rs_typed_layer(p, rs_u16(octets, len - 2), rs_span_skip(octets, len));
}

/* Cisco, before 802.1BR: direction, pointer, destination (14 bits); looped ... source (12). */
enum rs_packet_verdict rs_vn_tag_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < VN_TAG_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    uint32_t tag = rs_u32(octets, 0);
    bool to_interface = tag >> 31;
    rs_packet_label(p, RS_TUNNEL_VN_TAG, to_interface ? tag >> 16 & 0x3fff : tag & 0x0fff);
    return behind(p, octets, VN_TAG_LEN);
}

/* IEEE 802.1BR 7.5: priority, ingress E-CID; group, E-CID base; the extensions of both. */
enum rs_packet_verdict rs_e_tag_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < E_TAG_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    uint32_t extension = rs_u8(octets, 5);
    rs_packet_label(p, RS_TUNNEL_E_TAG, extension << 14 | (rs_u16(octets, 2) & 0x3fff));
    return behind(p, octets, E_TAG_LEN);
}

/* Version 1, length in units of 8 with the EtherType, option 1: the security group tag. */
enum rs_packet_verdict rs_cisco_metadata_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < METADATA_UNIT)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    size_t len = rs_u8(octets, 1) * (size_t)METADATA_UNIT;
    if (rs_u8(octets, 0) != 1 || !len)
        return RS_PACKET_BAD_LINK;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    if ((rs_u16(octets, 2) & 0x1fff) == 1)
        rs_packet_label(p, RS_TUNNEL_CMD, rs_u16(octets, 4));
    return behind(p, octets, len);
}

/* IEEE 802.1ah: flags and service id, then the customer's whole frame. */
enum rs_packet_verdict rs_service_tag_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < SERVICE_TAG_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    rs_packet_label(p, RS_TUNNEL_PBB, rs_u32(octets, 0) & 0xffffff);
    return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED,
                         rs_span_skip(octets, SERVICE_TAG_LEN));
}

/* IEEE 802.1AE 9.3: TCI, short length, packet number; E and C clear: only protected, not hidden. */
enum rs_packet_verdict rs_macsec_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < MACSEC_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    uint8_t control = rs_u8(octets, 0);
    size_t len = MACSEC_LEN + (control & 0x20 ? MACSEC_SCI_LEN : 0) + 2;
    if (control & 0x0c)
        return RS_PACKET_ENCRYPTED;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    if (!p->cut && octets.n >= len + MACSEC_ICV_LEN)
        octets.n -= MACSEC_ICV_LEN;
    return behind(p, octets, len);
}
