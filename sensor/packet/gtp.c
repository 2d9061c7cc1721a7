/* GTP-U version 1 (3GPP TS 29.281): how mobile networks carry their users' packets. */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    GTP_LEN = 8,
    OPTIONS_LEN = 4, /* sequence, N-PDU, type of the first extension header */
    VERSION_1 = 0x30, /* and protocol type GTP, not GTP' */
    HAS_EXTENSION = 0x04,
    HAS_OPTIONS = 0x07,
    USER_DATA = 255
};

/*
 * Section 5.2.1: length in units of 4 octets, content, type of the next one.
 * Returns the octets of all headers, 0: they do not fit.
 */
static size_t extensions_len(struct rs_span octets)
{
    size_t at = GTP_LEN + OPTIONS_LEN;
    uint8_t type = rs_u8(octets, at - 1);
    while (type) {
        size_t len = at < octets.n ? rs_u8(octets, at) * 4u : 0;
        if (!len || octets.n - at < len)
            return 0;
        at += len;
        type = rs_u8(octets, at - 1);
    }
    return at;
}

static size_t header_len(struct rs_span octets)
{
    uint8_t flags = rs_u8(octets, 0);
    if (!(flags & HAS_OPTIONS))
        return GTP_LEN;
    if (octets.n < GTP_LEN + OPTIONS_LEN)
        return 0;
    return flags & HAS_EXTENSION ? extensions_len(octets) : GTP_LEN + OPTIONS_LEN;
}

/* The user's packet: IP; Ethernet since 5G (TS 29.281 3.1); PPP in old networks. */
static enum rs_packet_verdict user_data(struct rs_packet *p, struct rs_span octets)
{
    if (rs_looks_like_ip(p, octets))
        return rs_raw_ip_layer(p, octets);
    if (rs_looks_like_ethernet(p, octets))
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, octets);
    return rs_packet_short(p, RS_PACKET_NOT_SIP);
}

/* Version 0 went with 2G; signalling (echo, error, end marker) holds no packets. */
enum rs_packet_verdict rs_gtp_user_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < GTP_LEN || (rs_u8(octets, 0) & 0xf0) != VERSION_1)
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    size_t len = header_len(octets);
    if (rs_u8(octets, 1) != USER_DATA)
        return RS_PACKET_NOT_SIP;
    if (!len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    rs_packet_tunnel(p, RS_TUNNEL_GTP_U, rs_u32(octets, 4));
    octets = rs_span_first(octets, GTP_LEN + (size_t)rs_u16(octets, 2));
    return user_data(p, rs_span_skip(octets, len));
}
