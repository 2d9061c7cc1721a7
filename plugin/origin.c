#include "origin.h"

#include <string.h>

enum {
    ETHERNET_LEN = 14,
    COOKED_LEN = 16,
    COOKED2_LEN = 20,
    LOOPBACK_LEN = 4,
    VLAN_LEN = 4,
    IPV4_LEN = 20,
    IPV6_LEN = 40,
    TYPE_IPV4 = 0x0800,
    TYPE_IPV6 = 0x86dd,
    IPV4_FRAGMENT = 0x3fff /* more fragments, or an offset */
};

/* Read from rs_origin_of_frame alone, set once before the first frame. */
static struct {
    int sip, icmp, icmpv6, ip, ipv6, udp, tcp, sctp, tls, websocket, exported;
} protocols;

void rs_origin_init(void)
{
    protocols.sip = proto_get_id_by_filter_name("sip");
    protocols.icmp = proto_get_id_by_filter_name("icmp");
    protocols.icmpv6 = proto_get_id_by_filter_name("icmpv6");
    protocols.ip = proto_get_id_by_filter_name("ip");
    protocols.ipv6 = proto_get_id_by_filter_name("ipv6");
    protocols.udp = proto_get_id_by_filter_name("udp");
    protocols.tcp = proto_get_id_by_filter_name("tcp");
    protocols.sctp = proto_get_id_by_filter_name("sctp");
    protocols.tls = proto_get_id_by_filter_name("tls");
    protocols.websocket = proto_get_id_by_filter_name("websocket");
    protocols.exported = proto_get_id_by_filter_name("exported_pdu");
}

/* ---- layers ---- */

/* Returns the number of IP headers above SIP. */
static unsigned walk_layers(struct rs_origin_frame *f, const packet_info *pinfo)
{
    unsigned ips = 0;
    uint8_t transport = RS_TRANSPORT_UDP;
    for (wmem_list_frame_t *l = wmem_list_head(pinfo->layers); l; l = wmem_list_frame_next(l)) {
        int layer = GPOINTER_TO_INT(wmem_list_frame_data(l));
        if (layer == protocols.sip)
            break;
        if (layer == protocols.ip || layer == protocols.ipv6)
            ips++;
        else if (layer == protocols.udp)
            transport = RS_TRANSPORT_UDP;
        else if (layer == protocols.tcp)
            transport = RS_TRANSPORT_TCP;
        else if (layer == protocols.sctp)
            transport = RS_TRANSPORT_SCTP;
        else if (layer == protocols.tls)
            transport = transport == RS_TRANSPORT_SCTP ? RS_TRANSPORT_TLS_SCTP : RS_TRANSPORT_TLS;
        else if (layer == protocols.websocket)
            transport = transport == RS_TRANSPORT_TLS ? RS_TRANSPORT_WSS : RS_TRANSPORT_WS;
        else if (layer == protocols.icmp || layer == protocols.icmpv6)
            f->quoted = true;
        else if (layer == protocols.exported)
            f->origin.imported = true;
    }
    f->origin.transport = transport;
    return ips;
}

/* ---- addresses ---- */

static struct rs_addr addr_of(const address *a)
{
    struct rs_addr r = {0};
    if (a->type == AT_IPv4 && a->len == 4)
        r.family = 4;
    else if (a->type == AT_IPv6 && a->len == 16)
        r.family = 6;
    if (r.family)
        memcpy(r.octet, a->data, (size_t)a->len);
    return r;
}

static uint64_t mix(uint64_t state, const void *octets, size_t n)
{
    const unsigned char *p = octets;
    for (size_t i = 0; i < n; i++)
        state = (state ^ p[i]) * 0x100000001b3u; /* FNV-1a */
    return state;
}

/* Equal for equal addresses is all that is asked for. */
static uint64_t word_of(const address *a)
{
    uint64_t word = 0;
    if (a->len > 0)
        memcpy(&word, a->data, MIN((size_t)a->len, sizeof word));
    return word;
}

static uint64_t mac_pair(const packet_info *pinfo)
{
    if (pinfo->dl_src.len <= 0)
        return 0;
    return (word_of(&pinfo->dl_src) * 3 + word_of(&pinfo->dl_dst)) << 1 | 1;
}

/* ---- the innermost IP header ---- */

/*
 * Wireshark does not tell TTL and identification. Its source address is borrowed
 * from the IP header itself, so the rest of the header stands around it; not so
 * when the header was put together from fragments (a tunnel's), which is seen by
 * its being outside the frame.
 */
static void note_header(struct rs_origin *o, tvbuff_t *frame, const packet_info *pinfo)
{
    const address *src = &pinfo->net_src;
    guint len = tvb_captured_length(frame);
    size_t before = src->type == AT_IPv6 ? 8 : 12;
    const guint8 *begin = len ? tvb_get_ptr(frame, 0, (gint)len) : NULL;
    uintptr_t at = (uintptr_t)src->data, low = (uintptr_t)begin;
    if (!begin || !o->src.addr.family || at < low + before || at >= low + len)
        return;
    const guint8 *p = begin + (at - low);
    o->ttl = p[src->type == AT_IPv6 ? -1 : -4];
    if (src->type == AT_IPv6)
        return;
    o->ip_id = (uint16_t)(p[-8] << 8 | p[-7]);
    if ((p[-6] << 8 | p[-5]) & IPV4_FRAGMENT)
        o->fragments = 2; /* at least */
}

/* ---- the outermost IP header ---- */

struct bytes {
    const guint8 *p;
    guint n;
};

static struct bytes skip(struct bytes b, guint n)
{
    return n > b.n ? (struct bytes){b.p, 0} : (struct bytes){b.p + n, b.n - n};
}

static unsigned u16_at(struct bytes b, guint at)
{
    return at + 2 <= b.n ? (unsigned)(b.p[at] << 8 | b.p[at + 1]) : 0;
}

static struct bytes behind_vlans(struct bytes b, unsigned type)
{
    while (type == 0x8100 || type == 0x88a8 || type == 0x9100) {
        type = u16_at(b, 2);
        b = skip(b, VLAN_LEN);
    }
    return type == TYPE_IPV4 || type == TYPE_IPV6 ? b : (struct bytes){NULL, 0};
}

static struct bytes behind_link(struct bytes b, int encap)
{
    switch (encap) {
    case WTAP_ENCAP_ETHERNET:
        return behind_vlans(skip(b, ETHERNET_LEN), u16_at(b, 12));
    case WTAP_ENCAP_SLL:
        return behind_vlans(skip(b, COOKED_LEN), u16_at(b, 14));
    case WTAP_ENCAP_SLL2:
        return behind_vlans(skip(b, COOKED2_LEN), u16_at(b, 0));
    case WTAP_ENCAP_NULL:
    case WTAP_ENCAP_LOOP:
        return skip(b, LOOPBACK_LEN);
    default: /* raw IP; others do not look like it */
        return b;
    }
}

/* Both directions of a tunnel are one tunnel. */
static uint64_t mix_ends(uint64_t state, const guint8 *a, const guint8 *b, size_t n)
{
    bool in_order = memcmp(a, b, n) <= 0;
    return mix(mix(state, in_order ? a : b, n), in_order ? b : a, n);
}

/*
 * How many IP headers, and the ends of the outermost. The sensor knows the
 * numbers inside too (GRE keys, VNI, TEID): two tunnels between the same hosts
 * are one here.
 */
static uint64_t tunnel(tvbuff_t *frame, const packet_info *pinfo, unsigned ips)
{
    uint64_t state = 14695981039346656037u + ips;
    guint len = tvb_captured_length(frame);
    struct bytes b = {len ? tvb_get_ptr(frame, 0, (gint)len) : NULL, len};
    b = behind_link(b, pinfo->rec->rec_header.packet_header.pkt_encap);
    if (b.n >= IPV4_LEN && b.p[0] >> 4 == 4)
        state = mix_ends(state, b.p + 12, b.p + 16, 4);
    else if (b.n >= IPV6_LEN && b.p[0] >> 4 == 6)
        state = mix_ends(state, b.p + 8, b.p + 24, 16);
    return state | 1;
}

/* ---- a message without packets ---- */

/* The sensor's tag with the number that a log gives the message (its packet/exported.c). */
static uint32_t trace(tvbuff_t *frame)
{
    enum { TAG_END = 0, TAG_TRACE = 0x5253, HEAD = 4 };
    guint at = 0, captured = tvb_captured_length(frame);
    while (captured >= HEAD && at <= captured - HEAD) {
        guint tag = tvb_get_ntohs(frame, (gint)at), len = tvb_get_ntohs(frame, (gint)at + 2);
        at += HEAD;
        if (tag == TAG_END)
            break;
        if (tag == TAG_TRACE && len == 4 && captured - at >= len)
            return tvb_get_ntohl(frame, (gint)at);
        if (len > captured - at)
            break;
        at += len;
    }
    return 0;
}

/* An exported PDU: what it was on before is said, not seen. */
static void exported(struct rs_origin *o, tvbuff_t *frame, const packet_info *pinfo)
{
    o->transport = pinfo->ptype == PT_TCP    ? RS_TRANSPORT_TCP
                   : pinfo->ptype == PT_SCTP ? RS_TRANSPORT_SCTP
                                             : RS_TRANSPORT_UDP;
    o->trace = trace(frame);
}

/* ---- all of it ---- */

void rs_origin_of_frame(struct rs_origin_frame *f, tvbuff_t *frame, const packet_info *pinfo)
{
    memset(f, 0, sizeof *f);
    struct rs_origin *o = &f->origin;
    unsigned ips = walk_layers(f, pinfo);
    o->time_us = rs_origin_micros(&pinfo->abs_ts);
    o->frame = pinfo->num;
    o->src.addr = addr_of(&pinfo->src);
    o->dst.addr = addr_of(&pinfo->dst);
    o->src.port = (uint16_t)pinfo->srcport;
    o->dst.port = (uint16_t)pinfo->destport;
    o->fragments = 1;
    if (o->imported) {
        exported(o, frame, pinfo);
        return;
    }
    o->mac_pair = mac_pair(pinfo);
    if (pinfo->vlan_id) {
        o->vlan_count = 1;
        o->vlan[0] = (uint16_t)pinfo->vlan_id;
    }
    note_header(o, frame, pinfo);
    if (ips > 1)
        o->tunnel = tunnel(frame, pinfo, ips);
}
