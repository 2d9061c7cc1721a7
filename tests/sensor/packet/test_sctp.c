/* SIP over SCTP: chunks, fragments, order, copies, holes, ceilings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "frames.h"
#include "guard.h"
#include "packet/decoder.h"

enum { SCTP = 132, B = 2, E = 1, U = 4, TAG = 0x1234, TSN = 1000, GAP_US = 3000000 };

struct chunks {
    char octets[70000];
    size_t n;
};

static void put32(char *to, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        to[i] = (char)(v >> (24 - 8 * i));
}

static void put_chunk(struct chunks *c, unsigned type, unsigned flags, const char *value, size_t n)
{
    char head[4] = {(char)type, (char)flags, (char)((n + 4) >> 8), (char)(n + 4)};
    memcpy(c->octets + c->n, head, 4);
    memcpy(c->octets + c->n + 4, value, n);
    c->n += 4 + n;
    while (c->n % 4)
        c->octets[c->n++] = 0;
}

/* stream_number: stream id and SSN. */
static void put_data(struct chunks *c, unsigned flags, uint32_t tsn, uint32_t stream_number,
                     const char *octets, size_t n)
{
    static char value[66000];
    put32(value, tsn);
    put32(value + 4, stream_number);
    put32(value + 8, 0);
    memcpy(value + 12, octets, n);
    put_chunk(c, 0, flags, value, 12 + n);
}

static void put_i_data(struct chunks *c, unsigned flags, uint32_t tsn, uint32_t mid, uint32_t fsn,
                       const char *octets, size_t n)
{
    static char value[66000];
    put32(value, tsn);
    put32(value + 4, 0);
    put32(value + 8, mid);
    put32(value + 12, fsn);
    memcpy(value + 16, octets, n);
    put_chunk(c, 64, flags, value, 16 + n);
}

static void put_init(struct chunks *c, bool ack, uint32_t tag, uint32_t tsn)
{
    char value[16] = {0};
    put32(value, tag);
    put32(value + 12, tsn);
    put_chunk(c, ack ? 2 : 1, 0, value, sizeof value);
}

static void made_sctp(struct made *m, const struct way *w, uint32_t tag, const struct chunks *c)
{
    char head[12] = {(char)(w->from_port >> 8), (char)w->from_port, (char)(w->to_port >> 8),
                     (char)w->to_port};
    put32(head + 4, tag);
    made_payload(m, c->octets, c->n);
    made_put(m, head, sizeof head);
}

static enum rs_packet_verdict send(struct bench *b, const struct way *w, uint32_t tag,
                                   const struct chunks *c)
{
    struct made m;
    made_sctp(&m, w, tag, c);
    made_ipv4(&m, w, SCTP, 1);
    made_ethernet(&m, IPV4);
    return bench_frame(b, ETHERNET, &m);
}

static enum rs_packet_verdict send_data(struct bench *b, unsigned flags, uint32_t tsn,
                                        uint32_t stream_number, const char *octets, size_t n)
{
    struct chunks c = {.n = 0};
    put_data(&c, flags, tsn, stream_number, octets, n);
    return send(b, &THERE, TAG, &c);
}

static enum rs_packet_verdict send_message(struct bench *b, unsigned flags, uint32_t tsn,
                                           uint32_t stream_number, const char *id)
{
    char text[1024];
    size_t n = a_message(text, sizeof text, id, 0);
    return send_data(b, B | E | flags, tsn, stream_number, text, n);
}

static void a_message_a_chunk(void **state)
{
    struct bench *b = *state;
    struct chunks c = {.n = 0};
    char text[1024];
    size_t n = a_message(text, sizeof text, "a", 3);
    put_chunk(&c, 3, 0, "0123456789ab", 12); /* SACK */
    put_data(&c, B | E | U, TSN, 0, text, n);
    put_data(&c, B | E, TSN + 1, 0, text, n);
    assert_int_equal(send(b, &THERE, TAG, &c), RS_PACKET_ANALYSED);
    assert_call_ids(b, "a a");
    assert_string_equal(b->seen[0].text, text);
    assert_int_equal(b->seen[0].origin.transport, RS_TRANSPORT_SCTP);
    assert_int_equal(b->seen[0].origin.src.port, THERE.from_port);
    assert_int_equal(b->seen[0].origin.datagram_len, 0);
    assert_int_equal(bench_counters(b)->associations_sip, 1);
    assert_int_equal(send(b, &THERE, TAG, &c), RS_PACKET_ANALYSED); /* all of it again */
    assert_call_ids(b, "a a");
    assert_int_equal(bench_counters(b)->sctp_retransmitted, 2);
}

/* Its wheel goes with the time though nothing waits: the first association turns it no further. */
static void first_after_long(void **state)
{
    struct bench *b = *state;
    b->now_us = INT64_C(1700000000000000);
    bench_udp(b, &THERE, "no SIP");
    assert_int_equal(b->decoder->sctp.deadlines.now_ms, INT64_C(1700000000000));
    b->now_us += INT64_C(86400000000);
    assert_int_equal(send_message(b, 0, TSN, 0, "a"), RS_PACKET_ANALYSED);
    assert_int_equal(b->decoder->sctp.deadlines.now_ms, INT64_C(1700086400001));
    assert_call_ids(b, "a");
}

static void inside_udp(void **state)
{
    struct bench *b = *state;
    struct chunks c = {.n = 0};
    struct made m;
    char text[1024];
    const struct way tunnel = {4, 1, 2, 9899, 9899};
    put_data(&c, B | E | U, TSN, 0, text, a_message(text, sizeof text, "udp", 0));
    made_sctp(&m, &THERE, TAG, &c);
    made_udp(&m, &tunnel);
    made_ipv4(&m, &tunnel, UDP, 1);
    made_ethernet(&m, IPV4);
    assert_int_equal(bench_frame(b, ETHERNET, &m), RS_PACKET_ANALYSED);
    assert_call_ids(b, "udp");
    assert_int_equal(b->seen[0].origin.dst.port, THERE.to_port);
    assert_int_equal(b->seen[0].origin.transport, RS_TRANSPORT_SCTP);
}

static void shuffle(unsigned *order, unsigned n, unsigned seed)
{
    srand(seed);
    for (unsigned i = 0; i < n; i++)
        order[i] = i;
    for (unsigned i = n - 1; i > 0; i--) {
        unsigned k = (unsigned)rand() % (i + 1), t = order[i];
        order[i] = order[k];
        order[k] = t;
    }
}

static void handshake(struct bench *b, uint32_t first_tsn)
{
    struct chunks c = {.n = 0};
    put_init(&c, false, 77, first_tsn);
    assert_int_equal(send(b, &THERE, 0, &c), RS_PACKET_NOT_SIP);
    c.n = 0;
    put_init(&c, true, TAG, 5000);
    assert_int_equal(send(b, &BACK, 77, &c), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->associations_live, 2);
}

static void fragments_in_any_order(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "f", 100), parts = 12, step = n / parts + 1;
    handshake(b, 0xfffffff0u); /* and over the wrap */
    for (unsigned round = 0; round < 100; round++) {
        unsigned order[12];
        shuffle(order, 12, round);
        for (unsigned i = 0; i < 12; i++) {
            size_t at = order[i] * step, len = n - at < step ? n - at : step;
            unsigned flags = (order[i] == 0 ? B : 0) | (order[i] == 11 ? E : 0);
            uint32_t tsn = 0xfffffff0u + round * 12 + order[i];
            assert_int_equal(send_data(b, flags, tsn, round & 0xffff, text + at, len),
                             RS_PACKET_ANALYSED);
            assert_int_equal(b->count, round + (i == 11));
        }
        assert_string_equal(b->seen[round].text, text);
        assert_int_equal(b->seen[round].origin.frame, b->frames);
    }
    assert_int_equal(bench_counters(b)->octets_held, 0);
    assert_int_equal(bench_counters(b)->sctp_gaps, 0);
}

static void interleaved_messages(void **state)
{
    struct bench *b = *state;
    char one[512], two[512];
    size_t n = a_message(one, sizeof one, "1", 0), m = a_message(two, sizeof two, "2", 0);
    struct chunks c = {.n = 0};
    put_i_data(&c, B, TSN, 0, 0x11223344, one, 50);
    put_i_data(&c, B | U, TSN + 1, 0, 0, two, 60);
    put_i_data(&c, 0, TSN + 2, 0, 1, one + 50, 50);
    put_i_data(&c, E | U, TSN + 3, 0, 1, two + 60, m - 60);
    put_i_data(&c, E, TSN + 4, 0, 2, one + 100, n - 100);
    assert_int_equal(send(b, &THERE, TAG, &c), RS_PACKET_ANALYSED);
    assert_call_ids(b, "2 1");
    assert_string_equal(b->seen[0].text, two);
    assert_string_equal(b->seen[1].text, one);
    assert_int_equal(bench_counters(b)->octets_held, 0);
}

static void order_of_streams(void **state)
{
    struct bench *b = *state;
    send_message(b, 0, TSN, 0x10000, "a");
    send_message(b, 0, TSN + 1, 0x20000, "b");
    send_message(b, 0, TSN + 3, 0x10001, "d");     /* its stream has all before it */
    send_message(b, 0, TSN + 5, 0x20002, "f");     /* one of its own is missing */
    send_message(b, U, TSN + 6, 0x20000, "g");     /* waits for nobody */
    assert_call_ids(b, "a b d g");
    send_message(b, 0, TSN + 4, 0x20001, "e");
    assert_call_ids(b, "a b d g e f");
    send_message(b, 0, TSN + 3, 0x10001, "d");     /* a copy of what was given early */
    send_message(b, 0, TSN + 2, 0x30000, "c");
    assert_call_ids(b, "a b d g e f c");
    assert_int_equal(bench_counters(b)->octets_held, 0);
}

static void a_hole_is_given_up(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "torn", 0);
    send_message(b, 0, TSN, 0, "a");
    send_data(b, B, TSN + 1, 1, text, n / 2); /* its end is lost */
    send_message(b, 0, TSN + 3, 2, "c");
    assert_call_ids(b, "a");
    b->now_us += GAP_US;
    send_message(b, 0, TSN + 4, 3, "d");
    assert_call_ids(b, "a c d");
    assert_true(b->seen[1].origin.after_gap);
    assert_int_equal(b->seen[1].origin.frame, 3);
    assert_false(b->seen[2].origin.after_gap);
    assert_int_equal(bench_counters(b)->sctp_gaps, 1);
    assert_int_equal(bench_counters(b)->messages_incomplete, 1);
    struct chunks c = {.n = 0};
    send_message(b, 0, TSN + 7, 5, "h");
    put_chunk(&c, 192, 0, "\0\0\3\356", 4); /* FORWARD TSN 1006 */
    send(b, &THERE, TAG, &c);
    assert_call_ids(b, "a c d h");
}

static void many_paths(void **state)
{
    struct bench *b = *state;
    struct chunks c = {.n = 0};
    char text[1024];
    send_message(b, 0, TSN, 0, "one");
    const struct way other = {4, 33, 44, THERE.from_port, THERE.to_port};
    put_data(&c, B | E, TSN, 0, text, a_message(text, sizeof text, "one", 0));
    put_data(&c, B | E, TSN + 1, 1, text, a_message(text, sizeof text, "two", 0));
    send(b, &other, TAG, &c); /* retransmitted on the other path */
    assert_call_ids(b, "one two");
    assert_int_equal(bench_counters(b)->associations_live, 1);
    c.n = 0;
    put_chunk(&c, 6, 0, "", 0);
    send(b, &other, TAG, &c);
    assert_int_equal(bench_counters(b)->associations_live, 0);
}

static void others_are_forgotten(void **state)
{
    struct bench *b = *state;
    assert_int_equal(send_data(b, B | E, TSN, 0, "diameter", 8), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->associations_live, 0);
    handshake(b, TSN);
    assert_int_equal(send_data(b, B, TSN, 0, "not", 3), RS_PACKET_ANALYSED);
    assert_int_equal(send_data(b, E, TSN + 1, 0, "sip", 3), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->associations_live, 1);
    assert_int_equal(b->count, 0);
}

static void cut_by_the_capture(void **state)
{
    struct bench *b = *state;
    struct chunks c = {.n = 0};
    struct made m;
    char text[2048];
    size_t n = a_message(text, sizeof text, "cut", 1000);
    put_data(&c, B | E, TSN, 0, text, n);
    made_sctp(&m, &THERE, TAG, &c);
    made_ipv4(&m, &THERE, SCTP, 1);
    made_ethernet(&m, IPV4);
    assert_int_equal(bench_cut(b, ETHERNET, &m, 600), RS_PACKET_ANALYSED);
    assert_true(b->seen[0].origin.truncated);
    send_message(b, 0, TSN + 1, 1, "next");
    assert_call_ids(b, "cut next");
}

static void ceilings(void **state)
{
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.associations = 20;
    limits.association_octets = 100000;
    bench_limit(b, limits);
    static char filling[1200];
    char text[1024];
    size_t n = a_message(text, sizeof text, "x", 0);
    memset(filling, 'x', sizeof filling);
    for (uint32_t i = 0; i < 4000; i++) {
        struct chunks c = {.n = 0};
        put_data(&c, B | E, TSN, 0, text, n);
        if (i % 2)
            put_data(&c, B, TSN + 2 + 2 * (i / 50), 1, filling, sizeof filling);
        b->count = 0;
        struct made m;
        made_sctp(&m, &THERE, i % 50, &c);
        made_ipv4(&m, &THERE, SCTP, 1);
        made_ethernet(&m, IPV4);
        struct rs_frame frame = {b->now_us, i + 1, 0, ETHERNET, made_span(&m),
                                 (uint32_t)made_span(&m).n};
        rs_decoder_frame(b->decoder, &frame, &b->sink);
        assert_true(bench_counters(b)->associations_live <= 20);
        assert_true(bench_counters(b)->octets_held <= 100000);
    }
    assert_true(bench_counters(b)->associations_evicted > 1000);
    b->frames = bench_counters(b)->frames;
    b->count = 0;
    rs_decoder_finish(b->decoder, &b->sink);
    assert_int_equal(bench_counters(b)->octets_held, 0);
    bench_limit(b, limits); /* the sums of this test are its own */
}

static void damaged(void **state)
{
    struct bench *b = *state;
    struct chunks c = {.n = 0};
    put_data(&c, B | E, TSN, 0, "x", 1);
    c.octets[3] = 3; /* shorter than a chunk's head */
    assert_int_equal(send(b, &THERE, TAG, &c), RS_PACKET_BAD_TRANSPORT);
    c.octets[2] = 127; /* longer than the packet */
    assert_int_equal(send(b, &THERE, TAG, &c), RS_PACKET_BAD_TRANSPORT);
    c.n = 7;
    c.octets[2] = 0;
    c.octets[3] = 7; /* DATA without its numbers */
    assert_int_equal(send(b, &THERE, TAG, &c), RS_PACKET_BAD_TRANSPORT);
    c.n = 3;
    assert_int_equal(send(b, &THERE, TAG, &c), RS_PACKET_BAD_TRANSPORT);
    c.n = 0;
    assert_int_equal(send(b, &THERE, TAG, &c), RS_PACKET_NOT_SIP);
}

static struct bench *bench_of_prefixes;

static void hand_in(struct rs_span prefix)
{
    struct bench *b = bench_of_prefixes;
    struct rs_frame frame = {b->now_us, ++b->frames, 0, RAW_IP, prefix, (uint32_t)prefix.n};
    if (prefix.n & 1)
        frame.original_len += 100;
    rs_decoder_frame(b->decoder, &frame, &b->sink);
}

static void every_prefix(void **state)
{
    struct bench *b = *state;
    struct chunks c = {.n = 0};
    struct made m;
    char text[512];
    size_t n = a_message(text, sizeof text, "p", 0);
    put_init(&c, false, 77, TSN);
    put_init(&c, true, TAG, TSN);
    put_data(&c, B, TSN, 0, text, 40);
    put_i_data(&c, B | U, TSN + 2, 0, 0, text, n);
    put_chunk(&c, 192, 0, "\0\0\3\356", 4);
    made_sctp(&m, &THERE, TAG, &c);
    made_ipv4(&m, &THERE, SCTP, 1);
    bench_of_prefixes = b;
    guard_each_prefix(made_span(&m), hand_in);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_message_a_chunk),
        TEST(first_after_long),
        TEST(inside_udp),
        TEST(fragments_in_any_order),
        TEST(interleaved_messages),
        TEST(order_of_streams),
        TEST(a_hole_is_given_up),
        TEST(many_paths),
        TEST(others_are_forgotten),
        TEST(cut_by_the_capture),
        TEST(ceilings),
        TEST(damaged),
        TEST(every_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
