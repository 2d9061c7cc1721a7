/*
 * SIP over TLS, from frames to messages: captures of the lab with their keys,
 * and what becomes of sessions that nobody can read.
 */
#define _DEFAULT_SOURCE /* pcap.h wants u_int */
#include <pcap/pcap.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "packet/packet.h"
#include "tests/tls_capture.h"

struct count {
    unsigned secured, plain, truncated, backwards;
    uint64_t last_frame;
};

static void message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    struct count *c = user;
    assert_true(octets.n > 0);
    c->secured += origin->transport == RS_TRANSPORT_TLS;
    c->plain += origin->transport != RS_TRANSPORT_TLS;
    c->truncated += origin->truncated;
    c->backwards += origin->frame < c->last_frame;
    c->last_frame = origin->frame;
}

enum when { BEFORE, IN_THE_MIDDLE, NEVER };

static const char *lab(const char *name, const char *kind)
{
    static char path[2][512];
    static int turn;
    const char *shared = getenv("RS_SHARED");
    turn = !turn;
    snprintf(path[turn], sizeof path[turn], "%s/pcaps/lab/%s.%s",
             shared ? shared : RS_SOURCE_DIR "/../shared", name, kind);
    return path[turn];
}

/* 1 in `drop` frames is left out (0: none). */
static struct rs_packet_counters read_capture(const char *name, enum when when, unsigned drop,
                                              struct count *count)
{
    static const struct rs_hash_key key = {1, 2};
    char error[PCAP_ERRBUF_SIZE];
    struct pcap_pkthdr *h;
    const u_char *data;
    struct rs_packet_sink sink = {.user = count, .message = message};
    struct rs_decoder *d = rs_decoder_new(NULL, &key);
    struct rs_tls_keys *empty = rs_tls_keys_new(0, &key), *keys = tls_keys_from(lab(name, "keylog"));
    size_t len = 0;
    char *log = tls_file_text(lab(name, "keylog"), &len);
    pcap_t *p = pcap_open_offline(lab(name, "pcap"), error);
    assert_non_null(p);
    rs_tls_keys_expect(empty, true);
    rs_decoder_keys(d, when == BEFORE ? keys : when == NEVER ? NULL : empty);
    for (uint64_t number = 1; pcap_next_ex(p, &h, &data) == 1; number++) {
        struct rs_frame f = {(int64_t)h->ts.tv_sec * 1000000 + h->ts.tv_usec, number, 0,
                             (uint32_t)pcap_datalink(p), rs_span((const char *)data, h->caplen),
                             h->len};
        if (when == IN_THE_MIDDLE && number == 200)
            rs_tls_keys_add_text(empty, rs_span(log, len));
        if (!drop || number % drop)
            rs_decoder_frame(d, &f, &sink);
    }
    rs_decoder_finish(d, &sink);
    struct rs_packet_counters c = *rs_decoder_counters(d);
    assert_int_equal(c.octets_held, 0);
    assert_int_equal(c.streams_live, 0);
    pcap_close(p);
    rs_decoder_free(d);
    rs_tls_keys_free(empty);
    rs_tls_keys_free(keys);
    free(log);
    return c;
}

static const char *const NAMES[] = {"benign-tls12", "benign-tls12-rsakx", "benign-tls13"};
enum { MESSAGES = 820 }; /* tshark's count, of each */

static void need_lab(void)
{
    FILE *f = fopen(lab("benign-tls13", "pcap"), "rb");
    if (!f)
        skip();
    fclose(f);
}

static void with_keys(void **state)
{
    (void)state;
    need_lab();
    for (int i = 0; i < 3; i++) {
        struct count c = {0};
        struct rs_packet_counters n = read_capture(NAMES[i], BEFORE, 0, &c);
        assert_int_equal(c.secured + c.plain, MESSAGES);
        assert_true(c.secured > 300);
        assert_int_equal(n.tls_undecryptable, 0);
        assert_true(n.tls_sessions > 0);
        assert_int_equal(n.messages_incomplete, 0);
    }
}

static void keys_that_come_late(void **state)
{
    (void)state;
    need_lab();
    for (int i = 0; i < 3; i++) {
        struct count c = {0};
        struct rs_packet_counters n = read_capture(NAMES[i], IN_THE_MIDDLE, 0, &c);
        assert_int_equal(c.secured + c.plain, MESSAGES);
        assert_int_equal(n.tls_undecryptable, 0);
    }
}

static void without_keys(void **state)
{
    (void)state;
    need_lab();
    for (int i = 0; i < 3; i++) {
        struct count c = {0};
        struct rs_packet_counters n = read_capture(NAMES[i], NEVER, 0, &c);
        assert_int_equal(c.secured, 0);
        assert_true(n.tls_sessions > 0);
        assert_int_equal(n.tls_undecryptable, n.tls_sessions);
        assert_int_equal(n.tls_undecryptable_sip, n.tls_sessions);
    }
}

static void with_losses(void **state)
{
    (void)state;
    need_lab();
    for (unsigned drop = 3; drop < 60; drop += 7) {
        struct count c = {0};
        struct rs_packet_counters n = read_capture(NAMES[drop % 3], BEFORE, drop, &c);
        uint64_t sum = 0;
        for (int v = 0; v < RS_PACKET__COUNT; v++)
            sum += n.verdicts[v];
        assert_int_equal(sum, n.frames);
        assert_true(c.secured + c.plain <= MESSAGES);
        print_message("one in %u lost: %u of %u\n", drop, c.secured + c.plain, MESSAGES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_keys),
        cmocka_unit_test(keys_that_come_late),
        cmocka_unit_test(without_keys),
        cmocka_unit_test(with_losses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
