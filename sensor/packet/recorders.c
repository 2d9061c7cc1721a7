/* Link types of recorders: Endace's ERF, Linux's NFLOG. */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    ERF_LEN = 16,
    ERF_TYPE = 8, /* where it stands; its first bit: extension headers follow */
    ERF_EXTENSION_LEN = 8,
    ERF_MORE = 0x80,
    ERF_ETHERNET_PAD = 2,
    NFLOG_LEN = 4,
    ATTRIBUTE_LEN = 4,
    ATTRIBUTE_PAYLOAD = 9,
    ATTRIBUTE_FLAGS = 0xc000 /* nested, byte order */
};

/* The record's header with all extensions; 0: there is no end. */
static size_t erf_len(struct rs_span octets)
{
    size_t at = ERF_LEN;
    uint8_t type = rs_u8(octets, ERF_TYPE);
    while (type & ERF_MORE) {
        if (octets.n < at + ERF_EXTENSION_LEN)
            return 0;
        type = rs_u8(octets, at);
        at += ERF_EXTENSION_LEN;
    }
    return at;
}

static enum rs_packet_verdict erf_record(struct rs_packet *p, uint8_t type, struct rs_span octets)
{
    switch (type) {
    case 2: /* Ethernet, and with colour, stream, hash: an offset and a padding octet first */
    case 11:
    case 16:
    case 20:
        return rs_layer_next(p, RS_BY_LINK, 1, rs_span_skip(octets, ERF_ETHERNET_PAD));
    case 1: /* HDLC, and with colour, stream, hash */
    case 10:
    case 15:
    case 19:
        return rs_layer_next(p, RS_BY_LINK, 50, octets);
    case 22:
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV4, octets);
    case 23:
        return rs_layer_next(p, RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV6, octets);
    default:
        return RS_PACKET_NOT_SIP; /* ATM, InfiniBand, statistics ... */
    }
}

/* Time, type, flags, lengths of record and wire. */
enum rs_packet_verdict rs_erf_layer(struct rs_packet *p, struct rs_span octets)
{
    size_t len = octets.n < ERF_LEN ? 0 : erf_len(octets);
    if (!len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    return erf_record(p, rs_u8(octets, ERF_TYPE) & 0x7f, rs_span_skip(octets, len));
}

/* In the order of the host, which nobody says: lengths are small. */
static uint16_t host16(struct rs_span octets, size_t at, bool little)
{
    uint16_t v = rs_u16(octets, at);
    return little ? (uint16_t)(v >> 8 | v << 8) : v;
}

/* Family, version 0, group; then attributes: length with this header, type, filled up to four. */
enum rs_packet_verdict rs_nflog_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < NFLOG_LEN + ATTRIBUTE_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    octets = rs_span_skip(octets, NFLOG_LEN);
    bool little = rs_u8(octets, 0) > rs_u8(octets, 1);
    while (octets.n >= ATTRIBUTE_LEN) {
        size_t len = host16(octets, 0, little);
        if (len < ATTRIBUTE_LEN)
            return RS_PACKET_BAD_LINK;
        if ((host16(octets, 2, little) & ~ATTRIBUTE_FLAGS) == ATTRIBUTE_PAYLOAD)
            return rs_raw_ip_layer(p, rs_span_skip(rs_span_first(octets, len), ATTRIBUTE_LEN));
        octets = rs_span_skip(octets, (len + 3) & ~(size_t)3);
    }
    return rs_packet_short(p, RS_PACKET_NOT_SIP); /* logged without the packet */
}
