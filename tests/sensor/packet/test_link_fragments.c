/*
 * Fragments below IP: 802.11's numbered ones, CAPWAP's with offsets; put
 * together in the orders in which they come, and what becomes of others.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "frames.h"

enum { WLAN = 105, PPP = 9, PART = 100, PARTS_MAX = 16, MORE = 4, LAST = 0x40, CAPWAP_PORT = 5247 };

/* An IP packet with SIP in it behind LLC and SNAP. */
static size_t a_frame(char *to, const char *call_id)
{
    static struct made m;
    char text[1024];
    size_t n = a_message(text, sizeof text, call_id, 200);
    made_payload(&m, text, n);
    made_udp(&m, &THERE);
    made_ipv4(&m, &THERE, UDP, (unsigned char)*call_id);
    made_put(&m, "\xaa\xaa\3\0\0\0\x08\0", 8);
    memcpy(to, made_span(&m).p, made_span(&m).n);
    return made_span(&m).n;
}

/* ---- 802.11 ---- */

static void put_wlan(struct made *m, unsigned frame, unsigned number, bool more)
{
    unsigned char head[26] = {0x88, 0x01, 0, 0, 2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 3};
    head[1] |= more ? MORE : 0;
    head[22] = (unsigned char)((frame & 15) << 4 | number);
    head[23] = (unsigned char)(frame >> 4);
    made_put(m, head, sizeof head);
}

static unsigned parts_of(size_t len)
{
    return (unsigned)((len + PART - 1) / PART);
}

static enum rs_packet_verdict part(struct bench *b, const char *octets, size_t len, unsigned frame,
                                   unsigned number)
{
    static struct made m;
    size_t at = number * PART, n = len - at < PART ? len - at : PART;
    made_payload(&m, octets + at, n);
    put_wlan(&m, frame, number, at + n < len);
    return bench_frame(b, WLAN, &m);
}

static void in_order(void **state)
{
    struct bench *b = *state;
    static char octets[2048];
    size_t len = a_frame(octets, "a");
    for (unsigned i = 0; i < parts_of(len); i++) {
        assert_int_equal(part(b, octets, len, 77, i), RS_PACKET_ANALYSED);
        if (i == 1) /* sent again, its answer was not heard */
            assert_int_equal(part(b, octets, len, 77, i), RS_PACKET_ANALYSED);
    }
    assert_call_ids(b, "a");
    part(b, octets, len, 77, parts_of(len) - 1); /* the last one again */
    assert_int_equal(bench_counters(b)->datagrams_live, 0);
    assert_int_equal(bench_counters(b)->datagrams_reassembled, 1);
    assert_int_equal(bench_counters(b)->fragments_duplicate, 2);
    assert_int_equal(bench_counters(b)->link_fragments, parts_of(len) + 2);
    assert_int_equal(b->seen[0].origin.fragments, 1); /* of IP */
    assert_true(b->seen[0].origin.mac_pair != 0);
}

/* Two frames at a time are told apart; one with a hole comes to nothing, and its number is free. */
static void holes(void **state)
{
    struct bench *b = *state;
    static char one[2048], two[2048];
    size_t len1 = a_frame(one, "one"), len2 = a_frame(two, "two");
    for (unsigned i = 0; i < parts_of(len1); i++) {
        part(b, one, len1, 5, i);
        if (i != 1)
            part(b, two, len2, 6, i);
    }
    assert_call_ids(b, "one");
    assert_int_equal(bench_counters(b)->datagrams_live, 1);
    assert_int_equal(part(b, two, len2, 6, 3), RS_PACKET_FRAGMENT_BAD);
    for (unsigned i = 0; i < parts_of(len1); i++)
        part(b, one, len1, 6, i);
    assert_call_ids(b, "one one");
    assert_int_equal(bench_counters(b)->datagrams_live, 0);
    assert_int_equal(bench_counters(b)->fragments_lost, 1);
}

static void cut(void **state)
{
    struct bench *b = *state;
    static struct made m;
    static char octets[2048];
    a_frame(octets, "a");
    made_payload(&m, octets, PART);
    put_wlan(&m, 9, 0, true);
    assert_int_equal(bench_cut(b, WLAN, &m, 10), RS_PACKET_TRUNCATED);
    assert_int_equal(bench_counters(b)->datagrams_live, 0);
}

/* ---- CAPWAP ---- */

static enum rs_packet_verdict capwap(struct bench *b, const struct way *w, const char *octets,
                                     size_t len, unsigned id, unsigned number)
{
    static struct made m;
    enum { UNIT = 96 };
    size_t at = number * UNIT, n = len - at < UNIT ? len - at : UNIT;
    unsigned flags = 1 << 14 | 1 << 9 | 1 << 8 | 0x80 | (at + n < len ? 0 : LAST);
    unsigned char head[8] = {0, 2 << 3};
    head[2] = (unsigned char)(flags >> 8);
    head[3] = (unsigned char)flags;
    head[4] = (unsigned char)(id >> 8);
    head[5] = (unsigned char)id;
    head[6] = (unsigned char)(at >> 8);
    head[7] = (unsigned char)at;
    made_payload(&m, octets + at, n);
    made_put(&m, head, sizeof head);
    made_udp(&m, w);
    made_ipv4(&m, w, UDP, 1);
    made_ethernet(&m, IPV4);
    return bench_frame(b, ETHERNET, &m);
}

static void capwap_in_any_order(void **state)
{
    struct bench *b = *state;
    static char octets[2048];
    static struct made m;
    const struct way there = {4, 50, 51, 30000, CAPWAP_PORT};
    const struct way other = {4, 52, 51, 30000, CAPWAP_PORT};
    size_t len = a_frame(octets, "a");
    made_payload(&m, octets, len);
    put_wlan(&m, 3, 0, false);
    len = made_span(&m).n;
    memcpy(octets, made_span(&m).p, len);
    unsigned parts = (unsigned)((len + 95) / 96);
    for (unsigned i = parts; i--;) {
        assert_int_equal(b->count, 0);
        assert_int_equal(capwap(b, &there, octets, len, 4711, i), RS_PACKET_ANALYSED);
        if (i == 2) /* of another access point with the same number */
            capwap(b, &other, octets, len, 4711, 0);
    }
    assert_call_ids(b, "a");
    assert_true(b->seen[0].origin.tunnel != 0);
    assert_int_equal(bench_counters(b)->datagrams_live, 1);
}

/* ---- PPP multilink ---- */

static void multilink(void **state)
{
    struct bench *b = *state;
    static struct made m;
    made_payload(&m, "\xff\x03\0\x3d\x80\0\0\1\0\x21some", 14);
    assert_int_equal(bench_frame(b, PPP, &m), RS_PACKET_FRAGMENT_BAD);
    assert_int_equal(bench_counters(b)->multilink_fragments, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(in_order, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(holes, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(cut, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(capwap_in_any_order, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(multilink, bench_setup, bench_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
