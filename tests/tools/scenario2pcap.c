/*
 * scenario2pcap FILE.scn OUT.pcap: the messages of a scenario as packets:
 * Ethernet, IPv4 or IPv6, UDP datagrams or TCP with handshake, segments of at
 * most 1400 octets and right sequence numbers. Checksums are right too.
 */
#define _DEFAULT_SOURCE /* pcap.h wants u_int */
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/scenario.h"

enum { SEGMENT = 1400, FLOWS_MAX = 256, PACKET_MAX = 66000 };

struct flow {
    struct rs_endpoint end[2];
    uint32_t seq[2]; /* next of each side */
};

struct writer {
    const struct scenario *s;
    pcap_dumper_t *out;
    struct flow flow[FLOWS_MAX];
    int flows;
};

/* One packet under construction, from the Ethernet header on. */
struct packet {
    unsigned char octet[PACKET_MAX];
    size_t n, ip, l4;
};

static void put(struct packet *p, const void *data, size_t n)
{
    memcpy(p->octet + p->n, data, n);
    p->n += n;
}

static void put8(struct packet *p, unsigned v)
{
    p->octet[p->n++] = (unsigned char)v;
}

static void put16(struct packet *p, unsigned v)
{
    put8(p, v >> 8);
    put8(p, v & 255);
}

static void put32(struct packet *p, uint32_t v)
{
    put16(p, v >> 16);
    put16(p, v & 65535);
}

static void set16(struct packet *p, size_t at, unsigned v)
{
    p->octet[at] = (unsigned char)(v >> 8);
    p->octet[at + 1] = (unsigned char)v;
}

/* RFC 1071. */
static uint32_t add_up(uint32_t sum, const unsigned char *p, size_t n)
{
    for (size_t i = 0; i + 1 < n; i += 2)
        sum += (uint32_t)p[i] << 8 | p[i + 1];
    return n & 1 ? sum + ((uint32_t)p[n - 1] << 8) : sum;
}

static unsigned complement(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 65535) + (sum >> 16);
    return ~sum & 65535;
}

/* ---- layers ---- */

static void put_mac(struct packet *p, const struct rs_addr *a, unsigned mac)
{
    size_t last = a->family == 4 ? 3 : 15;
    put8(p, 2);
    put8(p, mac);
    put(p, a->octet + last - 3, 4);
}

static void put_ethernet(struct packet *p, const struct rs_origin *o)
{
    put_mac(p, &o->dst.addr, (unsigned)o->mac_pair);
    put_mac(p, &o->src.addr, (unsigned)o->mac_pair);
    for (int i = 0; i < o->vlan_count; i++) {
        put16(p, 0x8100);
        put16(p, o->vlan[i]);
    }
    put16(p, o->src.addr.family == 4 ? 0x0800 : 0x86dd);
}

static void put_ip(struct packet *p, const struct rs_origin *o, unsigned protocol, size_t payload)
{
    p->ip = p->n;
    if (o->src.addr.family == 6) {
        put32(p, 0x60000000);
        put16(p, (unsigned)payload);
        put8(p, protocol);
        put8(p, o->ttl);
        put(p, o->src.addr.octet, 16);
        put(p, o->dst.addr.octet, 16);
    } else {
        put16(p, 0x4500);
        put16(p, (unsigned)payload + 20);
        put16(p, o->ip_id);
        put16(p, 0x4000);
        put8(p, o->ttl);
        put8(p, protocol);
        put16(p, 0);
        put(p, o->src.addr.octet, 4);
        put(p, o->dst.addr.octet, 4);
        set16(p, p->ip + 10, complement(add_up(0, p->octet + p->ip, 20)));
    }
    p->l4 = p->n;
}

/* Over the pseudo header too. */
static void seal(struct packet *p, const struct rs_origin *o, unsigned protocol, size_t at)
{
    size_t n = p->n - p->l4, len = o->src.addr.family == 4 ? 4 : 16;
    uint32_t sum = add_up(0, o->src.addr.octet, len);
    sum = add_up(sum, o->dst.addr.octet, len) + protocol + (uint32_t)n;
    unsigned check = complement(add_up(sum, p->octet + p->l4, n));
    set16(p, p->l4 + at, check ? check : 65535);
}

static void write_packet(struct writer *w, const struct packet *p, int64_t time_us)
{
    struct pcap_pkthdr h = {.caplen = (bpf_u_int32)p->n, .len = (bpf_u_int32)p->n};
    h.ts.tv_sec = (time_t)(time_us / 1000000);
    h.ts.tv_usec = (suseconds_t)(time_us % 1000000);
    pcap_dump((u_char *)w->out, &h, p->octet);
}

/* ---- UDP ---- */

static void write_udp(struct writer *w, const struct scn_step *step)
{
    struct packet p = {.n = 0};
    const struct rs_origin *o = &step->origin;
    if (step->len > 65000)
        return;
    put_ethernet(&p, o);
    put_ip(&p, o, 17, step->len + 8);
    put16(&p, o->src.port);
    put16(&p, o->dst.port);
    put16(&p, (unsigned)step->len + 8);
    put16(&p, 0);
    put(&p, step->octets, step->len);
    seal(&p, o, 17, 6);
    write_packet(w, &p, o->time_us);
}

/* ---- TCP ---- */

enum { FIN = 1, SYN = 2, PSH = 8, ACK = 16 };

/* side: who sends, 0 or 1 of the flow. */
static void write_segment(struct writer *w, struct flow *f, int side, const struct rs_origin *like,
                          unsigned flags, const char *data, size_t n)
{
    struct packet p = {.n = 0};
    struct rs_origin o = *like;
    o.src = f->end[side];
    o.dst = f->end[!side];
    put_ethernet(&p, &o);
    put_ip(&p, &o, 6, n + 20);
    put16(&p, o.src.port);
    put16(&p, o.dst.port);
    put32(&p, f->seq[side]);
    put32(&p, flags & ACK ? f->seq[!side] : 0);
    put16(&p, 0x5000 | flags);
    put16(&p, 65535);
    put32(&p, 0);
    put(&p, data, n);
    seal(&p, &o, 6, 16);
    write_packet(w, &p, o.time_us);
    f->seq[side] += (uint32_t)n + !!(flags & (SYN | FIN));
}

static struct flow *flow_of(struct writer *w, const struct rs_origin *o, int *side)
{
    for (int i = 0; i < w->flows; i++)
        for (*side = 0; *side < 2; ++*side)
            if (rs_endpoint_eq(&w->flow[i].end[*side], &o->src) &&
                rs_endpoint_eq(&w->flow[i].end[!*side], &o->dst))
                return &w->flow[i];
    if (w->flows == FLOWS_MAX)
        return NULL;
    struct flow *f = &w->flow[w->flows++];
    *f = (struct flow){{o->src, o->dst}, {1000u * (unsigned)w->flows, 7000u * (unsigned)w->flows}};
    *side = 0;
    struct rs_origin at = *o;
    at.time_us -= 300;
    write_segment(w, f, 0, &at, SYN, "", 0);
    at.time_us += 100;
    write_segment(w, f, 1, &at, SYN | ACK, "", 0);
    at.time_us += 100;
    write_segment(w, f, 0, &at, ACK, "", 0);
    return f;
}

static void write_tcp(struct writer *w, const struct scn_step *step)
{
    int side;
    struct rs_origin at = step->origin;
    struct flow *f = flow_of(w, &at, &side);
    for (size_t i = 0; f && i < step->len; i += SEGMENT, at.time_us += 10) {
        size_t n = step->len - i < SEGMENT ? step->len - i : SEGMENT;
        write_segment(w, f, side, &at, ACK | (i + n == step->len ? PSH : 0), step->octets + i, n);
    }
    at.time_us += 20;
    if (f)
        write_segment(w, f, !side, &at, ACK, "", 0);
}

static void write_goodbyes(struct writer *w)
{
    struct rs_origin at =
        w->s->step_count ? w->s->step[w->s->step_count - 1].origin : (struct rs_origin){.ttl = 64};
    at.ttl = at.ttl ? at.ttl : 64;
    for (int i = 0; i < w->flows; i++) {
        at.time_us += 1000;
        write_segment(w, &w->flow[i], 0, &at, FIN | ACK, "", 0);
        write_segment(w, &w->flow[i], 1, &at, FIN | ACK, "", 0);
        write_segment(w, &w->flow[i], 0, &at, ACK, "", 0);
    }
}

int main(int argc, char **argv)
{
    struct writer *w = calloc(1, sizeof *w);
    struct scenario *s = argc == 3 ? scenario_read(argv[1]) : NULL;
    pcap_t *dead = pcap_open_dead(DLT_EN10MB, 262144);
    w->s = s;
    w->out = s ? pcap_dump_open(dead, argv[2]) : NULL;
    if (!w->out) {
        fprintf(stderr, "%s\n", s ? pcap_geterr(dead) : "usage: scenario2pcap FILE.scn OUT.pcap");
        return 1;
    }
    for (size_t i = 0; i < s->step_count; i++) {
        if (s->step[i].kind != SCN_MESSAGE)
            continue;
        if (s->step[i].origin.transport == RS_TRANSPORT_UDP)
            write_udp(w, &s->step[i]);
        else
            write_tcp(w, &s->step[i]);
    }
    write_goodbyes(w);
    pcap_dump_close(w->out);
    pcap_close(dead);
    scenario_free(s);
    free(w);
    return 0;
}
