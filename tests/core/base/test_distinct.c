/* Counting different ones: exact up to 64, the sketch's error, sliding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/distinct.h"
#include "base/hash.h"

enum { SECOND = 1000000, MINUTE = 60 * SECOND };

static const int64_t start = INT64_C(1764500000) * SECOND;
static struct rs_hash hash;

/* Neighbouring numbers, as of addresses and extensions, under another key each time. */
static uint64_t print(uint32_t n)
{
    return rs_digest(&hash, &n, sizeof n).lo;
}

static void rekey(uint64_t seed)
{
    const struct rs_hash_key key = {seed, ~seed};
    rs_hash_init(&hash, &key);
}

static void test_exact(void **state)
{
    (void)state;
    struct rs_distinct d = {0};
    rekey(1);
    assert_int_equal(rs_distinct_count(&d, start, MINUTE), 0);
    for (uint32_t n = 0; n < RS_DISTINCT_EXACT; n++) {
        assert_true(rs_distinct_add(&d, print(n), start + n, MINUTE));
        assert_false(rs_distinct_add(&d, print(n / 2), start + n, MINUTE));
        assert_int_equal(rs_distinct_count(&d, start + n, MINUTE), n + 1);
    }
    assert_false(d.sketched);
}

/* What was met again stays; what was not goes after a window. */
static void test_slides(void **state)
{
    (void)state;
    struct rs_distinct d = {0};
    rekey(2);
    for (uint32_t n = 0; n < 10; n++)
        rs_distinct_add(&d, print(n), start, MINUTE);
    rs_distinct_add(&d, print(3), start + 30 * SECOND, MINUTE);
    rs_distinct_add(&d, print(20), start + 31 * SECOND, MINUTE);
    assert_int_equal(rs_distinct_count(&d, start + 54 * SECOND, MINUTE), 11);
    assert_int_equal(rs_distinct_count(&d, start + 61 * SECOND, MINUTE), 2);
    assert_int_equal(rs_distinct_count(&d, start + 92 * SECOND, MINUTE), 0);
    /* Long silence, a whole number of 256 twelfths: nothing comes back. */
    rs_distinct_add(&d, print(1), start, MINUTE);
    assert_true(rs_distinct_add(&d, print(1), start + 256 * (int64_t)(MINUTE / 12), MINUTE));
    assert_int_equal(rs_distinct_count(&d, start + 256 * (int64_t)(MINUTE / 12), MINUTE), 1);
}

static double off(uint32_t counted, uint32_t truth)
{
    return ((double)counted - truth) / truth;
}

/*
 * Standard error 1.04/sqrt(160) = 8.2 %: over 200 keys the mean is off by less
 * than 3 % and none by more than four times the standard error.
 */
static void test_error(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {65, 80, 100, 150, 250, 400, 700, 2000, 10000, 100000};
    enum { KEYS = 200 };
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        double sum = 0, squares = 0;
        int keys = sizes[s] > 2000 ? 40 : KEYS;
        for (int k = 0; k < keys; k++) {
            struct rs_distinct d = {0};
            rekey((uint64_t)k * 77 + 5);
            for (uint32_t n = 0; n < sizes[s]; n++)
                rs_distinct_add(&d, print(n), start, MINUTE);
            double error = off(rs_distinct_count(&d, start, MINUTE), sizes[s]);
            assert_true(d.sketched);
            assert_true(error > -0.33 && error < 0.33);
            sum += error;
            squares += error * error;
        }
        assert_true(sum / keys > -0.04 && sum / keys < 0.04);
        assert_true(squares / keys < 0.1 * 0.1);
    }
}

/* A steady stream: between what half a window saw and what all of it saw, but for the error. */
static void test_sketch_slides(void **state)
{
    (void)state;
    struct rs_distinct d = {0};
    rekey(7);
    uint32_t n = 0;
    for (int s = 0; s < 300; s++) {
        for (int i = 0; i < 20; i++)
            rs_distinct_add(&d, print(n++), start + (int64_t)s * SECOND, MINUTE);
        if (s >= 60) {
            uint32_t counted = rs_distinct_count(&d, start + (int64_t)s * SECOND, MINUTE);
            assert_in_range(counted, 600 * 7 / 10, 1200 * 13 / 10);
        }
    }
    int64_t last = start + (int64_t)299 * SECOND;
    assert_true(rs_distinct_count(&d, last + 20 * SECOND, MINUTE) > 200);
    assert_int_equal(rs_distinct_count(&d, last + 61 * SECOND, MINUTE), 0);
    assert_true(rs_distinct_add(&d, print(1), last + 62 * SECOND, MINUTE));
    assert_int_equal(rs_distinct_count(&d, last + 62 * SECOND, MINUTE), 1);
    assert_false(d.sketched);
}

/* Those that were there before the sketch began are not counted again in it. */
static void test_change_over(void **state)
{
    (void)state;
    struct rs_distinct d = {0};
    rekey(9);
    for (int again = 0; again < 10; again++)
        for (uint32_t n = 0; n < 80; n++)
            rs_distinct_add(&d, print(n), start, MINUTE);
    assert_in_range(rs_distinct_count(&d, start, MINUTE), 60, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact), cmocka_unit_test(test_slides), cmocka_unit_test(test_error),
        cmocka_unit_test(test_sketch_slides), cmocka_unit_test(test_change_over)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
