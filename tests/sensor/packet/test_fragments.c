/* IP fragments: every order, copies, overlaps, expiry, ceilings. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "frames.h"

enum { PIECE = 400, PIECES = 4 };

/* One UDP datagram with a message in it, to be cut. */
struct whole {
    char message[2048];
    size_t message_len;
    struct made datagram;
};

static void made_whole(struct whole *w, const char *call_id)
{
    w->message_len = a_message(w->message, sizeof w->message, call_id, 1200);
    made_payload(&w->datagram, w->message, w->message_len);
    made_udp(&w->datagram, &THERE);
}

static size_t whole_len(const struct whole *w)
{
    return made_span(&w->datagram).n;
}

static enum rs_packet_verdict send_range(struct bench *b, int family, const struct whole *w,
                                         unsigned id, size_t from, size_t to, const char *fill)
{
    struct made m;
    bool more = to < whole_len(w);
    made_payload(&m, made_span(&w->datagram).p + from, to - from);
    if (fill)
        memset(m.octets + m.at, fill[0], to - from);
    if (family == 4) {
        made_ipv4_fragment(&m, &THERE, UDP, id, (unsigned)from, more);
    } else {
        made_ipv6_fragment(&m, UDP, id, (unsigned)from, more);
        made_ipv6(&m, &THERE6, 44);
    }
    return bench_frame(b, RAW_IP, &m);
}

/* Piece i of PIECES; the last one takes what is left. */
static enum rs_packet_verdict send_piece(struct bench *b, int family, const struct whole *w,
                                         unsigned id, unsigned i)
{
    size_t to = i == PIECES - 1 ? whole_len(w) : (i + 1) * PIECE;
    return send_range(b, family, w, id, i * PIECE, to, NULL);
}

static void is_message(const struct bench *b, unsigned i, const struct whole *w, unsigned fragments)
{
    assert_true(i < b->count);
    assert_int_equal(b->seen[i].len, w->message_len);
    assert_string_equal(b->seen[i].text, w->message);
    assert_int_equal(b->seen[i].origin.fragments, fragments);
    assert_int_equal(b->seen[i].origin.src.port, 5060);
    assert_int_equal(b->seen[i].origin.datagram_len, w->message_len);
}

static void every_order(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "order");
    unsigned id = 0;
    for (unsigned order = 0; order < 256; order++) {
        unsigned i[PIECES] = {order & 3, order >> 2 & 3, order >> 4 & 3, order >> 6};
        if ((1u << i[0] | 1u << i[1] | 1u << i[2] | 1u << i[3]) != 15)
            continue;
        for (int family = 4; family <= 6; family += 2) {
            id++;
            for (unsigned k = 0; k < PIECES; k++)
                assert_int_equal(send_piece(b, family, &w, id, i[k]), RS_PACKET_ANALYSED);
            assert_int_equal(b->count, id);
            is_message(b, id - 1, &w, PIECES);
            assert_int_equal(b->seen[id - 1].origin.frame, b->frames);
        }
    }
    assert_int_equal(id, 48);
    assert_int_equal(bench_counters(b)->datagrams_reassembled, 48);
    assert_int_equal(bench_counters(b)->datagrams_live, 0);
    assert_int_equal(bench_counters(b)->octets_held, 0);
}

static void copies_do_not_count(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "copies");
    for (int family = 4; family <= 6; family += 2) {
        for (unsigned i = 0; i < PIECES; i++) {
            send_piece(b, family, &w, 9, i);
            send_piece(b, family, &w, 9, i);
        }
    }
    assert_int_equal(b->count, 2);
    is_message(b, 0, &w, PIECES);
    is_message(b, 1, &w, PIECES);
    assert_int_equal(bench_counters(b)->fragments_duplicate, 2 * PIECES);
    assert_int_equal(bench_counters(b)->datagrams_live,
                     0); /* the copy of the last waits for none */
}

/* The same length arrives in all, but a hole is left: no datagram. */
static void a_hole_is_a_hole(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "hole");
    send_piece(b, 4, &w, 9, 0);
    send_piece(b, 4, &w, 9, 3);
    send_piece(b, 4, &w, 9, 1);
    send_piece(b, 4, &w, 9, 1);
    assert_int_equal(b->count, 0);
    send_piece(b, 4, &w, 9, 2);
    is_message(b, 0, &w, PIECES);
}

static void first_octets_win_for_ipv4(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "overlap");
    send_range(b, 4, &w, 9, 400, 800, NULL);
    assert_int_equal(send_range(b, 4, &w, 9, 0, 1200, NULL), RS_PACKET_ANALYSED);
    assert_int_equal(send_range(b, 4, &w, 9, 200, 1000, "#"), RS_PACKET_ANALYSED);
    send_range(b, 4, &w, 9, 1200, whole_len(&w), NULL);
    is_message(b, 0, &w, 3);
    assert_int_equal(bench_counters(b)->fragments_overlapping, 1);
    assert_int_equal(bench_counters(b)->fragments_duplicate, 1);
    /* And where the false one comes first, it is what the receiver may have seen too. */
    send_range(b, 4, &w, 10, 400, 800, "#");
    send_range(b, 4, &w, 10, 0, 1200, NULL);
    send_range(b, 4, &w, 10, 1200, whole_len(&w), NULL);
    assert_int_equal(b->count, 2);
    assert_int_equal(b->seen[1].text[500], '#');
}

static void overlaps_end_an_ipv6_datagram(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "rfc5722");
    send_piece(b, 6, &w, 9, 0);
    send_piece(b, 6, &w, 9, 1);
    assert_int_equal(send_range(b, 6, &w, 9, 792, 1200, NULL), RS_PACKET_FRAGMENT_BAD);
    for (unsigned i = 0; i < PIECES; i++)
        assert_int_equal(send_piece(b, 6, &w, 9, i), RS_PACKET_FRAGMENT_BAD);
    assert_int_equal(b->count, 0);
    assert_int_equal(bench_counters(b)->fragments_lost, 2);
    /* The same place with other octets is no copy. */
    send_piece(b, 6, &w, 10, 1);
    assert_int_equal(send_range(b, 6, &w, 10, 400, 800, "#"), RS_PACKET_FRAGMENT_BAD);
    assert_int_equal(b->count, 0);
}

static void ends_that_contradict(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "ends");
    struct made m;
    send_piece(b, 4, &w, 9, 3);
    made_payload(&m, "12345678", 8);
    made_ipv4_fragment(&m, &THERE, UDP, 9, 800, false); /* another end */
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_FRAGMENT_BAD);
    made_payload(&m, "12345678", 8);
    made_ipv4_fragment(&m, &THERE, UDP, 9, 4000, true); /* behind the end */
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_FRAGMENT_BAD);
    for (unsigned i = 0; i < 3; i++)
        send_piece(b, 4, &w, 9, i);
    is_message(b, 0, &w, PIECES);
}

static void fragments_that_cannot_be(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_payload(&m, "1234567", 7); /* no multiple of 8 */
    made_ipv4_fragment(&m, &THERE, UDP, 9, 0, true);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_FRAGMENT_BAD);
    made_payload(&m, "", 0);
    made_ipv4_fragment(&m, &THERE, UDP, 9, 8, true);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_FRAGMENT_BAD);
    made_payload(&m, "12345678", 8); /* beyond 65,535 */
    made_ipv4_fragment(&m, &THERE, UDP, 9, 65528, false);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_FRAGMENT_BAD);
    assert_int_equal(bench_counters(b)->datagrams_live, 0);
}

static void an_atomic_fragment_stands_alone(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "atomic");
    send_piece(b, 6, &w, 9, 0);
    send_range(b, 6, &w, 9, 0, whole_len(&w), NULL);
    is_message(b, 0, &w, 1);
    for (unsigned i = 1; i < PIECES; i++)
        send_piece(b, 6, &w, 9, i);
    is_message(b, 1, &w, PIECES);
}

static void keys_tell_datagrams_apart(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "keys");
    struct made m;
    send_piece(b, 4, &w, 9, 0);
    for (unsigned i = 1; i < PIECES; i++) { /* another identification, another VLAN */
        send_piece(b, 4, &w, 10, i);
        made_payload(&m, made_span(&w.datagram).p + i * PIECE, 80);
        made_ipv4_fragment(&m, &THERE, UDP, 9, i * PIECE, i < 3);
        made_vlan(&m, 5, IPV4);
        made_ethernet(&m, 0x8100);
        bench_frame(b, ETHERNET, &m);
    }
    assert_int_equal(b->count, 0);
    assert_int_equal(bench_counters(b)->datagrams_live, 3);
}

static void cut_by_the_capture(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "cut");
    struct made m;
    made_payload(&m, made_span(&w.datagram).p, 400);
    made_ipv4_fragment(&m, &THERE, UDP, 9, 0, true);
    assert_int_equal(bench_cut(b, RAW_IP, &m, 40), RS_PACKET_TRUNCATED);
    assert_int_equal(bench_counters(b)->datagrams_live, 0);
}

static void time_over(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "time");
    for (unsigned i = 0; i < 3; i++)
        send_piece(b, 4, &w, 9, i);
    b->now_us += 29900000;
    bench_udp(b, &THERE, "\r\n\r\n");
    assert_int_equal(bench_counters(b)->datagrams_live, 1);
    rs_decoder_expire(b->decoder, b->now_us + 200000, &b->sink);
    assert_int_equal(bench_counters(b)->datagrams_live, 0);
    assert_int_equal(bench_counters(b)->datagrams_expired, 1);
    assert_int_equal(bench_counters(b)->fragments_lost, 3);
    assert_int_equal(bench_counters(b)->octets_held, 0);
    send_piece(b, 4, &w, 9, 3);
    assert_int_equal(b->count, 0);
}

static void time_that_goes_back(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "back");
    for (unsigned i = 0; i < PIECES; i++) {
        send_piece(b, 4, &w, 9, i);
        b->now_us -= 60000000;
    }
    is_message(b, 0, &w, PIECES);
}

static void the_oldest_datagram_goes(void **state)
{
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.datagrams = 8;
    bench_limit(b, limits);
    struct whole w;
    made_whole(&w, "oldest");
    struct made m;
    for (unsigned i = 0; i < 20; i++) { /* each from another address */
        struct way from = {4, (uint8_t)i, 2, 1, 2};
        made_payload(&m, "12345678", 8);
        made_ipv4_fragment(&m, &from, UDP, 9, 0, true);
        bench_frame(b, RAW_IP, &m);
    }
    const struct rs_packet_counters *c = bench_counters(b);
    assert_true(c->datagrams_live <= 8);
    assert_int_equal(
        c->datagrams_evicted + c->verdicts[RS_PACKET_FRAGMENT_LIMIT] + c->datagrams_live, 20);
    for (unsigned i = 0; i < PIECES; i++)
        send_piece(b, 4, &w, 9, i);
    is_message(b, 0, &w, PIECES);
}

/* A flood from one address takes a quarter of the room; others, and its own newest, go on. */
static void a_flood_takes_a_share(void **state)
{
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.datagrams = 64;
    bench_limit(b, limits);
    struct whole w;
    made_whole(&w, "flood");
    static const struct way flooder = {4, 77, 2, 1, 2};
    struct made m;
    send_piece(b, 4, &w, 9, 0);
    for (unsigned id = 0; id < 1000; id++) {
        made_payload(&m, "12345678", 8);
        made_ipv4_fragment(&m, &flooder, UDP, id, 0, true);
        assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_ANALYSED);
    }
    assert_int_equal(bench_counters(b)->datagrams_live, 1 + 64 / 4);
    assert_int_equal(bench_counters(b)->datagrams_evicted, 1000 - 64 / 4);
    for (unsigned i = 1; i < PIECES; i++)
        send_piece(b, 4, &w, 9, i);
    is_message(b, 0, &w, PIECES);
}

static void octets_have_a_ceiling(void **state)
{
    struct bench *b = *state;
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.fragment_octets = 16384;
    bench_limit(b, limits);
    struct made m;
    static char block[1024];
    for (unsigned i = 0; i < 200; i++) {
        struct way from = {4, (uint8_t)(i % 50), 2, 1, 2};
        made_payload(&m, block, sizeof block);
        made_ipv4_fragment(&m, &from, UDP, i / 50, 0, true);
        bench_frame(b, RAW_IP, &m);
        assert_true(bench_counters(b)->octets_held <= 16384);
    }
    assert_true(bench_counters(b)->datagrams_evicted > 0);
}

static void pieces_have_a_ceiling(void **state)
{
    struct bench *b = *state;
    struct made m;
    unsigned refused = 0;
    for (unsigned i = 0; i < 600; i++) {
        made_payload(&m, "12345678", 8);
        made_ipv4_fragment(&m, &THERE, UDP, 9, 16 * i, true);
        refused += bench_frame(b, RAW_IP, &m) == RS_PACKET_FRAGMENT_LIMIT;
    }
    assert_int_equal(refused, 1);
    assert_int_equal(bench_counters(b)->fragments_lost, 512);
}

/* Fragments of a tunnel that holds fragments. */
static void fragments_in_fragments(void **state)
{
    struct bench *b = *state;
    struct whole w;
    made_whole(&w, "nested");
    static const struct way outer = {4, 101, 102, 0, 0};
    for (unsigned i = 0; i < PIECES; i++) {
        struct made inner, m;
        size_t to = i == PIECES - 1 ? whole_len(&w) : (i + 1) * PIECE;
        made_payload(&inner, made_span(&w.datagram).p + i * PIECE, to - i * PIECE);
        made_ipv4_fragment(&inner, &THERE, UDP, 9, i * PIECE, i < 3);
        size_t n = made_span(&inner).n;
        made_payload(&m, made_span(&inner).p, 200);
        made_ipv4_fragment(&m, &outer, 4, i, 0, true);
        bench_frame(b, RAW_IP, &m);
        made_payload(&m, made_span(&inner).p + 200, n - 200);
        made_ipv4_fragment(&m, &outer, 4, i, 200, false);
        assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_ANALYSED);
    }
    is_message(b, 0, &w, PIECES);
    assert_true(b->seen[0].origin.tunnel != 0);
}

static void what_is_not_sip(void **state)
{
    struct bench *b = *state;
    struct made m;
    made_payload(&m, "\0\1\0\2\0\x18\0\0", 8);
    made_ipv4_fragment(&m, &THERE, UDP, 9, 0, true);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_ANALYSED); /* cannot be told yet */
    made_payload(&m, "0123456789abcdef", 16);
    made_ipv4_fragment(&m, &THERE, UDP, 9, 8, false);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_NOT_SIP); /* a late copy */
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_order),
        TEST(copies_do_not_count),
        TEST(a_hole_is_a_hole),
        TEST(first_octets_win_for_ipv4),
        TEST(overlaps_end_an_ipv6_datagram),
        TEST(ends_that_contradict),
        TEST(fragments_that_cannot_be),
        TEST(an_atomic_fragment_stands_alone),
        TEST(keys_tell_datagrams_apart),
        TEST(cut_by_the_capture),
        TEST(time_over),
        TEST(time_that_goes_back),
        TEST(the_oldest_datagram_goes),
        TEST(a_flood_takes_a_share),
        TEST(octets_have_a_ceiling),
        TEST(pieces_have_a_ceiling),
        TEST(fragments_in_fragments),
        TEST(what_is_not_sip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
