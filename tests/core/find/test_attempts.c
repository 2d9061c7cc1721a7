/* Whom somebody tried: what came of it, in time; numbers and what they have in common. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "find/alarm.h"
#include "find/attempts.h"

enum { SECOND = 1000000, MINUTE = 60 * SECOND };

static const int64_t start = INT64_C(1764500000) * SECOND;

static struct rs_attempt target(uint32_t print)
{
    return (struct rs_attempt){.print = print, .number = print, .invite = true, .group = 7};
}

static void try(struct rs_attempts *a, uint32_t print, int64_t us)
{
    const struct rs_attempt t = target(print);
    rs_attempts_try(a, &t, us);
}

static void test_patience(void **state)
{
    (void)state;
    struct rs_attempts a = {0};
    try(&a, 1, start);
    try(&a, 2, start);
    rs_attempts_end(&a, 2, RS_ATTEMPT_CHALLENGED, 401);
    struct rs_attempts_sum s = rs_attempts_count(&a, start + SECOND / 2, MINUTE, false);
    assert_int_equal(s.tried, 2);
    assert_int_equal(s.undecided, 2);
    s = rs_attempts_count(&a, start + 2 * SECOND, MINUTE, false);
    assert_int_equal(s.unknown, 2);
    assert_int_equal(s.undecided, 0);
    assert_int_equal(s.answered, 1);
    assert_int_equal(rs_attempts_count(&a, start + MINUTE, MINUTE, false).tried, 0);
}

static void test_ends(void **state)
{
    (void)state;
    struct rs_attempts a = {0};
    for (uint32_t n = 1; n <= 4; n++)
        try(&a, n, start);
    rs_attempts_end(&a, 1, RS_ATTEMPT_UNKNOWN, 404);
    rs_attempts_end(&a, 2, RS_ATTEMPT_REACHED, 180);
    rs_attempts_end(&a, 2, RS_ATTEMPT_FAILED, 486); /* it rang: that is not taken back */
    rs_attempts_end(&a, 3, RS_ATTEMPT_FAILED, 503);
    rs_attempts_end(&a, 9, RS_ATTEMPT_FAILED, 503); /* never tried */
    struct rs_attempts_sum s = rs_attempts_count(&a, start, MINUTE, false);
    assert_int_equal(s.unknown, 1);
    assert_int_equal(s.failed, 1);
    assert_int_equal(s.undecided, 1);
    struct rs_attempt_code code[RS_ATTEMPT_CODES];
    assert_int_equal(rs_attempts_codes(&a, start, MINUTE, code), 3);
    assert_int_equal(code[0].status, 404);
    assert_int_equal(code[1].status, 486);
    assert_int_equal(code[2].status, 503);
    assert_int_equal(code[2].count, 1);
}

/* Faster than anybody answers: the first ones stay until they can be judged. */
static void test_full(void **state)
{
    (void)state;
    struct rs_attempts a = {0};
    for (uint32_t n = 1; n <= 1000; n++)
        try(&a, n, start + n * 100);
    assert_int_equal(a.count, RS_ATTEMPTS_MAX);
    assert_int_equal(rs_attempts_count(&a, start + 2 * SECOND, MINUTE, false).unknown, 64);
    for (uint32_t n = 2001; n <= 2064; n++)
        try(&a, n, start + 3 * SECOND);
    assert_int_equal(rs_attempts_count(&a, start + 3 * SECOND, MINUTE, false).undecided, 64);
}

static void test_numbers(void **state)
{
    (void)state;
    struct rs_attempts a = {0};
    static const uint32_t numbers[] = {105, 100, 101, 110, 102, 120, 103};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        try(&a, numbers[i], start);
    assert_int_equal(rs_attempts_run(&a, start, MINUTE), 4);
    assert_int_equal(rs_attempts_neighbours(&a, start, MINUTE), 4);
    assert_int_equal(rs_attempts_grouped(&a, 7, start, MINUTE, false), 7);
    assert_int_equal(rs_attempts_grouped(&a, 0, start, MINUTE, false), 0);
    rs_attempts_end(&a, 101, RS_ATTEMPT_ACCEPTED, 200);
    assert_int_equal(rs_attempts_run(&a, start, MINUTE), 2);
    assert_int_equal(rs_attempts_grouped(&a, 7, start, MINUTE, true), 6);
}

static void test_alarm(void **state)
{
    (void)state;
    struct rs_alarm a = {false};
    assert_int_equal(rs_alarm_look(&a, 9, 10), RS_ALARM_SILENT);
    assert_int_equal(rs_alarm_look(&a, 10, 10), RS_ALARM_CROSSED);
    assert_int_equal(rs_alarm_look(&a, 11, 10), RS_ALARM_MORE);
    assert_int_equal(rs_alarm_look(&a, 5, 10), RS_ALARM_MORE);
    assert_int_equal(rs_alarm_look(&a, 4, 10), RS_ALARM_SILENT);
    assert_int_equal(rs_alarm_look(&a, 9, 10), RS_ALARM_SILENT);
    assert_int_equal(rs_alarm_look(&a, 10, 10), RS_ALARM_CROSSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_patience), cmocka_unit_test(test_ends),
                                       cmocka_unit_test(test_full), cmocka_unit_test(test_numbers),
                                       cmocka_unit_test(test_alarm)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
