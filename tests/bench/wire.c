#include "wire.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BUFFER = 8 << 20,
    FRAME_MAX = 2048, /* record header and frame */
    ETHERNET = 14,
    IP = 20,
    UDP = 8,
    TCP = 20,
    MTU = 1500,
    PROTOCOL_TCP = 6,
    PROTOCOL_UDP = 17,
    TCP_SYN = 2,
    TCP_PSH = 8,
    TCP_ACK = 16
};

/* ---- the file ---- */

static void give_up(const char *what)
{
    perror(what);
    exit(1);
}

static void flush(struct bench_wire *w)
{
    for (size_t done = 0; done < w->used;) {
        ssize_t n = write(w->fd, w->buffer + done, w->used - done);
        if (n <= 0)
            give_up("generate: write");
        done += (size_t)n;
    }
    w->used = 0;
}

void bench_wire_open(struct bench_wire *w, const char *path)
{
    static const struct {
        uint32_t magic;
        uint16_t major, minor;
        uint32_t zone, accuracy, snaplen, link_type;
    } header = {0xa1b2c3d4, 2, 4, 0, 0, 65535, 1};
    *w = (struct bench_wire){.fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644)};
    w->buffer = malloc(BUFFER);
    if (w->fd < 0 || !w->buffer)
        give_up(path);
    memcpy(w->buffer, &header, sizeof header);
    w->octets = w->used = sizeof header;
}

void bench_wire_close(struct bench_wire *w)
{
    flush(w);
    if (close(w->fd) < 0)
        give_up("generate: close");
    free(w->buffer);
}

/* Room for one frame behind its record header; the frame has `n` octets. */
static unsigned char *new_record(struct bench_wire *w, int64_t time_us, size_t n)
{
    if (BUFFER - w->used < FRAME_MAX)
        flush(w);
    const uint32_t head[4] = {(uint32_t)(time_us / 1000000), (uint32_t)(time_us % 1000000),
                              (uint32_t)n, (uint32_t)n};
    unsigned char *at = (unsigned char *)w->buffer + w->used;
    memcpy(at, head, sizeof head);
    w->used += sizeof head + n;
    w->octets += sizeof head + n;
    w->frames++;
    return at + sizeof head;
}

/* ---- headers ---- */

static void put16(unsigned char *p, unsigned v)
{
    p[0] = (unsigned char)(v >> 8);
    p[1] = (unsigned char)v;
}

static void put32(unsigned char *p, uint32_t v)
{
    put16(p, v >> 16);
    put16(p + 2, v & 0xffff);
}

static uint32_t sum16(const unsigned char *p, size_t n, uint32_t sum)
{
    for (; n > 1; p += 2, n -= 2)
        sum += (uint32_t)p[0] << 8 | p[1];
    return n ? sum + ((uint32_t)p[0] << 8) : sum;
}

static unsigned folded(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

static unsigned transport_sum(const unsigned char *ip, unsigned protocol,
                              const unsigned char *octets, size_t n)
{
    return folded(sum16(octets, n, sum16(ip + 12, 8, (uint32_t)(protocol + n))));
}

static void put_mac(unsigned char *p, uint32_t ip)
{
    p[0] = 2;
    p[1] = 0;
    put32(p + 2, ip);
}

struct ip_part {
    struct bench_endpoint src, dst;
    uint8_t protocol;
    uint16_t id;
    uint16_t fragment; /* flags and offset as they stand in the header */
    size_t n;          /* octets behind the header */
};

/* Ethernet and IPv4; returns where the IP payload goes. */
static unsigned char *put_ip(struct bench_wire *w, int64_t time_us, const struct ip_part *part)
{
    unsigned char *frame = new_record(w, time_us, ETHERNET + IP + part->n);
    unsigned char *ip = frame + ETHERNET;
    put_mac(frame, part->dst.ip);
    put_mac(frame + 6, part->src.ip);
    put16(frame + 12, 0x0800);
    memset(ip, 0, IP);
    ip[0] = 0x45;
    put16(ip + 2, (unsigned)(IP + part->n));
    put16(ip + 4, part->id);
    put16(ip + 6, part->fragment);
    ip[8] = 63;
    ip[9] = part->protocol;
    put32(ip + 12, part->src.ip);
    put32(ip + 16, part->dst.ip);
    put16(ip + 10, folded(sum16(ip, IP, 0)));
    return ip + IP;
}

/* ---- UDP ---- */

static void put_udp(unsigned char *p, const struct ip_part *part, size_t whole)
{
    put16(p, part->src.port);
    put16(p + 2, part->dst.port);
    put16(p + 4, (unsigned)whole);
    put16(p + 6, 0); /* no checksum (RFC 768) */
}

void bench_wire_udp(struct bench_wire *w, int64_t time_us, struct bench_endpoint src,
                    struct bench_endpoint dst, const void *payload, size_t n)
{
    enum { PIECE = (MTU - IP) / 8 * 8, MORE = 0x2000 };
    struct ip_part part = {src, dst, PROTOCOL_UDP, ++w->ip_id, 0, 0};
    const char *from = payload;
    size_t whole = UDP + n;
    for (size_t done = 0; done < whole; done += part.n) {
        bool last = whole - done <= MTU - IP;
        part.n = last ? whole - done : PIECE;
        part.fragment = (uint16_t)(done / 8 | (last ? 0 : MORE));
        unsigned char *at = put_ip(w, time_us, &part);
        size_t head = done ? 0 : UDP;
        if (!done)
            put_udp(at, &part, whole);
        memcpy(at + head, from, part.n - head);
        from += part.n - head;
    }
}

/* ---- TCP ---- */

static void put_tcp(struct bench_wire *w, int64_t time_us, struct bench_connection *c,
                    unsigned side, unsigned flags, const void *payload, size_t n)
{
    struct ip_part part = {c->end[side], c->end[!side], PROTOCOL_TCP, ++w->ip_id, 0, TCP + n};
    unsigned char *p = put_ip(w, time_us, &part);
    put16(p, part.src.port);
    put16(p + 2, part.dst.port);
    put32(p + 4, c->seq[side]);
    put32(p + 8, flags & TCP_ACK ? c->seq[!side] : 0);
    put16(p + 12, TCP / 4 << 12 | flags);
    put16(p + 14, 65535);
    put32(p + 16, 0);
    if (n)
        memcpy(p + TCP, payload, n);
    put16(p + 16, transport_sum(p - IP, PROTOCOL_TCP, p, TCP + n));
    c->seq[side] += (uint32_t)n + !!(flags & TCP_SYN);
}

void bench_wire_connect(struct bench_wire *w, int64_t time_us, struct bench_connection *c)
{
    put_tcp(w, time_us, c, 0, TCP_SYN, NULL, 0);
    put_tcp(w, time_us, c, 1, TCP_SYN | TCP_ACK, NULL, 0);
    put_tcp(w, time_us, c, 0, TCP_ACK, NULL, 0);
    c->open = true;
}

void bench_wire_segment(struct bench_wire *w, int64_t time_us, struct bench_connection *c,
                        unsigned side, const void *payload, size_t n)
{
    put_tcp(w, time_us, c, side, TCP_ACK | TCP_PSH, payload, n);
    c->unacked[!side] = 0;
    if (++c->unacked[side] == 2) {
        put_tcp(w, time_us, c, !side, TCP_ACK, NULL, 0);
        c->unacked[side] = 0;
    }
}
