/* Marks of values of each length, against a plain look at each octet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/marks.h"
#include "guard.h"

static bool is_mark(char c)
{
    bool alnum = rs_is_digit(c) || (unsigned char)((c | 0x20) - 'a') < 26;
    return !alnum && c != '-' && c != '.' && c != '_';
}

static void compare(struct rs_span s)
{
    struct rs_marks m;
    const char *p = s.p, *end = rs_span_end(s);
    if (!rs_marks_init(&m, s)) {
        assert_true(s.n == 0 || s.n > RS_MARKS_MAX);
        return;
    }
    for (;; rs_marks_next(&m), p++) {
        while (p < end && !is_mark(*p))
            p++;
        assert_ptr_equal(m.at, p);
        assert_int_equal(m.c, p < end ? *p : '\0');
        if (p == end)
            return;
    }
}

static void finds_each_octet(void **state)
{
    char text[16];
    (void)state;
    for (int c = 0; c < 256; c++) {
        memset(text, 'a', sizeof text);
        text[c % 16] = (char)c;
        compare(guard_copy(rs_span(text, sizeof text)));
        compare(guard_copy(rs_span(text + c % 16, 1)));
    }
}

static void finds_at_every_length(void **state)
{
    uint32_t seed = 7;
    char text[160];
    (void)state;
    for (int round = 0; round < 20000; round++) {
        size_t n = (size_t)round % sizeof text;
        for (size_t i = 0; i < n; i++)
            text[i] = "aZ09-._;z<"[((seed = seed * 1664525 + 1013904223) >> 20) % 10];
        compare(guard_copy(rs_span(text, n)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(finds_each_octet),
                                       cmocka_unit_test(finds_at_every_length)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
