/* IPv4, IPv6 with its extension headers, tunnels, ICMP errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "frames.h"

static const char SIP[] = "OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: ip\r\n\r\n";
static const struct way OUTER = {4, 101, 102, 0, 0};
static const struct way OUTER6 = {6, 101, 102, 0, 0};

static void made_sip(struct made *m)
{
    made_text(m, SIP);
    made_udp(m, &THERE);
}

static void gives_one(struct bench *b, const struct made *m)
{
    unsigned before = b->count;
    assert_int_equal(bench_frame(b, RAW_IP, m), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, before + 1);
    assert_string_equal(b->seen[before].text, SIP);
    const struct rs_addr *src = &b->seen[before].origin.src.addr;
    assert_int_equal(src->octet[src->family == 4 ? 3 : 15], 1);
}

static void options_and_padding(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_put(&m, "\1\1\1\0", 4); /* IPv4 options */
    made_ipv4(&m, &THERE, UDP, 4711);
    made_set(&m, 0, 0x46);
    gives_one(b, &m);
    assert_int_equal(b->seen[0].origin.ip_id, 4711);
    /* Ethernet pads to 60 octets: what is behind the total length is no payload. */
    char padded[128] = {0};
    made_text(&m, "\r\n\r\n");
    made_udp(&m, &THERE);
    made_ipv4(&m, &THERE, UDP, 1);
    struct rs_span s = made_span(&m);
    memcpy(padded, s.p, s.n);
    memset(padded + s.n, 'x', 20);
    made_payload(&m, padded, s.n + 20);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->keepalives, 1);
}

static void total_length_of_nothing(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_ipv4(&m, &THERE, UDP, 1);
    made_set(&m, 2, 0);
    made_set(&m, 3, 0);
    gives_one(b, &m);
    made_sip(&m);
    made_ipv6(&m, &THERE6, UDP);
    made_set(&m, 4, 0);
    made_set(&m, 5, 0);
    gives_one(b, &m);
}

static void damaged_headers(void **state)
{
    struct bench *b = *state;
    struct made m;
    static const struct {
        size_t at;
        unsigned octet;
    } damage[] = {{0, 0x44}, {0, 0x35}, {0, 0x55}, {3, 19}};
    for (size_t i = 0; i < 4; i++) {
        made_sip(&m);
        made_ipv4(&m, &THERE, UDP, 1);
        made_set(&m, damage[i].at, damage[i].octet);
        if (damage[i].at == 3)
            made_set(&m, 2, 0);
        assert_int_equal(bench_frame(b, 228, &m), RS_PACKET_BAD_IP);
    }
    made_sip(&m);
    made_ipv4(&m, &THERE, 200, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_UNKNOWN_PROTOCOL);
    made_sip(&m);
    made_ipv4(&m, &THERE, 2, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
    assert_int_equal(b->count, 0);
}

static void extension_headers(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_put(&m, "\x11\4\0\0\0\0\0\1\0\0\0\1AAAAAAAAAAAA", 24); /* AH */
    made_put(&m, "\x33\1\1\4\0\0\0\0\1\4\0\0\0\0\1\0", 16);     /* destination options */
    made_put(&m, "\x3c\2\0\0\0\0\0\0RRRRRRRRRRRRRRRR", 24);     /* routing */
    made_put(&m, "\x2b\0\1\4\0\0\0\0", 8);                      /* hop by hop */
    made_ipv6(&m, &THERE6, 0);
    gives_one(b, &m);
    size_t whole = made_span(&m).n;
    for (size_t cut = sizeof SIP - 1 + 8; cut < whole; cut++)
        assert_int_equal(bench_cut(b, RAW_IP, &m, cut), RS_PACKET_TRUNCATED);
    made_text(&m, "");
    made_ipv6(&m, &THERE6, 59);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
}

static void extension_headers_without_end(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    for (int i = 0; i < 100; i++)
        made_put(&m, i ? "\x3c\0\1\4\0\0\0\0" : "\x11\0\1\4\0\0\0\0", 8);
    made_ipv6(&m, &THERE6, 60);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_TOO_DEEP);
}

static void ip_in_ip(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_ipv4(&m, &THERE, UDP, 1);
    made_ipv4(&m, &OUTER, 4, 1);
    gives_one(b, &m);
    made_sip(&m);
    made_ipv6(&m, &THERE6, UDP);
    made_ipv4(&m, &OUTER, 41, 1);
    gives_one(b, &m);
    made_sip(&m);
    made_ipv4(&m, &THERE, UDP, 1);
    made_ipv6(&m, &OUTER6, 4);
    gives_one(b, &m);
    made_sip(&m);
    made_ipv6(&m, &THERE6, UDP);
    made_ipv6(&m, &OUTER6, 41);
    gives_one(b, &m);
    made_sip(&m);
    made_ipv4(&m, &THERE, UDP, 1);
    gives_one(b, &m);
    for (unsigned i = 0; i < 4; i++)
        assert_true(b->seen[i].origin.tunnel != 0);
    assert_true(b->seen[4].origin.tunnel == 0);
    assert_int_equal(bench_counters(b)->tunnelled, 4);
}

static void a_tunnel_is_the_same_both_ways(void **state)
{
    struct bench *b = *state;
    static const struct way outer_back = {4, 102, 101, 0, 0}, other = {4, 101, 103, 0, 0};
    struct made m;
    made_sip(&m);
    made_ipv4(&m, &THERE, UDP, 1);
    made_ipv4(&m, &OUTER, 4, 1);
    bench_frame(b, RAW_IP, &m);
    made_text(&m, SIP);
    made_udp(&m, &BACK);
    made_ipv4(&m, &BACK, UDP, 1);
    made_ipv4(&m, &outer_back, 4, 1);
    bench_frame(b, RAW_IP, &m);
    made_sip(&m);
    made_ipv4(&m, &THERE, UDP, 1);
    made_ipv4(&m, &other, 4, 1);
    bench_frame(b, RAW_IP, &m);
    assert_int_equal(b->count, 3);
    assert_true(b->seen[0].origin.tunnel == b->seen[1].origin.tunnel);
    assert_true(b->seen[0].origin.tunnel != b->seen[2].origin.tunnel);
}

static void gre_and_what_it_carries(void **state)
{
    struct bench *b = *state;
    static const struct {
        const char *header;
        size_t len;
        bool bridged;
    } gre[] = {
        {"\0\0\x08\0", 4, false},
        {"\x20\0\x08\0\0\0\0\7", 8, false},                     /* key */
        {"\xb0\0\x08\0\0\0\0\0\0\0\0\7\0\0\0\1", 16, false},    /* checksum, key, sequence */
        {"\0\0\x65\x58", 4, true},                              /* bridged Ethernet */
        {"\x20\0\x65\x58\0\x12\x34\0", 8, true},                /* NVGRE */
        {"\0\0\x88\xbe", 4, true},                              /* ERSPAN I */
        {"\x10\0\x88\xbe\0\0\0\1\x10\5\0\0\0\0\0\0", 16, true}, /* II */
        {"\x10\0\x22\xeb\0\0\0\1\x20\5\0\0\0\0\0\0\0\0\0\0", 20, true}, /* III */
        {"\x10\0\x22\xeb\0\0\0\1\x20\5\0\0\0\0\0\0\0\0\0\1SUBHEADR", 28, true},
        {"\x30\1\x88\x0b\0\x50\0\1\0\0\0\1\xff\3\0\x21", 16, false}, /* PPP, version 1 */
        {"\x30\x81\x88\x0b\0\x50\0\1\0\0\0\1\0\0\0\1\x21", 17, false},
    };
    struct made m;
    for (size_t i = 0; i < sizeof gre / sizeof *gre; i++) {
        made_sip(&m);
        made_ipv4(&m, &THERE, UDP, 1);
        if (gre[i].bridged)
            made_ethernet(&m, IPV4);
        made_put(&m, gre[i].header, gre[i].len);
        made_ipv4(&m, &OUTER, 47, 1);
        gives_one(b, &m);
        assert_true(b->seen[i].origin.tunnel != 0);
    }
    assert_true(b->seen[0].origin.tunnel != b->seen[1].origin.tunnel); /* the key counts */
}

static void gre_that_is_not_followed(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_put(&m, "\0\2\x08\0", 4);
    made_ipv4(&m, &OUTER, 47, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_BAD_LINK);
    made_payload(&m, "\x20\x81\x88\x0b\0\0\0\1\0\0\0\1",
                 12); /* PPTP: acknowledges, holds nothing */
    made_ipv4(&m, &OUTER, 47, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
    made_payload(&m, "\xb0\0\x08\0\0\0\0\0\0\0", 10);
    made_ipv4(&m, &OUTER, 47, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_BAD_LINK);
}

static void pppoe(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_ipv4(&m, &THERE, UDP, 1);
    made_put(&m, "\x11\0\0\1\0\x50\0\x21", 8);
    made_ethernet(&m, 0x8864);
    assert_int_equal(bench_frame(b, ETHERNET, &m), RS_PACKET_ANALYSED);
    made_payload(&m, "\x11\0\0\1\0\4\xc0\x21\1\0", 10);
    made_ethernet(&m, 0x8864);
    assert_int_equal(bench_frame(b, ETHERNET, &m), RS_PACKET_NOT_SIP);
}

static void tunnels_without_end(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_ipv4(&m, &THERE, UDP, 1);
    for (int i = 0; i < 60; i++)
        made_ipv4(&m, &OUTER, 4, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_TOO_DEEP);
}

static void icmp_quotes_are_no_messages(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_sip(&m);
    made_ipv4(&m, &THERE, UDP, 1);
    made_put(&m, "\3\3\0\0\0\0\0\0", 8);
    made_ipv4(&m, &OUTER, 1, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
    made_sip(&m);
    made_ipv6(&m, &THERE6, UDP);
    made_put(&m, "\1\4\0\0\0\0\0\0", 8);
    made_ipv6(&m, &OUTER6, 58);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
    made_text(&m, SIP);
    made_tcp(&m, &THERE, 1, 1, ACK);
    made_ipv4(&m, &THERE, TCP, 1);
    made_put(&m, "\x0b\0\0\0\0\0\0\0", 8);
    made_ipv4(&m, &OUTER, 1, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->icmp_quoted, 3);
    assert_int_equal(b->count, 0);
}

static enum rs_unreachable told_why[16];
static unsigned told;

static void tell_unreachable(void *user, const struct rs_origin *origin, enum rs_unreachable why,
                             struct rs_span octets)
{
    struct bench *b = user;
    assert_true(told < 16);
    told_why[told++] = why;
    assert_int_equal(origin->frame, b->frames);
    assert_int_equal(origin->src.addr.octet[origin->src.addr.family == 4 ? 3 : 15], 1);
    assert_int_equal(origin->dst.port, 5070);
    assert_int_equal(octets.n, sizeof SIP - 1);
}

/* What the error says is told with the quotation; that a packet is sent another way is no loss. */
static void icmp_says_why(void **state)
{
    struct bench *b = *state;
    static const struct {
        unsigned family, type, code;
        enum rs_unreachable why;
    } errors[] = {
        {4, 3, 0, RS_UNREACHABLE_NET},         {4, 3, 3, RS_UNREACHABLE_PORT},
        {4, 3, 4, RS_UNREACHABLE_NONE},        {4, 3, 13, RS_UNREACHABLE_PROHIBITED},
        {4, 3, 200, RS_UNREACHABLE_OTHER},     {4, 4, 0, RS_UNREACHABLE_NONE},
        {4, 5, 1, RS_UNREACHABLE_NONE},        {4, 11, 0, RS_UNREACHABLE_TIME},
        {4, 12, 0, RS_UNREACHABLE_PARAMETER},  {6, 1, 3, RS_UNREACHABLE_HOST},
        {6, 1, 99, RS_UNREACHABLE_OTHER},      {6, 2, 0, RS_UNREACHABLE_NONE},
        {6, 3, 0, RS_UNREACHABLE_TIME},        {6, 4, 0, RS_UNREACHABLE_PARAMETER},
    };
    unsigned wanted = 0;
    struct made m;
    told = 0;
    b->sink.unreachable = tell_unreachable;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        char head[8] = {(char)errors[i].type, (char)errors[i].code};
        bool v4 = errors[i].family == 4;
        made_sip(&m);
        if (v4)
            made_ipv4(&m, &THERE, UDP, 1);
        else
            made_ipv6(&m, &THERE6, UDP);
        made_put(&m, head, 8);
        if (v4)
            made_ipv4(&m, &OUTER, 1, 1);
        else
            made_ipv6(&m, &OUTER6, 58);
        assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
        wanted += errors[i].why != RS_UNREACHABLE_NONE;
        assert_int_equal(told, wanted);
        if (errors[i].why)
            assert_int_equal(told_why[told - 1], errors[i].why);
    }
    assert_int_equal(bench_counters(b)->icmp_quoted, sizeof errors / sizeof *errors);
    assert_int_equal(b->count, 0);
}

static void icmp_quotes_of_fragments(void **state)
{
    struct bench *b = *state;
    struct made m;
    for (unsigned offset = 0; offset <= 64; offset += 64) {
        made_sip(&m);
        made_ipv4_fragment(&m, &THERE, UDP, 1, offset, true);
        made_put(&m, "\3\4\0\0\0\0\5\xb4", 8);
        made_ipv4(&m, &OUTER, 1, 1);
        assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
    }
    assert_int_equal(bench_counters(b)->icmp_quoted, 1);
    assert_int_equal(bench_counters(b)->datagrams_live, 0);
    made_payload(&m, "\x08\0\0\0\0\0\0\0ping", 12);
    made_ipv4(&m, &OUTER, 1, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(options_and_padding),
        TEST(total_length_of_nothing),
        TEST(damaged_headers),
        TEST(extension_headers),
        TEST(extension_headers_without_end),
        TEST(ip_in_ip),
        TEST(a_tunnel_is_the_same_both_ways),
        TEST(gre_and_what_it_carries),
        TEST(gre_that_is_not_followed),
        TEST(pppoe),
        TEST(tunnels_without_end),
        TEST(icmp_quotes_are_no_messages),
        TEST(icmp_says_why),
        TEST(icmp_quotes_of_fragments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
