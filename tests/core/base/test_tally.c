/* Sliding counters: what slides out is taken off, nothing else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/tally.h"

static const struct rs_tally_shape shape = {.numbers = 3, .window_us = 60000000};

static void test_slides(void **state)
{
    (void)state;
    uint32_t t[RS_TALLY_WORDS(3)] = {0};
    rs_tally_add(&shape, t, 1000000, 0, 5);
    rs_tally_add(&shape, t, 31000000, 1, 7);
    rs_tally_add(&shape, t, 31000000, 0, 1);
    assert_int_equal(rs_tally_sums(&shape, t)[0], 6);
    rs_tally_advance(&shape, t, 59000000); /* the last moment of slot 11 */
    assert_int_equal(rs_tally_sums(&shape, t)[0], 6);
    rs_tally_advance(&shape, t, 60000000);
    assert_int_equal(rs_tally_sums(&shape, t)[0], 1);
    assert_int_equal(rs_tally_sums(&shape, t)[1], 7);
    assert_int_equal(rs_tally_sums(&shape, t)[2], 0);
    rs_tally_advance(&shape, t, 500000000);
    assert_int_equal(rs_tally_sums(&shape, t)[1], 0);
}

static void test_backwards_and_full(void **state)
{
    (void)state;
    uint32_t t[RS_TALLY_WORDS(3)] = {0};
    rs_tally_add(&shape, t, 70000000, 2, 1);
    rs_tally_add(&shape, t, 10000000, 2, 1); /* counts as now */
    assert_int_equal(rs_tally_sums(&shape, t)[2], 2);
    rs_tally_add(&shape, t, 70000000, 2, UINT32_MAX);
    assert_int_equal(rs_tally_sums(&shape, t)[2], UINT32_MAX);
    rs_tally_advance(&shape, t, 200000000);
    assert_int_equal(rs_tally_sums(&shape, t)[2], 0);
}

/* Against a plain list of events. */
static void test_as_a_list(void **state)
{
    (void)state;
    enum { EVENTS = 5000 };
    static int64_t at[EVENTS];
    uint32_t t[RS_TALLY_WORDS(3)] = {0};
    int64_t now = 0, slot = shape.window_us / RS_TALLY_SLOTS;
    srand(1);
    for (int i = 0; i < EVENTS; i++) {
        now += rand() % 100 ? rand() % 400000 : rand() % 200000000;
        at[i] = now;
        rs_tally_add(&shape, t, now, 1, 1);
        uint32_t expected = 0;
        for (int k = i; k >= 0 && at[k] / slot > now / slot - RS_TALLY_SLOTS; k--)
            expected++;
        assert_int_equal(rs_tally_sums(&shape, t)[1], expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slides),
        cmocka_unit_test(test_backwards_and_full),
        cmocka_unit_test(test_as_a_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
