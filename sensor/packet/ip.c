#include "packet/layers.h"
#include "packet/octets.h"

enum {
    IPV4_LEN = 20,
    IPV4_FRAGMENT = 0x3fff, /* more fragments, or an offset */
    IPV4_MORE = 0x2000,
    IPV4_OFFSET = 0x1fff
};

static struct rs_addr addr4(struct rs_span octets, size_t at)
{
    struct rs_addr a = {.family = 4};
    memcpy(a.octet, octets.p + at, 4);
    return a;
}

/*
 * What the datagram holds: to the total length, without Ethernet's padding. A
 * total length of 0 is the mark of segmentation done by the network card.
 */
static bool cut_to_length(struct rs_packet *p, struct rs_span *octets, size_t header_len)
{
    size_t total = rs_u16(*octets, 2);
    p->missing = 0;
    if (total == 0)
        return true;
    if (total < header_len)
        return false;
    if (total > octets->n)
        p->missing = total - octets->n;
    *octets = rs_span_first(*octets, total);
    return true;
}

static void note_origin(struct rs_packet *p, struct rs_span octets)
{
    if (p->in_ip && !p->quoted && !p->tunnelled)
        rs_packet_tunnel(p, RS_TUNNEL_IPV4, RS_TUNNEL_NO_ID);
    p->tunnelled = false; /* of the next IP header, this one's tunnel is not known yet */
    p->in_ip = true;
    p->origin.src.addr = addr4(octets, 12);
    p->origin.dst.addr = addr4(octets, 16);
    p->origin.ttl = rs_u8(octets, 8);
    p->origin.ip_id = rs_u16(octets, 4);
    p->origin.fragments = 1;
}

static enum rs_packet_verdict fragment(struct rs_packet *p, uint8_t protocol, uint16_t flags,
                                       struct rs_span payload)
{
    struct rs_fragment f = {
        .offset = (flags & IPV4_OFFSET) * 8u,
        .protocol = protocol,
        .more = flags & IPV4_MORE,
        .octets = payload,
    };
    return rs_ip_fragment(p, &f, p->origin.ip_id, protocol);
}

/* RFC 791 3.1. Checksums are not looked at: cards fill them in after the capture. */
enum rs_packet_verdict rs_ipv4_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < IPV4_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    size_t header_len = (rs_u8(octets, 0) & 15) * 4u;
    if (rs_u8(octets, 0) >> 4 != 4 || header_len < IPV4_LEN)
        return RS_PACKET_BAD_IP;
    if (octets.n < header_len)
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    if (!cut_to_length(p, &octets, header_len))
        return RS_PACKET_BAD_IP;
    note_origin(p, octets);
    uint8_t protocol = rs_u8(octets, 9);
    uint16_t flags = rs_u16(octets, 6);
    struct rs_span payload = rs_span_skip(octets, header_len);
    if (flags & IPV4_FRAGMENT)
        return fragment(p, protocol, flags, payload);
    return rs_layer_next(p, RS_BY_PROTOCOL, protocol, payload);
}

/* All that tells one datagram's fragments from another's. */
struct fragment_key {
    uint8_t src[16], dst[16];
    uint64_t tunnel;
    uint32_t id;
    uint16_t vlan[RS_VLANS_MAX];
    uint8_t family, protocol;
};

static void fill_key(const struct rs_packet *p, struct rs_fragment *f, uint32_t id,
                     uint8_t protocol)
{
    const struct rs_origin *o = &p->origin;
    const struct rs_hash *hash = &p->decoder->hash;
    struct fragment_key k;
    memset(&k, 0, sizeof k); /* padding is hashed too */
    memcpy(k.src, o->src.addr.octet, sizeof k.src);
    memcpy(k.dst, o->dst.addr.octet, sizeof k.dst);
    memcpy(k.vlan, o->vlan, sizeof k.vlan);
    k.tunnel = o->tunnel;
    k.id = id;
    k.family = o->src.addr.family;
    k.protocol = protocol;
    f->key = rs_digest(hash, &k, sizeof k);
    f->source = (uint32_t)rs_digest(hash, k.src, sizeof k.src).lo;
}

/* In an ICMP error stands only the beginning of a datagram: no other part comes. */
static enum rs_packet_verdict quoted_fragment(struct rs_packet *p, const struct rs_fragment *f)
{
    if (f->offset)
        return RS_PACKET_NOT_SIP;
    return rs_layer_next(p, RS_BY_PROTOCOL, f->protocol, f->octets);
}

enum rs_packet_verdict rs_ip_fragment(struct rs_packet *p, struct rs_fragment *f, uint32_t id,
                                      uint8_t key_protocol)
{
    struct rs_decoder *d = p->decoder;
    if (p->quoted)
        return quoted_fragment(p, f);
    if (p->missing)
        return rs_packet_short(p, RS_PACKET_BAD_IP);
    fill_key(p, f, id, key_protocol);
    struct rs_whole whole;
    enum rs_packet_verdict verdict;
    if (!rs_fragments_add(&d->fragments, f, d->now_us, &whole, &verdict))
        return verdict;
    p->origin.fragments = whole.fragments;
    p->cut = false; /* what is short now was short when it was sent */
    verdict = rs_layer_next(p, RS_BY_PROTOCOL, whole.protocol, rs_span(whole.octets, whole.len));
    rs_fragments_release(&d->fragments, f->key, d->now_us, &whole, verdict);
    return verdict;
}
