/* Link types, VLAN tags, what is not known, and every length of a frame. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "frames.h"

static const char SIP[] = "OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: link\r\n\r\n";

static void made_sip(struct made *m)
{
    made_text(m, SIP);
    made_udp(m, &THERE);
    made_ipv4(m, &THERE, UDP, 7);
}

static void made_sip6(struct made *m)
{
    made_text(m, SIP);
    made_udp(m, &THERE6);
    made_ipv6(m, &THERE6, UDP);
}

static void gives_one(struct bench *b, unsigned link_type, const struct made *m)
{
    unsigned before = b->count;
    assert_int_equal(bench_frame(b, link_type, m), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, before + 1);
    const struct seen *s = &b->seen[before];
    assert_string_equal(s->text, SIP);
    assert_int_equal(s->origin.src.port, 5060);
    assert_int_equal(s->origin.dst.port, 5070);
    assert_int_equal(s->origin.transport, RS_TRANSPORT_UDP);
    assert_int_equal(s->origin.ttl, 61);
    assert_int_equal(s->origin.datagram_len, sizeof SIP - 1);
    assert_int_equal(s->origin.fragments, 1);
    assert_false(s->origin.truncated);
}

static void every_link_type(void **state)
{
    struct bench *b = *state;
    static const unsigned raw[] = {12, 14, 101};
    struct made m;
    for (size_t i = 0; i < 3; i++) {
        made_sip(&m);
        gives_one(b, raw[i], &m);
        made_sip6(&m);
        gives_one(b, raw[i], &m);
    }
    made_sip(&m);
    gives_one(b, 228, &m);
    made_sip6(&m);
    gives_one(b, 229, &m);
    made_sip(&m);
    made_put(&m, "\0\0\0\1\0\6\2\0\0\0\0\1\0\0\x08\0", 16);
    gives_one(b, COOKED, &m);
    made_sip6(&m);
    made_put(&m, "\x86\xdd\0\0\0\0\0\3\0\1\0\6\2\0\0\0\0\1\0\0", 20);
    gives_one(b, COOKED2, &m);
    made_sip(&m);
    made_ethernet(&m, IPV4);
    gives_one(b, ETHERNET, &m);
}

static void loopback_in_both_orders(void **state)
{
    struct bench *b = *state;
    static const char *const family6[] = {"\x1e\0\0\0", "\0\0\0\x1c", "\x18\0\0\0", "\x0a\0\0\0"};
    struct made m;
    made_sip(&m);
    made_put(&m, "\2\0\0\0", 4);
    gives_one(b, LOOPBACK, &m);
    made_sip(&m);
    made_put(&m, "\0\0\0\2", 4);
    gives_one(b, 108, &m);
    for (size_t i = 0; i < 4; i++) {
        made_sip6(&m);
        made_put(&m, family6[i], 4);
        gives_one(b, LOOPBACK, &m);
    }
    made_sip(&m);
    made_put(&m, "\7\0\0\0", 4);
    assert_int_equal(bench_frame(b, LOOPBACK, &m), RS_PACKET_UNKNOWN_ETHERTYPE);
}

static void vlan_tags_up_to_three(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_vlan(&m, 0x6000 | 30, IPV4); /* priority bits are no part of the id */
    made_vlan(&m, 20, 0x8100);
    made_vlan(&m, 10, 0x9100);
    made_ethernet(&m, 0x88a8);
    gives_one(b, ETHERNET, &m);
    const struct rs_origin *o = &b->seen[0].origin;
    assert_int_equal(o->vlan_count, 3);
    assert_int_equal(o->vlan[0], 10);
    assert_int_equal(o->vlan[1], 20);
    assert_int_equal(o->vlan[2], 30);
}

static void vlan_in_cooked(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_vlan(&m, 5, IPV4);
    made_put(&m, "\x81\0\0\0\0\0\0\3\0\1\0\6\2\0\0\0\0\1\0\0", 20);
    gives_one(b, COOKED2, &m);
    assert_int_equal(b->seen[0].origin.vlan[0], 5);
}

static void more_tags_than_are_kept(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_vlan(&m, 4, IPV4);
    for (unsigned i = 3; i > 0; i--)
        made_vlan(&m, i, 0x8100);
    made_ethernet(&m, 0x8100);
    gives_one(b, ETHERNET, &m);
    assert_int_equal(b->seen[0].origin.vlan_count, 3);
    made_sip(&m);
    made_vlan(&m, 1, IPV4);
    for (unsigned i = 0; i < 40; i++)
        made_vlan(&m, 1, 0x8100);
    made_ethernet(&m, 0x8100);
    assert_int_equal(bench_frame(b, ETHERNET, &m), RS_PACKET_TOO_DEEP);
}

static void mac_pairs_tell_hops_apart(void **state)
{
    struct bench *b = *state;
    struct made m;
    for (unsigned mac = 0; mac < 3; mac++) {
        made_sip(&m);
        made_ethernet(&m, IPV4);
        made_set(&m, 11, mac / 2);
        gives_one(b, ETHERNET, &m);
    }
    made_sip(&m);
    gives_one(b, RAW_IP, &m);
    assert_true(b->seen[0].origin.mac_pair == b->seen[1].origin.mac_pair);
    assert_true(b->seen[0].origin.mac_pair != b->seen[2].origin.mac_pair);
    assert_true(b->seen[0].origin.mac_pair != 0);
    assert_true(b->seen[3].origin.mac_pair == 0);
}

static void llc_and_snap(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_put(&m, "\xaa\xaa\3\0\0\0\x08\0", 8);
    made_ethernet(&m, 100);
    gives_one(b, ETHERNET, &m);
    made_payload(&m, "\x42\x42\3", 3);
    made_ethernet(&m, 3);
    assert_int_equal(bench_frame(b, ETHERNET, &m), RS_PACKET_NOT_SIP);
}

static void what_is_not_known(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    assert_int_equal(bench_frame(b, 147, &m), RS_PACKET_UNKNOWN_LINK);
    made_ethernet(&m, 0x1234);
    assert_int_equal(bench_frame(b, ETHERNET, &m), RS_PACKET_UNKNOWN_ETHERTYPE);
    made_payload(&m, "arp", 3);
    made_ethernet(&m, 0x0806);
    assert_int_equal(bench_frame(b, ETHERNET, &m), RS_PACKET_NOT_SIP);
    assert_int_equal(b->count, 0);
}

/* Every frame that ends too early is cut by the capture, or damaged; never read beyond. */
static void every_length(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_vlan(&m, 9, IPV4);
    made_ethernet(&m, 0x8100);
    size_t whole = made_span(&m).n, headers = whole - (sizeof SIP - 1);
    for (size_t cut = whole; cut > whole - headers; cut--)
        assert_int_equal(bench_cut(b, ETHERNET, &m, cut), RS_PACKET_TRUNCATED);
    assert_int_equal(b->count, 0);
    struct made damaged;
    for (size_t n = 0; n < headers; n++) {
        made_payload(&damaged, made_span(&m).p, n);
        enum rs_packet_verdict v = bench_frame(b, ETHERNET, &damaged);
        assert_in_range(v, RS_PACKET_BAD_LINK, RS_PACKET_BAD_TRANSPORT);
    }
}

/* Each row is found, whatever stands beside it in the index; no other number is. */
static void every_number(void **state)
{
    struct bench *b = *state;
    struct made m;
    unsigned known = 0;
    for (unsigned type = 0x600; type <= 0xffff; type++) {
        made_payload(&m, "\0", 1);
        made_ethernet(&m, type);
        known += bench_frame(b, ETHERNET, &m) != RS_PACKET_UNKNOWN_ETHERTYPE;
    }
    assert_in_range(known, 18, 60);
    for (unsigned link = 0; link < 400; link++) {
        made_payload(&m, "", 0);
        known += bench_frame(b, link, &m) != RS_PACKET_UNKNOWN_LINK;
    }
    assert_in_range(known, 28, 100);
    assert_int_equal(bench_frame(b, 0x10001, &m), RS_PACKET_UNKNOWN_LINK);
}

static void names(void **state)
{
    (void)state;
    for (int v = 0; v < RS_PACKET__COUNT; v++) {
        assert_true(rs_packet_verdict_name(v)[0]);
        assert_true(rs_packet_verdict_text(v)[0]);
    }
    assert_string_equal(rs_packet_verdict_name(RS_PACKET_NOT_SIP), "not_sip");
}

static void counters_add_up(void **state)
{
    struct bench *b = *state;
    struct rs_packet_counters sum = {0};
    bench_udp(b, &THERE, SIP);
    bench_udp(b, &THERE, "\r\n\r\n");
    rs_packet_counters_add(&sum, bench_counters(b));
    rs_packet_counters_add(&sum, bench_counters(b));
    assert_int_equal(sum.frames, 4);
    assert_int_equal(sum.messages, 2);
    assert_int_equal(sum.keepalives, 2);
    assert_int_equal(sum.verdicts[RS_PACKET_ANALYSED], 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_link_type), TEST(loopback_in_both_orders), TEST(vlan_tags_up_to_three),
        TEST(vlan_in_cooked),  TEST(more_tags_than_are_kept), TEST(mac_pairs_tell_hops_apart),
        TEST(llc_and_snap),    TEST(what_is_not_known),       TEST(every_length),
        TEST(every_number),    TEST(names),           TEST(counters_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
