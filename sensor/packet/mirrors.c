/* Mirrors over UDP: TZSP (MikroTik, Aruba and others), HP's encapsulated remote mirroring. */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    TZSP_LEN = 4,
    TZSP_RECEIVED = 0, /* type; 4 is a keep-alive */
    TZSP_PADDING = 0,
    TZSP_END = 1,
    HPERM_LEN = 12
};

/* Tags up to the end tag, each with type and length. 0: they do not end. */
static size_t tags_end(struct rs_span octets)
{
    size_t at = TZSP_LEN;
    while (at < octets.n) {
        uint8_t tag = rs_u8(octets, at++);
        if (tag == TZSP_END)
            return at;
        if (tag != TZSP_PADDING)
            at += at < octets.n ? 1u + rs_u8(octets, at) : 1u;
    }
    return 0;
}

/* The kind of link is a number of TZSP's own. */
static enum rs_packet_verdict link_of(struct rs_packet *p, uint16_t kind, struct rs_span octets)
{
    switch (kind) {
    case 1:
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, octets);
    case 18:
        return rs_layer_next(p, RS_BY_LINK, 105, octets); /* 802.11 */
    case 119:
        return rs_layer_next(p, RS_BY_LINK, 119, octets); /* with Prism's header */
    case 127:
        return rs_layer_next(p, RS_BY_LINK, 163, octets); /* with AVS's */
    default:
        return RS_PACKET_NOT_SIP;
    }
}

enum rs_packet_verdict rs_tzsp_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < TZSP_LEN || rs_u8(octets, 0) != 1)
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    size_t len = tags_end(octets);
    if (rs_u8(octets, 1) != TZSP_RECEIVED || !len)
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    rs_packet_tunnel(p, RS_TUNNEL_TZSP, RS_TUNNEL_NO_ID);
    return link_of(p, rs_u16(octets, 2), rs_span_skip(octets, len));
}

/* Wireshark's packet-hp-erm: eight octets of which nobody knows, then four with the VLAN. */
enum rs_packet_verdict rs_hperm_layer(struct rs_packet *p, struct rs_span octets)
{
    struct rs_span inner = rs_span_skip(octets, HPERM_LEN);
    if (!rs_looks_like_ethernet(p, inner))
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    rs_packet_tunnel(p, RS_TUNNEL_HPERM, RS_TUNNEL_NO_ID);
    return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, inner);
}
