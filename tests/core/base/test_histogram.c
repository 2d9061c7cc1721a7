/* Delays in bins: edges, and quantiles against sorted samples. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/histogram.h"

static void test_bins(void **state)
{
    (void)state;
    assert_int_equal(rs_histogram_bin(-5), 0);
    for (unsigned i = 0; i < RS_HISTOGRAM_BINS - 1; i++) {
        int64_t edge_us = (int64_t)rs_histogram_edge_ms(i) * 1000;
        assert_int_equal(rs_histogram_bin(edge_us), i);
        assert_int_equal(rs_histogram_bin(edge_us + 1), i + 1);
        assert_true(rs_histogram_edge_ms(i) < rs_histogram_edge_ms(i + 1));
    }
    assert_int_equal(rs_histogram_bin(INT64_MAX), RS_HISTOGRAM_BINS - 1);
}

static void test_few(void **state)
{
    (void)state;
    uint32_t count[RS_HISTOGRAM_BINS] = {0};
    assert_int_equal(rs_histogram_quantile_ms(count, 95), 0);
    count[rs_histogram_bin(900000)] = 1;
    assert_in_range(rs_histogram_quantile_ms(count, 50), 700, 1000);
    count[RS_HISTOGRAM_BINS - 1] = 100;
    assert_int_equal(rs_histogram_quantile_ms(count, 95), 64000);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The answer lies in the bin of the true one. */
static void test_quantiles(void **state)
{
    (void)state;
    enum { N = 1000 };
    static int64_t delay[N];
    srand(2);
    for (int round = 0; round < 200; round++) {
        uint32_t count[RS_HISTOGRAM_BINS] = {0};
        int n = 1 + rand() % N;
        for (int i = 0; i < n; i++) {
            delay[i] = (int64_t)(rand() % 1000) * (1 << rand() % 16);
            count[rs_histogram_bin(delay[i])]++;
        }
        qsort(delay, (size_t)n, sizeof delay[0], by_value);
        for (unsigned p = 1; p <= 100; p++) {
            int rank = (int)(((unsigned)n * p + 99) / 100);
            unsigned bin = rs_histogram_bin(delay[rank - 1]);
            uint32_t from = bin ? rs_histogram_edge_ms(bin - 1) : 0;
            assert_in_range(rs_histogram_quantile_ms(count, p), from, rs_histogram_edge_ms(bin));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bins),
        cmocka_unit_test(test_few),
        cmocka_unit_test(test_quantiles),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
