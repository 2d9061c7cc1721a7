/* What becomes of a lane that there is no room for: beside TLS, and where another stream pays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "frames.h"
#include "packet/decoder.h"
#include "packet/lane.h"
#include "tls_peers.h"

enum { ISN = 1000, ROOM = 12000, PART = 1000 };

static void limit_room(struct bench *b)
{
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.stream_octets = ROOM;
    bench_limit(b, limits);
}

/* The handshake as it was; then the client's octets, so many a segment, whatever a record is. */
static void play(struct bench *b, const struct tls_capture *wire, size_t handshake, size_t chunk)
{
    static char rest[100000];
    uint32_t seq[2] = {ISN, ISN};
    size_t n = 0;
    for (size_t i = 0; i < wire->count; i++) {
        const struct tls_segment *s = &wire->segments[i];
        if (i >= handshake && s->direction == CLIENT) {
            assert_true(n + s->n <= sizeof rest);
            memcpy(rest + n, s->octets, s->n);
            n += s->n;
            continue;
        }
        bench_tcp(b, s->direction ? &BACK : &THERE, seq[s->direction], ACK, s->octets, s->n);
        seq[s->direction] += (uint32_t)s->n;
    }
    for (size_t at = 0; at < n; at += chunk)
        bench_tcp(b, &THERE, seq[CLIENT] + (uint32_t)at, ACK, rest + at,
                  n - at < chunk ? n - at : chunk);
}

static void say_message(struct peers *p, const char *call_id, size_t body)
{
    static char text[40000];
    char part[PART + 1] = "";
    size_t n = a_message(text, sizeof text, call_id, body);
    for (size_t at = 0; at < n; at += PART) {
        snprintf(part, sizeof part, "%s", text + at);
        peers_say(p, CLIENT, part);
    }
}

/*
 * A message larger than all room costs itself. The records behind it are where
 * they always were: none of them has to be looked for, and the next message is
 * whole even where a record's key depends on the one before it (TLS 1.0, CBC).
 */
static void the_place_in_the_records_stays(void **state)
{
    struct bench *b = *state;
    static const struct peers_how ways[] = {{.version = TLS1_VERSION},
                                            {.version = TLS1_2_VERSION},
                                            {.version = TLS1_3_VERSION}};
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct peers p;
        assert_true(peers_meet(&p, &ways[i]));
        size_t handshake = p.wire.count;
        say_message(&p, "before", 0);
        say_message(&p, "large", 8500); /* its last record is the one too many */
        say_message(&p, "next", 0);
        say_message(&p, "last", 0);
        struct rs_tls_keys *keys = peers_keys(rs_span(p.keylog, p.keylog_len));
        limit_room(b);
        b->count = 0;
        rs_decoder_keys(b->decoder, keys);
        play(b, &p.wire, handshake, 700);
        assert_call_ids(b, "before next last");
        assert_int_equal(b->seen[1].origin.transport, RS_TRANSPORT_TLS);
        assert_true(b->seen[1].origin.after_gap);
        assert_true(bench_counters(b)->streams_starved > 0);
        assert_int_equal(bench_counters(b)->tls_undecryptable, 0);
        limit_room(b); /* a new decoder: the keys go */
        rs_tls_keys_free(keys);
        peers_free(&p);
    }
}

/*
 * The plaintext of a direction whose stream is gone is paid for by the other
 * direction's stream. Without room it is the lane that loses what it holds,
 * not only the stream that pays: what comes next does not join stale octets.
 */
static void a_lane_without_its_stream(void **state)
{
    struct bench *b = *state;
    static char octets[ROOM];
    struct rs_lane lane;
    limit_room(b);
    bench_tcp_text(b, &THERE, ISN, "MESSAGE sip:b SIP/2.0\r\nContent-Length: 9\r\n\r\n123");
    struct rs_tcp_stream *payer = rs_table_oldest(&b->decoder->tcp.table);
    assert_non_null(payer);
    rs_lane_begin(&lane, payer, RS_TRANSPORT_TLS);
    lane.kind = RS_LANE_SIP;
    assert_true(rs_lane_append(b->decoder, &lane, RS_SPAN("MESSAGE sip:stale SIP/2.0\r\n")));
    assert_false(rs_lane_append(b->decoder, &lane, rs_span(octets, sizeof octets)));
    assert_false(rs_lane_holds(&lane));
    assert_null(lane.held);
    assert_true(lane.lost);
    assert_int_equal(bench_counters(b)->messages_incomplete, 2); /* the payer's too */
    assert_true(rs_lane_append(b->decoder, &lane, RS_SPAN("fresh")));
    assert_int_equal(lane.held_len, 5);
    rs_lane_fini(b->decoder, &lane);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, bench_setup, bench_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_place_in_the_records_stays),
        TEST(a_lane_without_its_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
