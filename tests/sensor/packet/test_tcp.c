/* TCP streams: order, copies, wrap, ends, what is SIP and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "frames.h"

enum { ISN = 1000 };

static void syn(struct bench *b, const struct way *w, uint32_t isn)
{
    assert_int_equal(bench_tcp(b, w, isn, SYN, "", 0), RS_PACKET_NOT_SIP);
}

static void whole_messages(void **state)
{
    struct bench *b = *state;
    char text[2048];
    size_t one = a_message(text, sizeof text, "a", 10);
    size_t two = a_message(text + one, sizeof text - one, "b", 0);
    syn(b, &THERE, ISN);
    assert_int_equal(bench_tcp(b, &THERE, ISN + 1, ACK, text, one), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 1);
    assert_int_equal(b->seen[0].origin.transport, RS_TRANSPORT_TCP);
    assert_int_equal(b->seen[0].origin.datagram_len, 0);
    assert_int_equal(b->seen[0].origin.frame, 2);
    assert_int_equal(b->seen[0].len, one);
    assert_int_equal(bench_tcp(b, &THERE, ISN + 1 + (uint32_t)one, ACK, text, one + two),
                     RS_PACKET_ANALYSED); /* two in one segment */
    assert_call_ids(b, "a a b");
    assert_int_equal(bench_counters(b)->streams_sip, 1);
    assert_int_equal(bench_counters(b)->octets_held, 0);
    assert_int_equal(bench_counters(b)->tcp_midstream, 0);
}

static void split_at_every_octet(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "split", 20);
    syn(b, &THERE6, ISN);
    uint32_t seq = ISN + 1;
    for (size_t at = 1; at < n; at++) {
        assert_int_equal(bench_tcp(b, &THERE6, seq, ACK, text, at), RS_PACKET_ANALYSED);
        assert_int_equal(b->count, at - 1);
        assert_int_equal(bench_tcp(b, &THERE6, seq + (uint32_t)at, ACK, text + at, n - at),
                         RS_PACKET_ANALYSED);
        assert_int_equal(b->count, at);
        assert_string_equal(b->seen[at - 1].text, text);
        assert_int_equal(b->seen[at - 1].origin.frame, b->frames);
        seq += (uint32_t)n;
    }
}

static void one_octet_a_segment(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "octets", 20);
    syn(b, &THERE, ISN);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(bench_tcp(b, &THERE, ISN + 1 + (uint32_t)i, ACK, text + i, 1),
                         RS_PACKET_ANALYSED);
    assert_call_ids(b, "octets");
    assert_string_equal(b->seen[0].text, text);
}

/* Next permutation in lexical order; false after the last. */
static bool permute(unsigned *p, unsigned n)
{
    unsigned i = n - 1, k = n - 1;
    while (i && p[i - 1] >= p[i])
        i--;
    if (!i)
        return false;
    while (p[k] <= p[i - 1])
        k--;
    unsigned t = p[i - 1];
    p[i - 1] = p[k];
    p[k] = t;
    for (k = n - 1; i < k; i++, k--) {
        t = p[i];
        p[i] = p[k];
        p[k] = t;
    }
    return true;
}

/* Five segments in every order, across the end of the sequence numbers. */
static void every_order(void **state)
{
    struct bench *b = *state;
    unsigned order[5] = {0, 1, 2, 3, 4}, round = 0;
    char text[1024];
    size_t n = a_message(text, sizeof text, "order", 100), part = n / 5 + 1;
    struct way w = THERE;
    do {
        w.from_port++;
        uint32_t first = UINT32_MAX - 150; /* wraps in the middle */
        syn(b, &w, first - 1);
        for (unsigned i = 0; i < 5; i++) {
            size_t at = order[i] * part, len = at + part < n ? part : n - at;
            assert_int_equal(bench_tcp(b, &w, first + (uint32_t)at, ACK, text + at, len),
                             RS_PACKET_ANALYSED);
        }
        round++;
        assert_int_equal(b->count, round);
        assert_string_equal(b->seen[round - 1].text, text);
        assert_int_equal(b->seen[round - 1].origin.frame, b->frames); /* made whole by the last */
        assert_false(b->seen[round - 1].origin.after_gap);
    } while (permute(order, 5));
    assert_int_equal(round, 120);
    assert_int_equal(bench_counters(b)->tcp_gaps, 0);
    assert_int_equal(bench_counters(b)->octets_held, 0);
}

static void every_order_of_messages(void **state)
{
    struct bench *b = *state;
    unsigned order[4] = {0, 1, 2, 3}, round = 0;
    struct way w = THERE;
    do {
        w.from_port++;
        char text[4][512];
        syn(b, &w, ISN);
        unsigned before = b->count;
        for (unsigned i = 0; i < 4; i++) {
            char id[2] = {(char)('a' + order[i])};
            size_t n = a_message(text[i], sizeof text[i], id, 0);
            bench_tcp(b, &w, ISN + 1 + order[i] * (uint32_t)n, ACK, text[i], n);
        }
        round++;
        assert_int_equal(b->count, before + 4);
        for (unsigned i = 0; i < 4; i++)
            assert_int_equal(strstr(b->seen[before + i].text, "Call-ID: ")[9], 'a' + i);
    } while (permute(order, 4));
    assert_int_equal(round, 24);
}

static void first_octets_win(void **state)
{
    struct bench *b = *state;
    char text[1024], other[1024];
    size_t n = a_message(text, sizeof text, "good", 300);
    memset(other, '#', sizeof other);
    syn(b, &THERE, ISN);
    bench_tcp(b, &THERE, ISN + 1 + 400, ACK, text + 400, 50); /* ahead */
    bench_tcp(b, &THERE, ISN + 1 + 390, ACK, other, 10);      /* false, but first */
    bench_tcp(b, &THERE, ISN + 1 + 380, ACK, other, 100);     /* over both, false */
    bench_tcp(b, &THERE, ISN + 1, ACK, text, 420);            /* fills the hole */
    bench_tcp(b, &THERE, ISN + 1 + 360, ACK, other, 60);      /* late copy */
    bench_tcp(b, &THERE, ISN + 1 + 450, ACK, text + 450, n - 450);
    memset(text + 380, '#', 20);
    memset(text + 450, '#', 30);
    assert_int_equal(b->count, 1);
    assert_string_equal(b->seen[0].text, text);
    assert_int_equal(bench_counters(b)->tcp_retransmitted, 1);
}

static void copies_are_no_messages(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "copy", 10);
    syn(b, &THERE, ISN);
    syn(b, &THERE, ISN);
    for (int i = 0; i < 3; i++)
        assert_int_equal(bench_tcp(b, &THERE, ISN + 1, ACK, text, n), RS_PACKET_ANALYSED);
    syn(b, &THERE, ISN);
    bench_tcp(b, &THERE, ISN + (uint32_t)n, ACK, "", 1); /* TCP's own keep-alive: one octet back */
    bench_tcp(b, &THERE, ISN + 1 + (uint32_t)n, ACK, text, n);
    assert_call_ids(b, "copy copy");
    assert_int_equal(bench_counters(b)->tcp_retransmitted, 3);
    assert_int_equal(bench_counters(b)->tcp_reused, 0);
}

static void keepalives_between(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "k", 0);
    syn(b, &THERE, ISN);
    uint32_t seq = ISN + 1;
    assert_int_equal(bench_tcp(b, &THERE, seq, ACK, "\r\n\r\n", 4), RS_PACKET_NOT_SIP);
    seq += 4;
    for (int i = 0; i < 3; i++) {
        bench_tcp(b, &THERE, seq, ACK, text, n);
        seq += (uint32_t)n;
        assert_int_equal(bench_tcp(b, &THERE, seq, ACK, "\r\n\r\n", 4), RS_PACKET_NOT_SIP);
        seq += 4;
    }
    memmove(text + 4, text, n);
    memcpy(text, "\r\n\r\n", 4); /* before a message, in its segment */
    assert_int_equal(bench_tcp(b, &THERE, seq, ACK, text, n + 4), RS_PACKET_ANALYSED);
    assert_call_ids(b, "k k k k");
    assert_int_equal(bench_counters(b)->keepalives, 4);
}

static void data_with_the_syn(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "tfo", 0);
    bench_tcp(b, &THERE, ISN, SYN, text, n);
    bench_tcp(b, &THERE, ISN + 1 + (uint32_t)n, ACK, text, n);
    assert_call_ids(b, "tfo tfo");
}

static void picked_up_in_the_middle(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "mid", 0);
    uint32_t seq = 77;
    assert_int_equal(bench_tcp(b, &THERE, seq, ACK, text + 20, n - 20), RS_PACKET_NOT_SIP);
    seq += (uint32_t)n - 20;
    assert_int_equal(bench_tcp(b, &THERE, seq, ACK, text, 100), RS_PACKET_ANALYSED);
    assert_int_equal(bench_tcp(b, &THERE, seq + 100, ACK, text + 100, n - 100), RS_PACKET_ANALYSED);
    assert_call_ids(b, "mid");
    assert_int_equal(bench_counters(b)->tcp_midstream, 1);
    assert_false(b->seen[0].origin.after_gap);
}

/* The capture begins with segments out of order: what stands before is no copy. */
static void picked_up_backwards(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "m", 0);
    for (uint32_t i = 5; i > 0; i--)
        assert_int_equal(bench_tcp(b, &THERE, 77 + i * (uint32_t)n, ACK, text, n),
                         RS_PACKET_ANALYSED);
    assert_call_ids(b, "m m m m m");
    bench_tcp(b, &THERE, 77 + 2 * (uint32_t)n, ACK, text, n); /* this is one */
    assert_int_equal(b->count, 5);
}

static void other_protocols(void **state)
{
    struct bench *b = *state;
    char text[2048], sip[1024];
    a_message(sip, sizeof sip, "inside", 0);
    snprintf(text, sizeof text, "POST / HTTP/1.1\r\nHost: x\r\nVia: 1.1 y\r\n\r\n%s", sip);
    static const char tpkt[] = "\3\0\0\x30\2\xf0\x80INVITE sip:bob@example.com SIP/2.0\r\n";
    syn(b, &THERE, ISN);
    assert_int_equal(bench_tcp_text(b, &THERE, ISN + 1, text), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->streams_live, 0); /* costs nothing any more */
    syn(b, &BACK, ISN);
    assert_int_equal(bench_tcp(b, &BACK, ISN + 1, ACK, tpkt, sizeof tpkt - 1), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_tcp_text(b, &BACK, ISN + 100, "220 mail ESMTP\r\n"), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->streams_live, 0);
    assert_int_equal(b->count, 0);
}

static void a_first_line_that_does_not_end(void **state)
{
    struct bench *b = *state;
    char text[3000];
    memset(text, 'A', sizeof text);
    memcpy(text, "INVITE sip:", 11);
    syn(b, &THERE, ISN);
    assert_int_equal(bench_tcp(b, &THERE, ISN + 1, ACK, text, 1000), RS_PACKET_ANALYSED);
    assert_int_equal(bench_tcp(b, &THERE, ISN + 1001, ACK, text + 1000, 1500), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->streams_live, 0);
    assert_int_equal(bench_counters(b)->octets_held, 0);
}

static void found_later_at_a_segments_start(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "later", 0);
    syn(b, &THERE, ISN);
    bench_tcp_text(b, &THERE, ISN + 1, "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n");
    assert_int_equal(bench_tcp(b, &THERE, ISN + 37, ACK, text, n), RS_PACKET_ANALYSED);
    assert_call_ids(b, "later");
}

static void junk_ends_a_stream(void **state)
{
    struct bench *b = *state;
    char text[1024], junk[1024];
    size_t n = a_message(text, sizeof text, "j", 0);
    memset(junk, 0x80, sizeof junk);
    syn(b, &THERE, ISN);
    uint32_t seq = ISN + 1;
    bench_tcp(b, &THERE, seq, ACK, text, n);
    seq += (uint32_t)n;
    for (int i = 0; i < 100; i++, seq += sizeof junk) {
        junk[1023] = '\n';
        bench_tcp(b, &THERE, seq, ACK, junk, sizeof junk);
    }
    assert_int_equal(bench_counters(b)->streams_live, 0);
    assert_in_range(bench_counters(b)->tcp_junk_octets, 64 * 1024, 66 * 1024);
    bench_tcp(b, &THERE, seq, ACK, text, n);
    assert_call_ids(b, "j j");
}

static void fin_ends_a_stream(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "fin", 0);
    uint32_t end = ISN + 1 + (uint32_t)n;
    syn(b, &THERE, ISN);
    bench_tcp(b, &THERE, ISN + 1, FIN | ACK, text, n);
    bench_tcp(b, &THERE, ISN + 1, FIN | ACK, text, n);
    assert_int_equal(b->count, 1);
    /* Behind the end comes nothing of this connection; a start line begins another. */
    assert_int_equal(bench_tcp_text(b, &THERE, end + 1, "something"), RS_PACKET_NOT_SIP);
    bench_tcp(b, &THERE, end + 5000, ACK, text, n);
    assert_call_ids(b, "fin fin");
    assert_int_equal(bench_counters(b)->tcp_reused, 1);
}

static void fin_before_the_last_octets(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "early", 0);
    syn(b, &THERE, ISN);
    bench_tcp(b, &THERE, ISN + 1, ACK, text, 50);
    bench_tcp(b, &THERE, ISN + 1 + (uint32_t)n, FIN | ACK, "", 0);
    bench_tcp(b, &THERE, ISN + 1 + 50, ACK, text + 50, n - 50);
    assert_call_ids(b, "early");
    bench_tcp(b, &BACK, ISN, SYN | ACK, "", 0); /* nothing but SYN and FIN: not kept */
    bench_tcp(b, &BACK, ISN + 1, FIN | ACK, "", 0);
    assert_int_equal(bench_counters(b)->streams_live, 1);
}

static void an_end_in_the_middle_of_a_message(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "half", 100);
    syn(b, &THERE, ISN);
    bench_tcp(b, &THERE, ISN + 1, FIN | ACK, text, n - 10);
    assert_int_equal(b->count, 0);
    assert_int_equal(bench_counters(b)->messages_incomplete, 1);
    assert_int_equal(bench_counters(b)->octets_held, 0);
}

static void rst_ends_a_stream(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "rst", 0);
    syn(b, &THERE, ISN);
    bench_tcp(b, &THERE, ISN + 1, ACK, text, n);
    bench_tcp(b, &THERE, ISN + 1 + 2 * (uint32_t)n, ACK, text, n); /* behind a hole */
    bench_tcp(b, &THERE, ISN + 5000000, RST, "", 0);               /* forged: far away */
    assert_int_equal(b->count, 1);
    bench_tcp(b, &THERE, ISN + 1 + 3 * (uint32_t)n, RST, "", 0);
    assert_int_equal(b->count, 2);
    assert_true(b->seen[1].origin.after_gap);
    assert_int_equal(b->seen[1].origin.frame, 3); /* the frame that brought it */
    assert_int_equal(bench_counters(b)->octets_held, 0);
}

static void ports_used_again(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "again", 0);
    syn(b, &THERE, ISN);
    bench_tcp(b, &THERE, ISN + 1, ACK, text, n - 5);
    syn(b, &THERE, ISN - 900);
    bench_tcp(b, &THERE, ISN - 899, ACK, text, n);
    assert_call_ids(b, "again");
    assert_int_equal(bench_counters(b)->tcp_reused, 1);
    assert_int_equal(bench_counters(b)->messages_incomplete, 1);
    /* And without its SYN, somewhere else in the sequence numbers. */
    bench_tcp(b, &THERE, ISN + 0x40000000, ACK, text, n);
    bench_tcp(b, &THERE, ISN + 0x90000000, ACK, text, n);
    assert_call_ids(b, "again again again");
}

static void a_capture_that_is_replayed(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "r", 0);
    for (int i = 0; i < 3; i++) {
        syn(b, &THERE, ISN);
        bench_tcp(b, &THERE, ISN + 1, i == 1 ? ACK : FIN | ACK, text, n);
        syn(b, &THERE, ISN); /* a second tap's copy */
        bench_tcp(b, &THERE, ISN + 1, i == 1 ? ACK : FIN | ACK, text, n);
        b->now_us += 2000000;
    }
    assert_call_ids(b, "r r r");
}

static void tunnels_tell_streams_apart(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "t", 0);
    for (uint8_t i = 0; i < 3; i++) {
        struct way outer = {4, 100, (uint8_t)(101 + i), 0, 0};
        struct made m;
        made_payload(&m, text, n);
        made_tcp(&m, &THERE, ISN, 0, ACK);
        made_ipv4(&m, &THERE, TCP, 1);
        made_ipv4(&m, &outer, 4, 1);
        bench_frame(b, RAW_IP, &m);
    }
    assert_call_ids(b, "t t t");
}

static void damaged_headers(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_text(&m, "");
    made_tcp(&m, &THERE, ISN, 0, SYN);
    made_set(&m, 12, 0x40);
    made_ipv4(&m, &THERE, TCP, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_BAD_TRANSPORT);
    made_text(&m, "");
    made_tcp(&m, &THERE, ISN, 0, SYN);
    made_set(&m, 12, 0x60);
    made_ipv4(&m, &THERE, TCP, 1);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_BAD_TRANSPORT);
}

static void cut_by_the_capture(void **state)
{
    struct bench *b = *state;
    char text[1024];
    size_t n = a_message(text, sizeof text, "snap", 300);
    for (uint32_t i = 0; i < 3; i++) {
        struct made m;
        made_payload(&m, text, n);
        made_tcp(&m, &THERE, ISN + i * (uint32_t)n, 0, ACK);
        made_ipv4(&m, &THERE, TCP, 1);
        assert_int_equal(bench_cut(b, RAW_IP, &m, i == 2 ? 0 : 200), RS_PACKET_ANALYSED);
    }
    assert_call_ids(b, "snap snap snap");
    assert_true(b->seen[0].origin.truncated);
    assert_int_equal(b->seen[0].len, n - 200);
    assert_true(b->seen[1].origin.after_gap);
    assert_false(b->seen[2].origin.truncated);
    assert_int_equal(bench_counters(b)->messages_incomplete, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(whole_messages),
        TEST(split_at_every_octet),
        TEST(one_octet_a_segment),
        TEST(every_order),
        TEST(every_order_of_messages),
        TEST(first_octets_win),
        TEST(copies_are_no_messages),
        TEST(keepalives_between),
        TEST(data_with_the_syn),
        TEST(picked_up_in_the_middle),
        TEST(picked_up_backwards),
        TEST(other_protocols),
        TEST(a_first_line_that_does_not_end),
        TEST(found_later_at_a_segments_start),
        TEST(junk_ends_a_stream),
        TEST(fin_ends_a_stream),
        TEST(fin_before_the_last_octets),
        TEST(an_end_in_the_middle_of_a_message),
        TEST(rst_ends_a_stream),
        TEST(ports_used_again),
        TEST(a_capture_that_is_replayed),
        TEST(tunnels_tell_streams_apart),
        TEST(damaged_headers),
        TEST(cut_by_the_capture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
