/* T205's two thresholds, once in a window and for each server by itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "find/storm.h"

enum { SECOND = 1000000 };

static struct rs_digest to(uint64_t n)
{
    return (struct rs_digest){n * UINT64_C(0x9E3779B97F4A7C15), n};
}

static struct rs_storms *begin(struct rs_storms *s)
{
    rs_storms_init(s, 4);
    return s;
}

static void test_burst(void **state)
{
    (void)state;
    struct rs_storms s;
    struct rs_digest o = to(1);
    begin(&s);
    for (int i = 1; i < 100; i++)
        assert_false(rs_storms_request(&s, o, i, true).storm);
    struct rs_storm_verdict v = rs_storms_request(&s, o, 100, true);
    assert_true(v.storm);
    assert_string_equal(v.subkind, "burst");
    assert_int_equal(v.retransmissions, 100);
    assert_false(rs_storms_request(&s, o, 101, true).storm); /* told */
    rs_storms_fini(&s);
}

/* Ninety-nine in each ten seconds are no burst; without enough requests no ratio either. */
static void test_slow(void **state)
{
    (void)state;
    struct rs_storms s;
    struct rs_digest o = to(1);
    begin(&s);
    for (int window = 0; window < 5; window++)
        for (int i = 0; i < 99; i++)
            assert_false(rs_storms_request(&s, o, window * 10 * (int64_t)SECOND + i, true).storm);
    rs_storms_fini(&s);
}

static void test_ratio(void **state)
{
    (void)state;
    struct rs_storms s;
    struct rs_digest o = to(1), other = to(2);
    begin(&s);
    for (int i = 0; i < 50; i++) {
        rs_storms_request(&s, o, i, false);
        rs_storms_request(&s, other, i, false);
    }
    for (int i = 0; i < 5; i++)
        assert_false(rs_storms_request(&s, o, 100 + i, true).storm);
    struct rs_storm_verdict v = rs_storms_request(&s, o, 200, true); /* 6 of 56: above 10 % */
    assert_true(v.storm);
    assert_string_equal(v.subkind, "ratio");
    assert_false(rs_storms_request(&s, other, 200, true).storm);
    /* A new window begins at nothing. */
    for (int i = 0; i < 20; i++)
        assert_false(rs_storms_request(&s, o, 61 * (int64_t)SECOND, true).storm);
    rs_storms_fini(&s);
}

static void test_full(void **state)
{
    (void)state;
    struct rs_storms s;
    begin(&s);
    for (int i = 0; i < 100; i++) {
        struct rs_digest o = to(i);
        rs_storms_request(&s, o, i, false);
    }
    assert_int_equal(rs_table_count(&s.table), 4);
    rs_storms_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_burst), cmocka_unit_test(test_slow),
                                       cmocka_unit_test(test_ratio), cmocka_unit_test(test_full)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
