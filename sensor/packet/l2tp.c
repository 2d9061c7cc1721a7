/* L2TP version 2 (RFC 2661) over UDP, version 3 (RFC 3931) over UDP or IP. */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    CONTROL = 0x8000,
    HAS_LENGTH = 0x4000,
    HAS_SEQUENCE = 0x0800,
    HAS_OFFSET = 0x0200,
    VERSION = 0x000f,
    IDS_LEN = 4,
    SESSION_LEN = 4,
    V3_UDP_LEN = 4,
    COOKIES_MAX = 12 /* a cookie of 8 octets, a sublayer of 4 */
};

/* Where the tunnel and session ids stand, and how long all is; 0: it does not fit. */
static size_t version2_len(struct rs_span octets, size_t *ids)
{
    uint16_t flags = rs_u16(octets, 0);
    *ids = flags & HAS_LENGTH ? 4 : 2;
    size_t len = *ids + IDS_LEN + (flags & HAS_SEQUENCE ? 4 : 0);
    if (flags & HAS_OFFSET) {
        if (octets.n < len + 2)
            return 0;
        len += 2 + (size_t)rs_u16(octets, len);
    }
    return octets.n < len ? 0 : len;
}

/* Section 3.1: with PPP inside, which may be empty. */
static enum rs_packet_verdict version2(struct rs_packet *p, struct rs_span octets)
{
    size_t ids, len = version2_len(octets, &ids);
    if (!len)
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    rs_packet_tunnel(p, RS_TUNNEL_L2TP, rs_u32(octets, ids));
    if (ids == 4)
        octets = rs_span_first(octets, rs_u16(octets, 2));
    octets = rs_span_skip(octets, len);
    return octets.n ? rs_ppp_layer(p, octets) : rs_packet_short(p, RS_PACKET_NOT_SIP);
}

/*
 * Behind the session id stand a cookie of 0, 4 or 8 octets and perhaps a
 * sublayer, as both ends have agreed: looked for, by what can follow.
 */
static enum rs_packet_verdict version3(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < SESSION_LEN || !rs_u32(octets, 0)) /* session 0: control */
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    rs_packet_tunnel(p, RS_TUNNEL_L2TP, rs_u32(octets, 0));
    octets = rs_span_skip(octets, SESSION_LEN);
    for (size_t skip = 0; skip <= COOKIES_MAX; skip += 4) {
        struct rs_span inner = rs_span_skip(octets, skip);
        if (rs_looks_like_ethernet(p, inner))
            return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, inner);
        if (rs_looks_like_ip(p, inner))
            return rs_raw_ip_layer(p, inner);
        if (inner.n >= 4 && rs_u16(inner, 0) == 0xff03)
            return rs_ppp_layer(p, inner);
    }
    return rs_packet_short(p, RS_PACKET_NOT_SIP);
}

enum rs_packet_verdict rs_l2tp_udp_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < 2)
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    uint16_t flags = rs_u16(octets, 0);
    if (flags & CONTROL)
        return RS_PACKET_NOT_SIP;
    if ((flags & VERSION) == 2)
        return version2(p, octets);
    return (flags & VERSION) == 3 ? version3(p, rs_span_skip(octets, V3_UDP_LEN))
                                  : RS_PACKET_NOT_SIP;
}

enum rs_packet_verdict rs_l2tp_ip_layer(struct rs_packet *p, struct rs_span octets)
{
    return version3(p, octets);
}
