/* MPLS (RFC 3032): a stack of labels, and what is below it, which nobody says. */
#include "packet/layers.h"
#include "packet/octets.h"

enum { LABEL_LEN = 4, BOTTOM = 0x100, LABELS_MAX = 16, CONTROL_WORD_LEN = 4 };

/* Takes the labels off. False: there is no end to them. */
static bool take_labels(struct rs_span *octets, uint32_t *label)
{
    for (unsigned i = 0; i < LABELS_MAX && octets->n >= LABEL_LEN; i++) {
        uint32_t entry = rs_u32(*octets, 0);
        *label = entry >> 12;
        *octets = rs_span_skip(*octets, LABEL_LEN);
        if (entry & BOTTOM)
            return true;
    }
    return false;
}

/*
 * RFC 4928: IP begins with 4 or 6, a control word with 0, an associated channel
 * with 1 (RFC 4385). Without a control word Ethernet may begin with anything,
 * so lengths and EtherType decide.
 */
static enum rs_packet_verdict below(struct rs_packet *p, struct rs_span octets)
{
    struct rs_span behind_word = rs_span_skip(octets, CONTROL_WORD_LEN);
    if (rs_looks_like_ip(p, octets))
        return rs_raw_ip_layer(p, octets);
    if (octets.n && rs_u8(octets, 0) >> 4 == 0 && rs_looks_like_ethernet(p, behind_word))
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, behind_word);
    if (rs_looks_like_ethernet(p, octets))
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, octets);
    return rs_packet_short(p, RS_PACKET_NOT_SIP);
}

enum rs_packet_verdict rs_mpls_layer(struct rs_packet *p, struct rs_span octets)
{
    uint32_t label;
    if (!take_labels(&octets, &label))
        return octets.n < LABEL_LEN ? rs_packet_short(p, RS_PACKET_BAD_LINK) : RS_PACKET_TOO_DEEP;
    rs_packet_label(p, RS_TUNNEL_MPLS, label);
    return below(p, octets);
}

/* RFC 4023 section 3: the labels stand behind an IP header. */
enum rs_packet_verdict rs_mpls_in_ip_layer(struct rs_packet *p, struct rs_span octets)
{
    uint32_t label;
    if (!take_labels(&octets, &label))
        return octets.n < LABEL_LEN ? rs_packet_short(p, RS_PACKET_BAD_LINK) : RS_PACKET_TOO_DEEP;
    rs_packet_tunnel(p, RS_TUNNEL_MPLS_IP, label);
    return below(p, octets);
}

/* RFC 7510, behind UDP: the port alone is no proof. */
enum rs_packet_verdict rs_mpls_in_udp_layer(struct rs_packet *p, struct rs_span octets)
{
    uint32_t label;
    if (!take_labels(&octets, &label))
        return rs_packet_short(p, RS_PACKET_NOT_SIP);
    rs_packet_tunnel(p, RS_TUNNEL_MPLS_IP, label);
    return below(p, octets);
}
