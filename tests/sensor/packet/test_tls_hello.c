/* Hellos: every prefix, what is read of them, and the JA4 fingerprint. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/err.h"
#include "packet/tls.h"
#include "packet/tls_hello.h"
#include "tests/guard.h"

/* A hello under construction. */
struct writer {
    char octet[4096];
    size_t n;
};

static void put16(struct writer *w, unsigned v)
{
    w->octet[w->n++] = (char)(v >> 8);
    w->octet[w->n++] = (char)v;
}

static void put_list(struct writer *w, const uint16_t *values, size_t count)
{
    put16(w, (unsigned)(2 * count));
    for (size_t i = 0; i < count; i++)
        put16(w, values[i]);
}

static void put_extension(struct writer *w, unsigned type, struct rs_span value)
{
    put16(w, type);
    put16(w, (unsigned)value.n);
    memcpy(w->octet + w->n, value.n ? value.p : "", value.n);
    w->n += value.n;
}

/*
 * The example of the public description of JA4 (FoxIO, technical details), whose
 * parts are printed there in the clear.
 */
static const uint16_t CIPHERS[] = {0x5a5a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030,
                                   0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035};
static const uint16_t SIGNATURES[] = {0x0403, 0x0804, 0x0401, 0x0503,
                                      0x0805, 0x0501, 0x0806, 0x0601};
static const uint16_t EMPTY_EXTENSIONS[] = {0x001b, 0x0033, 0x4469, 0x0017, 0x002d, 0x0005,
                                            0x0023, 0x0012, 0x000b, 0x000a, 0xff01, 0x0015};
#define JA4_EXAMPLE "t13d1516h2_8daaf6152771_e5627efa2ab1"

static void put_extensions(struct writer *w)
{
    struct writer list = {.n = 0};
    put_extension(w, 0x7a7a, RS_SPAN_NONE);
    put_extension(w, 0, RS_SPAN("\0\x0e\0\0\x0bsip.example"));
    put_extension(w, 16, RS_SPAN("\0\x0c\2h2\x08http/1.1"));
    put_list(&list, SIGNATURES, sizeof SIGNATURES / 2);
    put_extension(w, 13, rs_span(list.octet, list.n));
    put_extension(w, 43, RS_SPAN("\6\x0a\x0a\3\4\3\3"));
    for (size_t i = 0; i < sizeof EMPTY_EXTENSIONS / 2; i++)
        put_extension(w, EMPTY_EXTENSIONS[i], RS_SPAN_NONE);
}

static void put_client_hello(struct writer *w)
{
    struct writer extensions = {.n = 0};
    w->n = 0;
    put16(w, 0x0303);
    memset(w->octet + w->n, 'r', 32);
    w->n += 32;
    w->octet[w->n++] = 4;
    memcpy(w->octet + w->n, "sess", 4);
    w->n += 4;
    put_list(w, CIPHERS, sizeof CIPHERS / 2);
    w->octet[w->n++] = 1;
    w->octet[w->n++] = 0;
    put_extensions(&extensions);
    put16(w, (unsigned)extensions.n);
    memcpy(w->octet + w->n, extensions.octet, extensions.n);
    w->n += extensions.n;
}

static void client(void **state)
{
    (void)state;
    struct writer w;
    struct rs_tls_client_hello h;
    char ja4[RS_TLS_JA4_LEN + 1];
    put_client_hello(&w);
    assert_int_equal(rs_tls_client_hello_read(guard_copy(rs_span(w.octet, w.n)), &h), RS_OK);
    assert_int_equal(h.version, 0x0303);
    guard_check_text("session id", h.session_id, "sess");
    guard_check_text("server name", h.sni, "sip.example");
    guard_check_text("ALPN", h.alpn, "h2");
    assert_int_equal(rs_tls_list_count(h.ciphers), 16);
    assert_int_equal(rs_tls_list_count(h.signatures), 8);
    assert_true(h.has_ticket && !h.ticket.n && !h.early_data);
    rs_tls_ja4(&h, ja4);
    assert_string_equal(ja4, JA4_EXAMPLE);
}

/* Parts of JA4 that the example has not. */
static void ja4_of_others(void **state)
{
    (void)state;
    struct rs_tls_client_hello h = {.version = 0x0301};
    char ja4[RS_TLS_JA4_LEN + 1];
    rs_tls_ja4(&h, ja4);
    assert_string_equal(ja4, "t10i000000_000000000000_000000000000");
    static const struct {
        struct rs_span alpn;
        const char *wanted;
    } rows[] = {
        {RS_SPAN_INIT("sip"), "sp"},        {RS_SPAN_INIT("x"), "xx"},
        {RS_SPAN_INIT("http/1.1"), "h1"},   {RS_SPAN_INIT("\xab"), "ab"},
        {RS_SPAN_INIT("\xab\xcd"), "ad"},   {RS_SPAN_INIT("0\xab"), "3b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        h.alpn = rows[i].alpn;
        rs_tls_ja4(&h, ja4);
        assert_memory_equal(ja4 + 8, rows[i].wanted, 2);
    }
    static char many[2 * 40000]; /* more than there can be values */
    h.ciphers = rs_span(many, sizeof many);
    rs_tls_ja4(&h, ja4);
    assert_memory_equal(ja4, "t10i99", 6);
    assert_int_equal(strlen(ja4), RS_TLS_JA4_LEN);
}

static void attempt(struct rs_span prefix)
{
    struct rs_tls_client_hello c;
    struct rs_tls_server_hello s;
    char ja4[RS_TLS_JA4_LEN + 1];
    if (rs_tls_client_hello_read(prefix, &c) == RS_OK) {
        guard_check_inside(prefix, c.sni);
        guard_check_inside(prefix, c.alpn);
        guard_check_inside(prefix, c.ciphers);
        rs_tls_ja4(&c, ja4);
        assert_int_equal(strlen(ja4), RS_TLS_JA4_LEN);
    }
    if (rs_tls_server_hello_read(prefix, &s) == RS_OK)
        guard_check_inside(prefix, s.alpn);
    guard_check_inside(prefix, rs_tls_encrypted_alpn(prefix));
}

static void prefixes(void **state)
{
    (void)state;
    struct writer w;
    put_client_hello(&w);
    guard_each_prefix(rs_span(w.octet, w.n), attempt);
    for (size_t i = 0; i < w.n; i++) { /* lengths that lie, everywhere */
        char kept = w.octet[i];
        w.octet[i] = (char)0xff;
        attempt(guard_copy(rs_span(w.octet, w.n)));
        w.octet[i] = 0;
        attempt(guard_copy(rs_span(w.octet, w.n)));
        w.octet[i] = kept;
    }
}

static void server(void **state)
{
    (void)state;
    struct rs_tls_server_hello h;
    static const char hello[] =
        "\3\3ssssssssssssssssssssssssssssssss\0\x13\1\0"
        "\0\x13\0\x2b\0\2\3\4\0\x10\0\6\0\4\3sip\0\x17\0\0\0";
    assert_int_equal(rs_tls_server_hello_read(guard_copy(rs_span(hello, 38 + 2 + 20)), &h), RS_OK);
    assert_int_equal(h.version, 0x0304);
    assert_int_equal(h.suite, 0x1301);
    assert_false(h.retry || h.psk || h.mac_first);
    guard_each_prefix(rs_span(hello, 60), attempt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client),
        cmocka_unit_test(ja4_of_others),
        cmocka_unit_test(prefixes),
        cmocka_unit_test(server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
