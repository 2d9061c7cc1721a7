/*
 * Does it look like a header? For encapsulations that do not say what is in
 * them: MPLS, L2TPv3, GTP-U, ESP. The lengths have to fit, which octets of
 * another protocol, or encrypted ones, seldom do.
 */
#include "packet/layers.h"
#include "packet/octets.h"

enum { ETHERNET_LEN = 14, IPV4_LEN = 20, IPV6_LEN = 40, VLAN_LEN = 4, TYPE_MIN = 0x0600 };

/* So many octets are there, or would be but for the capture. */
static bool fits(const struct rs_packet *p, struct rs_span octets, size_t n)
{
    return n <= octets.n || p->cut;
}

static bool looks_like_ipv4(const struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < IPV4_LEN || rs_u8(octets, 0) >> 4 != 4)
        return false;
    size_t header_len = (rs_u8(octets, 0) & 15) * 4u, total = rs_u16(octets, 2);
    return header_len >= IPV4_LEN && total >= header_len && fits(p, octets, total);
}

static bool looks_like_ipv6(const struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < IPV6_LEN || rs_u8(octets, 0) >> 4 != 6)
        return false;
    return rs_u16(octets, 4) && fits(p, octets, IPV6_LEN + (size_t)rs_u16(octets, 4));
}

bool rs_looks_like_ip(const struct rs_packet *p, struct rs_span octets)
{
    return looks_like_ipv4(p, octets) || looks_like_ipv6(p, octets);
}

static bool is_vlan(uint16_t type)
{
    return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

bool rs_looks_like_ethernet(const struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ETHERNET_LEN)
        return false;
    uint16_t type = rs_u16(octets, 12);
    octets = rs_span_skip(octets, ETHERNET_LEN);
    for (unsigned i = 0; i < RS_VLANS_MAX && is_vlan(type) && octets.n >= VLAN_LEN; i++) {
        type = rs_u16(octets, 2);
        octets = rs_span_skip(octets, VLAN_LEN);
    }
    if (type == RS_ETHERTYPE_IPV4)
        return looks_like_ipv4(p, octets);
    if (type == RS_ETHERTYPE_IPV6)
        return looks_like_ipv6(p, octets);
    if (type < TYPE_MIN)
        return type >= 3 && fits(p, octets, type);
    return rs_layer_known(p, RS_BY_ETHERTYPE, type);
}
