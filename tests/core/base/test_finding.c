/* The catalogue: ids, keys and texts are complete and found again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <ctype.h>
#include <string.h>

#include "base/finding.h"

static void test_rows(void **state)
{
    (void)state;
    for (int i = 0; i < RS_FINDING__COUNT; i++) {
        const struct rs_catalogue_entry *e = rs_catalogue_get(i);
        assert_int_equal(strlen(e->id), 4);
        assert_true(isupper((unsigned char)e->id[0]));
        assert_true(e->severity <= RS_CRITICAL && *e->key && *e->name && *e->condition);
        assert_true(*e->false_positives && *e->reference);
        assert_int_equal(rs_catalogue_number(e) / 100, e->id[0] == 'P'   ? 1
                                                       : e->id[0] == 'T' ? 2
                                                       : e->id[0] == 'D' ? 3
                                                       : e->id[0] == 'S' ? 4
                                                       : e->id[0] == 'Q' ? 5
                                                       : e->id[0] == 'C' ? 9
                                                                         : 6);
    }
}

static void test_found(void **state)
{
    (void)state;
    for (int i = 0; i < RS_FINDING__COUNT; i++) {
        const struct rs_catalogue_entry *e = rs_catalogue_get(i);
        assert_ptr_equal(rs_catalogue_find(rs_span_str(e->id)), e);
        assert_ptr_equal(rs_catalogue_find(rs_span_str(e->key)), e);
    }
    assert_ptr_equal(rs_catalogue_find(RS_SPAN("t213")), rs_catalogue_get(RS_FINDING_T213));
    assert_null(rs_catalogue_find(RS_SPAN("X999")));
    assert_null(rs_catalogue_find(RS_SPAN_NONE));
}

/* EVE's signature_id must not mean two things. */
static void test_numbers_differ(void **state)
{
    (void)state;
    for (int i = 0; i < RS_FINDING__COUNT; i++)
        for (int k = 0; k < i; k++)
            assert_true(rs_catalogue_number(rs_catalogue_get(i)) !=
                        rs_catalogue_number(rs_catalogue_get(k)));
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(rs_severity_name(RS_INFO), "info");
    assert_string_equal(rs_severity_name(RS_CRITICAL), "critical");
    assert_string_equal(rs_scope_name(RS_SCOPE_INTERFACE), "interface");
    assert_string_equal(rs_anchor_name(RS_ANCHOR_CANCEL), "the CANCEL");
    assert_string_equal(rs_group_name(RS_GROUP_UNDECODED), "undecoded");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_numbers_differ),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
