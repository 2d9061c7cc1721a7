/* Losses are told at the time when they are known, whatever frames there were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "run/analysis.h"

static const int64_t BEGIN_US = INT64_C(1787393472000000), HOUR_US = INT64_C(3600000000);

static void finding(void *user, const struct rs_finding *f)
{
    struct rs_finding *last = user;
    if (f->id == RS_FINDING_C902)
        *last = *f;
}

static void test_lost_on_a_silent_link(void **state)
{
    (void)state;
    struct rs_finding last = {0};
    const struct rs_watcher_sink sink = {.user = &last, .finding = finding};
    struct rs_analysis *a = rs_analysis_new(&sink);
    assert_non_null(a);

    rs_analysis_idle(a, BEGIN_US); /* no frame ever */
    rs_analysis_lost(a, 3, 7, "kernel buffer full");
    assert_int_equal(last.time_us, BEGIN_US);
    assert_int_equal(last.origin.interface, 3);

    struct rs_frame frame = {.time_us = BEGIN_US + HOUR_US, .number = 1, .link_type = 1};
    rs_analysis_frame(a, &frame);
    rs_analysis_lost(a, 3, 7, "dropped by the interface");
    assert_int_equal(last.time_us, BEGIN_US + HOUR_US);
    assert_int_equal(last.frame, 1);

    rs_analysis_idle(a, BEGIN_US + 3 * HOUR_US);
    rs_analysis_lost(a, 3, 7, "kernel buffer full");
    assert_int_equal(last.time_us, BEGIN_US + 3 * HOUR_US);
    rs_analysis_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lost_on_a_silent_link)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
