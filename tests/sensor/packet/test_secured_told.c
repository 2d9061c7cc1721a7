/*
 * What is told of TLS sessions that nobody can look into: the facts of their
 * hellos, the reason, once each; and a flood of them, which must not keep out
 * the sessions that can be read.
 */
#define _DEFAULT_SOURCE /* pcap.h wants u_int */
#include <pcap/pcap.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "frames.h"
#include "tests/tls_capture.h"

enum { TOLD_MAX = 16 };

struct told {
    struct rs_tls_outcome outcome[TOLD_MAX];
    unsigned count, messages;
};

static void message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    struct told *t = user;
    (void)origin;
    (void)octets;
    t->messages++;
}

static void session(void *user, const struct rs_tls_outcome *outcome)
{
    struct told *t = user;
    if (t->count < TOLD_MAX)
        t->outcome[t->count] = *outcome;
    t->count++;
}

static struct rs_packet_sink sink_of(struct told *t)
{
    return (struct rs_packet_sink){.user = t, .message = message, .secured = {t, session}};
}

static const struct rs_hash_key key = {1, 2};

/* A capture of pcaps/, without its first frames; one way: only what goes to 5061. */
static void read_frames(struct rs_decoder *d, const char *name, unsigned skipped, bool one_way,
                        const struct rs_packet_sink *sink)
{
    char error[PCAP_ERRBUF_SIZE], path[512];
    struct bpf_program filter;
    struct pcap_pkthdr *h;
    const u_char *data;
    snprintf(path, sizeof path, "%s/pcaps/%s.pcapng", RS_SOURCE_DIR, name);
    pcap_t *p = pcap_open_offline(path, error);
    assert_non_null(p);
    assert_int_equal(pcap_compile(p, &filter, one_way ? "tcp dst port 5061" : "tcp", 1, 0), 0);
    assert_int_equal(pcap_setfilter(p, &filter), 0);
    pcap_freecode(&filter);
    for (uint64_t number = 1; pcap_next_ex(p, &h, &data) == 1; number++) {
        struct rs_frame f = {(int64_t)h->ts.tv_sec * 1000000 + h->ts.tv_usec, number, 0,
                             (uint32_t)pcap_datalink(p), rs_span((const char *)data, h->caplen),
                             h->len};
        if (number > skipped)
            rs_decoder_frame(d, &f, sink);
    }
    pcap_close(p);
}

static struct rs_packet_counters play(const char *name, unsigned skipped, bool one_way,
                                      struct told *t)
{
    struct rs_packet_sink sink = sink_of(t);
    struct rs_decoder *d = rs_decoder_new(NULL, &key);
    read_frames(d, name, skipped, one_way, &sink);
    rs_decoder_finish(d, &sink);
    struct rs_packet_counters c = *rs_decoder_counters(d);
    assert_int_equal(c.octets_held, 0);
    rs_decoder_free(d);
    return c;
}

static void check(const struct rs_tls_outcome *t, uint16_t version, const char *ja4)
{
    assert_int_equal(t->origin.dst.port, 5061);
    assert_int_equal(t->origin.transport, RS_TRANSPORT_TLS);
    assert_int_equal(t->facts.version, version);
    assert_string_equal(t->facts.sni, "bob.lab.example");
    assert_string_equal(t->facts.ja4, ja4);
    assert_int_equal(t->sip, RS_TLS_SIP_ALPN);
    assert_false(t->readable);
}

static void without_keys(void **state)
{
    (void)state;
    struct told t = {.count = 0};
    struct rs_packet_counters c = play("tls-no-keys", 0, false, &t);
    assert_int_equal(t.count, 2);
    check(&t.outcome[0], 0x0303, "t12d0208sp_b06afd972a5c_3c5a66c06c35");
    check(&t.outcome[1], 0x0304, "t13d0411sp_16476d049b0b_78f1d400d464");
    assert_int_equal(t.outcome[0].reason, RS_TLS_NO_KEYS);
    assert_int_equal(c.tls_sessions, 2);
    assert_int_equal(c.tls_undecryptable, 2);
    assert_int_equal(c.tls_undecryptable_sip, 2);
    assert_int_equal(c.tls_unread[RS_TLS_NO_KEYS], 2);
}

static void one_way(void **state)
{
    (void)state;
    struct told t = {.count = 0};
    struct rs_packet_counters c = play("tls-no-keys", 0, true, &t);
    assert_int_equal(t.count, 2);
    check(&t.outcome[0], 0, "t12d0208sp_b06afd972a5c_3c5a66c06c35");
    assert_int_equal(c.tls_unread[RS_TLS_ONE_WAY], 2);
}

/* The hellos of the first connection stand before the capture: told once, not with each segment. */
static void begun_before(void **state)
{
    (void)state;
    struct told t = {.count = 0};
    struct rs_packet_counters c = play("tls-no-keys", 9, false, &t);
    assert_int_equal(t.count, 2);
    assert_int_equal(t.outcome[0].reason, RS_TLS_MIDSTREAM);
    assert_int_equal(t.outcome[0].sip, RS_TLS_SIP_PORT);
    assert_int_equal(t.outcome[0].origin.dst.port, 5061);
    assert_string_equal(t.outcome[0].facts.ja4, "");
    assert_int_equal(c.tls_sessions, 2);
    assert_int_equal(c.tls_unread[RS_TLS_MIDSTREAM], 1);
    assert_int_equal(c.tls_unread[RS_TLS_NO_KEYS], 1);
}

/* With its keys: read, and SIP. */
static struct rs_tls_keys *keys_of(const char *name)
{
    char path[512];
    struct tls_capture c;
    struct rs_tls_keys *keys = rs_tls_keys_new(0, &key);
    snprintf(path, sizeof path, "%s/pcaps/%s.pcapng", RS_SOURCE_DIR, name);
    tls_capture_load(&c, path);
    assert_true(rs_tls_keys_add_text(keys, rs_span(c.secrets, c.secrets_len)) > 0);
    tls_capture_free(&c);
    return keys;
}

static void with_keys(void **state)
{
    (void)state;
    struct told t = {.count = 0};
    struct rs_packet_sink sink = sink_of(&t);
    struct rs_tls_keys *keys = keys_of("tls-13");
    struct rs_decoder *d = rs_decoder_new(NULL, &key);
    rs_decoder_keys(d, keys);
    read_frames(d, "tls-13", 0, false, &sink);
    rs_decoder_finish(d, &sink);
    assert_int_equal(t.messages, 18);
    assert_int_equal(t.count, 3);
    for (unsigned i = 0; i < t.count; i++) {
        assert_true(t.outcome[i].readable);
        assert_int_equal(t.outcome[i].sip, RS_TLS_SIP_INSIDE);
        assert_string_equal(t.outcome[i].facts.sni, "bob.lab.example");
    }
    assert_int_equal(rs_decoder_counters(d)->tls_undecryptable, 0);
    rs_decoder_free(d);
    rs_tls_keys_free(keys);
}

/* ---- flood ---- */

enum { FLOOD = 20000, TLS_OCTETS = 4 << 20, HELLO_LEN = 46 };

/* A ClientHello that offers one suite and nothing else, and is never answered. */
static void flood_frame(struct rs_decoder *d, unsigned n, const struct rs_packet_sink *sink)
{
    static char hello[5 + HELLO_LEN] = "\x16\3\1\0\x2e\1\0\0\x2a\3\3";
    struct way way = {4, (uint8_t)(1 + n / 50000), 2, (uint16_t)(1024 + n % 50000), 443};
    static struct made m;
    memcpy(hello + 11, &n, sizeof n);
    memcpy(hello + 43, "\0\0\2\x13\1\1\0", 7);
    made_payload(&m, hello, sizeof hello);
    made_tcp(&m, &way, 1000, 0, ACK);
    made_ipv4(&m, &way, TCP, n);
    struct rs_frame f = {(int64_t)1000000 + n, n + 1, 0, RAW_IP, made_span(&m),
                         (uint32_t)made_span(&m).n};
    rs_decoder_frame(d, &f, sink);
}

static void flood(void **state)
{
    (void)state;
    struct told t = {.count = 0};
    struct rs_packet_sink sink = sink_of(&t);
    struct rs_packet_limits limits = rs_packet_limits_default();
    struct rs_tls_keys *keys = keys_of("tls-13");
    limits.tls_octets = TLS_OCTETS;
    struct rs_decoder *d = rs_decoder_new(&limits, &key);
    rs_decoder_keys(d, keys);
    for (unsigned n = 0; n < FLOOD; n++)
        flood_frame(d, n, &sink);
    const struct rs_packet_counters *c = rs_decoder_counters(d);
    assert_int_equal(c->tls_sessions, FLOOD);
    assert_true(c->streams_evicted > FLOOD / 2);
    assert_true(c->octets_held < 2 * TLS_OCTETS);
    read_frames(d, "tls-13", 0, false, &sink);
    assert_int_equal(t.messages, 18);
    rs_decoder_finish(d, &sink);
    rs_decoder_free(d);
    rs_tls_keys_free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_keys), cmocka_unit_test(one_way), cmocka_unit_test(begun_before),
        cmocka_unit_test(with_keys),    cmocka_unit_test(flood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
