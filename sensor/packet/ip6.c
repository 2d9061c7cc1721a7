/* IPv6 and its extension headers (RFC 8200), AH (RFC 4302). */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    IPV6_LEN = 40,
    FRAGMENT_LEN = 8,
    AUTHENTICATION_MIN = 12,
    UNIT = 8 /* extension headers come in units of 8 octets */
};

static struct rs_addr addr6(struct rs_span octets, size_t at)
{
    struct rs_addr a = {.family = 6};
    memcpy(a.octet, octets.p + at, 16);
    return a;
}

static void note_origin(struct rs_packet *p, struct rs_span octets)
{
    if (p->in_ip && !p->quoted && !p->tunnelled)
        rs_packet_tunnel(p, RS_TUNNEL_IPV6, RS_TUNNEL_NO_ID);
    p->tunnelled = false;
    p->in_ip = true;
    p->origin.src.addr = addr6(octets, 8);
    p->origin.dst.addr = addr6(octets, 24);
    p->origin.ttl = rs_u8(octets, 7);
    p->origin.ip_id = 0;
    p->origin.fragments = 1;
}

enum rs_packet_verdict rs_ipv6_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < IPV6_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    if (rs_u8(octets, 0) >> 4 != 6)
        return RS_PACKET_BAD_IP;
    size_t len = rs_u16(octets, 4); /* 0: a jumbogram, or segmentation by the network card */
    struct rs_span payload = rs_span_skip(octets, IPV6_LEN);
    p->missing = len > payload.n ? len - payload.n : 0;
    if (len)
        payload = rs_span_first(payload, len);
    note_origin(p, octets);
    return rs_layer_next(p, RS_BY_PROTOCOL, rs_u8(octets, 6), payload);
}

/* Hop-by-hop, routing and destination options: next header, length in units after the first. */
enum rs_packet_verdict rs_ipv6_options_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < UNIT)
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    size_t len = (rs_u8(octets, 1) + 1u) * UNIT;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    return rs_layer_next(p, RS_BY_PROTOCOL, rs_u8(octets, 0), rs_span_skip(octets, len));
}

/* RFC 4302 2.2: length in units of 4 octets, minus 2. */
enum rs_packet_verdict rs_authentication_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < AUTHENTICATION_MIN)
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    size_t len = (rs_u8(octets, 1) + 2u) * 4;
    if (len < AUTHENTICATION_MIN)
        return RS_PACKET_BAD_IP;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    return rs_layer_next(p, RS_BY_PROTOCOL, rs_u8(octets, 0), rs_span_skip(octets, len));
}

/*
 * RFC 8200 4.5. A fragment that is the whole datagram ("atomic") stands for
 * itself, whatever else has the same identification (RFC 6946 section 4).
 */
enum rs_packet_verdict rs_ipv6_fragment_layer(struct rs_packet *p, struct rs_span octets)
{
    if (p->origin.src.addr.family != 6)
        return RS_PACKET_UNKNOWN_PROTOCOL;
    if (octets.n < FRAGMENT_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    uint16_t place = rs_u16(octets, 2);
    struct rs_fragment f = {
        .offset = place & 0xfff8u,
        .protocol = rs_u8(octets, 0),
        .more = place & 1,
        .strict = true,
        .octets = rs_span_skip(octets, FRAGMENT_LEN),
    };
    if (!f.offset && !f.more)
        return rs_layer_next(p, RS_BY_PROTOCOL, f.protocol, f.octets);
    return rs_ip_fragment(p, &f, rs_u32(octets, 4), 0);
}
