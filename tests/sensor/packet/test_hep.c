/* HEP: what agents send, in a capture and as a listener hands it in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <zlib.h>

#include "base/err.h"
#include "frames.h"
#include "guard.h"
#include "packet/hep.h"
#include "hep_packet.h"

static struct rs_hep accepted(struct rs_span octets)
{
    struct rs_hep h;
    assert_int_equal(rs_hep_read(guard_copy(octets), &h), RS_OK);
    return h;
}

/* ---- reading ---- */

static void every_chunk(void **state)
{
    (void)state;
    static struct hep_packet p;
    hep_usual(&p, 17);
    hep_chunk_number(&p, 0x12, 2, 0x3064);
    hep_chunk(&p, 0x11, "corr", 4);
    hep_chunk(&p, 0xe, "secret", 6);
    struct rs_hep h = accepted(hep_with_payload(&p, hep_sip));
    assert_int_equal(h.version, 3);
    assert_int_equal(h.ip_protocol, 17);
    assert_int_equal(h.capture_protocol, RS_HEP_SIP);
    assert_int_equal(h.agent, 2001);
    assert_int_equal(h.vlan, 0x064);
    assert_int_equal(h.time_us, (int64_t)HEP_SECONDS * 1000000 + 250000);
    assert_int_equal(h.src.port, 5060);
    assert_int_equal(h.dst.port, 5070);
    hep_check_address(&h.src.addr, "192.0.2.1");
    hep_check_address(&h.dst.addr, "192.0.2.2");
    guard_check_text("correlation", h.correlation, "corr");
    guard_check_text("key", h.key, "secret");
    guard_check_text("payload", h.payload, hep_sip);
    assert_int_equal(h.bad_chunks, 0);
    assert_false(h.packed || h.payload_cut);
}

static void version6_addresses(void **state)
{
    (void)state;
    static struct hep_packet p;
    hep_begin(&p);
    hep_chunk_number(&p, 1, 1, 10);
    hep_chunk(&p, 6, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\2", 16);
    hep_chunk(&p, 5, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
    struct rs_hep h = accepted(hep_with_payload(&p, hep_sip));
    hep_check_address(&h.src.addr, "2001:db8::1");
    hep_check_address(&h.dst.addr, "2001:db8::2");
    assert_int_equal(h.time_us, 0);
}

/* Vendor chunks, types nobody knows, and an address pair that the family does not name. */
static void strange_chunks(void **state)
{
    (void)state;
    static struct hep_packet p;
    hep_usual(&p, 17);
    hep_head(&p, 5, 0xf, 5);
    memcpy(p.octets + p.n, "other", 5);
    p.n += 5;
    hep_chunk(&p, 0x7777, "?", 1);
    p.octets[6 + 6] = 10; /* the family says IPv6 */
    struct rs_hep h = accepted(hep_with_payload(&p, hep_sip));
    hep_check_address(&h.src.addr, "192.0.2.1");
    guard_check_text("payload", h.payload, hep_sip);
    assert_int_equal(h.bad_chunks, 0);
}

static void bad_chunks(void **state)
{
    (void)state;
    static struct hep_packet p;
    hep_usual(&p, 17);
    hep_chunk_number(&p, 7, 1, 9);       /* a port of one octet */
    hep_chunk_number(&p, 0xa, 4, 1000000); /* a second of microseconds */
    hep_chunk(&p, 0xf, "abc", 3);
    hep_number(&p, 2, 0);
    hep_number(&p, 2, 0x11);
    hep_number(&p, 2, 5); /* shorter than its own head: nothing can be read behind it */
    struct rs_hep h = accepted(hep_whole(&p));
    assert_int_equal(h.src.port, 5060);
    assert_int_equal(h.time_us, (int64_t)HEP_SECONDS * 1000000);
    assert_int_equal(h.bad_chunks, 3);
    guard_check_text("payload", h.payload, "abc");

    hep_usual(&p, 17);
    hep_head(&p, 0, 0xf, 1000); /* past the end, and the length says so too */
    h = accepted(hep_whole(&p));
    assert_int_equal(h.bad_chunks, 1);
    assert_int_equal(h.payload.n, 0);
}

static void not_hep(void **state)
{
    (void)state;
    static struct hep_packet p;
    struct rs_hep h;
    assert_int_equal(rs_hep_read(RS_SPAN("HEP3\0\5"), &h), RS_ERR_MALFORMED);
    assert_int_equal(rs_hep_read(RS_SPAN("HEP4 and more of it"), &h), RS_ERR_MALFORMED);
    hep_begin(&p);
    assert_int_equal(rs_hep_read(hep_with_payload(&p, hep_sip), &h), RS_ERR_MALFORMED); /* from nobody */
    guard_check_text("payload", h.payload, hep_sip);
}

/* sngrep, captagent and OpenSIPS say the time in their machine's order. */
static struct rs_span fixed(struct hep_packet *p, unsigned version, unsigned length, bool little)
{
    static const char addresses[] = "\xc0\0\2\1\xc0\0\2\2";
    p->n = 0;
    hep_number(p, 1, version);
    hep_number(p, 1, length);
    hep_number(p, 1, 2);
    hep_number(p, 1, 17);
    hep_number(p, 2, 5060);
    hep_number(p, 2, 5070);
    memcpy(p->octets + p->n, addresses, 8);
    p->n += 8;
    if (version == 2) {
        hep_number(p, 4, little ? __builtin_bswap32(HEP_SECONDS) : HEP_SECONDS);
        hep_number(p, 4, little ? __builtin_bswap32(7) : 7);
        hep_number(p, 4, little ? __builtin_bswap32(99) : 99u << 16);
    }
    memcpy(p->octets + p->n, hep_sip, sizeof hep_sip - 1);
    p->n += sizeof hep_sip - 1;
    return rs_span(p->octets, p->n);
}

static void versions_1_and_2(void **state)
{
    (void)state;
    static struct hep_packet p;
    struct rs_hep h = accepted(fixed(&p, 1, 16, false));
    assert_int_equal(h.version, 1);
    assert_int_equal(h.time_us, 0);
    guard_check_text("payload", h.payload, hep_sip);
    for (int n = 0; n < 4; n++) {
        h = accepted(fixed(&p, 2, n & 1 ? 16 : 28, n & 2));
        assert_int_equal(h.version, 2);
        assert_int_equal(h.time_us, (int64_t)HEP_SECONDS * 1000000 + 7);
        assert_int_equal(h.agent, 99);
        assert_int_equal(h.src.port, 5060);
        hep_check_address(&h.dst.addr, "192.0.2.2");
        guard_check_text("payload", h.payload, hep_sip);
    }
    assert_int_equal(rs_hep_read(fixed(&p, 2, 17, false), &h), RS_ERR_MALFORMED);
    assert_int_equal(rs_hep_read(fixed(&p, 4, 16, false), &h), RS_ERR_MALFORMED);
}

static void attempt(struct rs_span prefix)
{
    struct rs_hep h;
    rs_hep_read(prefix, &h);
    guard_check_inside(prefix, h.payload);
    guard_check_inside(prefix, h.correlation);
    guard_check_inside(prefix, h.key);
}

static void every_prefix(void **state)
{
    (void)state;
    static struct hep_packet p;
    hep_usual(&p, 17);
    hep_chunk(&p, 0x11, "corr", 4);
    guard_each_prefix(hep_with_payload(&p, hep_sip), attempt);
    guard_each_prefix(fixed(&p, 2, 16, true), attempt);
    p.octets[2] = 10;
    p.octets[1] = 40;
    guard_each_prefix(rs_span(p.octets, p.n), attempt);
}

/* ---- as a layer ---- */

static enum rs_packet_verdict received(struct bench *b, struct rs_span octets)
{
    static struct made m;
    made_payload(&m, octets.p, octets.n);
    return bench_frame(b, RS_LINK_HEP, &m);
}

static enum rs_packet_verdict captured(struct bench *b, uint16_t port, struct rs_span octets)
{
    static struct made m;
    const struct way agent = {4, 7, 8, 40000, port};
    made_payload(&m, octets.p, octets.n);
    made_udp(&m, &agent);
    made_ipv4(&m, &agent, UDP, 1);
    made_vlan(&m, 5, IPV4);
    made_ethernet(&m, 0x8100);
    return bench_frame(b, ETHERNET, &m);
}

static void as_received(void **state)
{
    struct bench *b = *state;
    static struct hep_packet p;
    b->now_us = (int64_t)HEP_SECONDS * 1000000 + 300000;
    hep_usual(&p, 17);
    hep_chunk_number(&p, 0x12, 2, 100);
    assert_int_equal(received(b, hep_with_payload(&p, hep_sip)), RS_PACKET_ANALYSED);
    const struct rs_origin *o = &b->seen[0].origin;
    assert_int_equal(o->time_us, (int64_t)HEP_SECONDS * 1000000 + 250000);
    assert_int_equal(o->frame, 1);
    assert_int_equal(o->transport, RS_TRANSPORT_UDP);
    assert_int_equal(o->datagram_len, sizeof hep_sip - 1);
    assert_int_equal(o->vlan_count, 1);
    assert_int_equal(o->vlan[0], 100);
    assert_int_equal(o->src.port, 5060);
    hep_check_address(&o->dst.addr, "192.0.2.2");
    assert_int_not_equal(o->tunnel, 0);
    assert_string_equal(b->seen[0].text, hep_sip);
}

/* By its name on any port, without it on HEP's; outer addresses and VLANs are the agent's. */
static void in_a_capture(void **state)
{
    struct bench *b = *state;
    static struct hep_packet p;
    hep_usual(&p, 17);
    struct rs_span octets = hep_with_payload(&p, hep_sip);
    assert_int_equal(captured(b, 9060, octets), RS_PACKET_ANALYSED);
    assert_int_equal(captured(b, 12345, octets), RS_PACKET_ANALYSED);
    octets = fixed(&p, 2, 16, true);
    assert_int_equal(captured(b, 9063, octets), RS_PACKET_ANALYSED);
    assert_int_equal(captured(b, 12345, octets), RS_PACKET_NOT_SIP);
    assert_int_equal(captured(b, 9060, RS_SPAN("nothing of ours")), RS_PACKET_NOT_SIP);
    assert_int_equal(b->count, 3);
    for (unsigned i = 0; i < 3; i++) {
        hep_check_address(&b->seen[i].origin.src.addr, "192.0.2.1");
        assert_int_equal(b->seen[i].origin.vlan_count, 0);
        assert_int_equal(b->seen[i].origin.mac_pair, 0);
    }
    assert_true(b->seen[0].origin.tunnel == b->seen[1].origin.tunnel);
    assert_int_equal(bench_counters(b)->hep_packets, 3);
    assert_int_equal(bench_counters(b)->tunnelled, 3);
}

static void time_of(struct bench *b, uint32_t seconds, bool believed)
{
    static struct hep_packet p;
    hep_usual(&p, 17);
    hep_chunk_number(&p, 9, 4, seconds);
    int64_t now_us = b->now_us;
    received(b, hep_with_payload(&p, hep_sip));
    assert_int_equal(b->seen[b->count - 1].origin.time_us,
                     believed ? (int64_t)seconds * 1000000 + 250000 : now_us);
}

static void clocks_that_are_wrong(void **state)
{
    struct bench *b = *state;
    b->now_us = (int64_t)HEP_SECONDS * 1000000 + 300000;
    time_of(b, HEP_SECONDS, true);
    time_of(b, HEP_SECONDS - 59, true);
    time_of(b, HEP_SECONDS - 61, false);
    time_of(b, HEP_SECONDS + 1, false);
    time_of(b, UINT32_MAX, false);
    time_of(b, 1, false);
}

static void streams(void **state)
{
    struct bench *b = *state;
    static struct hep_packet p;
    static char two[512];
    snprintf(two, sizeof two, "%s\r\n\r\n%s", hep_sip, hep_sip);
    hep_usual(&p, 6);
    assert_int_equal(received(b, hep_with_payload(&p, two)), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 2);
    assert_int_equal(b->seen[1].origin.transport, RS_TRANSPORT_TCP);
    assert_false(b->seen[1].origin.truncated);
    hep_usual(&p, 22);
    two[sizeof hep_sip - 1 + 60] = '\0'; /* in the second one's headers */
    assert_int_equal(received(b, hep_with_payload(&p, two)), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 4);
    assert_int_equal(b->seen[3].origin.transport, RS_TRANSPORT_TLS);
    assert_false(b->seen[2].origin.truncated);
    assert_false(!strcmp(b->seen[3].text, hep_sip));
}

/* The first message of a stream alone, and not whole: cut, and said so. */
static void half_of_a_stream(void **state)
{
    struct bench *b = *state;
    static struct hep_packet p;
    hep_usual(&p, 6);
    assert_int_equal(received(b, hep_with_payload(&p, "OPTIONS sip:b@192.0.2.2 SIP/2.0\r\nCall")),
                     RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 1);
    assert_true(b->seen[0].origin.truncated);
}

static void other_contents(void **state)
{
    struct bench *b = *state;
    static struct hep_packet p;
    hep_usual(&p, 17);
    hep_chunk_number(&p, 0xb, 1, 100); /* a log that quotes hep_sip */
    assert_int_equal(received(b, hep_with_payload(&p, hep_sip)), RS_PACKET_NOT_SIP);
    hep_usual(&p, 17);
    assert_int_equal(received(b, hep_with_payload(&p, "\r\n\r\n")), RS_PACKET_NOT_SIP);
    hep_usual(&p, 17);
    assert_int_equal(received(b, hep_whole(&p)), RS_PACKET_NOT_SIP);
    assert_int_equal(received(b, RS_SPAN("HEP3\0\5")), RS_PACKET_BAD_LINK);
    assert_int_equal(received(b, RS_SPAN("no HEP at all")), RS_PACKET_BAD_LINK);
    assert_int_equal(b->count, 0);
    assert_int_equal(bench_counters(b)->hep_others, 1);
    assert_int_equal(bench_counters(b)->hep_bad, 1);
    assert_int_equal(bench_counters(b)->keepalives, 1);
}

static void cut_by_the_capture(void **state)
{
    struct bench *b = *state;
    static struct hep_packet p;
    static struct made m;
    hep_usual(&p, 17);
    struct rs_span octets = hep_with_payload(&p, hep_sip);
    made_payload(&m, octets.p, octets.n);
    assert_int_equal(bench_cut(b, RS_LINK_HEP, &m, 4), RS_PACKET_ANALYSED);
    assert_true(b->seen[0].origin.truncated);
    assert_int_equal(b->seen[0].len, sizeof hep_sip - 1 - 4);
    assert_int_equal(bench_cut(b, RS_LINK_HEP, &m, octets.n - 30), RS_PACKET_TRUNCATED);
    assert_int_equal(bench_counters(b)->hep_bad_chunks, 0);
}

/* ---- packed ---- */

static char packed[HEP_PACKET_MAX];

/* window 15: zlib's header, 31: gzip's */
static size_t pack(const char *text, size_t len, int window)
{
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)text, .avail_in = (uInt)len};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = (unsigned char *)packed;
    z.avail_out = sizeof packed;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return sizeof packed - z.avail_out;
}

static void packed_payload(void **state)
{
    struct bench *b = *state;
    static struct hep_packet p;
    for (int n = 0; n < 4; n++) {
        hep_usual(&p, 17);
        size_t len = pack(hep_sip, sizeof hep_sip - 1, n & 1 ? 31 : 15);
        hep_chunk(&p, 0x10, packed, len);
        assert_int_equal(received(b, hep_whole(&p)), RS_PACKET_ANALYSED);
        assert_string_equal(b->seen[n].text, hep_sip);
    }
    assert_int_equal(bench_counters(b)->hep_packed, 4);
    assert_int_equal(bench_counters(b)->hep_bad, 0);
}

static void packed_and_damaged(void **state)
{
    struct bench *b = *state;
    static struct hep_packet p;
    size_t len = pack(hep_sip, sizeof hep_sip - 1, 15);
    for (size_t n = 0; n < len; n++) {
        hep_usual(&p, 17);
        hep_chunk(&p, 0x10, packed, n);
        assert_int_equal(received(b, hep_whole(&p)), RS_PACKET_BAD_LINK);
    }
    hep_usual(&p, 17);
    hep_chunk(&p, 0x10, hep_sip, sizeof hep_sip - 1);
    assert_int_equal(received(b, hep_whole(&p)), RS_PACKET_BAD_LINK);
    assert_int_equal(b->count, 0);
}

/* A thousand octets for each one sent: not more than is paid for. */
static void bombs(void **state)
{
    struct bench *b = *state;
    static struct hep_packet p;
    static char blanks[4 << 20];
    memset(blanks, ' ', sizeof blanks);
    memcpy(blanks, hep_sip, sizeof hep_sip - 1);
    const size_t lens[] = {sizeof blanks, 400000};
    for (unsigned n = 0; n < 2; n++) {
        hep_usual(&p, 17);
        hep_chunk(&p, 0x10, packed, pack(blanks, lens[n], 15));
        assert_int_equal(received(b, hep_whole(&p)), RS_PACKET_BAD_LINK);
    }
    assert_int_equal(b->count, 0);
    assert_int_equal(bench_counters(b)->hep_bad, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_chunk),
        cmocka_unit_test(version6_addresses),
        cmocka_unit_test(strange_chunks),
        cmocka_unit_test(bad_chunks),
        cmocka_unit_test(not_hep),
        cmocka_unit_test(versions_1_and_2),
        cmocka_unit_test(every_prefix),
        cmocka_unit_test_setup_teardown(as_received, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(in_a_capture, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(clocks_that_are_wrong, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(streams, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(half_of_a_stream, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(other_contents, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(cut_by_the_capture, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(packed_payload, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(packed_and_damaged, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(bombs, bench_setup, bench_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
