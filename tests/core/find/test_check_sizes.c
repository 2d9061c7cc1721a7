/* cases_sizes.def: each raises its faults and no other. */
#include "check_case.h"

static const struct check_case cases[] = {
#include "cases_sizes.def"
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raises_what_is_wrong),
        cmocka_unit_test(survives_cutting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
