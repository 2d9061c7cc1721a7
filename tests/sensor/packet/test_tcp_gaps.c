/* TCP streams: holes that are never filled, and the ceilings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "frames.h"

enum { ISN = 1000 };

/* A stream with one message given, a second one lost and a third behind the hole. */
static uint32_t with_a_hole(struct bench *b, char *text, size_t cap)
{
    size_t n = a_message(text, cap, "gap", 100);
    bench_tcp(b, &THERE, ISN, SYN, "", 0);
    bench_tcp(b, &THERE, ISN + 1, ACK, text, n);
    assert_int_equal(bench_tcp(b, &THERE, ISN + 1 + 2 * (uint32_t)n, ACK, text, n),
                     RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 1);
    assert_int_equal(bench_counters(b)->tcp_out_of_order, 1);
    return (uint32_t)n;
}

static void gap_was_told(const struct bench *b, unsigned i, uint64_t missing)
{
    assert_true(i < b->count);
    assert_true(b->seen[i].origin.after_gap);
    assert_int_equal(bench_counters(b)->tcp_gaps, 1);
    assert_int_equal(bench_counters(b)->tcp_gap_octets, missing);
}

static void given_up_after_a_time(void **state)
{
    struct bench *b = *state;
    char text[1024];
    uint32_t n = with_a_hole(b, text, sizeof text);
    int64_t brought_us = b->now_us - 1000;
    rs_decoder_expire(b->decoder, brought_us + 1990000, &b->sink);
    assert_int_equal(b->count, 1);
    rs_decoder_expire(b->decoder, brought_us + 2002000, &b->sink);
    gap_was_told(b, 1, n);
    assert_int_equal(b->seen[1].origin.frame, 3); /* the frame that brought it, at its time */
    assert_int_equal(b->seen[1].origin.time_us, brought_us);
    assert_int_equal(b->seen[1].origin.src.port, THERE.from_port);
    bench_tcp(b, &THERE, ISN + 1 + 3 * n, ACK, text, n);
    assert_int_equal(b->count, 3);
    assert_false(b->seen[2].origin.after_gap);
}

/* A clock that is wrong by centuries still goes on. */
static void given_up_in_2200(void **state)
{
    struct bench *b = *state;
    char text[1024];
    b->now_us = INT64_C(7258118400000000);
    uint32_t n = with_a_hole(b, text, sizeof text);
    rs_decoder_expire(b->decoder, b->now_us + 3000000, &b->sink);
    gap_was_told(b, 1, n);
}

/* The other side has what we have not: it will not be sent again. */
static void given_up_when_acknowledged(void **state)
{
    struct bench *b = *state;
    char text[1024];
    uint32_t n = with_a_hole(b, text, sizeof text);
    struct made m;
    made_text(&m, "");
    made_tcp(&m, &BACK, 1, ISN + 1 + 3 * n, ACK);
    made_ipv4(&m, &BACK, TCP, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
    assert_int_equal(b->count, 1); /* it may only be late */
    rs_decoder_expire(b->decoder, b->now_us + 110000, &b->sink);
    gap_was_told(b, 1, n);
}

static void not_given_up_when_it_comes(void **state)
{
    struct bench *b = *state;
    char text[1024];
    uint32_t n = with_a_hole(b, text, sizeof text);
    b->now_us += 1900000;
    bench_tcp(b, &THERE, ISN + 1 + n, ACK, text, n);
    assert_call_ids(b, "gap gap gap");
    assert_int_equal(b->seen[2].origin.frame, 4); /* made whole by the frame that filled the hole */
    assert_int_equal(bench_counters(b)->tcp_gaps, 0);
    rs_decoder_expire(b->decoder, b->now_us + 5000000, &b->sink);
    assert_int_equal(b->count, 3);
}

static void given_up_after_segments(void **state)
{
    struct bench *b = *state;
    char text[1024];
    uint32_t n = with_a_hole(b, text, sizeof text);
    for (uint32_t i = 0; i < 31; i++)
        bench_tcp(b, &THERE, ISN + 1 + (3 + i) * n, ACK, text, n);
    assert_int_equal(b->count, 1);
    bench_tcp(b, &THERE, ISN + 1 + 34 * n, ACK, text, n);
    assert_int_equal(b->count, 1 + 33);
    gap_was_told(b, 1, n);
    assert_int_equal(bench_counters(b)->octets_held, 0);
}

static void given_up_at_the_end(void **state)
{
    struct bench *b = *state;
    char text[1024];
    uint32_t n = with_a_hole(b, text, sizeof text);
    rs_decoder_finish(b->decoder, &b->sink);
    gap_was_told(b, 1, n);
    assert_int_equal(bench_counters(b)->streams_live, 0);
}

/* A loss wider than is waited for: only a start line is believed. */
static void far_ahead(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "far", 0);
    bench_tcp(b, &THERE, ISN, SYN, "", 0);
    bench_tcp(b, &THERE, ISN + 1, ACK, text, n);
    assert_int_equal(bench_tcp(b, &THERE, ISN + 1000000, ACK, text + 60, n - 60),
                     RS_PACKET_STREAM_LIMIT);
    assert_int_equal(bench_counters(b)->octets_held, 0);
    assert_int_equal(bench_tcp(b, &THERE, ISN + 1000000, ACK, text, n), RS_PACKET_ANALYSED);
    assert_call_ids(b, "far far");
    gap_was_told(b, 1, 1000000 - 1 - n);
}

/* A copy of the tail of a long segment held ahead is far from the hole, and no new octets. */
static void far_ahead_and_known(void **state)
{
    enum { HOLE = 65000, MESSAGES = 60 };
    struct bench *b = *state;
    static char text[64 * 1024];
    size_t n = a_message(text, 1024, "first", 0), all = 0;
    bench_tcp(b, &THERE, ISN, SYN, "", 0);
    bench_tcp(b, &THERE, ISN + 1, ACK, text, n);
    uint32_t ahead = ISN + 1 + (uint32_t)n + HOLE;
    size_t one = a_message(text, 2048, "ahead", 700);
    for (int i = 0; i < MESSAGES; i++, all += one)
        memmove(text + all, text, one);
    bench_tcp(b, &THERE, ahead, ACK, text, all);
    assert_int_equal(b->count, 1);
    bench_tcp(b, &THERE, ahead + 50 * (uint32_t)one, ACK, text, one);
    assert_int_equal(b->count, 1 + MESSAGES);
    gap_was_told(b, 1, HOLE);
    bench_tcp(b, &THERE, ahead + (uint32_t)all, ACK, text, one);
    assert_int_equal(b->count, 2 + MESSAGES);
    assert_int_equal(bench_counters(b)->tcp_gaps, 1);
}

/* The middle of a message is missing: it is lost, and the next start line is found. */
static void resynchronised_at_a_line(void **state)
{
    struct bench *b = *state;
    char text[2048];
    size_t one = a_message(text, sizeof text, "lost", 300);
    size_t two = a_message(text + one, sizeof text - one, "kept", 10);
    memset(text + one - 2, '\n', 2);
    bench_tcp(b, &THERE, ISN, SYN, "", 0);
    bench_tcp(b, &THERE, ISN + 1, ACK, text, 100);
    bench_tcp(b, &THERE, ISN + 1 + 200, ACK, text + 200, one + two - 200);
    rs_decoder_expire(b->decoder, b->now_us + 3000000, &b->sink);
    assert_call_ids(b, "kept");
    gap_was_told(b, 0, 100);
    assert_int_equal(bench_counters(b)->messages_incomplete, 1);
}

static void what_comes_after_all(void **state)
{
    struct bench *b = *state;
    char text[1024];
    uint32_t n = with_a_hole(b, text, sizeof text);
    rs_decoder_expire(b->decoder, b->now_us + 3000000, &b->sink);
    assert_int_equal(b->count, 2);
    assert_int_equal(bench_tcp(b, &THERE, ISN + 1 + n, ACK, text, n), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 3);
    assert_int_equal(bench_tcp(b, &THERE, ISN + 1 + n, ACK, text, n), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 3); /* this one is a copy */
}

/* A message that does not go on is not kept for ever. */
static void incomplete_for_too_long(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "slow", 0);
    bench_tcp(b, &THERE, ISN, SYN, "", 0);
    bench_tcp(b, &THERE, ISN + 1, ACK, text, n - 10);
    assert_true(bench_counters(b)->octets_held > 0);
    rs_decoder_expire(b->decoder, b->now_us + 70000000, &b->sink);
    assert_int_equal(bench_counters(b)->octets_held, 0);
    assert_int_equal(bench_counters(b)->messages_incomplete, 1);
}

static void a_syn_flood_evicts_itself(void **state)
{
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.streams = 64;
    bench_limit(b, limits);
    char text[1024];
    size_t n = a_message(text, sizeof text, "flood", 0);
    bench_tcp(b, &THERE, ISN, SYN, "", 0);
    bench_tcp(b, &THERE, ISN + 1, ACK, text, 100);
    for (unsigned i = 0; i < 5000; i++) {
        struct way w = {4, 9, 2, (uint16_t)i, 5060};
        bench_tcp(b, &w, i, SYN, "", 0);
        assert_true(bench_counters(b)->streams_live <= 64);
    }
    bench_tcp(b, &THERE, ISN + 101, ACK, text + 100, n - 100);
    assert_call_ids(b, "flood");
    assert_int_equal(bench_counters(b)->streams_evicted, 5001 - 64);
}

static void the_silent_sip_stream_goes(void **state)
{
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.streams = 4;
    bench_limit(b, limits);
    char text[1024];
    size_t n = a_message(text, sizeof text, "s", 0);
    for (uint16_t i = 0; i < 6; i++) {
        struct way w = {4, 1, 2, i, 5060};
        bench_tcp(b, &w, ISN, ACK, text, n);
    }
    assert_int_equal(b->count, 6);
    assert_int_equal(bench_counters(b)->streams_evicted, 2);
    static const struct way late = {4, 1, 2, 99, 5060};
    bench_tcp(b, &late, ISN, SYN, "", 0); /* all are SIP: a bare SYN takes nobody's place */
    assert_int_equal(bench_counters(b)->streams_evicted, 2);
}

static void octets_have_a_ceiling(void **state)
{
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.stream_octets = 32768;
    bench_limit(b, limits);
    char text[2048];
    size_t n = a_message(text, sizeof text, "full", 1000);
    for (uint16_t i = 0; i < 100; i++) { /* begun and never ended */
        struct way w = {4, 9, 2, i, 5060};
        bench_tcp(b, &w, ISN, ACK, text, n - 1);
        bench_tcp(b, &w, ISN + 3000, ACK, text, 500);
        assert_true(bench_counters(b)->octets_held <= 32768);
    }
    assert_true(bench_counters(b)->streams_starved > 0);
    bench_tcp(b, &THERE, ISN, ACK, text, 500);
    bench_tcp(b, &THERE, ISN + 500, ACK, text + 500, n - 500);
    assert_call_ids(b, "full");
}

static void a_message_larger_than_all_room(void **state)
{
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.stream_octets = 8192;
    bench_limit(b, limits);
    static char text[20000];
    size_t n = a_message(text, sizeof text, "large", 15000), small;
    unsigned refused = 0;
    for (size_t at = 0; at < n; at += 1000)
        refused += bench_tcp(b, &THERE, ISN + (uint32_t)at, ACK, text + at,
                             n - at < 1000 ? n - at : 1000) == RS_PACKET_STREAM_LIMIT;
    assert_int_equal(refused, 1);
    small = a_message(text, sizeof text, "small", 0);
    bench_tcp(b, &THERE, ISN + (uint32_t)n, ACK, text, small);
    assert_call_ids(b, "small");
    assert_true(b->seen[0].origin.after_gap);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(given_up_after_a_time),
        TEST(given_up_in_2200),
        TEST(given_up_when_acknowledged),
        TEST(not_given_up_when_it_comes),
        TEST(given_up_after_segments),
        TEST(given_up_at_the_end),
        TEST(far_ahead),
        TEST(far_ahead_and_known),
        TEST(resynchronised_at_a_line),
        TEST(what_comes_after_all),
        TEST(incomplete_for_too_long),
        TEST(a_syn_flood_evicts_itself),
        TEST(the_silent_sip_stream_goes),
        TEST(octets_have_a_ceiling),
        TEST(a_message_larger_than_all_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
