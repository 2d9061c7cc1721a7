/* Severities while nobody has said which peers there are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/err.h"
#include "find/learning.h"

static const char *const sure[] = {"S402", "S403", "S408", "S410", "S422"};

static bool is_sure(const char *id)
{
    for (size_t i = 0; i < sizeof sure / sizeof sure[0]; i++)
        if (!strcmp(id, sure[i]))
            return true;
    return false;
}

static void test_each(void **state)
{
    (void)state;
    struct rs_policy *p = rs_policy_new();
    assert_true(rs_learning(p));
    for (int id = 0; id < RS_FINDING__COUNT; id++) {
        const struct rs_catalogue_entry *e = rs_catalogue_get((enum rs_finding_id)id);
        bool capped = e->group == RS_GROUP_SECURITY && !is_sure(e->id);
        for (int s = RS_INFO; s <= RS_CRITICAL; s++) {
            int left = rs_learning_severity(p, (enum rs_finding_id)id, (uint8_t)s);
            assert_int_equal(left, capped && s > RS_MEDIUM ? RS_MEDIUM : s);
        }
    }
    rs_policy_free(p);
}

static void test_told(void **state)
{
    (void)state;
    struct rs_policy *p = rs_policy_new();
    assert_int_equal(rs_policy_add(p, RS_LIST_PEERS, RS_SPAN("192.0.2.1")), RS_OK);
    assert_false(rs_learning(p));
    for (int id = 0; id < RS_FINDING__COUNT; id++)
        assert_int_equal(rs_learning_severity(p, (enum rs_finding_id)id, RS_CRITICAL), RS_CRITICAL);
    rs_policy_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_each), cmocka_unit_test(test_told)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
