/* Line ends, at every place of a block of 64, against a plain look. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/lines.h"

static const char *plain_bare_cr(struct rs_span s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n'))
            return s.p + i;
    return NULL;
}

static void compare(struct rs_span s)
{
    struct rs_lines l;
    rs_lines_init(&l, s.p, rs_span_end(s));
    const char *lf;
    size_t from = 0;
    while ((lf = rs_lines_next(&l))) {
        const char *plain = memchr(s.p + from, '\n', s.n - from);
        assert_ptr_equal(lf, plain);
        from = (size_t)(lf + 1 - s.p);
    }
    assert_null(s.n > from ? memchr(s.p + from, '\n', s.n - from) : NULL);
    /* A CR that is the last octet may or may not be told: nothing follows it. */
    const char *bare = plain_bare_cr(s);
    if (bare && bare + 1 < rs_span_end(s))
        assert_ptr_equal(l.bare_cr, bare);
}

static void test_every_place(void **state)
{
    (void)state;
    char text[200];
    for (size_t n = 1; n < sizeof text; n += 7)
        for (size_t at = 0; at < n; at++) {
            memset(text, 'x', n);
            text[at] = '\n';
            compare(guard_copy(rs_span(text, n)));
            text[at] = '\r';
            compare(guard_copy(rs_span(text, n)));
            if (at + 1 < n)
                text[at + 1] = '\n';
            compare(guard_copy(rs_span(text, n)));
        }
}

static void test_random(void **state)
{
    (void)state;
    uint32_t seed = 7;
    char text[300];
    for (int round = 0; round < 20000; round++) {
        size_t n = (seed = seed * 1664525 + 1013904223) >> 16 & 255;
        for (size_t i = 0; i < n; i++)
            text[i] = "xx\r\nx\n"[((seed = seed * 1664525 + 1013904223) >> 20) % 6];
        compare(guard_copy(rs_span(text, n)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_place),
                                       cmocka_unit_test(test_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
