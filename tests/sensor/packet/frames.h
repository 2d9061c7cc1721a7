/*
 * Frames for the tests of sensor/packet, made from the inside out: begin with
 * the payload, put one header after the other before it, hand it to the
 * decoder. And a sink that remembers what it was given.
 *
 * A test owns its struct bench; messages are copied into it. Each frame is
 * handed in from a block of its exact length, so that the sanitizer sees every
 * octet read behind it, and after each one the sum of verdicts is checked.
 */
#ifndef RS_TESTS_PACKET_FRAMES_H
#define RS_TESTS_PACKET_FRAMES_H

#include "packet/packet.h"

enum {
    ETHERNET = 1,
    RAW_IP = 101,
    COOKED = 113,
    COOKED2 = 276,
    LOOPBACK = 0,
    IPV4 = 0x0800,
    IPV6 = 0x86dd,
    UDP = 17,
    TCP = 6,
    FIN = 1,
    SYN = 2,
    RST = 4,
    ACK = 16,
    MADE_MAX = 80 * 1024,
    SEEN_MAX = 512,
    SEEN_TEXT_MAX = 4096
};

struct made {
    char octets[MADE_MAX];
    size_t at; /* where it begins; it ends with the array */
};

/* Who sends to whom. */
struct way {
    int family;       /* 4 or 6 */
    uint8_t from, to; /* last octet of the addresses */
    uint16_t from_port, to_port;
};

extern const struct way THERE, BACK, THERE6;

struct seen {
    struct rs_origin origin;
    size_t len;
    char text[SEEN_TEXT_MAX]; /* cut, with NUL */
};

struct bench {
    struct rs_decoder *decoder;
    struct rs_packet_sink sink;
    int64_t now_us;  /* of the next frame */
    uint64_t frames; /* handed in */
    unsigned count;
    struct seen seen[SEEN_MAX];
};

/* cmocka's setup and teardown; the limits are the defaults. */
int bench_setup(void **state);
int bench_teardown(void **state);

/* The same with other limits, in the middle of a test. */
void bench_limit(struct bench *b, struct rs_packet_limits limits);

const struct rs_packet_counters *bench_counters(const struct bench *b);

void made_payload(struct made *m, const void *octets, size_t n);
void made_text(struct made *m, const char *text);
struct rs_span made_span(const struct made *m);

/* Put a header, or any octets, before what is there. */
void made_put(struct made *m, const void *octets, size_t n);
void made_udp(struct made *m, const struct way *w);
void made_tcp(struct made *m, const struct way *w, uint32_t seq, uint32_t ack, unsigned flags);
void made_ipv4(struct made *m, const struct way *w, unsigned protocol, unsigned id);
void made_ipv4_fragment(struct made *m, const struct way *w, unsigned protocol, unsigned id,
                        unsigned offset, bool more);
void made_ipv6(struct made *m, const struct way *w, unsigned next_header);
void made_ipv6_fragment(struct made *m, unsigned next_header, uint32_t id, unsigned offset,
                        bool more);
void made_vlan(struct made *m, unsigned id, unsigned ethertype);
void made_ethernet(struct made *m, unsigned ethertype);

/* Change an octet, counted from the beginning. */
void made_set(struct made *m, size_t at, unsigned octet);

/* Hand it in; time goes on by 1 ms. */
enum rs_packet_verdict bench_frame(struct bench *b, unsigned link_type, const struct made *m);

/* The same, with the last `cut` octets not captured. */
enum rs_packet_verdict bench_cut(struct bench *b, unsigned link_type, const struct made *m,
                                 size_t cut);

/* A whole UDP datagram, or a TCP segment, over Ethernet and IP. */
enum rs_packet_verdict bench_udp(struct bench *b, const struct way *w, const char *text);
enum rs_packet_verdict bench_tcp(struct bench *b, const struct way *w, uint32_t seq, unsigned flags,
                                 const void *octets, size_t n);
enum rs_packet_verdict bench_tcp_text(struct bench *b, const struct way *w, uint32_t seq,
                                      const char *text);

/* Fill buf with a request of that Call-ID and so long a body. Returns its length. */
size_t a_message(char *buf, size_t cap, const char *call_id, size_t body);

/* The Call-IDs of the messages given, in order: "a b c". */
void assert_call_ids(const struct bench *b, const char *expected);

#endif
