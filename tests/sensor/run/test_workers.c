/* Lists of processors, and how many threads there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "run/workers.h"

static void test_lists(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        unsigned count, first, last;
    } row[] = {
        {"0", 1, 0, 0},       {"2,3", 2, 2, 3},    {"2-5,8", 5, 2, 8}, {"3,1", 2, 3, 1},
        {"0-63", 64, 0, 63},  {"0-64", 0, 0, 0},   {"", 0, 0, 0},      {"x", 0, 0, 0},
        {"1,", 0, 0, 0},      {"3-1", 0, 0, 0},    {"-1", 0, 0, 0},    {"1-", 0, 0, 0},
        {"1;2", 0, 0, 0},     {"1 2", 0, 0, 0},    {"99999999999999999999", 0, 0, 0},
        {"0-63,1", 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        unsigned cpus[RS_CPUS_MAX] = {0};
        assert_int_equal(rs_cpus_parse(row[i].text, cpus), row[i].count);
        if (!row[i].count)
            continue;
        assert_int_equal(cpus[0], row[i].first);
        assert_int_equal(cpus[row[i].count - 1], row[i].last);
    }
}

static void test_counts(void **state)
{
    (void)state;
    assert_int_equal(rs_workers(1), 1);
    assert_int_equal(rs_workers(7), 7);
    assert_in_range(rs_workers(0), 1, RS_WORKERS_USEFUL);
    assert_false(rs_cpu_is_ours(1023));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
