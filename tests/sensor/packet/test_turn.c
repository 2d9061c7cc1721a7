/* TURN: SIP in ChannelData and indications, in datagrams and in streams. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "frames.h"
#include "guard.h"
#include "packet/turn.h"

enum { ISN = 1000, SEND = 0x0016, DATA = 0x0017, ALLOCATE = 0x0003 };

static size_t channel(char *to, unsigned number, const char *data, size_t n)
{
    const char head[4] = {(char)(number >> 8), (char)number, (char)(n >> 8), (char)n};
    memcpy(to, head, 4);
    memcpy(to + 4, data, n);
    return 4 + n;
}

static size_t pad(char *to, size_t len)
{
    while (len % 4)
        to[len++] = 0;
    return len;
}

/* With an XOR-PEER-ADDRESS before, and DATA unless n is 0. */
static size_t stun(char *to, unsigned type, const char *data, size_t n)
{
    static const char peer[] = "\0\x12\0\x08\0\1\x21\x43\x43\x2b\x5c\x5d";
    size_t body = 12;
    memcpy(to + 20, peer, 12);
    if (n) {
        const char head[4] = {0, 0x13, (char)(n >> 8), (char)n};
        memcpy(to + 32, head, 4);
        memcpy(to + 36, data, n);
        body = pad(to + 20, 16 + n);
    }
    const char head[8] = {(char)(type >> 8), (char)type, (char)(body >> 8), (char)body,
                          0x21, 0x12, (char)0xa4, 0x42};
    memcpy(to, head, 8);
    memset(to + 8, 'i', 12);
    return 20 + body;
}

static enum rs_packet_verdict udp(struct bench *b, const char *octets, size_t n)
{
    struct made m;
    made_payload(&m, octets, n);
    made_udp(&m, &THERE);
    made_ipv4(&m, &THERE, UDP, 1);
    made_ethernet(&m, IPV4);
    return bench_frame(b, ETHERNET, &m);
}

static void datagrams(void **state)
{
    struct bench *b = *state;
    char text[1024], buf[2048];
    size_t n = a_message(text, sizeof text, "u", 1);
    size_t len = channel(buf, 0x4001, text, n);
    assert_int_equal(udp(b, buf, len), RS_PACKET_ANALYSED);
    assert_int_equal(udp(b, buf, pad(buf, len)), RS_PACKET_ANALYSED);
    assert_int_equal(udp(b, buf, stun(buf, SEND, text, n)), RS_PACKET_ANALYSED);
    assert_int_equal(udp(b, buf, stun(buf, DATA, text, n)), RS_PACKET_ANALYSED);
    assert_call_ids(b, "u u u u");
    for (unsigned i = 0; i < 4; i++) {
        assert_string_equal(b->seen[i].text, text);
        assert_int_equal(b->seen[i].origin.datagram_len, n);
        assert_int_equal(b->seen[i].origin.transport, RS_TRANSPORT_UDP);
        assert_true(b->seen[i].origin.tunnel != 0);
    }
    assert_int_equal(bench_counters(b)->turn_relayed, 4);
}

static void other_datagrams(void **state)
{
    struct bench *b = *state;
    char text[1024], buf[2048];
    size_t n = a_message(text, sizeof text, "u", 0);
    assert_int_equal(udp(b, buf, stun(buf, ALLOCATE, text, n)), RS_PACKET_NOT_SIP);
    assert_int_equal(udp(b, buf, stun(buf, SEND, "", 0)), RS_PACKET_NOT_SIP);
    assert_int_equal(udp(b, buf, channel(buf, 0x4001, "\x80rtp", 4)), RS_PACKET_NOT_SIP);
    size_t len = channel(buf, 0x4001, text, n);
    buf[3]++; /* longer than it is */
    assert_int_equal(udp(b, buf, len), RS_PACKET_NOT_SIP);
    assert_int_equal(udp(b, "@", 1), RS_PACKET_NOT_SIP);
    len = stun(buf, SEND, text, n);
    buf[35] = (char)0xff; /* an attribute longer than the message */
    buf[34] = (char)0xff;
    assert_int_equal(udp(b, buf, len), RS_PACKET_NOT_SIP);
    assert_int_equal(b->count, 0);
}

static size_t conversation(char *buf, const char *text, size_t n)
{
    size_t at = stun(buf, ALLOCATE, "", 0);
    at += pad(buf + at, channel(buf + at, 0x4000, "\x80not sip", 8));
    at += pad(buf + at, channel(buf + at, 0x4000, text, n));
    at += stun(buf + at, DATA, text, n);
    at += pad(buf + at, channel(buf + at, 0x4fff, text, n));
    return at;
}

static void streams(void **state)
{
    struct bench *b = *state;
    char text[1024], buf[4096];
    size_t n = a_message(text, sizeof text, "t", 3), len = conversation(buf, text, n);
    for (int step = 1; step < 300; step += 37) {
        struct way w = THERE;
        w.from_port = (uint16_t)(7000 + step);
        bench_tcp(b, &w, ISN, SYN, "", 0);
        unsigned before = b->count;
        for (size_t at = 0; at < len; at += (size_t)step)
            bench_tcp(b, &w, ISN + 1 + (uint32_t)at, ACK, buf + at,
                      len - at < (size_t)step ? len - at : (size_t)step);
        assert_int_equal(b->count, before + 3);
        assert_string_equal(b->seen[before].text, text);
        assert_int_equal(b->seen[before].origin.transport, RS_TRANSPORT_UDP);
        assert_int_equal(b->seen[before].origin.datagram_len, n);
    }
    assert_int_equal(bench_counters(b)->octets_held, 0);
}

static void streams_without_sip_are_forgotten(void **state)
{
    struct bench *b = *state;
    char buf[4096];
    bench_tcp(b, &THERE, ISN, SYN, "", 0);
    uint32_t seq = ISN + 1;
    size_t len = stun(buf, ALLOCATE, "", 0);
    bench_tcp(b, &THERE, seq, ACK, buf, len);
    seq += (uint32_t)len;
    assert_int_equal(bench_counters(b)->streams_live, 1);
    for (int i = 0; i < 100; i++, seq += (uint32_t)len) {
        len = pad(buf, channel(buf, 0x4000, "\x80media", 6));
        assert_int_equal(bench_tcp(b, &THERE, seq, ACK, buf, len), RS_PACKET_NOT_SIP);
    }
    assert_int_equal(bench_counters(b)->streams_live, 0);
}

static void a_hole_finds_back(void **state)
{
    struct bench *b = *state;
    char text[1024], buf[4096];
    size_t n = a_message(text, sizeof text, "h", 3), len = conversation(buf, text, n);
    bench_tcp(b, &THERE, ISN, SYN, "", 0);
    bench_tcp(b, &THERE, ISN + 1, ACK, buf, len);
    uint32_t seq = ISN + 1 + (uint32_t)len + 500;
    bench_tcp(b, &THERE, seq, ACK, "middle of something", 19);
    seq += 19;
    len = pad(buf, channel(buf, 0x4000, text, n));
    bench_tcp(b, &THERE, seq, ACK, buf, len);
    b->now_us += 3000000;
    bench_tcp(b, &THERE, seq + (uint32_t)len, ACK, buf, len);
    assert_call_ids(b, "h h h h h");
    assert_true(b->seen[3].origin.after_gap);
}

static void read_both(struct rs_span prefix)
{
    struct rs_turn_frame frame;
    for (int stream = 0; stream < 2; stream++)
        if (rs_turn_read(prefix, stream, &frame) == RS_TURN_FRAME)
            guard_check_inside(prefix, frame.data);
    rs_turn_begins(prefix);
}

static void every_prefix(void **state)
{
    (void)state;
    char text[1024], buf[2048];
    size_t n = a_message(text, sizeof text, "g", 0);
    guard_each_prefix(rs_span(buf, channel(buf, 0x4001, text, n)), read_both);
    guard_each_prefix(rs_span(buf, stun(buf, SEND, text, n)), read_both);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(datagrams),
        TEST(other_datagrams),
        TEST(streams),
        TEST(streams_without_sip_are_forgotten),
        TEST(a_hole_finds_back),
        cmocka_unit_test(every_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
