/* SIPVicious' tags: what is read of them, what is not one, and what must not be told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "find/sipvicious.h"
#include "tests/guard.h"

static struct rs_span hex_of(const char *text, char *buf)
{
    size_t n = strlen(text);
    for (size_t i = 0; i < n; i++)
        snprintf(buf + 2 * i, 3, "%02x", (unsigned char)text[i]);
    return rs_span(buf, 2 * n);
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct {
        const char *text, *read;
        enum rs_sipvicious_kind kind;
    } rows[] = {
        {"7f00000113e2\0013320558929", "127.0.0.1:5090", RS_SIPVICIOUS_TARGET},
        {"100\0011234567890", "100", RS_SIPVICIOUS_EXTENSION},
        {"100:secret\001912345", "100", RS_SIPVICIOUS_GUESS},
        {":secret\001912345", "", RS_SIPVICIOUS_GUESS},
        {"100\001123", "", RS_SIPVICIOUS_NONE},         /* too few digits to be no chance */
        {"100\00112345678901", "", RS_SIPVICIOUS_NONE}, /* more than 32 bits have */
        {"\0011234567890", "", RS_SIPVICIOUS_NONE},     /* nothing is said */
        {"1\0020\0011234567890", "", RS_SIPVICIOUS_NONE},
        {"1001234567890", "", RS_SIPVICIOUS_NONE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char buf[256];
        struct rs_sipvicious got;
        assert_int_equal(rs_sipvicious_tag(hex_of(rows[i].text, buf), &got), rows[i].kind);
        assert_int_equal(got.len, strlen(rows[i].read));
        assert_memory_equal(got.text, rows[i].read, got.len);
    }
}

static void test_hide(void **state)
{
    (void)state;
    char buf[256];
    assert_int_equal(rs_sipvicious_hide(hex_of("100:secret\001912345", buf)).n, 0);
    assert_int_equal(rs_sipvicious_hide(hex_of("100\001912345", buf)).n, 20);
    assert_int_equal(rs_sipvicious_hide(RS_SPAN("as5f3c2b1a")).n, 10);
}

static void read_prefix(struct rs_span s)
{
    struct rs_sipvicious got;
    rs_sipvicious_tag(s, &got);
    rs_sipvicious_hide(s);
}

/* Nothing is read beyond the tag, and long ones are no trouble. */
static void test_bounds(void **state)
{
    (void)state;
    char buf[4096], text[2000];
    guard_each_prefix(hex_of("100:secret\001912345", buf), read_prefix);
    memset(text, 'a', sizeof text);
    memcpy(text + sizeof text - 8, "\001912345", 8);
    struct rs_sipvicious got;
    assert_int_equal(rs_sipvicious_tag(hex_of(text, buf), &got), RS_SIPVICIOUS_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_hide),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
