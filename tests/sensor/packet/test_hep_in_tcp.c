/* HEP in a TCP stream of a capture: packets in segments of every size, gaps, junk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "frames.h"
#include "hep_packet.h"

static const struct way AGENT = {4, 7, 8, 40000, 9060};

static size_t put_packets(char *to, unsigned count)
{
    static struct hep_packet p;
    size_t n = 0;
    while (count--) {
        hep_usual(&p, 17);
        hep_chunk_number(&p, 0x12, 2, 100 + count);
        struct rs_span one = hep_with_payload(&p, hep_sip);
        memcpy(to + n, one.p, one.n);
        n += one.n;
    }
    return n;
}

/* The last ones given. */
static void check_streamed(const struct bench *b, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        const struct seen *s = &b->seen[b->count - count + i];
        const struct rs_origin *o = &s->origin;
        assert_string_equal(s->text, hep_sip);
        hep_check_address(&o->src.addr, "192.0.2.1");
        assert_int_equal(o->transport, RS_TRANSPORT_UDP);
        assert_int_equal(o->vlan[0], 100 + count - 1 - i);
        assert_int_not_equal(o->tunnel, 0);
    }
}

/* Packets in segments of every size, octets of two packets in one, one octet a segment. */
static void stream_in_segments(void **state)
{
    struct bench *b = *state;
    static char octets[4096];
    size_t n = put_packets(octets, 5);
    struct way w = AGENT;
    unsigned streams_read = 0;
    for (size_t step = 1; step <= n; step += 1 + step / 3) {
        w.from_port++;
        b->now_us = (int64_t)HEP_SECONDS * 1000000 + 300000;
        bench_tcp(b, &w, 99, SYN, "", 0);
        for (size_t at = 0; at < n; at += step)
            bench_tcp(b, &w, (uint32_t)(100 + at), ACK, octets + at,
                      at + step < n ? step : n - at);
        streams_read++;
        assert_int_equal(b->count, 5 * streams_read);
        check_streamed(b, 5);
    }
    assert_int_equal(bench_counters(b)->hep_bad, 0);
    assert_int_equal(bench_counters(b)->tcp_junk_octets, 0);
}

/* Met in the middle: with the first segment that begins with a packet. */
static void stream_met_late(void **state)
{
    struct bench *b = *state;
    static char octets[4096];
    size_t n = put_packets(octets, 3), third = n / 3;
    bench_tcp(b, &AGENT, 100, ACK, octets + third / 2, third - third / 2);
    assert_int_equal(b->count, 0);
    bench_tcp(b, &AGENT, (uint32_t)(100 + third), ACK, octets + third, n - third);
    assert_int_equal(b->count, 2);
    assert_int_equal(bench_counters(b)->tcp_midstream, 1);
}

/* A segment is lost: the packet behind it is found again by its name, and tells of the gap. */
static void stream_with_a_gap(void **state)
{
    struct bench *b = *state;
    static char octets[4096];
    size_t n = put_packets(octets, 4), one = n / 4;
    bench_tcp(b, &AGENT, 99, SYN, "", 0);
    bench_tcp(b, &AGENT, 100, ACK, octets, one + 9);
    bench_tcp(b, &AGENT, (uint32_t)(100 + one + 30), ACK, octets + one + 30, n - one - 30);
    b->now_us += 3000000;
    bench_udp(b, &THERE, "nothing");
    assert_int_equal(b->count, 3);
    assert_false(b->seen[0].origin.after_gap);
    assert_true(b->seen[1].origin.after_gap);
    assert_false(b->seen[2].origin.after_gap);
    assert_int_equal(bench_counters(b)->tcp_gaps, 1);
}

/* What is no HEP behind HEP is passed over, and after enough of it the stream is. */
static void stream_with_junk(void **state)
{
    struct bench *b = *state;
    static char octets[4096], junk[1000];
    size_t n = put_packets(octets, 2);
    uint32_t seq = 100;
    memset(junk, 'E', sizeof junk);
    bench_tcp(b, &AGENT, 99, SYN, "", 0);
    bench_tcp(b, &AGENT, seq, ACK, octets, n);
    bench_tcp(b, &AGENT, seq += (uint32_t)n, ACK, junk, sizeof junk);
    bench_tcp(b, &AGENT, seq += sizeof junk, ACK, octets, n);
    assert_int_equal(b->count, 4);
    assert_int_equal(bench_counters(b)->tcp_junk_octets, sizeof junk);
    seq += (uint32_t)n;
    for (int i = 0; i < 70; i++, seq += sizeof junk)
        bench_tcp(b, &AGENT, seq, ACK, junk, sizeof junk);
    assert_int_equal(bench_counters(b)->streams_live, 0);
}

static void stream_cut(void **state)
{
    struct bench *b = *state;
    static char octets[4096];
    static struct made m;
    size_t n = put_packets(octets, 1);
    bench_tcp(b, &AGENT, 99, SYN, "", 0);
    made_payload(&m, octets, n);
    made_tcp(&m, &AGENT, 100, 0, ACK);
    made_ipv4(&m, &AGENT, TCP, 1);
    made_ethernet(&m, IPV4);
    assert_int_equal(bench_cut(b, ETHERNET, &m, 4), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 1);
    assert_true(b->seen[0].origin.truncated);
    bench_tcp(b, &AGENT, (uint32_t)(100 + n), ACK, octets, n);
    assert_int_equal(b->count, 2);
    assert_true(b->seen[1].origin.after_gap);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(stream_in_segments, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(stream_met_late, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(stream_with_a_gap, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(stream_with_junk, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(stream_cut, bench_setup, bench_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
