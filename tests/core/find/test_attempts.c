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

/* Of the lists' blocks; one at a time is enough for most of it. */
static struct rs_slab blocks;

static void try(struct rs_attempts *a, uint32_t print, int64_t us)
{
    const struct rs_attempt t = target(print);
    rs_attempts_try(a, &blocks, &t, us);
}

static int begin(void **state)
{
    (void)state;
    return rs_attempts_blocks_init(&blocks, 1);
}

/* A test leaves no block behind. */
static int end(void **state)
{
    (void)state;
    int left = (int)blocks.count;
    rs_slab_fini(&blocks);
    return left;
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
    rs_attempts_forget(&a, &blocks);
}

/* The fifth takes a block, with what was known of the four; it goes back with the list. */
static void test_block(void **state)
{
    (void)state;
    struct rs_attempts a = {0};
    for (uint32_t n = 1; n <= RS_ATTEMPTS_FEW; n++)
        try(&a, n, start);
    try(&a, 2, start); /* known: no fifth */
    rs_attempts_end(&a, 1, RS_ATTEMPT_UNKNOWN, 404);
    assert_int_equal(blocks.count, 0);
    try(&a, 5, start);
    assert_int_equal(blocks.count, 1);
    assert_int_equal(a.count, 5);
    rs_attempts_end(&a, 5, RS_ATTEMPT_UNKNOWN, 404);
    assert_int_equal(rs_attempts_count(&a, start, MINUTE, false).tried, 5);
    assert_int_equal(rs_attempts_count(&a, start, MINUTE, false).unknown, 2);
    assert_int_equal(rs_attempts_at(&a)[4].print, 5);
    rs_attempts_forget(&a, &blocks);
    assert_int_equal(blocks.count, 0);
    assert_int_equal(rs_attempts_count(&a, start, MINUTE, false).tried, 0);
    try(&a, 9, start);
    assert_int_equal(a.count, 1);
    assert_int_equal(a.few[0].print, 9);
}

/* Without a block the oldest of four goes, once it is judged; with one to be had it grows again. */
static void test_ceiling(void **state)
{
    (void)state;
    struct rs_attempts first = {0}, second = {0};
    for (uint32_t n = 1; n <= 10; n++) {
        try(&first, n, start + n);
        try(&second, n, start + n);
    }
    assert_int_equal(first.count, 10);
    assert_int_equal(second.count, RS_ATTEMPTS_FEW);
    assert_null(second.block);
    try(&second, 11, start + 2 * SECOND);
    struct rs_attempts_sum s = rs_attempts_count(&second, start + 2 * SECOND, MINUTE, false);
    assert_int_equal(s.tried, RS_ATTEMPTS_FEW);
    assert_int_equal(s.undecided, 1);
    assert_int_equal(rs_attempts_at(&second)[0].print, 11);
    rs_attempts_forget(&first, &blocks);
    try(&second, 12, start + 2 * SECOND);
    assert_int_equal(second.count, RS_ATTEMPTS_FEW + 1);
    assert_non_null(second.block);
    rs_attempts_forget(&second, &blocks);
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
    rs_attempts_forget(&a, &blocks);
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

#define BLOCKS_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {BLOCKS_TEST(test_patience), BLOCKS_TEST(test_ends),
                                       BLOCKS_TEST(test_full),     BLOCKS_TEST(test_block),
                                       BLOCKS_TEST(test_ceiling),  BLOCKS_TEST(test_numbers),
                                       cmocka_unit_test(test_alarm)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
