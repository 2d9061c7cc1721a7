/*
 * Messages in a stream: found wherever the octets are cut, junk thrown away,
 * and nothing quadratic when they come one by one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "guard.h"
#include "sip/stream.h"

#define A "OPTIONS sip:a SIP/2.0\r\nContent-Length: 5\r\n\r\nhello"
#define B "SIP/2.0 200 OK\r\nl: 0\r\n\r\n"
#define C "MESSAGE sip:c SIP/2.0\r\nContent-Length:\r\n 2\r\n\r\nhi"

/* The messages found, joined by "|". */
static char found[65536];

/* The octets in pieces of `step`, the first of `first`, each look at the end of a page. */
static const char *feed(struct rs_span all, size_t first, size_t step)
{
    struct rs_stream s = {0};
    size_t begin = 0, n = 0;
    found[0] = '\0';
    for (size_t known = first; known <= all.n;) {
        struct rs_span look = guard_copy(rs_span(all.p + begin, known - begin));
        struct rs_stream_answer a = rs_stream_next(&s, look);
        if (a.verdict == RS_STREAM_MORE) {
            known = known < all.n && known + step > all.n ? all.n : known + step;
            continue;
        }
        assert_true(a.skip + a.length <= look.n && a.skip + a.length > 0);
        if (a.verdict == RS_STREAM_MESSAGE)
            n += (size_t)snprintf(found + n, sizeof found - n, "%.*s|", (int)a.length,
                                  look.p + a.skip);
        begin += a.skip + a.length;
    }
    return found;
}

static const struct {
    const char *octets, *messages;
} cases[] = {
    {A B C, A "|" B "|" C "|"},
    {"\r\n\r\n" A "\r\n\r\n\r\n" B "\r\n", A "|" B "|"},
    {"junk\r\nmore junk\r\n" B A, B "|" A "|"},
    {A "junk without end"
       "\r\n" B,
     A "|" B "|"},
    {"OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n" B, "OPTIONS sip:a SIP/2.0\r\nVia: x\r\n\r\n|" B "|"},
    {"OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n" B,
     "OPTIONS sip:a SIP/2.0\r\nContent-Length: -1\r\n\r\n|" B "|"},
    {"OPTIONS sip:a SIP/2.0\r\nContent-Length: 9223372036854775807\r\n\r\n" B,
     "OPTIONS sip:a SIP/2.0\r\nContent-Length: 9223372036854775807\r\n\r\n|" B "|"},
    {"OPTIONS sip:a SIP/2.0\r\nContent-Length: 18446744073709551617\r\n\r\n" B,
     "OPTIONS sip:a SIP/2.0\r\nContent-Length: 18446744073709551617\r\n\r\n|" B "|"},
    {"OPTIONS sip:a SIP/2.0\r\nContent-Length: 1\r\nContent-Length: 3\r\n\r\nx" B,
     "OPTIONS sip:a SIP/2.0\r\nContent-Length: 1\r\nContent-Length: 3\r\n\r\nx|" B "|"},
    {"OPTIONS sip:a SIP/2.0\ncontent-length : 2\n\nxy" B,
     "OPTIONS sip:a SIP/2.0\ncontent-length : 2\n\nxy|" B "|"},
    {"OPTIONS sip:a\r\nVia: x\r\nFrom: y\r\n\r\n" B, /* no version: its headers speak for it */
     "OPTIONS sip:a\r\nVia: x\r\nFrom: y\r\n\r\n|" B "|"},
    {"\x16\x03\x01\x02\r\n\x01" B "\r\n" A, A "|"}, /* TLS */
    {"GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc\r\n" B, B "|"},
};

static void test_cut_everywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rs_span all = rs_span_str(cases[i].octets);
        for (size_t first = 0; first <= all.n; first++)
            if (strcmp(feed(all, first, all.n), cases[i].messages))
                fail_msg("case %zu cut at %zu: %s", i, first, found);
        for (size_t step = 1; step < 9; step++)
            if (strcmp(feed(all, step, step), cases[i].messages))
                fail_msg("case %zu in pieces of %zu: %s", i, step, found);
    }
}

/* A whole message is waited for, and not one octet more. */
static void test_just_enough(void **state)
{
    (void)state;
    struct rs_stream s = {0};
    struct rs_span all = RS_SPAN(A);
    for (size_t n = 0; n < all.n; n++)
        assert_int_equal(rs_stream_next(&s, rs_span_first(all, n)).verdict, RS_STREAM_MORE);
    struct rs_stream_answer a = rs_stream_next(&s, all);
    assert_int_equal(a.verdict, RS_STREAM_MESSAGE);
    assert_int_equal(a.length, all.n);
}

static void test_keepalive(void **state)
{
    (void)state;
    struct rs_stream s = {0};
    struct rs_stream_answer a = rs_stream_next(&s, RS_SPAN("\r\n\r\n"));
    assert_int_equal(a.verdict, RS_STREAM_KEEPALIVE);
    assert_int_equal(a.skip, 4);
}

static void test_reset(void **state)
{
    (void)state;
    struct rs_stream s = {0};
    rs_stream_next(&s, RS_SPAN("OPTIONS sip:a SIP/2.0\r\nContent-Length: 900\r\n\r\nabc"));
    rs_stream_reset(&s);
    assert_int_equal(rs_stream_next(&s, RS_SPAN(B)).verdict, RS_STREAM_MESSAGE);
}

/* ---- time ---- */

/* Microseconds to take in a text octet by octet, up to n octets. */
static uint64_t drip(struct rs_span text)
{
    struct rs_stream s = {0};
    size_t begin = 0;
    uint64_t from = guard_cpu_us();
    for (size_t n = 1; n <= text.n;) {
        struct rs_stream_answer a = rs_stream_next(&s, rs_span(text.p + begin, n - begin));
        if (a.verdict == RS_STREAM_MORE)
            n++;
        begin += a.skip + a.length;
    }
    return guard_cpu_us() - from + 1;
}

/* Four times the octets may cost ten times the time, not sixteen and more. */
static void check_linear(const char *begin, const char *pattern)
{
    enum { SMALL = 12000 };
    char *text = malloc(4 * SMALL);
    size_t n = strlen(begin), k = strlen(pattern);
    memcpy(text, begin, n);
    for (size_t i = n; i < 4 * SMALL; i++)
        text[i] = pattern[(i - n) % k];
    uint64_t small = UINT64_MAX, large = UINT64_MAX;
    for (int i = 0; i < 3; i++) {
        uint64_t a = drip(rs_span(text, SMALL)), b = drip(rs_span(text, 4 * SMALL));
        small = a < small ? a : small;
        large = b < large ? b : large;
    }
    if (large > 10 * small + 20000)
        fail_msg("%.20s: %llu us, then %llu us", pattern, (unsigned long long)small,
                 (unsigned long long)large);
    free(text);
}

static void test_linear(void **state)
{
    (void)state;
    check_linear("OPTIONS sip:a SIP/2.0\r\n", "X: y\r\n");
    check_linear("OPTIONS sip:a SIP/2.0\r\nContent-Length: 1000000\r\n\r\n", "x");
    check_linear("OPTIONS sip:", "x");
    check_linear("", "junk line\r\n");
    check_linear("OPTIONS sip:a\r\n", "X: y\r\n");
    check_linear("", "\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_everywhere), cmocka_unit_test(test_just_enough),
        cmocka_unit_test(test_keepalive),      cmocka_unit_test(test_reset),
        cmocka_unit_test(test_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
