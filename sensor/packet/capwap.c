/* CAPWAP's data channel (RFC 5415): frames between access points and their controller. */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    CAPWAP_LEN = 8,
    ENCRYPTED_PREAMBLE = 1, /* DTLS follows */
    NATIVE = 0x0100,        /* a frame of the radio's kind, not 802.3 */
    FRAGMENT = 0x0080,
    LAST = 0x0040,
    KEEP_ALIVE = 0x0008,
    RADIO_80211 = 1,
    WLAN_DATA = 0x08
};

/*
 * Cisco's access points send the two octets of 802.11's frame control the
 * other way round: then it is the second that says "data".
 */
static enum rs_packet_verdict native(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < 2 || (rs_u8(octets, 0) & 0x0f) == WLAN_DATA ||
        (rs_u8(octets, 1) & 0x0f) != WLAN_DATA)
        return rs_layer_next(p, RS_BY_LINK, 105, octets);
    return rs_wlan_swapped_layer(p, octets);
}

static enum rs_packet_verdict inner(struct rs_packet *p, uint16_t flags, unsigned kind,
                                    struct rs_span octets)
{
    if (!(flags & NATIVE))
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, octets);
    return kind == RADIO_80211 ? native(p, octets) : RS_PACKET_NOT_SIP;
}

/* Fragment id, then the offset in units of 8 octets; its sender chose the id. */
static enum rs_packet_verdict part(struct rs_packet *p, struct rs_span head, uint16_t flags,
                                   unsigned kind, struct rs_span octets)
{
    const struct rs_origin *o = &p->origin;
    struct {
        struct rs_endpoint src, dst;
        uint16_t id;
    } name;
    struct rs_fragment f = {.protocol = RS_LINK_PARTS_CAPWAP,
                            .offset = rs_u16(head, 6) & 0xfff8u,
                            .more = !(flags & LAST),
                            .octets = octets};
    struct rs_whole whole;
    enum rs_packet_verdict verdict;
    memset(&name, 0, sizeof name); /* padding is hashed too */
    name.src = o->src;
    name.dst = o->dst;
    name.id = rs_u16(head, 4);
    if (!rs_link_fragment(p, &f, rs_span((const char *)&name, sizeof name), &whole, &verdict))
        return verdict;
    rs_packet_tunnel(p, RS_TUNNEL_CAPWAP, (rs_u16(head, 1) >> 6) & 31);
    verdict = inner(p, flags, kind, rs_span(whole.octets, whole.len));
    return rs_link_whole(p, &f, &whole, verdict);
}

/* Section 4.3: length in units of 4 octets, radio, kind of radio, flags. */
enum rs_packet_verdict rs_capwap_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < CAPWAP_LEN || rs_u8(octets, 0) >> 4)
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    if ((rs_u8(octets, 0) & 15) == ENCRYPTED_PREAMBLE)
        return RS_PACKET_ENCRYPTED;
    size_t len = (rs_u8(octets, 1) >> 3) * 4u;
    uint16_t flags = rs_u16(octets, 2);
    unsigned radio = (rs_u16(octets, 1) >> 6) & 31, kind = (rs_u16(octets, 2) >> 9) & 31;
    if (rs_u8(octets, 0) || len < CAPWAP_LEN || octets.n < len || (flags & 7))
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    if (flags & KEEP_ALIVE)
        return RS_PACKET_NOT_SIP;
    if (flags & FRAGMENT)
        return part(p, octets, flags, kind, rs_span_skip(octets, len));
    rs_packet_tunnel(p, RS_TUNNEL_CAPWAP, radio);
    return inner(p, flags, kind, rs_span_skip(octets, len));
}
