/* A sliding window against a plain list of the times of its events. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/window.h"

enum { SECOND = 1000000, MINUTE = 60 * SECOND, TWELFTH = MINUTE / RS_WINDOW_BUCKETS };

static const int64_t start = INT64_C(1764500000) * SECOND;

static void test_slides(void **state)
{
    (void)state;
    struct rs_window w = {0};
    assert_int_equal(rs_window_count(&w, start, MINUTE), 0);
    assert_int_equal(rs_window_add(&w, 1, start, MINUTE), 1);
    assert_int_equal(rs_window_add(&w, 2, start + 30 * SECOND, MINUTE), 3);
    assert_int_equal(rs_window_count(&w, start + 54 * SECOND, MINUTE), 3);
    assert_int_equal(rs_window_count(&w, start + 60 * SECOND, MINUTE), 2);
    assert_int_equal(rs_window_count(&w, start + 91 * SECOND, MINUTE), 0);
    assert_int_equal(rs_window_add(&w, 1, start + 30 * (int64_t)MINUTE, MINUTE), 1);
}

static void test_backwards(void **state)
{
    (void)state;
    struct rs_window w = {0};
    rs_window_add(&w, 1, start + MINUTE, MINUTE);
    assert_int_equal(rs_window_add(&w, 1, start, MINUTE), 2);
    assert_int_equal(rs_window_count(&w, start + 2 * (int64_t)MINUTE, MINUTE), 0);
}

static void test_full(void **state)
{
    (void)state;
    struct rs_window w = {0};
    rs_window_add(&w, UINT32_MAX, start, MINUTE);
    assert_int_equal(rs_window_add(&w, 5, start + 10 * SECOND, MINUTE), UINT32_MAX);
    assert_int_equal(rs_window_count(&w, start + 61 * SECOND, MINUTE), 5);
}

static uint32_t next(uint32_t *seed)
{
    return *seed = *seed * 1664525 + 1013904223;
}

/* Never more than the whole window holds, never less than eleven twelfths of it. */
static void test_bounds(void **state)
{
    (void)state;
    enum { EVENTS = 4000 };
    static int64_t when[EVENTS];
    struct rs_window w = {0};
    uint32_t seed = 1;
    int64_t now = start;
    for (int n = 0; n < EVENTS; n++) {
        now += next(&seed) % (n % 100 ? 2 * SECOND : 3 * MINUTE);
        when[n] = now;
        uint32_t counted = rs_window_add(&w, 1, now, MINUTE), most = 0, least = 0;
        for (int i = 0; i <= n; i++) {
            most += when[i] > now - MINUTE;
            least += when[i] > now - MINUTE + TWELFTH;
        }
        assert_in_range(counted, least, most);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_slides),
                                       cmocka_unit_test(test_backwards),
                                       cmocka_unit_test(test_full), cmocka_unit_test(test_bounds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
