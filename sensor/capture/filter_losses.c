#define _DEFAULT_SOURCE /* pcap.h wants u_int */
#include "capture/filter_losses.h"

#include <pcap/pcap.h>
#include <stdio.h>
#include <string.h>

enum {
    SNAPLEN = 262144,
    FRAME_MAX = 256,
    WORDS_MAX = 8, /* constants of one kind that are tried */
    TAGS_MAX = 3,
    UDP = 17,
    TCP = 6,
    IPV4 = 0x0800,
    IPV6 = 0x86dd,
    DEFAULT_TAG = 100
};

struct address {
    uint8_t octet[16]; /* IPv4 in the first four */
};

/* A packet that may get through. */
struct trial {
    int family;
    uint8_t protocol;
    struct address src, dst;
    uint16_t src_port, dst_port, tag;
    int tags;
};

/* What the filter compares with. */
struct constants {
    struct address v4[WORDS_MAX + 2], v6[WORDS_MAX + 2];
    uint16_t ports[WORDS_MAX + 1], tags[WORDS_MAX + 1];
    int v4_count, v6_count, port_count, tag_count;
};

/* A frame, made from the inside out. */
struct wire {
    uint8_t octets[FRAME_MAX];
    size_t at;
};

/* Making frames */

static void put(struct wire *w, const void *octets, size_t n)
{
    w->at -= n;
    memcpy(w->octets + w->at, octets, n);
}

static void put16(struct wire *w, unsigned v)
{
    const uint8_t o[2] = {(uint8_t)(v >> 8), (uint8_t)v};
    put(w, o, sizeof o);
}

static size_t length(const struct wire *w)
{
    return FRAME_MAX - w->at;
}

static void put_ipv4(struct wire *w, const uint8_t *src, const uint8_t *dst, uint8_t protocol,
                     unsigned fragment)
{
    uint8_t h[20] = {0x45, [8] = 64, [9] = protocol};
    size_t n = length(w) + sizeof h;
    h[3] = (uint8_t)n;
    h[6] = (uint8_t)(fragment >> 8);
    h[7] = (uint8_t)fragment;
    memcpy(h + 12, src, 4);
    memcpy(h + 16, dst, 4);
    put(w, h, sizeof h);
}

static void put_ipv6(struct wire *w, const struct trial *t, uint8_t next_header)
{
    uint8_t h[40] = {0x60, [5] = (uint8_t)length(w), [6] = next_header, [7] = 64};
    memcpy(h + 8, t->src.octet, 16);
    memcpy(h + 24, t->dst.octet, 16);
    put(w, h, sizeof h);
}

static void put_udp(struct wire *w, unsigned src_port, unsigned dst_port)
{
    put16(w, 0);
    put16(w, (unsigned)length(w) + 6);
    put16(w, dst_port);
    put16(w, src_port);
}

static void put_ethernet(struct wire *w, unsigned ethertype)
{
    static const uint8_t macs[12] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1};
    put16(w, ethertype);
    put(w, macs, sizeof macs);
}

/* From the IP header on. later: a fragment behind the first. */
static void make_packet(struct wire *w, const struct trial *t, bool later)
{
    static const uint8_t payload[24] = "OPTIONS sip:a@b SIP/2.0", rest[16] = {[12] = 0x50, 0x10};
    static const uint8_t fragment6[8] = {UDP, 0, 5, 0xa8};
    w->at = FRAME_MAX;
    put(w, payload, sizeof payload);
    if (!later && t->protocol == UDP)
        put_udp(w, t->src_port, t->dst_port);
    if (!later && t->protocol == TCP) {
        put(w, rest, sizeof rest);
        put16(w, t->dst_port);
        put16(w, t->src_port);
    }
    if (later && t->family == 6)
        put(w, fragment6, sizeof fragment6);
    if (t->family == 6)
        put_ipv6(w, t, later ? 44 : t->protocol);
    else
        put_ipv4(w, t->src.octet, t->dst.octet, t->protocol, later ? 185 : 0);
}

static unsigned ethertype_of(const struct trial *t)
{
    return t->family == 6 ? IPV6 : IPV4;
}

static void put_tags(struct wire *w, const struct trial *t, int tags, unsigned ethertype)
{
    for (int n = 0; n < tags; n++) {
        put16(w, ethertype);
        put16(w, t->tag);
        ethertype = 0x8100;
    }
    put_ethernet(w, ethertype);
}

/* Trying */

static bool passes(const struct bpf_program *program, const struct wire *w)
{
    struct pcap_pkthdr h = {.caplen = (bpf_u_int32)length(w), .len = (bpf_u_int32)length(w)};
    return pcap_offline_filter(program, &h, w->octets + w->at) != 0;
}

static bool trial_passes(const struct bpf_program *program, const struct trial *t)
{
    struct wire w;
    make_packet(&w, t, false);
    put_tags(&w, t, t->tags, ethertype_of(t));
    return passes(program, &w);
}

/* Constants of the program */

static void add_number(uint16_t *list, int *count, uint32_t v)
{
    if (v && v <= 0xffff && *count < WORDS_MAX)
        list[(*count)++] = (uint16_t)v;
}

static void set_word(uint8_t *at, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(v >> (24 - 8 * i));
}

/* Four words compared one after another may be an IPv6 address. */
static void add_address(struct constants *c, const uint32_t *words, int count)
{
    if (words[count - 1] > 0xffff && c->v4_count < WORDS_MAX)
        set_word(c->v4[c->v4_count++].octet, words[count - 1]);
    if (count < 4 || c->v6_count == WORDS_MAX)
        return;
    for (int i = 0; i < 4; i++)
        set_word(c->v6[c->v6_count].octet + 4 * i, words[count - 4 + i]);
    c->v6_count++;
}

static struct constants constants_of(const struct bpf_program *program)
{
    enum { SEEN_MAX = 4096 };
    static const uint8_t v4[2][4] = {{192, 0, 2, 1}, {192, 0, 2, 2}};
    static const uint8_t v6[2][16] = {{0x20, 1, 0xd, 0xb8, [15] = 1},
                                      {0x20, 1, 0xd, 0xb8, [15] = 2}};
    struct constants c = {.ports = {5060}, .port_count = 1, .tags = {DEFAULT_TAG}, .tag_count = 1};
    uint32_t words[SEEN_MAX];
    int count = 0;
    for (c.v4_count = c.v6_count = 0; c.v4_count < 2; c.v4_count++, c.v6_count++) {
        memcpy(c.v4[c.v4_count].octet, v4[c.v4_count], 4);
        memcpy(c.v6[c.v6_count].octet, v6[c.v6_count], 16);
    }
    for (unsigned i = 0; i < program->bf_len && count < SEEN_MAX; i++) {
        const struct bpf_insn *in = &program->bf_insns[i];
        if (BPF_CLASS(in->code) != BPF_JMP || BPF_OP(in->code) == BPF_JA)
            continue;
        words[count++] = in->k + (BPF_OP(in->code) == BPF_JGT);
        if (in->k != IPV4 && in->k != IPV6)
            add_number(c.ports, &c.port_count, words[count - 1]);
        if (in->k < 4096)
            add_number(c.tags, &c.tag_count, in->k);
        add_address(&c, words, count);
    }
    return c;
}

static bool try_ports(const struct bpf_program *program, const struct constants *c,
                      struct trial *t)
{
    int tags = t->tags ? c->tag_count : 1;
    for (int n = 0; n < c->port_count * c->port_count * tags * 2; n++) {
        t->protocol = n % 2 ? TCP : UDP;
        t->dst_port = c->ports[n / 2 % c->port_count];
        t->src_port = c->ports[n / 2 / c->port_count % c->port_count];
        t->tag = c->tags[n / 2 / c->port_count / c->port_count];
        if (trial_passes(program, t))
            return true;
    }
    return false;
}

static bool find_trial(const struct bpf_program *program, const struct constants *c,
                       struct trial *t)
{
    for (t->tags = 0; t->tags <= TAGS_MAX; t->tags++)
        for (t->family = 4; t->family <= 6; t->family += 2) {
            const struct address *all = t->family == 4 ? c->v4 : c->v6;
            int count = t->family == 4 ? c->v4_count : c->v6_count;
            for (int n = 0; n < count * count; n++) {
                t->src = all[n / count];
                t->dst = all[(n + 1) % count];
                if (try_ports(program, c, t))
                    return true;
            }
        }
    return false;
}

/* What is lost */

static void wrap_tagged(struct wire *w, const struct trial *t, int more)
{
    put_tags(w, t, t->tags + more, ethertype_of(t));
}

static void outer_ip(struct wire *w, const struct trial *t, uint8_t protocol)
{
    static const uint8_t src[4] = {198, 51, 100, 1}, dst[4] = {198, 51, 100, 2};
    put_ipv4(w, src, dst, protocol, 0);
    put_tags(w, t, t->tags, IPV4);
}

static void outer_udp(struct wire *w, const struct trial *t, unsigned port)
{
    put_udp(w, 40000, port);
    outer_ip(w, t, UDP);
}

static void wrap_ip(struct wire *w, const struct trial *t)
{
    outer_ip(w, t, t->family == 6 ? 41 : 4);
}

static void wrap_gre(struct wire *w, const struct trial *t)
{
    put16(w, ethertype_of(t));
    put16(w, 0);
    outer_ip(w, t, 47);
}

static void wrap_erspan(struct wire *w, const struct trial *t)
{
    static const uint8_t gre[16] = {0x10, 0, 0x88, 0xbe, [8] = 0x10};
    put_ethernet(w, ethertype_of(t));
    put(w, gre, sizeof gre);
    outer_ip(w, t, 47);
}

static void wrap_vxlan(struct wire *w, const struct trial *t)
{
    static const uint8_t vxlan[8] = {8, [6] = 1};
    put_ethernet(w, ethertype_of(t));
    put(w, vxlan, sizeof vxlan);
    outer_udp(w, t, 4789);
}

static void wrap_geneve(struct wire *w, const struct trial *t)
{
    static const uint8_t geneve[8] = {0, 0, 0x65, 0x58, [6] = 1};
    put_ethernet(w, ethertype_of(t));
    put(w, geneve, sizeof geneve);
    outer_udp(w, t, 6081);
}

static void wrap_gtp(struct wire *w, const struct trial *t)
{
    const uint8_t gtp[8] = {0x30, 0xff, 0, (uint8_t)length(w), [7] = 1};
    put(w, gtp, sizeof gtp);
    outer_udp(w, t, 2152);
}

static void wrap_mpls(struct wire *w, const struct trial *t)
{
    static const uint8_t label[4] = {0, 1, 1, 64};
    put(w, label, sizeof label);
    put_tags(w, t, t->tags, 0x8847);
}

static void wrap_pppoe(struct wire *w, const struct trial *t)
{
    put16(w, t->family == 6 ? 0x57 : 0x21);
    put16(w, (unsigned)length(w));
    put16(w, 1);
    put16(w, 0x1100);
    put_tags(w, t, t->tags, 0x8864);
}

static const struct tunnel {
    const char *name;
    void (*wrap)(struct wire *w, const struct trial *t);
} TUNNELS[] = {
    {"MPLS", wrap_mpls},     {"PPPoE", wrap_pppoe}, {"IP in IP", wrap_ip},
    {"GRE", wrap_gre},       {"ERSPAN", wrap_erspan}, {"VXLAN", wrap_vxlan},
    {"GENEVE", wrap_geneve}, {"GTP-U", wrap_gtp},
};

static void add_loss(char text[RS_FILTER_LOSSES_TEXT], const char *name)
{
    size_t n = strlen(text);
    snprintf(text + n, RS_FILTER_LOSSES_TEXT - n, "%s%s", n ? ", " : "", name);
}

static void try_all(const struct bpf_program *program, const struct trial *t, bool untagged,
                    char text[RS_FILTER_LOSSES_TEXT])
{
    struct wire w;
    make_packet(&w, t, true);
    put_tags(&w, t, t->tags, ethertype_of(t));
    if (!passes(program, &w))
        add_loss(text, "later IP fragments");
    for (int tags = untagged ? 2 : 1; tags <= 2; tags++) {
        make_packet(&w, t, false);
        wrap_tagged(&w, t, tags - untagged);
        if (!passes(program, &w))
            add_loss(text, tags == 1 ? "VLAN tags" : "stacked VLAN tags");
    }
    for (size_t i = 0; i < sizeof TUNNELS / sizeof *TUNNELS; i++) {
        make_packet(&w, t, false);
        TUNNELS[i].wrap(&w, t);
        if (!passes(program, &w))
            add_loss(text, TUNNELS[i].name);
    }
}

bool rs_filter_losses(const char *expression, bool untagged, char text[RS_FILTER_LOSSES_TEXT])
{
    struct bpf_program program;
    struct trial t = {.family = 4};
    text[0] = '\0';
    pcap_t *dead = pcap_open_dead(DLT_EN10MB, SNAPLEN);
    if (dead && pcap_compile(dead, &program, expression, 1, PCAP_NETMASK_UNKNOWN) == 0) {
        struct constants c = constants_of(&program);
        if (find_trial(&program, &c, &t))
            try_all(&program, &t, untagged, text);
        pcap_freecode(&program);
    }
    if (dead)
        pcap_close(dead);
    return *text != '\0';
}
