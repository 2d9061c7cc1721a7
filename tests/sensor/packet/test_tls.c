/*
 * The TLS reader beside two real peers: every version, every cipher suite that
 * libssl has, with and without encrypt-then-MAC and the extended master secret;
 * resumption, renegotiation, key updates, 0-RTT, a retried hello, padding and
 * fragments; keys from a log, late, or from the server's private key.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>

#include "tls_peers.h"

static const char REQUEST[] = "OPTIONS sip:proxy.lab.example SIP/2.0\r\nCSeq: ";
static const char ANSWER[] = "SIP/2.0 200 OK\r\nCSeq: ";

static struct rs_span log_of(const struct peers *p)
{
    return rs_span(p->keylog, p->keylog_len);
}

static void check_text(const struct tls_run *run, const struct peers *p)
{
    const struct tls_seen *seen = &run->seen[0];
    assert_int_equal(seen->reason, -1);
    assert_int_equal(seen->facts.client, CLIENT);
    for (int who = 0; who < 2; who++) {
        assert_int_equal(seen->len[who], p->said_len[who]);
        assert_memory_equal(seen->text[who], p->said[who], p->said_len[who]);
        assert_int_equal(seen->lost[who], 0);
    }
}

/* With these keys, in pushes of so many octets, everything is read. */
static void check_read_with(const struct peers *p, struct rs_tls_keys *keys, size_t chunk)
{
    static struct tls_run run;
    tls_run_init(&run, NULL);
    tls_run_all(&run, keys, &p->wire, chunk);
    check_text(&run, p);
    tls_run_free(&run);
}

static void check_read(const struct peers *p)
{
    struct rs_tls_keys *keys = peers_keys(log_of(p));
    check_read_with(p, keys, 0);
    check_read_with(p, keys, 1);
    rs_tls_keys_free(keys);
}

static void talk(struct peers *p)
{
    peers_say_often(p, CLIENT, REQUEST, 3);
    peers_say_often(p, SERVER, ANSWER, 2);
    peers_say(p, CLIENT, "\r\n\r\n");
    peers_say(p, SERVER, "\r\n");
}

/* Each suite in a version. Returns how many there were. */
static unsigned each_suite(struct peers_how how)
{
    SSL_CTX *all = SSL_CTX_new(TLS_method());
    unsigned done = 0;
    SSL_CTX_set_security_level(all, 0);
    SSL_CTX_set_cipher_list(all, "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    STACK_OF(SSL_CIPHER) *suites = SSL_CTX_get_ciphers(all);
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); i++) {
        const SSL_CIPHER *suite = sk_SSL_CIPHER_value(suites, i);
        struct peers p;
        if (!rs_tls_suite_name((uint16_t)SSL_CIPHER_get_protocol_id(suite)))
            continue;
        how.suite = SSL_CIPHER_get_name(suite);
        how.ecdsa = strstr(how.suite, "ECDSA") != NULL;
        if (peers_meet(&p, &how) && SSL_get_current_cipher(p.ssl[CLIENT]) == suite) {
            talk(&p);
            check_read(&p);
            done++;
        }
        peers_free(&p);
    }
    SSL_CTX_free(all);
    return done;
}

static void all_suites(void **state)
{
    (void)state;
    static const struct {
        int version;
        unsigned at_least; /* suites without PSK and SRP that this libssl has */
    } rows[] = {{TLS1_VERSION, 20}, {TLS1_1_VERSION, 20}, {TLS1_2_VERSION, 60}};
    for (size_t i = 0; i < 3; i++)
        for (int plain = 0; plain < 2; plain++) {
            struct peers_how how = {.version = rows[i].version, .no_etm = plain, .no_ems = plain};
            unsigned done = each_suite(how);
            print_message("version %04x: %u suites\n", (unsigned)rows[i].version, done);
            assert_true(done >= rows[i].at_least);
        }
}

static const char *const SUITES_13[] = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
                                        "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_CCM_SHA256",
                                        "TLS_AES_128_CCM_8_SHA256"};

static void all_suites_of_13(void **state)
{
    (void)state;
    for (size_t i = 0; i < 5; i++)
        for (int padded = 0; padded < 2; padded++) {
            struct peers_how how = {
                .version = TLS1_3_VERSION, .suite = SUITES_13[i], .padded = padded};
            struct peers p;
            assert_true(peers_meet(&p, &how));
            talk(&p);
            peers_update_keys(&p, CLIENT, false);
            talk(&p);
            peers_update_keys(&p, SERVER, true);
            talk(&p);
            check_read(&p);
            peers_free(&p);
        }
}

static void retried_hello(void **state)
{
    (void)state;
    struct peers_how how = {.version = TLS1_3_VERSION, .retry = true};
    struct peers p;
    assert_true(peers_meet(&p, &how));
    talk(&p);
    check_read(&p);
    peers_free(&p);
}

static void small_fragments(void **state)
{
    (void)state;
    for (int version = TLS1_VERSION; version <= TLS1_3_VERSION; version++) {
        struct peers_how how = {.version = version, .fragment = 512};
        struct peers p;
        char *big = malloc(20001);
        memset(big, 'x', 20000);
        big[20000] = '\0';
        assert_true(peers_meet(&p, &how));
        peers_say(&p, CLIENT, big);
        peers_say(&p, SERVER, big);
        check_read(&p);
        peers_free(&p);
        free(big);
    }
}

static void facts(void **state)
{
    (void)state;
    static struct tls_run run;
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        struct peers_how how = {.version = version};
        struct peers p;
        assert_true(peers_meet(&p, &how));
        talk(&p);
        struct rs_tls_keys *keys = peers_keys(log_of(&p));
        tls_run_init(&run, NULL);
        tls_run_all(&run, keys, &p.wire, 0);
        const struct rs_tls_facts *f = &run.seen[0].facts;
        assert_int_equal(f->version, version);
        assert_int_equal(f->suite,
                         SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(p.ssl[CLIENT])));
        assert_string_equal(f->sni, "proxy.lab.example");
        assert_string_equal(f->alpn, "sip");
        assert_int_equal(strlen(f->ja4), RS_TLS_JA4_LEN);
        assert_memory_equal(f->ja4, version == TLS1_3_VERSION ? "t13d" : "t12d", 4);
        assert_memory_equal(f->ja4 + 8, "sp_", 3);
        assert_false(f->resumed || f->early_data);
        tls_run_free(&run);
        rs_tls_keys_free(keys);
        peers_free(&p);
    }
}

/* Resumption: with keys from the log; and, up to 1.2, with those of the first session alone. */
static void resumed(int version, bool no_tickets)
{
    static struct tls_run run;
    struct peers_how how = {.version = version, .no_tickets = no_tickets,
                            .suite = version < TLS1_3_VERSION ? "AES128-SHA" : NULL};
    struct peers first, second;
    assert_true(peers_meet(&first, &how));
    talk(&first);
    SSL_SESSION *session = peers_session(&first);
    how.session = session;
    how.server_context = first.context[SERVER];
    assert_true(peers_meet(&second, &how));
    assert_true(SSL_session_reused(second.ssl[CLIENT]));
    talk(&second);
    check_read(&second);
    if (version < TLS1_3_VERSION) {
        struct rs_tls_keys *keys = peers_keys(RS_SPAN_NONE);
        assert_int_equal(rs_tls_keys_add_rsa(keys, peers_rsa_pem()), 1);
        check_read_with(&first, keys, 0);
        tls_run_init(&run, NULL);
        tls_run_all(&run, keys, &second.wire, 0);
        check_text(&run, &second);
        assert_true(run.seen[0].facts.resumed);
        tls_run_free(&run);
        rs_tls_keys_free(keys);
    }
    peers_free(&second);
    peers_free(&first);
    SSL_SESSION_free(session);
}

static void resumption(void **state)
{
    (void)state;
    for (int version = TLS1_VERSION; version <= TLS1_3_VERSION; version++)
        for (int no_tickets = 0; no_tickets < 2; no_tickets++)
            resumed(version, no_tickets);
}

static void private_key(void **state)
{
    (void)state;
    for (int version = TLS1_VERSION; version <= TLS1_2_VERSION; version++)
        for (int no_ems = 0; no_ems < 2; no_ems++) {
            struct peers_how how = {.version = version, .suite = "AES256-SHA", .no_ems = no_ems};
            struct rs_tls_keys *keys = peers_keys(RS_SPAN_NONE);
            struct peers p;
            assert_int_equal(rs_tls_keys_add_rsa(keys, peers_rsa_pem()), 1);
            assert_true(peers_meet(&p, &how));
            talk(&p);
            check_read_with(&p, keys, 0);
            check_read_with(&p, keys, 1);
            rs_tls_keys_free(keys);
            peers_free(&p);
        }
}

static void renegotiation(void **state)
{
    (void)state;
    for (int version = TLS1_VERSION; version <= TLS1_2_VERSION; version++) {
        struct peers_how how = {.version = version, .renegotiates = true};
        struct peers p;
        assert_true(peers_meet(&p, &how));
        talk(&p);
        peers_renegotiate(&p);
        talk(&p);
        check_read(&p);
        peers_free(&p);
    }
}

/* 0-RTT for the second session: of the same server, or of one with keys of its own for tickets. */
static SSL_SESSION *meet_again(struct peers *first, struct peers *second, bool same_server)
{
    struct peers_how how = {.version = TLS1_3_VERSION, .early_data = true};
    assert_true(peers_meet(first, &how));
    talk(first);
    how.session = peers_session(first);
    how.server_context = same_server ? first->context[SERVER] : NULL;
    assert_true(peers_meet(second, &how));
    assert_int_equal(SSL_get_early_data_status(second->ssl[CLIENT]),
                     same_server ? SSL_EARLY_DATA_ACCEPTED : SSL_EARLY_DATA_REJECTED);
    talk(second);
    return how.session;
}

/* 0-RTT, read with its secret, and passed over without. */
static void early_data(void **state)
{
    (void)state;
    static struct tls_run run;
    struct peers first, second;
    SSL_SESSION *session = meet_again(&first, &second, true);
    check_read(&second);

    second.keylog_len = 0; /* the same without CLIENT_EARLY_TRAFFIC_SECRET */
    for (char *line = strtok(second.keylog, "\n"); line; line = strtok(NULL, "\n")) {
        if (strstr(line, "CLIENT_EARLY"))
            continue;
        memmove(second.keylog + second.keylog_len, line, strlen(line));
        second.keylog_len += strlen(line);
        second.keylog[second.keylog_len++] = '\n';
    }
    struct rs_tls_keys *keys = peers_keys(log_of(&second));
    tls_run_init(&run, NULL);
    tls_run_all(&run, keys, &second.wire, 0);
    size_t early = strlen("OPTIONS sip:early@lab.example SIP/2.0\r\n");
    assert_true(run.seen[0].facts.early_data && run.seen[0].facts.resumed);
    assert_int_equal(run.seen[0].reason, -1);
    assert_int_equal(run.seen[0].lost[CLIENT], 1);
    assert_int_equal(run.seen[0].len[CLIENT], second.said_len[CLIENT] - early);
    assert_memory_equal(run.seen[0].text[CLIENT], second.said[CLIENT] + early,
                        run.seen[0].len[CLIENT]);
    tls_run_free(&run);
    rs_tls_keys_free(keys);
    peers_free(&second);
    peers_free(&first);
    SSL_SESSION_free(session);
}

/* Refused (another server has the ticket's name): what follows is read, whatever of it was known. */
static void early_data_refused(void **state)
{
    (void)state;
    static struct tls_run run;
    struct peers first, second;
    SSL_SESSION *session = meet_again(&first, &second, false);
    size_t early = strlen("OPTIONS sip:early@lab.example SIP/2.0\r\n");
    struct rs_tls_keys *keys = peers_keys(log_of(&second));
    for (size_t chunk = 0; chunk < 2; chunk++) {
        tls_run_init(&run, NULL);
        tls_run_all(&run, keys, &second.wire, chunk);
        const struct tls_seen *seen = &run.seen[0];
        size_t behind = second.said_len[CLIENT] - early;
        assert_int_equal(seen->reason, -1);
        assert_true(seen->len[CLIENT] >= behind);
        assert_memory_equal(seen->text[CLIENT] + seen->len[CLIENT] - behind,
                            second.said[CLIENT] + early, behind);
        assert_int_equal(seen->len[SERVER], second.said_len[SERVER]);
        tls_run_free(&run);
    }
    rs_tls_keys_free(keys);
    peers_free(&second);
    peers_free(&first);
    SSL_SESSION_free(session);
}

/* One direction's octets all before the other's: nothing depends on the interleaving. */
static void one_direction_first(void **state)
{
    (void)state;
    static struct tls_run run;
    for (int version = TLS1_VERSION; version <= TLS1_3_VERSION; version++)
        for (int first = 0; first < 2; first++) {
            struct peers_how how = {.version = version};
            struct peers p;
            assert_true(peers_meet(&p, &how));
            talk(&p);
            struct rs_tls_keys *keys = peers_keys(log_of(&p));
            tls_run_init(&run, NULL);
            for (int way = 0; way < 2; way++)
                for (size_t i = 0; i < p.wire.count; i++)
                    if (p.wire.segments[i].direction == (way ? !first : first))
                        tls_run_segment(&run, keys, &p.wire.segments[i], 0);
            tls_run_finish(&run);
            check_text(&run, &p);
            tls_run_free(&run);
            rs_tls_keys_free(keys);
            peers_free(&p);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_suites),     cmocka_unit_test(all_suites_of_13),
        cmocka_unit_test(retried_hello),  cmocka_unit_test(small_fragments),
        cmocka_unit_test(facts),          cmocka_unit_test(resumption),
        cmocka_unit_test(private_key),    cmocka_unit_test(renegotiation),
        cmocka_unit_test(early_data),     cmocka_unit_test(early_data_refused),
        cmocka_unit_test(one_direction_first),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
