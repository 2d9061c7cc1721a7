#include "frames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

const struct way THERE = {4, 1, 2, 5060, 5070};
const struct way BACK = {4, 2, 1, 5070, 5060};
const struct way THERE6 = {6, 1, 2, 5060, 5070};

static const struct rs_hash_key KEY = {0x0706050403020100, 0x0f0e0d0c0b0a0908};

static void remember(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    struct bench *b = user;
    assert_true(b->count < SEEN_MAX);
    struct seen *s = &b->seen[b->count++];
    s->origin = *origin;
    s->len = octets.n;
    size_t n = octets.n < SEEN_TEXT_MAX - 1 ? octets.n : SEEN_TEXT_MAX - 1;
    memcpy(s->text, octets.p, n);
    s->text[n] = '\0';
}

int bench_setup(void **state)
{
    struct bench *b = calloc(1, sizeof *b);
    assert_non_null(b);
    b->decoder = rs_decoder_new(NULL, &KEY);
    assert_non_null(b->decoder);
    b->sink = (struct rs_packet_sink){.user = b, .message = remember};
    b->now_us = 1700000000000000;
    *state = b;
    return 0;
}

static void check_sum(const struct bench *b)
{
    const struct rs_packet_counters *c = bench_counters(b);
    uint64_t sum = 0;
    for (int v = 0; v < RS_PACKET__COUNT; v++)
        sum += c->verdicts[v];
    assert_int_equal(sum, c->frames);
    assert_int_equal(c->frames, c->verdicts[RS_PACKET_ANALYSED] + c->verdicts[RS_PACKET_NOT_SIP] +
                                    rs_packet_dropped(c));
    assert_int_equal(c->frames, b->frames);
    assert_int_equal(c->messages, b->count);
}

int bench_teardown(void **state)
{
    struct bench *b = *state;
    rs_decoder_finish(b->decoder, &b->sink);
    check_sum(b);
    assert_int_equal(bench_counters(b)->streams_live, 0);
    assert_int_equal(bench_counters(b)->datagrams_live, 0);
    assert_int_equal(bench_counters(b)->octets_held, 0);
    rs_decoder_free(b->decoder);
    free(b);
    return 0;
}

void bench_limit(struct bench *b, struct rs_packet_limits limits)
{
    rs_decoder_free(b->decoder);
    b->decoder = rs_decoder_new(&limits, &KEY);
    assert_non_null(b->decoder);
    b->count = 0;
    b->frames = 0;
}

const struct rs_packet_counters *bench_counters(const struct bench *b)
{
    return rs_decoder_counters(b->decoder);
}

void made_put(struct made *m, const void *octets, size_t n)
{
    assert_true(n <= m->at);
    m->at -= n;
    memcpy(m->octets + m->at, octets, n);
}

void made_payload(struct made *m, const void *octets, size_t n)
{
    m->at = MADE_MAX;
    made_put(m, octets, n);
}

void made_text(struct made *m, const char *text)
{
    made_payload(m, text, strlen(text));
}

struct rs_span made_span(const struct made *m)
{
    return rs_span(m->octets + m->at, MADE_MAX - m->at);
}

void made_set(struct made *m, size_t at, unsigned octet)
{
    m->octets[m->at + at] = (char)octet;
}

static void set16(unsigned char *p, unsigned v)
{
    p[0] = (unsigned char)(v >> 8);
    p[1] = (unsigned char)v;
}

static void set32(unsigned char *p, uint32_t v)
{
    set16(p, v >> 16);
    set16(p + 2, v & 0xffff);
}

void made_udp(struct made *m, const struct way *w)
{
    unsigned char h[8] = {0};
    set16(h, w->from_port);
    set16(h + 2, w->to_port);
    set16(h + 4, (unsigned)(made_span(m).n + sizeof h));
    made_put(m, h, sizeof h);
}

void made_tcp(struct made *m, const struct way *w, uint32_t seq, uint32_t ack, unsigned flags)
{
    unsigned char h[20] = {0};
    set16(h, w->from_port);
    set16(h + 2, w->to_port);
    set32(h + 4, seq);
    set32(h + 8, ack);
    h[12] = 5 << 4;
    h[13] = (unsigned char)flags;
    made_put(m, h, sizeof h);
}

void made_ipv4_fragment(struct made *m, const struct way *w, unsigned protocol, unsigned id,
                        unsigned offset, bool more)
{
    unsigned char h[20] = {
        0x45, [8] = 61, [12] = 192, [14] = 2, [15] = w->from, [16] = 192, [18] = 2, [19] = w->to};
    set16(h + 2, (unsigned)(made_span(m).n + sizeof h));
    set16(h + 4, id);
    set16(h + 6, offset / 8 | (more ? 0x2000u : 0));
    h[9] = (unsigned char)protocol;
    made_put(m, h, sizeof h);
}

void made_ipv4(struct made *m, const struct way *w, unsigned protocol, unsigned id)
{
    made_ipv4_fragment(m, w, protocol, id, 0, false);
}

void made_ipv6(struct made *m, const struct way *w, unsigned next_header)
{
    unsigned char h[40] = {
        0x60,           [7] = 61,    [8] = 0x20,  [9] = 0x01,  [10] = 0x0d, [11] = 0xb8,
        [23] = w->from, [24] = 0x20, [25] = 0x01, [26] = 0x0d, [27] = 0xb8, [39] = w->to};
    set16(h + 4, (unsigned)made_span(m).n);
    h[6] = (unsigned char)next_header;
    made_put(m, h, sizeof h);
}

void made_ipv6_fragment(struct made *m, unsigned next_header, uint32_t id, unsigned offset,
                        bool more)
{
    unsigned char h[8] = {(unsigned char)next_header};
    set16(h + 2, offset | more);
    set32(h + 4, id);
    made_put(m, h, sizeof h);
}

void made_vlan(struct made *m, unsigned id, unsigned ethertype)
{
    unsigned char h[4];
    set16(h, id);
    set16(h + 2, ethertype);
    made_put(m, h, sizeof h);
}

void made_ethernet(struct made *m, unsigned ethertype)
{
    unsigned char h[14] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1};
    set16(h + 12, ethertype);
    made_put(m, h, sizeof h);
}

enum rs_packet_verdict bench_cut(struct bench *b, unsigned link_type, const struct made *m,
                                 size_t cut)
{
    struct rs_span whole = made_span(m);
    size_t n = whole.n - cut;
    char *exact = malloc(n ? n : 1);
    assert_non_null(exact);
    memcpy(exact, whole.p, n);
    struct rs_frame frame = {b->now_us, ++b->frames,       0,
                             link_type, rs_span(exact, n), (uint32_t)whole.n};
    b->now_us += 1000;
    enum rs_packet_verdict verdict = rs_decoder_frame(b->decoder, &frame, &b->sink);
    free(exact);
    check_sum(b);
    return verdict;
}

enum rs_packet_verdict bench_frame(struct bench *b, unsigned link_type, const struct made *m)
{
    return bench_cut(b, link_type, m, 0);
}

enum rs_packet_verdict bench_udp(struct bench *b, const struct way *w, const char *text)
{
    struct made m;
    made_text(&m, text);
    made_udp(&m, w);
    if (w->family == 4)
        made_ipv4(&m, w, UDP, 1);
    else
        made_ipv6(&m, w, UDP);
    made_ethernet(&m, w->family == 4 ? IPV4 : IPV6);
    return bench_frame(b, ETHERNET, &m);
}

enum rs_packet_verdict bench_tcp(struct bench *b, const struct way *w, uint32_t seq, unsigned flags,
                                 const void *octets, size_t n)
{
    struct made m;
    made_payload(&m, octets, n);
    made_tcp(&m, w, seq, 0, flags);
    if (w->family == 4)
        made_ipv4(&m, w, TCP, 1);
    else
        made_ipv6(&m, w, TCP);
    made_ethernet(&m, w->family == 4 ? IPV4 : IPV6);
    return bench_frame(b, ETHERNET, &m);
}

enum rs_packet_verdict bench_tcp_text(struct bench *b, const struct way *w, uint32_t seq,
                                      const char *text)
{
    return bench_tcp(b, w, seq, 0, text, strlen(text));
}

size_t a_message(char *buf, size_t cap, const char *call_id, size_t body)
{
    int head = snprintf(buf, cap,
                        "MESSAGE sip:bob@example.com SIP/2.0\r\n"
                        "Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK%s\r\n"
                        "From: <sip:alice@example.com>;tag=1\r\n"
                        "To: <sip:bob@example.com>\r\n"
                        "Call-ID: %s\r\n"
                        "CSeq: 1 MESSAGE\r\n"
                        "Content-Length: %zu\r\n\r\n",
                        call_id, call_id, body);
    assert_true(head > 0 && (size_t)head + body < cap);
    memset(buf + head, 'x', body);
    buf[(size_t)head + body] = '\0';
    return (size_t)head + body;
}

void assert_call_ids(const struct bench *b, const char *expected)
{
    char got[4096] = "";
    size_t n = 0;
    for (unsigned i = 0; i < b->count; i++) {
        const char *id = strstr(b->seen[i].text, "Call-ID: ");
        int len = id ? (int)strcspn(id + 9, "\r\n") : 1;
        n += (size_t)snprintf(got + n, sizeof got - n, "%s%.*s", i ? " " : "", len,
                              id ? id + 9 : "?");
    }
    assert_string_equal(got, expected);
}
