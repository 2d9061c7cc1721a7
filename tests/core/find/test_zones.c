/* What the lists say of addresses, asked often and of many. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "find/zones.h"

static struct rs_addr addr(const char *text)
{
    struct rs_addr a;
    assert_true(rs_addr_parse(text, strlen(text), &a));
    return a;
}

static void test_lists(void **state)
{
    (void)state;
    struct rs_policy *p = rs_policy_new();
    struct rs_zones zones = {0};
    struct rs_addr ten = addr("10.1.2.3"), out = addr("198.51.100.7"), six = addr("fd00::1");
    for (int again = 0; again < 2; again++) {
        assert_int_equal(rs_zone_of(&zones, p, &ten), RS_ZONE_HOME);
        assert_int_equal(rs_zone_of(&zones, p, &out), 0);
        assert_int_equal(rs_zone_of(&zones, p, &six), RS_ZONE_HOME);
    }
    rs_policy_add(p, RS_LIST_PEERS, RS_SPAN("198.51.100.0/24"));
    rs_policy_add(p, RS_LIST_REGISTRARS, RS_SPAN("10.1.2.3"));
    rs_policy_add(p, RS_LIST_MONITORS, RS_SPAN("10.1.2.3"));
    rs_policy_add(p, RS_LIST_CLEAR_ZONES, RS_SPAN("10.0.0.0/8"));
    zones = (struct rs_zones){0};
    assert_int_equal(rs_zone_of(&zones, p, &out), RS_ZONE_PEER);
    assert_int_equal(rs_zone_of(&zones, p, &ten),
                     RS_ZONE_HOME | RS_ZONE_REGISTRAR | RS_ZONE_MONITOR | RS_ZONE_CLEAR);
    rs_policy_free(p);
}

/* More addresses than are kept: the answers stay right. */
static void test_many(void **state)
{
    (void)state;
    struct rs_policy *p = rs_policy_new();
    struct rs_zones zones = {0};
    for (unsigned i = 0; i < 20000; i++) {
        struct rs_addr a = {.family = 4,
                            .octet = {(unsigned char)(i % 2 ? 10 : 11), (unsigned char)(i >> 8),
                                      (unsigned char)i, 1}};
        assert_int_equal(rs_zone_of(&zones, p, &a), i % 2 ? RS_ZONE_HOME : 0);
    }
    rs_policy_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lists), cmocka_unit_test(test_many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
