/*
 * Every encapsulation: the message inside comes out, its tunnel is known, no
 * octet before its time is read, and what only has the port is no tunnel.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "frames.h"
#include "guard.h"
#include "packet/tunnels.h"

static const char SIP[] = "OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: inner\r\n\r\n";
static const struct way OUTER6 = {6, 101, 102, 0, 0};

/* What stands between the outer header and the inner packet. */
enum inside { IP, IP_6, FRAME };
enum below { ON_LINK, ON_ETHERNET, ON_IPV4, ON_IPV6, ON_UDP };

struct encapsulation {
    const char *name;
    enum below below;
    unsigned number; /* link type, EtherType, IP protocol, UDP port */
    const char *header;
    size_t len;
    enum inside inside;
    int kind; /* of the innermost level; -1: none */
    int64_t id; /* -1: none */
    const char *trailer;
    size_t trailer_len;
};

#define H(literal) literal, sizeof(literal) - 1
#define NO_TRAILER NULL, 0
#define LABELS "\0\1\0\x40\0\0\x71\x40" /* 16, then 7 at the bottom */
#define WLAN "\x88\x01\0\0AAAAAABBBBBBCCCCCC\0\0\0\0\xaa\xaa\3\0\0\0\x08\0"
#define AVS "\x80\x21\x10\x01\0\0\0\x40" "0123456789012345678901234567890123456789012345678901234"
#define ERF "\0\0\0\0\0\0\0\0"

static const struct encapsulation ALL[] = {
    {"ppp", ON_LINK, 9, H("\0\x21"), IP, -1, -1, NO_TRAILER},
    {"ppp-hdlc", ON_LINK, 50, H("\xff\3\0\x21"), IP, -1, -1, NO_TRAILER},
    {"ppp-compressed", ON_LINK, 9, H("\x21"), IP, -1, -1, NO_TRAILER},
    {"ppp-cisco", ON_LINK, 50, H("\x0f\0\x08\0"), IP, -1, -1, NO_TRAILER},
    {"ppp-ether", ON_LINK, 51, H("\x11\0\0\5\0\x60\0\x57"), IP_6, RS_TUNNEL_PPPOE, 5, NO_TRAILER},
    {"ppp-pppd", ON_LINK, 166, H("\1\3\0\x21"), IP, -1, -1, NO_TRAILER},
    {"ppp-direction", ON_LINK, 204, H("\1\xff\3\0\x57"), IP_6, -1, -1, NO_TRAILER},
    {"ppp-mpls", ON_LINK, 9, H("\2\x81" LABELS), IP, RS_TUNNEL_MPLS, 7, NO_TRAILER},
    {"ppp-bridged", ON_LINK, 9, H("\0\x31\0\1"), FRAME, -1, -1, NO_TRAILER},
    {"ppp-multilink", ON_LINK, 9, H("\0\x3d\xc0\0\0\1\0\x21"), IP, -1, -1, NO_TRAILER},
    {"hdlc", ON_LINK, 104, H("\x0f\0\x86\xdd"), IP_6, -1, -1, NO_TRAILER},
    {"hdlc-direction", ON_LINK, 205, H("\0\x8f\0\x08\0"), IP, -1, -1, NO_TRAILER},
    {"relay", ON_LINK, 107, H("\x18\x41\3\xcc"), IP, RS_TUNNEL_DLCI, 100, NO_TRAILER},
    {"relay6", ON_LINK, 107, H("\x18\x41\3\x8e"), IP_6, RS_TUNNEL_DLCI, 100, NO_TRAILER},
    {"relay-cisco", ON_LINK, 107, H("\x18\x41\x08\0"), IP, RS_TUNNEL_DLCI, 100, NO_TRAILER},
    {"relay-snap", ON_LINK, 107, H("\x18\x41\3\0\x80\0\0\0\x08\0"), IP, RS_TUNNEL_DLCI, 100,
     NO_TRAILER},
    {"relay-bridged", ON_LINK, 206, H("\1\x18\x41\3\0\x80\0\x80\xc2\0\7"), FRAME, RS_TUNNEL_DLCI,
     100, NO_TRAILER},
    {"wlan", ON_LINK, 105, H("\x08\1\0\0AAAAAABBBBBBCCCCCC\0\0\xaa\xaa\3\0\0\0\x08\0"), IP, -1, -1,
     NO_TRAILER},
    {"wlan-qos", ON_LINK, 105, H(WLAN), IP, -1, -1, NO_TRAILER},
    {"wlan-wds", ON_LINK, 105,
     H("\x88\x83\0\0AAAAAABBBBBBCCCCCC\0\0DDDDDD\0\0HTHT\xaa\xaa\3\0\0\0\x86\xdd"), IP_6, -1, -1,
     NO_TRAILER},
    {"radiotap", ON_LINK, 127, H("\0\0\x0e\0\0\0\0\0......" WLAN), IP, -1, -1, NO_TRAILER},
    {"radiotap-fcs", ON_LINK, 127,
     H("\0\0\x1a\0\3\0\0\x80\0\0\0\0....TIMERRRR\x10." WLAN), IP, -1, -1, H("CRC!")},
    {"radiotap-padded", ON_LINK, 127,
     H("\0\0\x0a\0\2\0\0\0\x20.\x88\1\0\0AAAAAABBBBBBCCCCCC\0\0\0\0..\xaa\xaa\3\0\0\0\x08\0"), IP,
     -1, -1, NO_TRAILER},
    {"prism", ON_LINK, 119, H("\x44\0\0\0\x10\0\0\0........" WLAN), IP, -1, -1, NO_TRAILER},
    {"prism-avs", ON_LINK, 119, H(AVS "." WLAN), IP, -1, -1, NO_TRAILER},
    {"avs", ON_LINK, 163, H(AVS "." WLAN), IP, -1, -1, NO_TRAILER},
    {"ppi", ON_LINK, 192, H("\0\0\x08\0\x69\0\0\0" WLAN), IP, -1, -1, NO_TRAILER},
    {"erf", ON_LINK, 197, H(ERF "\2\4\0\0\0\0\0\0\0\0"), FRAME, -1, -1, NO_TRAILER},
    {"erf-extension", ON_LINK, 197,
     H(ERF "\x82\4\0\0\0\0\0\0\x83.......\3.......\0\0"), FRAME, -1, -1, NO_TRAILER},
    {"erf-hdlc", ON_LINK, 197, H(ERF "\1\4\0\0\0\0\0\0\xff\3\0\x21"), IP, -1, -1, NO_TRAILER},
    {"erf-ipv6", ON_LINK, 197, H(ERF "\x17\4\0\0\0\0\0\0"), IP_6, -1, -1, NO_TRAILER},
    {"nflog", ON_LINK, 239, H("\2\0\0\1\x08\0\1\0....\5\0\x0a\0x\0\0\0\x9c\0\x09\0"), IP, -1, -1,
     NO_TRAILER},
    {"nflog-big", ON_LINK, 239, H("\x0a\0\0\1\0\x08\0\1....\0\xb0\0\x09"), IP_6, -1, -1,
     NO_TRAILER},

    {"mpls", ON_ETHERNET, 0x8847, H(LABELS), IP, RS_TUNNEL_MPLS, 7, NO_TRAILER},
    {"mpls6", ON_ETHERNET, 0x8848, H(LABELS), IP_6, RS_TUNNEL_MPLS, 7, NO_TRAILER},
    {"mpls-control", ON_ETHERNET, 0x8847, H(LABELS "\0\0\0\0"), FRAME, RS_TUNNEL_MPLS, 7,
     NO_TRAILER},
    {"mpls-ethernet", ON_ETHERNET, 0x8847, H(LABELS), FRAME, RS_TUNNEL_MPLS, 7, NO_TRAILER},
    {"vn-tag", ON_ETHERNET, 0x8926, H("\x80\x05\0\3\x08\0"), IP, RS_TUNNEL_VN_TAG, 5, NO_TRAILER},
    {"vn-tag-back", ON_ETHERNET, 0x8926, H("\0\0\0\3\x81\0\0\7\x86\xdd"), IP_6, RS_TUNNEL_VN_TAG,
     3, NO_TRAILER},
    {"e-tag", ON_ETHERNET, 0x893f, H("\0\0\x10\2\0\1\x08\0"), IP, RS_TUNNEL_E_TAG,
     (1 << 14) + (1 << 12) + 2, NO_TRAILER},
    {"metadata", ON_ETHERNET, 0x8909, H("\1\1\0\1\0\x2a\x08\0"), IP, RS_TUNNEL_CMD, 42,
     NO_TRAILER},
    {"service", ON_ETHERNET, 0x88e7, H("\0\1\2\3"), FRAME, RS_TUNNEL_PBB, 0x10203, NO_TRAILER},
    {"macsec", ON_ETHERNET, 0x88e5, H("\x20\0\0\0\0\1SCISCISC\x08\0"), IP, -1, -1,
     H("0123456789abcdef")},
    {"nsh", ON_ETHERNET, 0x894f, H("\0\2\1\1\0\0\x09\xff"), IP, RS_TUNNEL_NSH, 9, NO_TRAILER},

    {"ipip", ON_IPV4, 4, H(""), IP, RS_TUNNEL_IPV4, -1, NO_TRAILER},
    {"ipip-94", ON_IPV4, 94, H(""), IP, RS_TUNNEL_IPV4, -1, NO_TRAILER},
    {"6in4", ON_IPV4, 41, H(""), IP_6, RS_TUNNEL_IPV6, -1, NO_TRAILER},
    {"4in6", ON_IPV6, 4, H(""), IP, RS_TUNNEL_IPV4, -1, NO_TRAILER},
    {"6in6", ON_IPV6, 41, H(""), IP_6, RS_TUNNEL_IPV6, -1, NO_TRAILER},
    {"gre", ON_IPV4, 47, H("\0\0\x08\0"), IP, RS_TUNNEL_GRE, -1, NO_TRAILER},
    {"gre-key", ON_IPV6, 47, H("\x20\0\x86\xdd\0\0\0\7"), IP_6, RS_TUNNEL_GRE, 7, NO_TRAILER},
    {"gre-mpls", ON_IPV4, 47, H("\0\0\x88\x47" LABELS), IP, RS_TUNNEL_MPLS, 7, NO_TRAILER},
    {"gre-wccp", ON_IPV4, 47, H("\0\0\x88\x3e\0\0\0\0"), IP, RS_TUNNEL_GRE, -1, NO_TRAILER},
    {"nvgre", ON_IPV4, 47, H("\x20\0\x65\x58\0\x12\x34\xff"), FRAME, RS_TUNNEL_NVGRE, 0x1234,
     NO_TRAILER},
    {"erspan1", ON_IPV4, 47, H("\0\0\x88\xbe"), FRAME, RS_TUNNEL_ERSPAN, -1, NO_TRAILER},
    {"erspan2", ON_IPV4, 47, H("\x10\0\x88\xbe\0\0\0\1\x10\5\0\x65\0\0\0\0"), FRAME,
     RS_TUNNEL_ERSPAN, 0x65, NO_TRAILER},
    {"erspan3", ON_IPV4, 47, H("\x10\0\x22\xeb\0\0\0\1\x20\5\0\x66\0\0\0\0\0\0\0\1SUBHEADR"), FRAME,
     RS_TUNNEL_ERSPAN, 0x66, NO_TRAILER},
    {"etherip", ON_IPV4, 97, H("\x30\0"), FRAME, RS_TUNNEL_ETHERIP, -1, NO_TRAILER},
    {"l2tp3", ON_IPV4, 115, H("\0\0\0\x09"), FRAME, RS_TUNNEL_L2TP, 9, NO_TRAILER},
    {"l2tp3-cookie", ON_IPV6, 115, H("\0\0\0\x09" "COOKIEEE\0\0\0\1"), FRAME, RS_TUNNEL_L2TP, 9,
     NO_TRAILER},
    {"l2tp3-ppp", ON_IPV4, 115, H("\0\0\0\x09" "COOK\xff\3\0\x21"), IP, RS_TUNNEL_L2TP, 9,
     NO_TRAILER},
    {"mpls-in-ip", ON_IPV4, 137, H(LABELS), IP, RS_TUNNEL_MPLS_IP, 7, NO_TRAILER},

    {"vxlan", ON_UDP, 4789, H("\x08\0\0\0\0\x01\x02\0"), FRAME, RS_TUNNEL_VXLAN, 0x102,
     NO_TRAILER},
    {"vxlan-old", ON_UDP, 8472, H("\x88\0\0\x05\0\0\0\0"), FRAME, RS_TUNNEL_VXLAN, 0, NO_TRAILER},
    {"gpe", ON_UDP, 4790, H("\x0c\0\0\1\0\0\3\0"), IP, RS_TUNNEL_VXLAN_GPE, 3, NO_TRAILER},
    {"gpe6", ON_UDP, 4790, H("\x0c\0\0\2\0\0\3\0"), IP_6, RS_TUNNEL_VXLAN_GPE, 3, NO_TRAILER},
    {"gpe-nsh", ON_UDP, 4790, H("\x0c\0\0\4\0\0\3\0\0\2\1\3\0\0\x09\xff"), FRAME, RS_TUNNEL_NSH, 9,
     NO_TRAILER},
    {"geneve", ON_UDP, 6081, H("\0\0\x65\x58\0\0\4\0"), FRAME, RS_TUNNEL_GENEVE, 4, NO_TRAILER},
    {"geneve-options", ON_UDP, 6081, H("\3\x40\x08\0\0\0\4\0\1\2\x80\2OPTIONS."), IP,
     RS_TUNNEL_GENEVE, 4, NO_TRAILER},
    {"gtp", ON_UDP, 2152, H("\x30\xff\0\x53\0\0\1\0"), IP, RS_TUNNEL_GTP_U, 256, NO_TRAILER},
    {"gtp-sequence", ON_UDP, 2152, H("\x32\xff\0\x6b\0\0\1\0\0\1\0\0"), IP_6, RS_TUNNEL_GTP_U, 256,
     NO_TRAILER},
    {"gtp-extensions", ON_UDP, 2152,
     H("\x34\xff\0\x63\0\0\1\0\0\0\0\x85\1\x10\1\x40\2......\0"), IP, RS_TUNNEL_GTP_U, 256,
     NO_TRAILER},
    {"gtp-ethernet", ON_UDP, 2152, H("\x30\xff\0\x61\0\0\1\0"), FRAME, RS_TUNNEL_GTP_U, 256,
     NO_TRAILER},
    {"teredo", ON_UDP, 3544, H(""), IP_6, RS_TUNNEL_TEREDO, -1, NO_TRAILER},
    {"teredo-both", ON_UDP, 3544, H("\0\1\2\1IDANONCENON\0" "\0\0\0\1\2\3\4\5"), IP_6,
     RS_TUNNEL_TEREDO, -1, NO_TRAILER},
    {"l2tp", ON_UDP, 1701, H("\0\2\0\5\0\6\xff\3\0\x21"), IP, RS_TUNNEL_L2TP, 0x50006, NO_TRAILER},
    {"l2tp-all", ON_UDP, 1701, H("\x4a\2\0\x65\0\5\0\6\0\0\0\0\0\2..\0\x21"), IP, RS_TUNNEL_L2TP,
     0x50006, NO_TRAILER},
    {"l2tp3-udp", ON_UDP, 1701, H("\0\3\0\0\0\0\0\x09" "COOK"), FRAME, RS_TUNNEL_L2TP, 9,
     NO_TRAILER},
    {"mpls-udp", ON_UDP, 6635, H(LABELS), IP, RS_TUNNEL_MPLS_IP, 7, NO_TRAILER},
    {"tzsp", ON_UDP, 37008, H("\1\0\0\1\0\x29\2xx\1"), FRAME, RS_TUNNEL_TZSP, -1, NO_TRAILER},
    {"tzsp-wlan", ON_UDP, 37008, H("\1\0\0\x12\1" WLAN), IP, RS_TUNNEL_TZSP, -1, NO_TRAILER},
    {"hperm", ON_UDP, 7932, H("unknown1\0\0\x10\0"), FRAME, RS_TUNNEL_HPERM, -1, NO_TRAILER},
    {"capwap", ON_UDP, 5247, H("\0\x10\x42\0\0\0\0\0"), FRAME, RS_TUNNEL_CAPWAP, 1, NO_TRAILER},
    {"capwap-wlan", ON_UDP, 5247, H("\0\x10\x43\0\0\0\0\0" WLAN), IP, RS_TUNNEL_CAPWAP, 1,
     NO_TRAILER},
    {"capwap-cisco", ON_UDP, 5247,
     H("\0\x10\x43\0\0\0\0\0\1\x08\0\0AAAAAABBBBBBCCCCCC\0\0\xaa\xaa\3\0\0\0\x08\0"), IP,
     RS_TUNNEL_CAPWAP, 1, NO_TRAILER},
    /* padding so that the trailer ends on 4 octets: the inner packet has 83, its IPv6 twin 103 */
    {"esp-tunnel", ON_IPV4, 50, H("\0\0\x10\1\0\0\0\1"), IP, RS_TUNNEL_ESP, 0x1001,
     H("\1\2\3\3\4MACMACMACMAC")},
    {"esp-gmac", ON_IPV6, 50, H("\0\0\x10\1\0\0\0\1INITVECT"), IP_6, RS_TUNNEL_ESP, 0x1001,
     H("\1\2\3\3\x29MACMACMACMACMACM")},
    {"esp-nat", ON_UDP, 4500, H("\0\0\x10\1\0\0\0\1"), IP, RS_TUNNEL_ESP, 0x1001,
     H("\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0b\4" "01234567890123456789012345678901")},
};

enum { COUNT = sizeof ALL / sizeof *ALL };

static const struct way *way_of(enum inside inside)
{
    return inside == IP_6 ? &THERE6 : &THERE;
}

static void made_inner(struct made *m, const struct encapsulation *e)
{
    char text[256];
    memcpy(text, SIP, sizeof SIP - 1);
    made_text(m, SIP);
    made_udp(m, way_of(e->inside));
    if (e->inside == IP_6)
        made_ipv6(m, &THERE6, UDP);
    else
        made_ipv4(m, &THERE, UDP, 1);
    if (e->inside == FRAME)
        made_ethernet(m, IPV4);
    if (!e->trailer)
        return;
    struct rs_span inner = made_span(m);
    memcpy(text, inner.p, inner.n);
    memcpy(text + inner.n, e->trailer, e->trailer_len);
    made_payload(m, text, inner.n + e->trailer_len);
}

/* Returns the link type. port_at: a tunnel may be known by either port. */
static unsigned made_frame(struct made *m, const struct encapsulation *e, bool from_port)
{
    struct way w = {4, 101, 102, 40000, (uint16_t)e->number};
    if (from_port) {
        w.from_port = (uint16_t)e->number;
        w.to_port = 40000;
    }
    made_inner(m, e);
    made_put(m, e->header, e->len);
    switch (e->below) {
    case ON_LINK:
        return e->number;
    case ON_ETHERNET:
        made_ethernet(m, e->number);
        return ETHERNET;
    case ON_IPV6:
        made_ipv6(m, &OUTER6, e->number);
        return RAW_IP;
    case ON_UDP:
        made_udp(m, &w);
        made_ipv4(m, &w, UDP, 2);
        return RAW_IP;
    default:
        made_ipv4(m, &w, e->number, 2);
        return RAW_IP;
    }
}

static void check_level(const struct bench *b, const struct encapsulation *e)
{
    const struct rs_origin *o = &b->seen[b->count - 1].origin;
    struct rs_tunnel_stack s;
    if (e->kind < 0) {
        assert_int_equal(o->tunnel_number, 0);
        assert_true(o->tunnel == 0);
        return;
    }
    assert_true(rs_tunnels_get(rs_decoder_tunnels(b->decoder), o, &s));
    const struct rs_tunnel_level *l = &s.level[s.depth - 1];
    assert_int_equal(l->kind, e->kind);
    assert_int_equal(l->has_id, e->id >= 0);
    assert_int_equal(l->id, e->id >= 0 ? e->id : 0);
    bool label = rs_tunnel_is_label((enum rs_tunnel_kind)e->kind);
    assert_int_equal(l->protocol == 0, label);
    assert_int_equal(l->src.addr.family == 0, label);
    if (e->below == ON_UDP) {
        assert_int_equal(s.level[0].protocol, 17);
        assert_int_equal(s.level[0].src.addr.octet[3], 101);
        assert_true(s.level[0].src.port == e->number || s.level[0].dst.port == e->number);
    }
}

static void each_is_opened(void **state)
{
    struct bench *b = *state;
    struct made m;
    for (unsigned i = 0; i < COUNT; i++) {
        for (int from_port = 0; from_port < (ALL[i].below == ON_UDP ? 2 : 1); from_port++) {
            unsigned link = made_frame(&m, &ALL[i], from_port), before = b->count;
            enum rs_packet_verdict v = bench_frame(b, link, &m);
            if (v != RS_PACKET_ANALYSED || b->count != before + 1)
                fail_msg("%s: %s", ALL[i].name, rs_packet_verdict_name(v));
            assert_string_equal(b->seen[before].text, SIP);
            const struct rs_origin *o = &b->seen[before].origin;
            assert_int_equal(o->src.port, 5060);
            assert_int_equal(o->src.addr.octet[ALL[i].inside == IP_6 ? 15 : 3], 1);
            assert_int_equal(o->datagram_len, sizeof SIP - 1);
            check_level(b, &ALL[i]);
        }
    }
}

/* Cut by the capture anywhere in the headers, or ended there: no message, nothing read behind. */
static void each_length(void **state)
{
    struct bench *b = *state;
    struct made m, damaged;
    for (unsigned i = 0; i < COUNT; i++) {
        unsigned link = made_frame(&m, &ALL[i], false);
        size_t whole = made_span(&m).n, tail = sizeof SIP - 1 + ALL[i].trailer_len;
        for (size_t n = 0; n + tail < whole; n++) {
            enum rs_packet_verdict v = bench_cut(b, link, &m, whole - n);
            if (v < RS_PACKET_NOT_SIP)
                fail_msg("%s cut at %zu: %s", ALL[i].name, n, rs_packet_verdict_name(v));
            made_payload(&damaged, made_span(&m).p, n);
            v = bench_frame(b, link, &damaged);
            if (v < RS_PACKET_NOT_SIP)
                fail_msg("%s ended at %zu: %s", ALL[i].name, n, rs_packet_verdict_name(v));
        }
    }
    assert_int_equal(b->count, 0);
}

static struct bench *guarded;
static unsigned guarded_link;

static void hand_in(struct rs_span octets)
{
    struct rs_frame frame = {guarded->now_us, ++guarded->frames, 0,
                             guarded_link,    octets,            (uint32_t)octets.n};
    guarded->count = 0;
    rs_decoder_frame(guarded->decoder, &frame, &guarded->sink);
}

/* The same before an unreadable page. */
static void each_length_guarded(void **state)
{
    struct made m;
    guarded = *state;
    for (unsigned i = 0; i < COUNT; i++) {
        guarded_link = made_frame(&m, &ALL[i], false);
        guard_each_prefix(made_span(&m), hand_in);
    }
    bench_limit(guarded, rs_packet_limits_default()); /* its counts are not this bench's */
}

/* Media and others on a tunnel's port: understood, no tunnel and no damage. */
static void a_port_is_no_tunnel(void **state)
{
    struct bench *b = *state;
    static const char rtp[] = "\x80\x08\x12\x34\0\0\0\xa0\x12\x34\x56\x78sound sound sound sound";
    static const char dns[] = "\x12\x34\1\0\0\1\0\0\0\0\0\0\7example\3com\0\0\1\0\1";
    struct made m;
    for (unsigned i = 0; i < COUNT; i++) {
        if (ALL[i].below != ON_UDP || ALL[i].number == 4500) /* any octets may be ESP */
            continue;
        for (int n = 0; n < 2; n++) {
            struct way w = {4, 1, 2, 40000, (uint16_t)ALL[i].number};
            made_payload(&m, n ? dns : rtp, n ? sizeof dns - 1 : sizeof rtp - 1);
            made_udp(&m, &w);
            made_ipv4(&m, &w, UDP, 3);
            if (bench_frame(b, RAW_IP, &m) != RS_PACKET_NOT_SIP)
                fail_msg("%s", ALL[i].name);
        }
    }
}

static void esp_in_transport(void **state)
{
    struct bench *b = *state;
    struct made m;
    char text[256];
    size_t n = sizeof SIP - 1;
    memcpy(text, SIP, n);
    memcpy(text + n, "\1\2\3\3\x11" "0123456789ab", 17);
    made_payload(&m, text, n + 17);
    made_put(&m, "\x13\xc4\x13\xce\0\x3f\0\0", 8); /* its UDP length ends before the trailer */
    made_put(&m, "\0\0\x10\1\0\0\0\1", 8);
    made_ipv4(&m, &THERE, 50, 1);
    assert_int_equal(sizeof SIP - 1 + 8, 0x3f);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_ANALYSED);
    assert_int_equal(b->seen[0].len, sizeof SIP - 1);
    assert_int_equal(b->seen[0].origin.src.port, 5060);
    made_set(&m, 20 + 8 + 5, 0x3e); /* a length that does not fit: it is something else */
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_ENCRYPTED);
    assert_int_equal(bench_cut(b, RAW_IP, &m, 5), RS_PACKET_TRUNCATED);
    assert_int_equal(b->count, 1);
}

/* Octets that look like chance are encrypted, not damaged and not open. */
static void esp_encrypted(void **state)
{
    struct bench *b = *state;
    struct made m;
    uint32_t x = 1;
    unsigned encrypted = 0;
    for (unsigned i = 0; i < 2000; i++) {
        char text[120];
        for (size_t k = 0; k < sizeof text; k++)
            text[k] = (char)((x = x * 1664525 + 1013904223) >> 24);
        made_payload(&m, text, sizeof text);
        made_ipv4(&m, &THERE, 50, 1);
        encrypted += bench_frame(b, RAW_IP, &m) == RS_PACKET_ENCRYPTED;
    }
    assert_in_range(encrypted, 1990, 2000);
    assert_int_equal(b->count, 0);
}

static void what_is_hidden_says_so(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_payload(&m, "\x08\x41\0\0AAAAAABBBBBBCCCCCC\0\0IVIVIVIV secret secret", 46);
    assert_int_equal(bench_frame(b, 105, &m), RS_PACKET_ENCRYPTED);
    made_payload(&m, "\x2c\0\0\0\0\1SCISCISC secret secret", 28);
    made_ethernet(&m, 0x88e5);
    assert_int_equal(bench_frame(b, ETHERNET, &m), RS_PACKET_ENCRYPTED);
    made_payload(&m, "\0\xfd\x90\0secret", 10);
    assert_int_equal(bench_frame(b, 9, &m), RS_PACKET_ENCRYPTED);
}

/* Three packets in one frame of 802.11: SIP, something else, SIP cut short by the end. */
static void several_in_one_frame(void **state)
{
    struct bench *b = *state;
    struct made one, m;
    char text[600];
    size_t n = 0;
    for (unsigned i = 0; i < 3; i++) {
        made_text(&one, i == 1 ? "no message" : SIP);
        made_udp(&one, &THERE);
        made_ipv4(&one, &THERE, UDP, i + 1);
        made_put(&one, "\xaa\xaa\3\0\0\0\x08\0", 8);
        size_t len = made_span(&one).n;
        made_put(&one, "AAAAAABBBBBB\0", 13);
        text[n + 13] = (char)len;
        memcpy(text + n, made_span(&one).p, 13);
        memcpy(text + n + 14, made_span(&one).p + 13, len);
        n += (14 + len + 3) & ~(size_t)3;
    }
    made_payload(&m, text, n - 2);
    made_put(&m, "\x88\1\0\0AAAAAABBBBBBCCCCCC\0\0\x80\0", 26);
    assert_int_equal(bench_frame(b, 105, &m), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 2);
    assert_int_equal(b->seen[0].origin.ip_id, 1);
    assert_int_equal(b->seen[1].origin.ip_id, 3);
}

/* The stack of a message is told with its addresses, outermost first, and the way back turned. */
static void tunnels_in_tunnels(void **state)
{
    struct bench *b = *state;
    struct way outer = {4, 101, 102, 40000, 4789};
    struct rs_tunnel_stack s;
    struct made m;
    made_text(&m, SIP);
    made_udp(&m, &THERE);
    made_ipv4(&m, &THERE, UDP, 1);
    made_put(&m, "\x30\xff\0\x53\0\0\1\0", 8); /* GTP-U */
    made_udp(&m, &(struct way){4, 11, 12, 2152, 2152});
    made_ipv4(&m, &(struct way){4, 11, 12, 0, 0}, UDP, 1);
    made_put(&m, LABELS, 8);
    made_put(&m, "\x20\0\x88\x47\0\0\0\7", 8); /* GRE with a key */
    made_ipv4(&m, &(struct way){4, 21, 22, 0, 0}, 47, 1);
    made_ethernet(&m, IPV4);
    made_put(&m, "\x08\0\0\0\0\0\x09\0", 8); /* VXLAN */
    made_udp(&m, &outer);
    made_ipv4(&m, &outer, UDP, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_ANALYSED);
    struct rs_origin o = b->seen[0].origin;
    assert_true(rs_tunnels_get(rs_decoder_tunnels(b->decoder), &o, &s));
    static const uint8_t kinds[] = {RS_TUNNEL_VXLAN, RS_TUNNEL_GRE, RS_TUNNEL_MPLS,
                                    RS_TUNNEL_GTP_U};
    static const uint8_t from[] = {101, 21, 0, 11};
    assert_int_equal(s.depth, 4);
    for (unsigned i = 0; i < 4; i++) {
        assert_int_equal(s.level[i].kind, kinds[i]);
        assert_int_equal(s.level[i].src.addr.octet[3], from[i]);
    }
    assert_int_equal(s.level[1].src.port, 0); /* GRE has none, whatever stood outside */
    assert_int_equal(s.level[3].id, 256);
    o.tunnel_number ^= RS_TUNNEL_TURNED;
    assert_true(rs_tunnels_get(rs_decoder_tunnels(b->decoder), &o, &s));
    assert_int_equal(s.level[0].src.addr.octet[3], 102);
    assert_int_equal(s.level[0].dst.port, 40000);
    assert_true(s.level[0].has_id && s.level[0].id == 9);
    assert_false(s.level[3].has_id); /* the other end has a TEID of its own */
}

static void more_tunnels_than_are_kept(void **state)
{
    struct bench *b = *state;
    struct rs_tunnel_stack s;
    struct made m;
    made_text(&m, SIP);
    made_udp(&m, &THERE);
    made_ipv4(&m, &THERE, UDP, 1);
    for (uint8_t i = 0; i < 9; i++)
        made_ipv4(&m, &(struct way){4, i, 100, 0, 0}, 4, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_ANALYSED);
    assert_true(rs_tunnels_get(rs_decoder_tunnels(b->decoder), &b->seen[0].origin, &s));
    assert_int_equal(s.depth, 9);
    assert_int_equal(s.level[RS_TUNNEL_LEVELS - 1].src.addr.octet[3], 8 - 3);
}

/* A flood of ids takes no more room, and what is told of the newest is right. */
static void a_flood_of_tunnels(void **state)
{
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    struct rs_tunnel_stack s;
    struct made m;
    uint32_t first = 0;
    limits.tunnels = 16;
    bench_limit(b, limits);
    for (uint32_t id = 1; id <= 400; id++) {
        struct way w = {4, 101, 102, 2152, 2152};
        unsigned char h[8] = {0x30, 0xff, 0, 0x53, 0, 0, (unsigned char)(id >> 8),
                              (unsigned char)id};
        made_text(&m, SIP);
        made_udp(&m, &THERE);
        made_ipv4(&m, &THERE, UDP, 1);
        made_put(&m, h, 8);
        made_udp(&m, &w);
        made_ipv4(&m, &w, UDP, 1);
        assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_ANALYSED);
        const struct rs_origin *o = &b->seen[b->count - 1].origin;
        first = first ? first : o->tunnel_number;
        assert_true(rs_tunnels_get(rs_decoder_tunnels(b->decoder), o, &s));
        assert_int_equal(s.level[0].id, id);
    }
    assert_in_range(bench_counters(b)->tunnels_forgotten, 400 - 16, 400);
    assert_false(rs_tunnels_get(rs_decoder_tunnels(b->decoder), &b->seen[0].origin, &s));
    limits.tunnels = 0;
    bench_limit(b, limits);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_ANALYSED);
    assert_int_equal(b->seen[0].origin.tunnel_number, 0);
}

/* TEIDs differ in the two directions; the path through the tunnel is one. */
static void one_path_both_ways(void **state)
{
    struct bench *b = *state;
    struct made m;
    for (unsigned i = 0; i < 2; i++) {
        struct way w = {4, i ? 102 : 101, i ? 101 : 102, 2152, 2152};
        const struct way *inner = i ? &BACK : &THERE;
        made_text(&m, SIP);
        made_udp(&m, inner);
        made_ipv4(&m, inner, UDP, 1);
        made_put(&m, i ? "\x30\xff\0\x53\0\0\0\1" : "\x30\xff\0\x53\0\0\0\2", 8);
        made_udp(&m, &w);
        made_ipv4(&m, &w, UDP, 1);
        assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_ANALYSED);
    }
    assert_true(b->seen[0].origin.tunnel && b->seen[0].origin.tunnel == b->seen[1].origin.tunnel);
    assert_true(b->seen[0].origin.tunnel_number != b->seen[1].origin.tunnel_number);
}

/* A label stack, extension headers, tags without an end cost what their octets cost. */
static void without_end(void **state)
{
    struct bench *b = *state;
    static char zeros[60000];
    struct made m;
    memset(zeros, 0, sizeof zeros);
    made_payload(&m, zeros, sizeof zeros);
    made_ethernet(&m, 0x8847);
    assert_int_equal(bench_frame(b, ETHERNET, &m), RS_PACKET_TOO_DEEP);
    memset(zeros, 1, sizeof zeros);
    made_payload(&m, zeros, sizeof zeros);
    made_put(&m, "\x34\xff\xff\0\0\0\1\0\0\0\0\1", 12);
    made_udp(&m, &(struct way){4, 1, 2, 2152, 2152});
    made_ipv4(&m, &THERE, UDP, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_BAD_LINK);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(each_is_opened),
        TEST(each_length),
        TEST(each_length_guarded),
        TEST(a_port_is_no_tunnel),
        TEST(esp_in_transport),
        TEST(esp_encrypted),
        TEST(what_is_hidden_says_so),
        TEST(several_in_one_frame),
        TEST(tunnels_in_tunnels),
        TEST(more_tunnels_than_are_kept),
        TEST(a_flood_of_tunnels),
        TEST(one_path_both_ways),
        TEST(without_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
