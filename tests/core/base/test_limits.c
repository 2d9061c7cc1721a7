/* The default ceilings fit what they limit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/limits.h"

static void test_defaults(void **state)
{
    (void)state;
    struct rs_limits l = rs_limits_default();
    /* Indexes of tables are 30 bits, texts are named in units of 16 octets by 32 bits. */
    assert_true((uint64_t)l.transactions + l.dialogs + l.registrations < 1u << 30);
    assert_true(l.text_bytes / 16 < UINT32_MAX);
    assert_true(l.transactions && l.dialogs && l.registrations && l.flows && l.held && l.repeats);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_defaults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
