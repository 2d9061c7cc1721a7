/*
 * What the TLS reader does where something is missing: secrets that come late
 * or never, octets that are lost, the other direction, room; and what it says
 * then. Also octets that are no TLS.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "tests/guard.h"
#include "tls_peers.h"

static const char REQUEST[] = "OPTIONS sip:proxy.lab.example SIP/2.0\r\nCSeq: ";

static struct tls_run run;

static struct rs_span log_of(const struct peers *p)
{
    return rs_span(p->keylog, p->keylog_len);
}

static void meet(struct peers *p, int version, const char *suite)
{
    struct peers_how how = {.version = version, .suite = suite};
    assert_true(peers_meet(p, &how));
}

static void push_all(struct rs_tls_keys *keys, const struct tls_capture *c, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        tls_run_segment(&run, keys, &c->segments[i], 0);
}

static void check_all_read(const struct peers *p)
{
    for (int who = 0; who < 2; who++) {
        assert_int_equal(run.seen[0].len[who], p->said_len[who]);
        assert_memory_equal(run.seen[0].text[who], p->said[who], p->said_len[who]);
    }
    assert_int_equal(run.seen[0].reason, -1);
}

/* Line by line between the segments, and all of them behind the last. */
static void keys_come_late(void **state)
{
    (void)state;
    for (int version = TLS1_VERSION; version <= TLS1_3_VERSION; version++) {
        struct rs_tls_keys *keys = peers_keys(RS_SPAN_NONE);
        struct peers p;
        meet(&p, version, NULL);
        peers_say_often(&p, CLIENT, REQUEST, 20);
        peers_say_often(&p, SERVER, REQUEST, 20);
        rs_tls_keys_expect(keys, true);
        tls_run_init(&run, NULL);
        push_all(keys, &p.wire, 0, p.wire.count / 2);
        tls_run_retry(&run); /* in vain */
        push_all(keys, &p.wire, p.wire.count / 2, p.wire.count - 1);
        assert_int_equal(run.seen[0].len[0] + run.seen[0].len[1], 0);
        for (struct rs_span log = log_of(&p); log.n;) {
            size_t line = (size_t)(rs_span_find(log, '\n') + 1 - log.p);
            rs_tls_keys_add_text(keys, rs_span_first(log, line));
            log = rs_span_skip(log, line);
            tls_run_retry(&run);
        }
        push_all(keys, &p.wire, p.wire.count - 1, p.wire.count);
        tls_run_finish(&run);
        check_all_read(&p);
        tls_run_free(&run);
        rs_tls_keys_free(keys);
        peers_free(&p);
    }
}

static void no_keys_at_all(void **state)
{
    (void)state;
    for (int version = TLS1_VERSION; version <= TLS1_3_VERSION; version++)
        for (int expected = 0; expected < 3; expected++) {
            struct rs_tls_keys *keys = expected < 2 ? peers_keys(RS_SPAN_NONE) : NULL;
            struct peers p;
            meet(&p, version, NULL);
            peers_say_often(&p, CLIENT, REQUEST, 3);
            if (keys)
                rs_tls_keys_expect(keys, expected);
            tls_run_init(&run, NULL);
            push_all(keys, &p.wire, 0, p.wire.count);
            assert_int_equal(run.seen[0].reason, expected == 1 ? -1 : RS_TLS_NO_KEYS);
            tls_run_finish(&run);
            assert_int_equal(run.seen[0].reason, RS_TLS_NO_KEYS);
            assert_int_equal(run.seen[0].facts.version, version);
            assert_string_equal(run.seen[0].facts.sni, "proxy.lab.example");
            tls_run_free(&run);
            rs_tls_keys_free(keys);
            peers_free(&p);
        }
}

static void backlog_is_full(void **state)
{
    (void)state;
    struct rs_tls_limits limits = {.octets = 1 << 20, .backlog_octets = 4000};
    struct rs_tls_keys *keys = peers_keys(RS_SPAN_NONE);
    struct peers p;
    meet(&p, TLS1_3_VERSION, NULL);
    peers_say_often(&p, CLIENT, REQUEST, 100);
    rs_tls_keys_expect(keys, true);
    tls_run_init(&run, &limits);
    push_all(keys, &p.wire, 0, p.wire.count);
    assert_int_equal(run.seen[0].reason, RS_TLS_KEYS_LATE);
    assert_true(run.room.pool.used < 4000); /* nothing is held any more */
    tls_run_free(&run);
    rs_tls_keys_free(keys);
    peers_free(&p);
}

/* A flood of connections whose keys never come: room stays, the oldest goes. */
static void room_is_full(void **state)
{
    (void)state;
    struct rs_tls_limits limits = {.octets = 256 << 10, .backlog_octets = 64 << 10};
    struct rs_tls_keys *keys = peers_keys(RS_SPAN_NONE);
    struct peers p;
    meet(&p, TLS1_2_VERSION, NULL);
    peers_say_often(&p, CLIENT, REQUEST, 200);
    rs_tls_keys_expect(keys, true);
    tls_run_init(&run, &limits);
    unsigned late = 0, streams = 40;
    for (unsigned n = 0; n < streams; n++)
        for (size_t i = 0; i < p.wire.count; i++) {
            struct tls_segment s = p.wire.segments[i];
            s.stream = n;
            tls_run_segment(&run, keys, &s, 0);
            assert_true(run.room.pool.used <= limits.octets);
        }
    rs_tls_keys_add_text(keys, log_of(&p));
    tls_run_retry(&run);
    tls_run_finish(&run);
    for (unsigned n = 0; n < streams; n++) {
        assert_true(run.seen[n].reason == -1 || run.seen[n].reason == RS_TLS_KEYS_LATE);
        late += run.seen[n].reason == RS_TLS_KEYS_LATE;
    }
    assert_true(late > streams / 2 && late < streams);
    assert_int_equal(run.seen[0].reason, RS_TLS_KEYS_LATE);    /* the one that waited longest */
    assert_int_equal(run.seen[streams - 1].len[CLIENT], p.said_len[CLIENT]); /* the newest */
    tls_run_free(&run);
    rs_tls_keys_free(keys);
    peers_free(&p);
}

static size_t first_application(const struct peers *p)
{
    size_t i = p->wire.count;
    while (i && p->wire.segments[i - 1].direction == CLIENT && p->wire.segments[i - 1].octets[0] == 23)
        i--;
    return i;
}

/* Segments and parts of segments are lost: what comes after is read. */
static void gaps(int version, const char *suite, size_t skip_octets, bool no_etm)
{
    struct peers_how how = {.version = version, .suite = suite, .no_etm = no_etm};
    struct peers p;
    assert_true(peers_meet(&p, &how));
    peers_say_often(&p, CLIENT, REQUEST, 30);
    size_t first = first_application(&p);
    struct rs_tls_keys *keys = peers_keys(log_of(&p));
    tls_run_init(&run, NULL);
    push_all(keys, &p.wire, 0, first + 5);
    size_t before = run.seen[0].len[CLIENT];
    rs_tls_gap(run.seen[0].session, CLIENT);
    struct tls_segment part = p.wire.segments[first + 15];
    part.octets += skip_octets;
    part.n -= skip_octets;
    tls_run_segment(&run, keys, &part, 0);
    push_all(keys, &p.wire, first + 16, p.wire.count);
    tls_run_finish(&run);
    /* TLS 1.0's CBC needs a record that gives the IV: the empty one that libssl puts before. */
    size_t one = strlen(REQUEST) + 4, wanted = 14 + !skip_octets;
    const struct tls_seen *s = &run.seen[0];
    assert_int_equal(s->reason, -1);
    assert_true(s->lost[CLIENT] > 0);
    assert_int_equal(s->len[CLIENT], before + wanted * one);
    assert_memory_equal(s->text[CLIENT] + before, p.said[CLIENT] + p.said_len[CLIENT] - wanted * one,
                        wanted * one);
    tls_run_free(&run);
    rs_tls_keys_free(keys);
    peers_free(&p);
}

static void after_a_gap(void **state)
{
    (void)state;
    static const struct {
        int version;
        const char *suite;
    } rows[] = {
        {TLS1_VERSION, "AES128-SHA"},
        {TLS1_1_VERSION, "AES256-SHA"},
        {TLS1_2_VERSION, "AES128-SHA256"},
        {TLS1_2_VERSION, "NULL-SHA256"},
        {TLS1_2_VERSION, "ECDHE-RSA-AES256-GCM-SHA384"},
        {TLS1_2_VERSION, "ECDHE-RSA-CHACHA20-POLY1305"},
        {TLS1_3_VERSION, NULL},
        {TLS1_3_VERSION, "TLS_AES_128_CCM_SHA256"},
    };
    static const size_t skips[] = {0, 3, 20};
    for (size_t row = 0; row < sizeof rows / sizeof rows[0]; row++)
        for (size_t skip = 0; skip < 3; skip++)
            for (int no_etm = 0; no_etm < 2; no_etm++)
                gaps(rows[row].version, rows[row].suite, skips[skip], no_etm);
}

static size_t last_of(const struct peers *p, int way)
{
    size_t i = p->wire.count;
    while (i && p->wire.segments[i - 1].direction != way)
        i--;
    return i - 1;
}

/* Something is missing, and what was said last is read last: all but hellos are got over. */
static void check_end(const struct peers *p, int way, size_t lost)
{
    const struct tls_seen *s = &run.seen[0];
    if (lost < 2) {
        assert_true(s->reason == RS_TLS_GAP || s->reason == RS_TLS_MIDSTREAM);
        return;
    }
    assert_int_equal(s->reason, -1);
    assert_int_equal(s->len[!way], p->said_len[!way]);
    assert_true(s->len[way] <= p->said_len[way]);
    if (lost != last_of(p, way))
        assert_memory_equal(s->text[way] + s->len[way] - 20,
                            p->said[way] + p->said_len[way] - 20, 20);
}

/* Each segment of each direction lost in turn: never wrong text, never a crash. */
static void each_segment_lost(void **state)
{
    (void)state;
    for (int version = TLS1_VERSION; version <= TLS1_3_VERSION; version++) {
        struct peers p;
        meet(&p, version, NULL);
        peers_say_often(&p, CLIENT, REQUEST, 6);
        peers_say_often(&p, SERVER, REQUEST, 6);
        struct rs_tls_keys *keys = peers_keys(log_of(&p));
        for (size_t lost = 0; lost < p.wire.count; lost++) {
            int way = p.wire.segments[lost].direction;
            tls_run_init(&run, NULL);
            push_all(keys, &p.wire, 0, lost);
            if (run.seen[0].session)
                rs_tls_gap(run.seen[0].session, way);
            push_all(keys, &p.wire, lost + 1, p.wire.count);
            tls_run_finish(&run);
            check_end(&p, way, lost);
            tls_run_free(&run);
        }
        rs_tls_keys_free(keys);
        peers_free(&p);
    }
}

static void one_way(void **state)
{
    (void)state;
    for (int only = 0; only < 2; only++) {
        struct peers p;
        meet(&p, TLS1_2_VERSION, NULL);
        peers_say_often(&p, only, REQUEST, 3);
        struct rs_tls_keys *keys = peers_keys(log_of(&p));
        tls_run_init(&run, NULL);
        for (size_t i = 0; i < p.wire.count; i++)
            if (p.wire.segments[i].direction == only)
                tls_run_segment(&run, keys, &p.wire.segments[i], 0);
        tls_run_finish(&run);
        assert_int_equal(run.seen[0].reason, only == CLIENT ? RS_TLS_ONE_WAY : RS_TLS_MIDSTREAM);
        tls_run_free(&run);
        rs_tls_keys_free(keys);
        peers_free(&p);
    }
}

static void begun_before(void **state)
{
    (void)state;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        struct peers p;
        meet(&p, version, NULL);
        peers_say_often(&p, CLIENT, REQUEST, 3);
        struct rs_tls_keys *keys = peers_keys(log_of(&p));
        tls_run_init(&run, NULL);
        push_all(keys, &p.wire, p.wire.count - 2, p.wire.count);
        assert_int_equal(run.seen[0].reason, RS_TLS_MIDSTREAM);
        tls_run_free(&run);
        rs_tls_keys_free(keys);
        peers_free(&p);
    }
}

/* Secrets of somebody else under the right name. */
static void wrong_keys(void **state)
{
    (void)state;
    for (int version = TLS1_VERSION; version <= TLS1_3_VERSION; version++) {
        struct peers p;
        meet(&p, version, NULL);
        peers_say_often(&p, CLIENT, REQUEST, 30);
        for (size_t i = 1; i < p.keylog_len; i++) /* the last digit of each line */
            if (p.keylog[i] == '\n')
                p.keylog[i - 1] = p.keylog[i - 1] == '0' ? '1' : '0';
        struct rs_tls_keys *keys = peers_keys(log_of(&p));
        tls_run_init(&run, NULL);
        push_all(keys, &p.wire, 0, p.wire.count);
        tls_run_finish(&run);
        assert_true(run.seen[0].reason == RS_TLS_BAD_RECORD);
        assert_int_equal(run.seen[0].len[0] + run.seen[0].len[1], 0);
        tls_run_free(&run);
        rs_tls_keys_free(keys);
        peers_free(&p);
    }
}

/* Beginnings of a conversation, each before a page that cannot be read. */
static struct rs_tls_keys *shared_keys;
static struct rs_span whole;

static void attempt(struct rs_span prefix)
{
    struct rs_tls_room room;
    static const struct rs_tls_sink silent = {NULL, NULL, NULL, NULL, NULL};
    rs_tls_room_init(&room, NULL);
    struct rs_tls_session *s = rs_tls_new(shared_keys, &room, NULL);
    (void)rs_tls_begins(prefix);
    rs_tls_push(s, CLIENT, prefix, &silent);
    rs_tls_gap(s, CLIENT);
    rs_tls_push(s, CLIENT, prefix, &silent);
    rs_tls_push(s, SERVER, prefix, &silent);
    rs_tls_finish(s, &silent);
    rs_tls_free(s);
    assert_int_equal(room.pool.used, 0);
}

static void each_prefix(void **state)
{
    (void)state;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        struct peers p;
        meet(&p, version, NULL);
        shared_keys = peers_keys(log_of(&p));
        for (size_t i = 0; i < 2; i++) {
            whole = rs_span(p.wire.segments[i].octets, p.wire.segments[i].n);
            guard_each_prefix(whole, attempt);
        }
        rs_tls_keys_free(shared_keys);
        peers_free(&p);
    }
}

/* Look like TLS and are none: the reader says so at once, and holds nothing. */
static void no_tls(void **state)
{
    (void)state;
    static const struct {
        struct rs_span octets;
        int reason;
        bool begins;
    } rows[] = {
        {RS_SPAN_INIT("INVITE sip:a SIP/2.0\r\n"), RS_TLS_MIDSTREAM, false},
        {RS_SPAN_INIT("\x17\x03\x03\x00\x05" "abcde"), RS_TLS_MIDSTREAM, false},
        {RS_SPAN_INIT("\x16\x03\x01\x00\x05\x0b\x00\x00\x01\x00"), RS_TLS_MIDSTREAM, false},
        {RS_SPAN_INIT("\x16\x03\x01\xff\xff\x01"), RS_TLS_MIDSTREAM, false},
        {RS_SPAN_INIT("\x16\x03\x01\x00\x06\x01\x00\x00\x02\x03\x03"), RS_TLS_MALFORMED, true},
        {RS_SPAN_INIT("\x16\x03\x01\x00\x04\x01\xff\xff\xff"), RS_TLS_MALFORMED, true},
    };
    struct rs_tls_keys *keys = peers_keys(RS_SPAN_NONE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char copy[64];
        memcpy(copy, rows[i].octets.p, rows[i].octets.n);
        struct tls_segment s = {0, CLIENT, copy, rows[i].octets.n};
        tls_run_init(&run, NULL);
        tls_run_segment(&run, keys, &s, 0);
        assert_int_equal(run.seen[0].reason, rows[i].reason);
        assert_int_equal(rs_tls_begins(rows[i].octets), rows[i].begins);
        tls_run_free(&run);
    }
    rs_tls_keys_free(keys);
}

/* The same work an octet, however much is pushed, held and retried. */
static void linear(void **state)
{
    (void)state;
    struct rs_tls_keys *keys = peers_keys(RS_SPAN_NONE);
    struct peers p;
    char big[16001];
    memset(big, 'x', 16000);
    big[16000] = '\0';
    meet(&p, TLS1_3_VERSION, NULL);
    for (int i = 0; i < 12; i++)
        peers_say(&p, CLIENT, big);
    rs_tls_keys_expect(keys, true);
    tls_run_init(&run, NULL);
    uint64_t begin = guard_cpu_us();
    for (size_t i = 0; i < p.wire.count; i++)
        tls_run_segment(&run, keys, &p.wire.segments[i], 1);
    assert_true(guard_cpu_us() - begin < 2000000);
    rs_tls_keys_add_text(keys, log_of(&p));
    tls_run_retry(&run);
    check_all_read(&p);
    tls_run_free(&run);
    rs_tls_keys_free(keys);
    peers_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_come_late),    cmocka_unit_test(no_keys_at_all),
        cmocka_unit_test(backlog_is_full),   cmocka_unit_test(room_is_full),
        cmocka_unit_test(after_a_gap),       cmocka_unit_test(each_segment_lost),
        cmocka_unit_test(one_way),           cmocka_unit_test(begun_before),
        cmocka_unit_test(wrong_keys),        cmocka_unit_test(each_prefix),
        cmocka_unit_test(no_tls),            cmocka_unit_test(linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
