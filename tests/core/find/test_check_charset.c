/* cases_charset.def: each raises its faults and no other. */
#include "check_case.h"

static const struct check_case cases[] = {
#include "cases_charset.def"
};

static void raises_what_is_wrong(void **state)
{
    (void)state;
    cases_expect(cases, sizeof cases / sizeof *cases);
}

static void survives_cutting(void **state)
{
    (void)state;
    cases_survive_cutting(cases, sizeof cases / sizeof *cases);
}

/* The head is looked at in blocks: wherever the octet stands in one, it is seen. */
static void sees_every_position(void **state)
{
    static struct case_result r;
    char lines[400];
    (void)state;
    for (int before = 0; before < 140; before++)
        for (int after = 0; after < 70; after += 23) {
            const struct check_case c = {.what = "position", .lines = lines};
            snprintf(lines, sizeof lines, "X-Own: \t{%d*a}\x01{%d*b}c\r\n", before + 1, after + 1);
            case_run(&c, &r);
            assert_true(rs_faults_has(&r.msg.faults, RS_FAULT_CHAR_CONTROL));
            assert_int_equal(r.msg.faults.count, 1);
            assert_int_equal(*r.msg.faults.at[0].where.p, 1);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raises_what_is_wrong),
        cmocka_unit_test(survives_cutting),
        cmocka_unit_test(sees_every_position),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
