/* RFC 5057 table 1, column by column, and its notes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "track/effects.h"

static const unsigned usage[] = {405, 480, 481, 489, 501};
static const unsigned dialog[] = {404, 410, 416, 482, 483, 484, 485, 502, 604};

static bool in(const unsigned *list, size_t n, unsigned status)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == status)
            return true;
    return false;
}

static enum rs_status_effect table_1(unsigned status)
{
    if (in(usage, sizeof usage / sizeof usage[0], status))
        return RS_EFFECT_USAGE;
    return in(dialog, sizeof dialog / sizeof dialog[0], status) ? RS_EFFECT_DIALOG
                                                                : RS_EFFECT_TRANSACTION;
}

/* NOTIFY is the RFC's own example: the table holds for it as it stands. */
static void test_table(void **state)
{
    (void)state;
    for (unsigned status = 300; status < 700; status++) {
        assert_int_equal(rs_effect_inside(RS_METHOD_NOTIFY, status), table_1(status));
        if (status != 489 && status != 408)
            assert_int_equal(rs_effect_inside(RS_METHOD_INVITE, status), table_1(status));
    }
}

static void test_notes(void **state)
{
    (void)state;
    assert_int_equal(rs_effect_inside(RS_METHOD_INFO, 405), RS_EFFECT_TRANSACTION);
    assert_int_equal(rs_effect_inside(RS_METHOD_UPDATE, 501), RS_EFFECT_TRANSACTION);
    assert_int_equal(rs_effect_inside(RS_METHOD_INVITE, 408), RS_EFFECT_USAGE);
    assert_int_equal(rs_effect_inside(RS_METHOD_SUBSCRIBE, 408), RS_EFFECT_TRANSACTION);
    assert_int_equal(rs_effect_inside(RS_METHOD_CANCEL, 481), RS_EFFECT_TRANSACTION);
    assert_int_equal(rs_effect_inside(RS_METHOD_PRACK, 481), RS_EFFECT_TRANSACTION);
    assert_int_equal(rs_effect_inside(RS_METHOD_INVITE, 489), RS_EFFECT_TRANSACTION);
    assert_int_equal(rs_effect_inside(RS_METHOD_REFER, 404), RS_EFFECT_TRANSACTION);
    assert_int_equal(rs_effect_inside(RS_METHOD_INFO, 469), RS_EFFECT_TRANSACTION); /* 6086 */
    assert_int_equal(rs_effect_inside(RS_METHOD_INFO, 481), RS_EFFECT_USAGE);
    assert_int_equal(rs_effect_inside(RS_METHOD_INVITE, 200), RS_EFFECT_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_table), cmocka_unit_test(test_notes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
