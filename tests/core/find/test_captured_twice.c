/* C903: more than one percent, at least five, once a minute and interface. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "find/captured_twice.h"

static bool duplicate(struct rs_twice *t, uint32_t interface, int64_t now_us)
{
    uint32_t messages, duplicates;
    rs_twice_message(t, interface, now_us);
    return rs_twice_duplicate(t, interface, &messages, &duplicates);
}

static void test_five(void **state)
{
    (void)state;
    struct rs_twice t;
    memset(&t, 0, sizeof t);
    for (int i = 0; i < 4; i++)
        assert_false(duplicate(&t, 0, i));
    assert_true(duplicate(&t, 0, 5));
    assert_false(duplicate(&t, 0, 6)); /* told */
    for (int i = 0; i < 4; i++)
        assert_false(duplicate(&t, 0, 70000000 + i));
    assert_true(duplicate(&t, 0, 70000005)); /* a new minute */
}

static void test_ratio(void **state)
{
    (void)state;
    struct rs_twice t;
    memset(&t, 0, sizeof t);
    for (int i = 0; i < 1000; i++)
        rs_twice_message(&t, 3, i);
    for (int i = 0; i < 10; i++)
        assert_false(duplicate(&t, 3, 2000 + i)); /* 10 of 1010 */
    assert_true(duplicate(&t, 3, 3000));
}

/* Each interface by itself; those beyond the table share the last place. */
static void test_interfaces(void **state)
{
    (void)state;
    struct rs_twice t;
    memset(&t, 0, sizeof t);
    for (uint32_t i = 0; i < 63; i++)
        assert_false(duplicate(&t, i, 1));
    for (uint32_t i = 0; i < 4; i++)
        assert_false(duplicate(&t, 1000 + i, 1));
    assert_true(duplicate(&t, UINT32_MAX, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_five), cmocka_unit_test(test_ratio),
                                       cmocka_unit_test(test_interfaces)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
