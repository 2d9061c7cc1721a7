/*
 * IEEE 802.11 data frames, bare and behind the headers that capture drivers put
 * before them. What is not encrypted is LLC and SNAP, as on old Ethernets; a
 * frame may hold several (A-MSDU).
 */
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    HEADER_LEN = 24,
    ADDRESS_LEN = 6,
    TYPE_DATA = 0x08, /* with the version, in the low half of the first octet */
    NO_DATA = 0x40,
    QOS = 0x80,
    QOS_LEN = 2,
    QOS_CLASS = 0x0f,
    QOS_SEVERAL = 0x80, /* A-MSDU */
    HT_CONTROL_LEN = 4,
    BOTH_WAYS = 0x03, /* to and from the distribution system: a fourth address */
    MORE_FRAGMENTS = 0x04,
    PROTECTED = 0x40,
    ORDER = 0x80,
    SUBFRAME_LEN = 14,
    FCS_LEN = 4,
    RADIOTAP_LEN = 8,
    RADIOTAP_FLAGS = 2, /* bits of `present` */
    RADIOTAP_TIMER = 1,
    FLAG_FCS = 0x10,
    FLAG_PADDED = 0x20,
    PRISM_LEN = 8,
    PPI_LEN = 8,
    AVS_MAGIC = 0x80211 /* and three digits of a revision */
};

static uint16_t le16(struct rs_span s, size_t at)
{
    return (uint16_t)(rs_u8(s, at) | rs_u8(s, at + 1) << 8);
}

static uint32_t le32(struct rs_span s, size_t at)
{
    return le16(s, at) | (uint32_t)le16(s, at + 2) << 16;
}

/* Of a frame with several packets: analysed where any is, else the first drop. */
static enum rs_packet_verdict both(enum rs_packet_verdict a, enum rs_packet_verdict b)
{
    if (a == RS_PACKET_ANALYSED || b == RS_PACKET_ANALYSED)
        return RS_PACKET_ANALYSED;
    return a == RS_PACKET_NOT_SIP ? b : a;
}

/*
 * IEEE 802.11 9.3.2.2: addresses, length, payload; filled up to four octets.
 * Each is a packet of its own.
 */
static enum rs_packet_verdict several(struct rs_packet *p, struct rs_span octets)
{
    const struct rs_packet before = *p;
    const uint8_t depth = p->decoder->stack.depth;
    enum rs_packet_verdict verdict = RS_PACKET_NOT_SIP;
    while (octets.n >= SUBFRAME_LEN) {
        size_t len = rs_u16(octets, 12), whole = (SUBFRAME_LEN + len + 3) & ~(size_t)3;
        *p = before;
        p->decoder->stack.depth = depth;
        p->macs = rs_span_first(octets, 2 * ADDRESS_LEN);
        struct rs_span inner = rs_span_first(rs_span_skip(octets, SUBFRAME_LEN), len);
        verdict = both(verdict, rs_llc_layer(p, inner));
        octets = rs_span_skip(octets, whole);
    }
    return verdict;
}

/* Octets of the header; padded: the driver has filled it up to four. */
static size_t header_len(uint8_t control, uint8_t flags, bool padded)
{
    size_t len = HEADER_LEN;
    if ((flags & BOTH_WAYS) == BOTH_WAYS)
        len += ADDRESS_LEN;
    if (control & QOS)
        len += QOS_LEN + (flags & ORDER ? HT_CONTROL_LEN : 0);
    return padded ? (len + 3) & ~(size_t)3 : len;
}

static bool is_snap(struct rs_span octets)
{
    return octets.n >= 3 && memcmp(octets.p, "\xaa\xaa\x03", 3) == 0;
}

/* IEEE 802.11 10.5: numbered within their frame; who sends to whom, which frame, which class. */
static enum rs_packet_verdict part(struct rs_packet *p, struct rs_span octets, uint8_t flags,
                                   uint8_t class, struct rs_span inner)
{
    char name[2 * ADDRESS_LEN + 3];
    struct rs_fragment f = {.protocol = RS_LINK_PARTS_WLAN,
                            .numbered = true,
                            .offset = le16(octets, 22) & 0x000f,
                            .more = flags & MORE_FRAGMENTS,
                            .octets = inner};
    struct rs_whole whole;
    enum rs_packet_verdict verdict;
    memcpy(name, octets.p + 4, 2 * ADDRESS_LEN);
    name[2 * ADDRESS_LEN] = (char)(rs_u8(octets, 22) >> 4);
    name[2 * ADDRESS_LEN + 1] = octets.p[23];
    name[2 * ADDRESS_LEN + 2] = (char)class;
    if (!rs_link_fragment(p, &f, rs_span(name, sizeof name), &whole, &verdict))
        return verdict;
    verdict = rs_llc_layer(p, rs_span(whole.octets, whole.len));
    return rs_link_whole(p, &f, &whole, verdict);
}

static enum rs_packet_verdict payload(struct rs_packet *p, struct rs_span octets, uint8_t control,
                                      uint8_t flags, size_t len)
{
    bool fragment = (flags & MORE_FRAGMENTS) || (le16(octets, 22) & 0x000f);
    size_t qos = HEADER_LEN + ((flags & BOTH_WAYS) == BOTH_WAYS ? ADDRESS_LEN : 0);
    uint8_t class = control & QOS ? rs_u8(octets, qos) : 0;
    struct rs_span inner = rs_span_skip(octets, len);
    if ((flags & PROTECTED) && !is_snap(inner)) /* some drivers leave the bit on clear text */
        return RS_PACKET_ENCRYPTED;
    p->macs = rs_span(octets.p + 4, 2 * ADDRESS_LEN);
    if (fragment)
        return part(p, octets, flags, class & QOS_CLASS, inner);
    return class & QOS_SEVERAL ? several(p, inner) : rs_llc_layer(p, inner);
}

/* control, flags: the two octets of the frame control. */
static enum rs_packet_verdict controlled(struct rs_packet *p, struct rs_span octets,
                                         uint8_t control, uint8_t flags, bool padded)
{
    if ((control & 0x0f) != TYPE_DATA || (control & NO_DATA))
        return RS_PACKET_NOT_SIP; /* management, control, nothing inside */
    size_t len = header_len(control, flags, padded);
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    return payload(p, octets, control, flags, len);
}

static enum rs_packet_verdict wlan(struct rs_packet *p, struct rs_span octets, bool padded)
{
    if (octets.n < 2)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    return controlled(p, octets, rs_u8(octets, 0), rs_u8(octets, 1), padded);
}

enum rs_packet_verdict rs_wlan_layer(struct rs_packet *p, struct rs_span octets)
{
    return wlan(p, octets, false);
}

enum rs_packet_verdict rs_wlan_swapped_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < 2)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    return controlled(p, octets, rs_u8(octets, 1), rs_u8(octets, 0), false);
}

/* radiotap.org: fields stand in the order of the bits, each at a multiple of its size. */
static uint8_t radiotap_flags(struct rs_span header)
{
    uint32_t present = le32(header, 4);
    size_t at = 4;
    do {
        at += 4;
        if (at > header.n)
            return 0;
    } while (le32(header, at - 4) >> 31);
    if (present & RADIOTAP_TIMER)
        at = ((at + 7) & ~(size_t)7) + 8;
    return (present & RADIOTAP_FLAGS) && at < header.n ? rs_u8(header, at) : 0;
}

enum rs_packet_verdict rs_radiotap_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < RADIOTAP_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    size_t len = le16(octets, 2);
    if (rs_u8(octets, 0) || len < RADIOTAP_LEN)
        return RS_PACKET_BAD_LINK;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    uint8_t flags = radiotap_flags(rs_span_first(octets, len));
    octets = rs_span_skip(octets, len);
    if ((flags & FLAG_FCS) && !p->cut && octets.n >= FCS_LEN)
        octets.n -= FCS_LEN;
    return wlan(p, octets, flags & FLAG_PADDED);
}

/* AVS: the version's magic number, then the header's length. */
enum rs_packet_verdict rs_avs_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < PRISM_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    size_t len = rs_u32(octets, 4);
    if (rs_u32(octets, 0) >> 12 != AVS_MAGIC || len < PRISM_LEN)
        return RS_PACKET_BAD_LINK;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    return wlan(p, rs_span_skip(octets, len), false);
}

/* Prism: message code and length in the host's order; drivers also write AVS under its number. */
enum rs_packet_verdict rs_prism_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < PRISM_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    if (rs_u32(octets, 0) >> 12 == AVS_MAGIC)
        return rs_avs_layer(p, octets);
    size_t little = le32(octets, 4), big = rs_u32(octets, 4), len = little < big ? little : big;
    if (len < PRISM_LEN)
        return RS_PACKET_BAD_LINK;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    return wlan(p, rs_span_skip(octets, len), false);
}

/* PPI: version 0, length, and the link type of what follows; 802.11 as a rule. */
enum rs_packet_verdict rs_ppi_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < PPI_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    size_t len = le16(octets, 2);
    if (rs_u8(octets, 0) || len < PPI_LEN)
        return RS_PACKET_BAD_LINK;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    return rs_layer_next(p, RS_BY_LINK, le32(octets, 4), rs_span_skip(octets, len));
}
