/* Line ends, at every place of a block of 64, against a plain look. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/lines.h"

static bool is_bare_cr(struct rs_span s, size_t i)
{
    return s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n');
}

/* Neither text nor HTAB, CR, LF. */
static bool is_strange(struct rs_span s, size_t i)
{
    unsigned char c = (unsigned char)s.p[i];
    return (c < 0x20 && !strchr("\t\r\n", c ? c : 'x')) || c > 0x7e;
}

/* The first octet for which that holds, before `n`. */
static const char *first(struct rs_span s, bool (*holds)(struct rs_span s, size_t i), size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (holds(s, i))
            return s.p + i;
    return NULL;
}

static void compare(struct rs_span s)
{
    struct rs_lines l;
    rs_lines_init(&l, s.p, rs_span_end(s));
    const char *end;
    size_t from = 0;
    while ((end = rs_lines_next(&l))) {
        const char *lf = memchr(s.p + from, '\n', s.n - from);
        assert_non_null(lf);
        assert_ptr_equal(end, lf > s.p + from && lf[-1] == '\r' ? lf - 1 : lf);
        assert_ptr_equal(rs_lines_behind(end), lf + 1);
        from = (size_t)(lf + 1 - s.p);
        assert_ptr_equal(l.bare_cr, first(s, is_bare_cr, from));
        assert_ptr_equal(l.strange, first(s, is_strange, from));
    }
    assert_null(s.n > from ? memchr(s.p + from, '\n', s.n - from) : NULL);
    assert_ptr_equal(l.bare_cr, first(s, is_bare_cr, s.n));
    assert_ptr_equal(l.strange, first(s, is_strange, s.n));
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
    static const char octets[] = "xx\r\nx\n~ \t\x7f\x1f\x80\xff"; /* the first 6 are line ends */
    uint32_t seed = 7;
    char text[300];
    for (int round = 0; round < 20000; round++) {
        size_t n = (seed = seed * 1664525 + 1013904223) >> 16 & 255;
        for (size_t i = 0; i < n; i++)
            text[i] = octets[((seed = seed * 1664525 + 1013904223) >> 20) % (round & 1 ? 6 : 13)];
        compare(guard_copy(rs_span(text, n)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_place),
                                       cmocka_unit_test(test_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
