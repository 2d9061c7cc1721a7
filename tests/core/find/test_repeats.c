/* Counting within windows, by kind, address, port and text; bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/err.h"
#include "find/repeats.h"

static const struct rs_hash_key key = {5, 6};
static const struct rs_endpoint alice = {{4, {10, 0, 0, 1}}, 0}, bob = {{4, {10, 0, 0, 2}}, 0};

enum { SECOND = 1000000, WINDOW = 60 * SECOND };

static void test_window(void **state)
{
    (void)state;
    struct rs_repeats r;
    assert_int_equal(rs_repeats_init(&r, &key, 10), RS_OK);
    assert_int_equal(rs_repeats_count(&r, 1, &alice, NULL, 0, WINDOW), 1);
    assert_int_equal(rs_repeats_count(&r, 1, &alice, NULL, 59 * SECOND, WINDOW), 2);
    assert_int_equal(rs_repeats_count(&r, 1, &alice, NULL, 60 * SECOND, WINDOW), 1);
    assert_int_equal(rs_repeats_count(&r, 1, &alice, NULL, 61 * SECOND, WINDOW), 2);
    rs_repeats_fini(&r);
}

static void test_keys(void **state)
{
    (void)state;
    struct rs_repeats r;
    struct rs_endpoint port = alice;
    port.port = 5060;
    rs_repeats_init(&r, &key, 10);
    assert_int_equal(rs_repeats_count(&r, 1, &alice, "x", 0, WINDOW), 1);
    assert_int_equal(rs_repeats_count(&r, 1, &alice, "x", 1, WINDOW), 2);
    assert_int_equal(rs_repeats_count(&r, 2, &alice, "x", 2, WINDOW), 1);
    assert_int_equal(rs_repeats_count(&r, 1, &bob, "x", 3, WINDOW), 1);
    assert_int_equal(rs_repeats_count(&r, 1, &port, "x", 4, WINDOW), 1);
    assert_int_equal(rs_repeats_count(&r, 1, &alice, "y", 5, WINDOW), 1);
    assert_int_equal(rs_repeats_count(&r, 1, &alice, NULL, 6, WINDOW), 1);
    rs_repeats_fini(&r);
}

/* When full, the key silent for longest is forgotten; a busy one stays. */
static void test_full(void **state)
{
    (void)state;
    struct rs_repeats r;
    rs_repeats_init(&r, &key, 3);
    for (uint32_t what = 0; what < 100; what++) {
        assert_int_equal(rs_repeats_count(&r, what + 10, &alice, NULL, what, WINDOW), 1);
        assert_int_equal(rs_repeats_count(&r, 1, &alice, NULL, what, WINDOW), what + 1);
    }
    assert_int_equal(rs_table_count(&r.table), 3);
    rs_repeats_fini(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_window), cmocka_unit_test(test_keys),
                                       cmocka_unit_test(test_full)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
