/*
 * Payloads -> Ethernet frames in a pcap file, written through one big buffer.
 * UDP above the MTU is fragmented; TCP connections keep their numbers.
 */
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bench_endpoint {
    uint32_t ip;
    uint16_t port;
};

struct bench_wire {
    int fd;
    char *buffer;
    size_t used;
    uint64_t octets, frames; /* written, and in the buffer */
    uint16_t ip_id;
};

enum { BENCH_MSS = 1460, BENCH_PENDING = 4 * BENCH_MSS + 8192 };

/* One TCP connection; side 0 opened it. */
struct bench_connection {
    struct bench_endpoint end[2];
    uint32_t seq[2];
    uint32_t unacked[2]; /* segments of that side not acknowledged yet */
    bool open;
};

/* Failures of the file end the program with a line on standard error. */
void bench_wire_open(struct bench_wire *w, const char *path);
void bench_wire_close(struct bench_wire *w);

void bench_wire_udp(struct bench_wire *w, int64_t time_us, struct bench_endpoint src,
                    struct bench_endpoint dst, const void *payload, size_t n);

/* Three-way handshake. */
void bench_wire_connect(struct bench_wire *w, int64_t time_us, struct bench_connection *c);

/* One data segment from that side; the other acknowledges every second one. */
void bench_wire_segment(struct bench_wire *w, int64_t time_us, struct bench_connection *c,
                        unsigned side, const void *payload, size_t n);

#endif
