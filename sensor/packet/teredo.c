/* IP and Ethernet straight in IP or UDP: Teredo (RFC 4380), EtherIP (RFC 3378). */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    AUTHENTICATION = 1,
    AUTHENTICATION_LEN = 13, /* with nonce and confirmation; the two texts come to it */
    ORIGIN_LEN = 8,
    ETHERIP_LEN = 2,
    ETHERIP_VERSION = 3
};

/* Section 5.1.1: authentication may stand before the origin indication; each once. */
static struct rs_span skip_indications(struct rs_span octets)
{
    if (octets.n >= 4 && rs_u16(octets, 0) == AUTHENTICATION)
        octets = rs_span_skip(octets, AUTHENTICATION_LEN + (size_t)rs_u8(octets, 2) +
                                          rs_u8(octets, 3));
    if (octets.n >= ORIGIN_LEN && rs_u16(octets, 0) == 0)
        octets = rs_span_skip(octets, ORIGIN_LEN);
    return octets;
}

enum rs_packet_verdict rs_teredo_layer(struct rs_packet *p, struct rs_span octets)
{
    octets = skip_indications(octets);
    if (!octets.n || rs_u8(octets, 0) >> 4 != 6 || !rs_looks_like_ip(p, octets))
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    rs_packet_tunnel(p, RS_TUNNEL_TEREDO, RS_TUNNEL_NO_ID);
    return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV6, octets);
}

enum rs_packet_verdict rs_etherip_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ETHERIP_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    if (rs_u8(octets, 0) >> 4 != ETHERIP_VERSION)
        return RS_PACKET_BAD_LINK;
    rs_packet_tunnel(p, RS_TUNNEL_ETHERIP, RS_TUNNEL_NO_ID);
    return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED,
                         rs_span_skip(octets, ETHERIP_LEN));
}
