/* The key store: lines good and bad, ceilings, who goes first, private keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "tests/guard.h"
#include "tls_peers.h"

#define RANDOM "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
#define SECRET32 "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
#define MASTER SECRET32 "404142434445464748494a4b4c4d4e4f"

static const unsigned char NAME[32] = {0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                       11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                       22, 23, 24, 25, 26, 27, 28, 29, 30, 31};

static int add(struct rs_tls_keys *keys, const char *line)
{
    return rs_tls_keys_add_line(keys, guard_copy(rs_span_str(line)));
}

static bool has(struct rs_tls_keys *keys, enum rs_tls_secret_kind kind, size_t name_len,
                unsigned secret_len)
{
    struct rs_tls_secret s = {0};
    bool found = rs_tls_keys_find(keys, kind, rs_span((const char *)NAME, name_len), &s);
    if (!found)
        return false;
    assert_int_equal(s.len, secret_len);
    for (unsigned i = 0; i < secret_len; i++)
        assert_int_equal(s.octet[i], 0x20 + i);
    return true;
}

static void lines(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int rc, kind;
        unsigned name_len, secret_len;
    } rows[] = {
        {"CLIENT_RANDOM " RANDOM " " MASTER, RS_OK, RS_TLS_MASTER, 32, 48},
        {"PMS_CLIENT_RANDOM " RANDOM " " MASTER "\r\n", RS_OK, RS_TLS_PREMASTER, 32, 48},
        {"CLIENT_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " SECRET32, RS_OK, RS_TLS_CLIENT_HANDSHAKE, 32,
         32},
        {"SERVER_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " MASTER, RS_OK, RS_TLS_SERVER_HANDSHAKE, 32,
         48},
        {"CLIENT_TRAFFIC_SECRET_0 " RANDOM "\t" SECRET32 " ", RS_OK, RS_TLS_CLIENT_TRAFFIC, 32, 32},
        {"  SERVER_TRAFFIC_SECRET_0  " RANDOM " " SECRET32, RS_OK, RS_TLS_SERVER_TRAFFIC, 32, 32},
        {"CLIENT_EARLY_TRAFFIC_SECRET " RANDOM " " SECRET32, RS_OK, RS_TLS_CLIENT_EARLY, 32, 32},
        {"RSA 0001020304050607 " MASTER, RS_OK, RS_TLS_PREMASTER_ENCRYPTED, 8, 48},
        {"RSA Session-ID:" RANDOM " Master-Key:" MASTER, RS_OK, RS_TLS_MASTER_OF_ID, 32, 48},
        {"RSA Session-ID:000102 Master-Key:" MASTER, RS_OK, RS_TLS_MASTER_OF_ID, 3, 48},
        {"", RS_ERR_ABSENT, -1, 0, 0},
        {"# SSL/TLS secrets log file", RS_ERR_ABSENT, -1, 0, 0},
        {"EXPORTER_SECRET " RANDOM " " SECRET32, RS_ERR_ABSENT, -1, 0, 0},
        {"SOME_NEW_LABEL 00 11 22", RS_ERR_ABSENT, -1, 0, 0},
        {"CLIENT_RANDOM " RANDOM " " SECRET32, RS_ERR_MALFORMED, -1, 0, 0},
        {"CLIENT_RANDOM " RANDOM " " MASTER "0", RS_ERR_MALFORMED, -1, 0, 0},
        {"CLIENT_RANDOM " RANDOM " " MASTER " 00", RS_ERR_MALFORMED, -1, 0, 0},
        {"CLIENT_RANDOM " RANDOM "00 " MASTER, RS_ERR_MALFORMED, -1, 0, 0},
        {"CLIENT_RANDOM " RANDOM, RS_ERR_MALFORMED, -1, 0, 0},
        {"CLIENT_RANDOM", RS_ERR_MALFORMED, -1, 0, 0},
        {"client_random " RANDOM " " MASTER, RS_ERR_MALFORMED, -1, 0, 0},
        {"CLIENT_RANDOM x" RANDOM " " MASTER, RS_ERR_MALFORMED, -1, 0, 0},
        {"RSA Session-ID: Master-Key:" MASTER, RS_ERR_MALFORMED, -1, 0, 0},
        {"RSA Session-ID:00 " MASTER, RS_ERR_MALFORMED, -1, 0, 0},
        {"-----BEGIN PRIVATE KEY-----", RS_ERR_MALFORMED, -1, 0, 0},
        {"\x16\x03\x01\x00", RS_ERR_MALFORMED, -1, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rs_tls_keys *keys = peers_keys(RS_SPAN_NONE);
        assert_int_equal(add(keys, rows[i].line), rows[i].rc);
        assert_int_equal(rs_tls_keys_generation(keys), rows[i].rc == RS_OK);
        for (int kind = RS_TLS_MASTER; kind <= RS_TLS_MASTER_OF_TICKET; kind++)
            assert_int_equal(has(keys, (enum rs_tls_secret_kind)kind, rows[i].name_len,
                                 rows[i].secret_len),
                             kind == rows[i].kind);
        assert_int_equal(add(keys, rows[i].line), rows[i].rc); /* again: nothing new */
        assert_int_equal(rs_tls_keys_generation(keys), rows[i].rc == RS_OK);
        rs_tls_keys_free(keys);
    }
}

static struct rs_tls_keys *shared;

static void attempt(struct rs_span prefix)
{
    rs_tls_keys_add_line(shared, prefix);
    rs_tls_keys_add_text(shared, prefix);
}

static void prefixes(void **state)
{
    (void)state;
    shared = peers_keys(RS_SPAN_NONE);
    guard_each_prefix(RS_SPAN("CLIENT_RANDOM " RANDOM " " MASTER "\n#\n\nRSA Session-ID:" RANDOM
                              " Master-Key:" MASTER "\r\n"), attempt);
    assert_int_equal(rs_tls_keys_generation(shared), 2);
    assert_int_equal(rs_tls_keys_add_text(shared, RS_SPAN("CLIENT_RANDOM " RANDOM " " MASTER
                                                          "\r\nx\nSERVER_TRAFFIC_SECRET_0 " RANDOM
                                                          " " SECRET32)), 2);
    rs_tls_keys_free(shared);
}

/* Name number n of sixteen octets. */
static struct rs_span name_of(uint32_t n, char name[16])
{
    snprintf(name, 16, "%015u", (unsigned)n);
    return rs_span(name, 16);
}

static void bounded(void **state)
{
    (void)state;
    static const struct rs_hash_key key = {1, 2};
    struct rs_tls_keys *keys = rs_tls_keys_new(64, &key);
    struct rs_tls_secret s = {.len = 48}, found;
    char name[16];
    for (uint32_t n = 0; n < 32; n++)
        rs_tls_keys_learn(keys, RS_TLS_MASTER_OF_ID, name_of(n, name), &s);
    assert_int_equal(add(keys, "CLIENT_RANDOM " RANDOM " " MASTER), RS_OK);
    for (uint32_t n = 32; n < 100000; n++) /* a flood of sessions */
        rs_tls_keys_learn(keys, RS_TLS_MASTER_OF_ID, name_of(n, name), &s);
    assert_true(has(keys, RS_TLS_MASTER, 32, 48)); /* what was given stays */
    assert_false(rs_tls_keys_find(keys, RS_TLS_MASTER_OF_ID, name_of(0, name), &found));
    assert_true(rs_tls_keys_find(keys, RS_TLS_MASTER_OF_ID, name_of(99999, name), &found));
    assert_false(rs_tls_keys_find(keys, RS_TLS_MASTER_OF_ID, name_of(99999 - 63, name), &found));
    rs_tls_keys_free(keys);
}

static void private_keys(void **state)
{
    (void)state;
    struct rs_tls_keys *keys = peers_keys(RS_SPAN_NONE);
    struct rs_span pem = peers_rsa_pem();
    assert_false(rs_tls_keys_have_rsa(keys));
    assert_int_equal(rs_tls_keys_add_rsa(keys, RS_SPAN("")), RS_ERR_MALFORMED);
    assert_int_equal(rs_tls_keys_add_rsa(keys, RS_SPAN("no key\n")), RS_ERR_MALFORMED);
    assert_int_equal(rs_tls_keys_add_rsa(keys, rs_span_first(pem, pem.n / 2)), RS_ERR_MALFORMED);
    for (unsigned i = 0; i < RS_TLS_RSA_KEYS_MAX; i++)
        assert_int_equal(rs_tls_keys_add_rsa(keys, pem), 1);
    assert_int_equal(rs_tls_keys_add_rsa(keys, pem), RS_ERR_FULL);
    assert_true(rs_tls_keys_have_rsa(keys));
    rs_tls_keys_free(keys);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines),
        cmocka_unit_test(prefixes),
        cmocka_unit_test(bounded),
        cmocka_unit_test(private_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
