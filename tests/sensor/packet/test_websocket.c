/* SIP over WebSocket: handshakes, frames, masks, fragments, deflate, holes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

#include "frames.h"
#include "guard.h"
#include "packet/ws_frame.h"

enum { ISN = 1000, FIN_BIT = 0x80, DEFLATED = 0x40, CONTINUATION = 0, TEXT = 1, BINARY = 2,
       CLOSE = 8, PING = 9, ROOM = 300000 };

static const char GET[] = "GET /ws HTTP/1.1\r\nHost: example.com\r\nUpgrade: WebSocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                          "Sec-WebSocket-Protocol: chat, sip\r\nSec-WebSocket-Version: 13\r\n\r\n";
static const char SWITCHED[] = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n"
                               "Connection: Upgrade\r\nSec-WebSocket-Protocol: sip\r\n\r\n";
static const unsigned char MASK[4] = {0x37, 0xfa, 0x21, 0x3d};

/* One side of a connection, and what it says. */
struct side {
    struct bench *b;
    struct way way;
    uint32_t seq;
    bool masks;
};

static struct side client(struct bench *b, const char *handshake)
{
    struct side s = {b, THERE, ISN, true};
    bench_tcp(b, &s.way, s.seq++, SYN, "", 0);
    bench_tcp_text(b, &s.way, s.seq, handshake);
    s.seq += (uint32_t)strlen(handshake);
    return s;
}

static struct side server(struct bench *b)
{
    struct side s = {b, BACK, ISN, false};
    bench_tcp(b, &s.way, s.seq++, SYN, "", 0);
    bench_tcp_text(b, &s.way, s.seq, SWITCHED);
    s.seq += (uint32_t)strlen(SWITCHED);
    return s;
}

static enum rs_packet_verdict say(struct side *s, const void *octets, size_t n)
{
    enum rs_packet_verdict v = bench_tcp(s->b, &s->way, s->seq, ACK, octets, n);
    s->seq += (uint32_t)n;
    return v;
}

/* A frame put together at `to`; form: 0 the shortest length, 2 or 8 octets of it. */
static size_t frame(char *to, unsigned first, bool masks, int form, const void *payload, size_t n)
{
    size_t at = 0;
    unsigned mask_bit = masks ? 0x80 : 0;
    if (!form)
        form = n < 126 ? 1 : n < 65536 ? 2 : 8;
    to[at++] = (char)first;
    to[at++] = (char)(mask_bit | (form == 1 ? n : form == 2 ? 126 : 127));
    for (int i = form - 1; form > 1 && i >= 0; i--)
        to[at++] = (char)((uint64_t)n >> (8 * i));
    if (masks)
        memcpy(to + at, MASK, 4);
    at += masks ? 4 : 0;
    for (size_t i = 0; i < n; i++)
        to[at + i] = (char)(((const unsigned char *)payload)[i] ^ (masks ? MASK[i % 4] : 0));
    return at + n;
}

static enum rs_packet_verdict say_frame(struct side *s, unsigned first, const void *payload,
                                        size_t n)
{
    static char buf[ROOM];
    return say(s, buf, frame(buf, first, s->masks, 0, payload, n));
}

static void both_directions(void **state)
{
    struct bench *b = *state;
    char text[1024];
    struct side c = client(b, GET), s = server(b);
    size_t n = a_message(text, sizeof text, "a", 10);
    assert_int_equal(say_frame(&c, FIN_BIT | TEXT, text, n), RS_PACKET_ANALYSED);
    assert_string_equal(b->seen[0].text, text);
    assert_int_equal(b->seen[0].origin.transport, RS_TRANSPORT_WS);
    assert_int_equal(b->seen[0].origin.datagram_len, 0);
    n = a_message(text, sizeof text, "b", 0);
    assert_int_equal(say_frame(&s, FIN_BIT | BINARY, text, n), RS_PACKET_ANALYSED);
    assert_string_equal(b->seen[1].text, text);
    assert_call_ids(b, "a b");
    assert_int_equal(bench_counters(b)->websockets, 2);
    assert_int_equal(bench_counters(b)->streams_sip, 2);
}

static void all_length_forms(void **state)
{
    struct bench *b = *state;
    static char text[80000], buf[ROOM];
    struct side c = client(b, GET);
    static const size_t bodies[] = {0, 70000};
    for (int form = 2; form <= 8; form += 6) {
        size_t n = a_message(text, sizeof text, "long", bodies[form == 8]);
        size_t len = frame(buf, FIN_BIT | TEXT, true, form, text, n);
        for (size_t at = 0; at < len; at += 1400)
            say(&c, buf + at, len - at < 1400 ? len - at : 1400);
    }
    static const char shortest[] = "ACK sip:a SIP/2.0\r\nCall-ID: s\r\n\r\n";
    assert_int_equal(say_frame(&c, FIN_BIT | TEXT, shortest, strlen(shortest)),
                     RS_PACKET_ANALYSED);
    assert_call_ids(b, "long long s");
    assert_string_equal(b->seen[2].text, shortest);
}

static void one_octet_a_segment(void **state)
{
    struct bench *b = *state;
    char text[1024], buf[4096];
    struct side s = {b, THERE, ISN, true};
    bench_tcp(b, &s.way, s.seq++, SYN, "", 0);
    size_t at = strlen(GET), n = a_message(text, sizeof text, "octets", 30);
    memcpy(buf, GET, at);
    at += frame(buf + at, TEXT, true, 2, text, 100);
    at += frame(buf + at, FIN_BIT | PING, true, 0, "ping", 4);
    at += frame(buf + at, CONTINUATION, true, 8, text + 100, 50);
    at += frame(buf + at, CONTINUATION, true, 0, "", 0);
    at += frame(buf + at, FIN_BIT | CONTINUATION, true, 0, text + 150, n - 150);
    for (size_t i = 0; i < at; i++)
        say(&s, buf + i, 1);
    assert_call_ids(b, "octets");
    assert_string_equal(b->seen[0].text, text);
    assert_int_equal(b->seen[0].origin.frame, b->frames);
    assert_int_equal(bench_counters(b)->keepalives, 1);
    assert_int_equal(bench_counters(b)->octets_held > 0, 1); /* the place in the stream */
}

static void several_in_a_segment(void **state)
{
    struct bench *b = *state;
    char text[1024], buf[8192];
    struct side c = client(b, GET);
    size_t at = 0;
    for (int i = 0; i < 5; i++) {
        size_t n = a_message(text, sizeof text, "s", (size_t)i);
        at += frame(buf + at, FIN_BIT | TEXT, true, 0, text, n);
        at += frame(buf + at, FIN_BIT | TEXT, true, 0, "\r\n\r\n", 4);
    }
    assert_int_equal(say(&c, buf, at), RS_PACKET_ANALYSED);
    assert_call_ids(b, "s s s s s");
    assert_int_equal(bench_counters(b)->keepalives, 5);
    assert_int_equal(say_frame(&c, FIN_BIT | PING, "", 0), RS_PACKET_NOT_SIP);
    assert_int_equal(say_frame(&c, FIN_BIT | CLOSE, "\3\350", 2), RS_PACKET_NOT_SIP);
}

static void met_in_the_middle(void **state)
{
    struct bench *b = *state;
    char text[1024];
    struct side c = {b, THERE, 77, true}, s = {b, BACK, 99, false};
    size_t n = a_message(text, sizeof text, "mid", 0);
    assert_int_equal(say_frame(&c, FIN_BIT | PING, "x", 1), RS_PACKET_NOT_SIP);
    assert_int_equal(say_frame(&c, FIN_BIT | TEXT, text, n), RS_PACKET_ANALYSED);
    assert_int_equal(say_frame(&s, FIN_BIT | TEXT, text, n), RS_PACKET_ANALYSED);
    assert_int_equal(say_frame(&s, TEXT, text, 100), RS_PACKET_ANALYSED);
    assert_int_equal(say_frame(&s, FIN_BIT, text + 100, n - 100), RS_PACKET_ANALYSED);
    assert_call_ids(b, "mid mid mid");
    assert_int_equal(bench_counters(b)->tcp_midstream, 2);
}

static void other_websockets_are_forgotten(void **state)
{
    struct bench *b = *state;
    static const char chat[] = "GET / HTTP/1.1\r\nUpgrade: websocket\r\n"
                               "Sec-WebSocket-Protocol: chat\r\n\r\n";
    static const char none[] = "GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n";
    static const char plain[] = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    client(b, chat);
    assert_int_equal(bench_counters(b)->streams_live, 0);
    client(b, plain);
    assert_int_equal(bench_counters(b)->streams_live, 0);
    struct side c = client(b, none);
    assert_int_equal(bench_counters(b)->streams_live, 1);
    assert_int_equal(say_frame(&c, FIN_BIT | TEXT, "hello", 5), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->streams_live, 0);
    c = client(b, none); /* without a word on protocols the first message decides */
    char text[1024];
    size_t n = a_message(text, sizeof text, "n", 0);
    say_frame(&c, FIN_BIT | TEXT, text, n);
    assert_call_ids(b, "n");
    assert_int_equal(bench_counters(b)->octets_held > 0, 1);
}

/* What permessage-deflate makes of a message; takes over what was before. */
static size_t deflated(z_stream *z, const char *text, size_t n, char *to, size_t cap, int flush)
{
    z->next_in = (Bytef *)(uintptr_t)text;
    z->avail_in = (uInt)n;
    z->next_out = (Bytef *)to;
    z->avail_out = (uInt)cap;
    assert_true(deflate(z, flush) >= 0);
    size_t len = cap - z->avail_out;
    if (flush == Z_FINISH) /* 7.2.3.5: and an empty octet behind */
        to[len++] = 0;
    else
        len -= 4;
    return len;
}

static void compressed(void **state, bool takeover, int flush)
{
    struct bench *b = *state;
    struct side s = server(b);
    z_stream z = {0};
    char text[1024], small[2048];
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    for (int i = 0; i < 20; i++) {
        size_t n = a_message(text, sizeof text, "z", (size_t)i);
        size_t len = deflated(&z, text, n, small, sizeof small, flush);
        if (i > 1 && takeover)
            assert_true(len < 60); /* it does refer back */
        say_frame(&s, DEFLATED | TEXT, small, len / 2);
        assert_int_equal(say_frame(&s, FIN_BIT, small + len / 2, len - len / 2),
                         RS_PACKET_ANALYSED);
        assert_int_equal(b->count, i + 1);
        assert_string_equal(b->seen[i].text, text);
        if (!takeover || flush == Z_FINISH)
            deflateReset(&z);
    }
    deflateEnd(&z);
    assert_int_equal(bench_counters(b)->websocket_unreadable, 0);
    assert_int_equal(bench_counters(b)->windows_live, 1);
}

static void deflate_with_takeover(void **state)
{
    compressed(state, true, Z_SYNC_FLUSH);
}

static void deflate_without_takeover(void **state)
{
    compressed(state, false, Z_SYNC_FLUSH);
}

static void deflate_with_final_blocks(void **state)
{
    compressed(state, false, Z_FINISH);
}

static void bombs_are_given_up(void **state)
{
    struct bench *b = *state;
    struct side s = server(b);
    z_stream z = {0};
    static char zeros[1 << 22], small[16384];
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    size_t len = deflated(&z, zeros, sizeof zeros, small, sizeof small, Z_SYNC_FLUSH);
    deflateEnd(&z);
    say_frame(&s, FIN_BIT | DEFLATED | TEXT, small, len);
    assert_int_equal(bench_counters(b)->inflate_bombs, 1);
    say_frame(&s, FIN_BIT | DEFLATED | TEXT, "\xff\xff\xff", 3);
    assert_int_equal(bench_counters(b)->websocket_unreadable, 2);
    /* Small ones add up: of each something may come, of all of them together no more. */
    char one[64];
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    len = deflated(&z, zeros, 12000, one, sizeof one, Z_SYNC_FLUSH);
    deflateEnd(&z);
    for (int i = 0; i < 100; i++)
        say_frame(&s, FIN_BIT | DEFLATED | TEXT, one, len);
    assert_true(bench_counters(b)->inflate_bombs > 90);
    char text[1024];
    size_t n = a_message(text, sizeof text, "after", 0);
    say_frame(&s, FIN_BIT | TEXT, text, n);
    assert_call_ids(b, "after");
}

static void windows_have_a_ceiling(void **state)
{
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.windows = 3;
    bench_limit(b, limits);
    z_stream z = {0};
    char text[1024], small[2048];
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    size_t n = a_message(text, sizeof text, "w", 0);
    size_t len = deflated(&z, text, n, small, sizeof small, Z_SYNC_FLUSH);
    deflateEnd(&z);
    for (int i = 0; i < 10; i++) {
        struct side s = {b, BACK, ISN, false};
        s.way.to_port = (uint16_t)(6000 + i);
        bench_tcp(b, &s.way, s.seq++, SYN, "", 0);
        say(&s, SWITCHED, strlen(SWITCHED));
        say_frame(&s, FIN_BIT | DEFLATED | TEXT, small, len);
    }
    assert_int_equal(b->count, 10);
    assert_int_equal(bench_counters(b)->windows_live, 3);
}

/* Openings and halves of messages without end: places in one table, one room for octets. */
static void a_flood_has_ceilings(void **state)
{
    enum { FLOOD = 3000, STREAMS = 64, OCTETS = 40000 };
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    char text[2048];
    limits.streams = STREAMS;
    limits.stream_octets = OCTETS;
    bench_limit(b, limits);
    size_t n = a_message(text, sizeof text, "flood", 900);
    for (unsigned i = 0; i < FLOOD; i++) {
        struct side s = {b, THERE, ISN, true};
        s.way.from_port = (uint16_t)(10000 + i);
        bench_tcp(b, &s.way, s.seq++, SYN, "", 0);
        say(&s, GET, strlen(GET));
        say_frame(&s, TEXT, text, n - 10); /* more is to come, and never does */
        assert_true(bench_counters(b)->streams_live <= STREAMS);
        assert_true(bench_counters(b)->octets_held <= OCTETS);
    }
    assert_int_equal(bench_counters(b)->streams_live, STREAMS);
    assert_int_equal(bench_counters(b)->websockets, STREAMS); /* those who said "sip" first stay */
    n = a_message(text, sizeof text, "through", 0);
    bench_tcp_text(b, &THERE, ISN, text);
    assert_call_ids(b, "through");
    assert_int_equal(bench_counters(b)->streams_live, STREAMS);
}

static void a_hole_inside_a_frame_keeps_the_place(void **state)
{
    struct bench *b = *state;
    char text[2048], buf[4096];
    struct side c = client(b, GET);
    size_t n = a_message(text, sizeof text, "torn", 900);
    size_t len = frame(buf, FIN_BIT | TEXT, true, 0, text, n);
    say(&c, buf, 300);
    c.seq += 200; /* never seen */
    say(&c, buf + 500, len - 500);
    n = a_message(text, sizeof text, "whole", 0);
    say_frame(&c, FIN_BIT | TEXT, text, n);
    b->now_us += 3000000;
    say_frame(&c, FIN_BIT | TEXT, text, n);
    assert_call_ids(b, "whole whole");
    assert_true(b->seen[0].origin.after_gap);
    assert_false(b->seen[1].origin.after_gap);
    assert_int_equal(bench_counters(b)->messages_incomplete, 1);
    assert_int_equal(bench_counters(b)->tcp_junk_octets, 0);
}

static void a_hole_over_frames_finds_back(void **state)
{
    struct bench *b = *state;
    char text[2048], buf[4096];
    struct side c = client(b, GET);
    size_t n = a_message(text, sizeof text, "lost", 900);
    size_t len = frame(buf, FIN_BIT | TEXT, true, 0, text, n);
    say(&c, buf, 300);
    c.seq += (uint32_t)len; /* up to somewhere in a next frame */
    say(&c, buf + 700, 200);
    n = a_message(text, sizeof text, "back", 0);
    say_frame(&c, FIN_BIT | TEXT, text, n);
    b->now_us += 3000000;
    say_frame(&c, FIN_BIT | TEXT, text, n);
    assert_call_ids(b, "back back");
    assert_true(b->seen[0].origin.after_gap);
}

static void cut_by_the_capture(void **state)
{
    struct bench *b = *state;
    char text[2048], buf[4096];
    struct side c = client(b, GET);
    size_t n = a_message(text, sizeof text, "cut", 900);
    size_t len = frame(buf, FIN_BIT | TEXT, true, 0, text, n);
    struct made m;
    made_payload(&m, buf, len);
    made_tcp(&m, &c.way, c.seq, 0, ACK);
    made_ipv4(&m, &c.way, TCP, 1);
    made_ethernet(&m, IPV4);
    assert_int_equal(bench_cut(b, ETHERNET, &m, 500), RS_PACKET_ANALYSED);
    c.seq += (uint32_t)len;
    assert_int_equal(b->count, 1);
    assert_true(b->seen[0].origin.truncated);
    assert_int_equal(b->seen[0].len, n - 500);
    n = a_message(text, sizeof text, "next", 0);
    say_frame(&c, FIN_BIT | TEXT, text, n);
    assert_call_ids(b, "cut next");
    assert_int_equal(bench_counters(b)->messages_incomplete, 0);
}

static void nonsense_is_no_frame(void **state)
{
    struct bench *b = *state;
    char text[1024];
    static const char *const bad[] = {
        "\xb1\x01x",                                     /* reserved bits */
        "\x83\x01x",                                     /* reserved opcode */
        "\x09\x01x",                                     /* a ping in fragments */
        "\x89\x7e\x01\x01x",                             /* a long ping */
        "\x80\x01x",                                     /* a continuation of nothing */
        "\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff\xffx", /* a length nobody sends */
        "\x40\x01x",                                     /* deflated continuation */
    };
    size_t n = a_message(text, sizeof text, "sane", 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct side s = server(b);
        say_frame(&s, FIN_BIT | TEXT, text, n);
        say(&s, bad[i], strlen(bad[i]));
        say_frame(&s, FIN_BIT | TEXT, text, n); /* a segment that begins with SIP is believed */
        assert_int_equal(b->count, 2 * (i + 1));
        b->now_us += 2000000;
    }
}

static void behind_a_proxy(void **state)
{
    struct bench *b = *state;
    char text[1024], buf[4096];
    static const char v1[] = "PROXY TCP4 192.0.2.1 192.0.2.2 5060 5070\r\n";
    static const char v2[] = "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" "abcdefghijkl";
    static const char connect[] = "CONNECT sip.example.com:80 HTTP/1.1\r\nHost: a\r\n\r\n";
    const struct rs_span preludes[] = {rs_span(v1, sizeof v1 - 1), rs_span(v2, sizeof v2 - 1),
                                       rs_span(connect, sizeof connect - 1)};
    size_t n = a_message(text, sizeof text, "p", 0);
    for (size_t i = 0; i < 3; i++) {
        struct side s = {b, THERE, ISN + (uint32_t)i * 100000, true};
        bench_tcp(b, &s.way, s.seq++, SYN, "", 0);
        size_t at = preludes[i].n;
        memcpy(buf, preludes[i].p, at);
        memcpy(buf + at, text, n);
        say(&s, buf, at + n / 2);
        say(&s, buf + at + n / 2, n - n / 2);
        assert_int_equal(b->count, i + 1);
        assert_string_equal(b->seen[i].text, text);
        assert_int_equal(b->seen[i].origin.transport, RS_TRANSPORT_TCP);
        b->now_us += 2000000;
    }
}

static void read_frame(struct rs_span prefix)
{
    struct rs_ws_frame f;
    int len = rs_ws_frame_read(prefix, &f);
    assert_true(len <= (int)prefix.n);
    rs_ws_begins_sip(prefix);
}

static void every_prefix(void **state)
{
    (void)state;
    char text[1024], buf[2048];
    size_t n = a_message(text, sizeof text, "g", 0);
    for (int form = 2; form <= 8; form += 6)
        for (int masks = 0; masks < 2; masks++)
            guard_each_prefix(rs_span(buf, frame(buf, FIN_BIT | TEXT, masks, form, text, n)),
                              read_frame);
}

static void nothing_is_left(void **state)
{
    struct bench *b = *state;
    char text[1024];
    struct side c = client(b, GET);
    size_t n = a_message(text, sizeof text, "end", 0);
    say_frame(&c, TEXT, text, n / 2);
    bench_tcp(b, &c.way, c.seq, FIN | ACK, "", 0);
    assert_int_equal(bench_counters(b)->octets_held, 0);
    assert_int_equal(bench_counters(b)->messages_incomplete, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(both_directions),
        TEST(all_length_forms),
        TEST(one_octet_a_segment),
        TEST(several_in_a_segment),
        TEST(met_in_the_middle),
        TEST(other_websockets_are_forgotten),
        TEST(deflate_with_takeover),
        TEST(deflate_without_takeover),
        TEST(deflate_with_final_blocks),
        TEST(bombs_are_given_up),
        TEST(windows_have_a_ceiling),
        TEST(a_flood_has_ceilings),
        TEST(a_hole_inside_a_frame_keeps_the_place),
        TEST(a_hole_over_frames_finds_back),
        TEST(cut_by_the_capture),
        TEST(nonsense_is_no_frame),
        TEST(behind_a_proxy),
        TEST(nothing_is_left),
        cmocka_unit_test(every_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
