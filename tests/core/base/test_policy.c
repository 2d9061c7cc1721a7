/* What an operator says of his network: lists, groups, defaults, bounds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/policy.h"

static struct rs_addr addr(const char *text)
{
    struct rs_addr a = {0};
    assert_true(rs_addr_parse(text, strlen(text), &a));
    return a;
}

static bool has(const struct rs_policy *p, enum rs_list l, const char *text)
{
    struct rs_addr a = addr(text);
    return rs_policy_has_addr(p, l, &a);
}

static int add(struct rs_policy *p, enum rs_list l, const char *text)
{
    return rs_policy_add(p, l, rs_span_str(text));
}

static void test_home(void **state)
{
    (void)state;
    struct rs_policy *p = rs_policy_new();
    assert_false(rs_policy_told(p, RS_LIST_HOME_NETS));
    assert_true(has(p, RS_LIST_HOME_NETS, "172.31.255.255"));
    assert_false(has(p, RS_LIST_HOME_NETS, "172.32.0.0"));
    assert_true(has(p, RS_LIST_HOME_NETS, "fd00::1"));
    assert_false(has(p, RS_LIST_HOME_NETS, "2001:db8::1"));
    /* What is said takes the place of the default. */
    assert_int_equal(add(p, RS_LIST_HOME_NETS, "198.51.100.77/24"), RS_OK);
    assert_true(rs_policy_told(p, RS_LIST_HOME_NETS));
    assert_true(has(p, RS_LIST_HOME_NETS, "198.51.100.1"));
    assert_false(has(p, RS_LIST_HOME_NETS, "10.0.0.1"));
    rs_policy_free(p);
}

static void test_bad_keeps_default(void **state)
{
    (void)state;
    struct rs_policy *p = rs_policy_new();
    static const char *const bad[] = {"", " ", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/", "ten",
                                      "2001:db8::/129", "10.0.0.0/8x", "/8"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_int_equal(add(p, RS_LIST_HOME_NETS, bad[i]), RS_ERR_USAGE);
    assert_true(has(p, RS_LIST_HOME_NETS, "10.0.0.1"));
    assert_int_equal(add(p, RS_LIST_WATCH_PREFIXES, "+88"), RS_ERR_USAGE);
    rs_policy_free(p);
}

static void test_groups(void **state)
{
    (void)state;
    struct rs_policy *p = rs_policy_new();
    struct rs_addr a = addr("192.0.2.1"), b = addr("192.0.2.65"), c = addr("192.0.2.130");
    assert_int_equal(add(p, RS_LIST_PEERS, "192.0.2.0/26 east"), RS_OK);
    assert_int_equal(add(p, RS_LIST_PEERS, "192.0.2.64/26   east "), RS_OK);
    assert_int_equal(add(p, RS_LIST_PEERS, "192.0.2.128/25"), RS_OK);
    assert_true(rs_policy_same_group(p, RS_LIST_PEERS, &a, &b));
    assert_false(rs_policy_same_group(p, RS_LIST_PEERS, &a, &c));
    assert_true(rs_policy_same_group(p, RS_LIST_PEERS, &c, &c));
    rs_policy_free(p);
}

static void test_texts(void **state)
{
    (void)state;
    struct rs_policy *p = rs_policy_new();
    assert_int_equal(add(p, RS_LIST_OWN_DOMAINS, "Lab.Example"), RS_OK);
    assert_true(rs_policy_has_text(p, RS_LIST_OWN_DOMAINS, RS_SPAN("lab.example")));
    assert_false(rs_policy_has_text(p, RS_LIST_OWN_DOMAINS, RS_SPAN("lab.example.com")));
    assert_int_equal(add(p, RS_LIST_WATCH_PREFIXES, "882"), RS_OK);
    assert_true(rs_policy_has_text(p, RS_LIST_WATCH_PREFIXES, RS_SPAN("88213000")));
    assert_false(rs_policy_has_text(p, RS_LIST_WATCH_PREFIXES, RS_SPAN("88")));
    rs_policy_free(p);
}

static void test_full(void **state)
{
    (void)state;
    struct rs_policy *p = rs_policy_new();
    for (int i = 0; i < RS_LIST_MAX; i++)
        assert_int_equal(add(p, RS_LIST_MONITORS, "192.0.2.1"), RS_OK);
    assert_int_equal(add(p, RS_LIST_MONITORS, "192.0.2.1"), RS_ERR_FULL);
    rs_policy_free(p);
}

static void test_numbers(void **state)
{
    (void)state;
    struct rs_policy *p = rs_policy_new();
    for (int i = 0; i < RS_NUMBER__COUNT; i++) {
        const struct rs_number_row *row = rs_number_row((enum rs_number)i);
        assert_true(row->least <= row->preset && row->preset <= row->most);
        assert_int_equal(rs_policy_number(p, (enum rs_number)i), row->preset);
    }
    rs_policy_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_home),   cmocka_unit_test(test_bad_keeps_default),
        cmocka_unit_test(test_groups), cmocka_unit_test(test_texts),
        cmocka_unit_test(test_full),   cmocka_unit_test(test_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
