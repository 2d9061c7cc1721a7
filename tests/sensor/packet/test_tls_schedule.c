/* Secrets to keys, against published vectors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "packet/tls.h"
#include "packet/tls_schedule.h"

static size_t from_hex(const char *hex, unsigned char *out)
{
    size_t n = 0;
    for (; *hex; hex += 2)
        out[n++] = (unsigned char)(rs_hex_value(hex[0]) << 4 | rs_hex_value(hex[1]));
    return n;
}

static struct rs_tls_secret secret_of(const char *hex)
{
    struct rs_tls_secret s = {0};
    s.len = (uint8_t)from_hex(hex, s.octet);
    return s;
}

static void check_hex(const unsigned char *got, const char *hex)
{
    unsigned char wanted[256];
    size_t n = from_hex(hex, wanted);
    assert_memory_equal(got, wanted, n);
}

/* P_SHA256 as posted to the TLS working group's list (msg03416). */
static void prf_of_12(void **state)
{
    (void)state;
    struct rs_tls_secret secret = secret_of("9bbe436ba940f017b17652849a71db35");
    unsigned char seed[16], out[100];
    from_hex("a0ba9f936cda311827a6f796ffd5198c", seed);
    assert_true(rs_tls_prf(RS_TLS_1_2, EVP_sha256(), rs_tls_secret_span(&secret), "test label",
                           rs_span((char *)seed, sizeof seed), out, sizeof out));
    check_hex(out, "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a"
                   "6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab"
                   "4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff701"
                   "87347b66");
}

/* RFC 8448 3: handshake and application secrets of the simple 1-RTT handshake. */
static void keys_of_13(void **state)
{
    (void)state;
    static const struct {
        const char *secret, *key, *iv;
    } rows[] = {
        {"b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38",
         "3fce516009c21727d0f2e4e86ee403bc", "5d313eb2671276ee13000b30"},
        {"b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21",
         "dbfaa693d1762c5b666af5d950258d01", "5bd3c71b836e0b76bb73265f"},
        {"a11af9f05531f856ad47116b45a950328204b4f44bfb6b3a4b4f1f3fcb631643",
         "9f02283b6c9c07efc26bb9f2ac92e356", "cf782b88dd83549aadf1e984"},
        {"9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5",
         "17422dda596ed5d9acd890e3c63f5051", "5b78923dee08579033e523d9"},
    };
    const struct rs_tls_suite *suite = rs_tls_suite_find(0x1301);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rs_tls_secret secret = secret_of(rows[i].secret);
        struct rs_tls_key_set keys;
        assert_true(rs_tls_keys_of_secret(suite, &secret, &keys));
        check_hex(keys.key, rows[i].key);
        check_hex(keys.iv, rows[i].iv);
    }
}

/* All rows can be found, and have what their kind needs. */
static void suites_are_whole(void **state)
{
    (void)state;
    unsigned found = 0;
    for (unsigned id = 0; id <= 0xffff; id++) {
        const struct rs_tls_suite *s = rs_tls_suite_find((uint16_t)id);
        if (!s)
            continue;
        found++;
        assert_int_equal(s->id, id);
        assert_string_equal(rs_tls_suite_name((uint16_t)id), s->name);
        assert_true(s->bulk->key_len <= RS_TLS_KEY_MAX && s->bulk->iv_len <= RS_TLS_IV_MAX);
        assert_true(rs_tls_is_aead(s) == (s->bulk->tag_len > 0));
        assert_true(rs_tls_mac_len(s) <= RS_TLS_HASH_MAX);
        EVP_CIPHER *cipher = *s->bulk->algorithm ? EVP_CIPHER_fetch(NULL, s->bulk->algorithm, NULL)
                                                 : NULL;
        assert_true(!*s->bulk->algorithm || cipher);
        if (cipher)
            assert_int_equal(EVP_CIPHER_get_key_length(cipher), s->bulk->key_len);
        EVP_CIPHER_free(cipher);
    }
    assert_true(found > 150); /* a row out of order would not be found */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prf_of_12),
        cmocka_unit_test(keys_of_13),
        cmocka_unit_test(suites_are_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
