/* UDP datagrams: what is SIP on any port, keep-alives, lengths that lie, snaplen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "frames.h"

static const char SIP[] = "SIP/2.0 200 OK\r\nCall-ID: udp\r\nContent-Length: 0\r\n\r\n";

static void made_sip(struct made *m)
{
    made_text(m, SIP);
    made_udp(m, &THERE);
}

static enum rs_packet_verdict over_ip(struct bench *b, struct made *m)
{
    made_ipv4(m, &THERE, UDP, 1);
    return bench_frame(b, RAW_IP, m);
}

static void on_any_port(void **state)
{
    struct bench *b = *state;
    static const struct way odd = {4, 1, 2, 53, 3478};
    assert_int_equal(bench_udp(b, &odd, SIP), RS_PACKET_ANALYSED);
    assert_int_equal(bench_udp(b, &THERE6, SIP), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 2);
    assert_int_equal(b->seen[0].origin.dst.port, 3478);
    assert_int_equal(b->seen[1].origin.src.addr.family, 6);
    assert_int_equal(b->seen[1].origin.frame, 2);
    assert_int_equal(b->seen[1].origin.time_us, b->now_us - 1000);
}

static void not_sip_on_its_port(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_udp(b, &THERE, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_udp(b, &THERE, "\x80\x08 rtp"), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_udp(b, &THERE, ""), RS_PACKET_NOT_SIP);
    assert_int_equal(b->count, 0);
}

/* A start line inside other bytes is no message. */
static void quoted_in_other_bytes(void **state)
{
    struct bench *b = *state;
    assert_int_equal(bench_udp(b, &THERE, "log: INVITE sip:bob@example.com SIP/2.0\r\n\r\n"),
                     RS_PACKET_NOT_SIP);
    assert_int_equal(b->count, 0);
}

static void keepalives_and_stun(void **state)
{
    struct bench *b = *state;
    struct made m;
    bench_udp(b, &THERE, "\r\n\r\n");
    bench_udp(b, &THERE, "jaK");
    made_payload(&m, "\0\0\0\0", 4);
    made_udp(&m, &THERE);
    assert_int_equal(over_ip(b, &m), RS_PACKET_NOT_SIP);
    made_payload(&m,
                 "\0\1\0\0\x21\x12\xa4\x42"
                 "123456789012",
                 20);
    made_udp(&m, &THERE);
    assert_int_equal(over_ip(b, &m), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->keepalives, 3);
    assert_int_equal(bench_counters(b)->stun, 1);
    assert_int_equal(b->count, 0);
}

static void sigcomp_is_counted(void **state)
{
    struct bench *b = *state;
    struct way elsewhere = {4, 1, 2, 4000, 4001};
    assert_int_equal(bench_udp(b, &THERE, "\xf8\1\2\3"), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_udp(b, &elsewhere, "\xf8\1\2\3"), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_udp(b, &THERE, "\xf7\1\2\3"), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->sigcomp, 1);
}

static void lengths_that_lie(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_set(&m, 5, 7); /* shorter than its header */
    assert_int_equal(over_ip(b, &m), RS_PACKET_BAD_TRANSPORT);
    made_sip(&m);
    made_set(&m, 4, 0);
    made_set(&m, 5, 0);
    assert_int_equal(over_ip(b, &m), RS_PACKET_ANALYSED);
    made_sip(&m);
    made_set(&m, 4, 2); /* longer than the datagram: not cut by the capture */
    assert_int_equal(over_ip(b, &m), RS_PACKET_ANALYSED);
    made_sip(&m);
    made_set(&m, 5, 8 + 24); /* ends in the middle of the payload */
    assert_int_equal(over_ip(b, &m), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 3);
    assert_false(b->seen[1].origin.truncated);
    assert_int_equal(b->seen[1].len, sizeof SIP - 1);
    assert_int_equal(b->seen[2].len, 24);
}

static void cut_by_the_capture(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_ipv4(&m, &THERE, UDP, 1);
    for (size_t cut = 1; cut < sizeof SIP - 20; cut++) {
        assert_int_equal(bench_cut(b, RAW_IP, &m, cut), RS_PACKET_ANALYSED);
        const struct seen *s = &b->seen[b->count - 1];
        assert_true(s->origin.truncated);
        assert_int_equal(s->len, sizeof SIP - 1 - cut);
        assert_int_equal(s->origin.datagram_len, sizeof SIP - 1);
    }
    assert_int_equal(bench_counters(b)->messages_truncated, b->count);
}

static void several_messages_in_one_are_one(void **state)
{
    struct bench *b = *state;
    char two[2 * sizeof SIP];
    memcpy(two, SIP, sizeof SIP - 1);
    memcpy(two + sizeof SIP - 1, SIP, sizeof SIP);
    assert_int_equal(bench_udp(b, &THERE, two), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 1);
    assert_int_equal(b->seen[0].len, 2 * (sizeof SIP - 1));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(on_any_port),
        TEST(not_sip_on_its_port),
        TEST(quoted_in_other_bytes),
        TEST(keepalives_and_stun),
        TEST(sigcomp_is_counted),
        TEST(lengths_that_lie),
        TEST(cut_by_the_capture),
        TEST(several_messages_in_one_are_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
