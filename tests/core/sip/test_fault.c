/* Faults: the first of each kind keeps its place, and nothing overflows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sip/fault.h"

static void test_first_of_each_kind(void **state)
{
    (void)state;
    struct rs_faults f = {.count = 0};
    rs_faults_add(&f, RS_FAULT_VERSION, 3, RS_SPAN("one"));
    rs_faults_add(&f, RS_FAULT_VERSION, 4, RS_SPAN("two"));
    assert_int_equal(f.count, 1);
    assert_int_equal(f.at[0].header, 3);
    assert_true(rs_span_eq(f.at[0].where, RS_SPAN("one")));
    assert_true(rs_faults_has(&f, RS_FAULT_VERSION));
    assert_false(rs_faults_has(&f, RS_FAULT_STATUS));
}

static void test_all_kinds(void **state)
{
    (void)state;
    struct rs_faults f = {.count = 0};
    for (int kind = 0; kind < RS_FAULT__COUNT; kind++)
        rs_faults_add(&f, kind, 0, RS_SPAN_NONE);
    assert_int_equal(f.count, RS_FAULTS_MAX);
    for (int kind = 0; kind < RS_FAULT__COUNT; kind++)
        assert_true(rs_faults_has(&f, kind));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_first_of_each_kind),
                                       cmocka_unit_test(test_all_kinds)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
