/* A settings file's text -> policy, and everything that can be wrong with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/settings.h"

static struct rs_settings_errors errors;

static struct rs_policy *read_text(const char *text, int wanted)
{
    struct rs_policy *p = rs_policy_new();
    int rc = rs_settings_read(p, rs_span_str(text), &errors);
    if (rc != wanted)
        for (uint32_t i = 0; i < errors.kept; i++)
            print_error("line %u: %s\n", errors.each[i].line, errors.each[i].text);
    assert_int_equal(rc, wanted);
    return p;
}

/* Exactly that one error. */
static void wrong(const char *text, uint32_t line, const char *said)
{
    rs_policy_free(read_text(text, RS_ERR_USAGE));
    assert_int_equal(errors.count, 1);
    assert_int_equal(errors.each[0].line, line);
    if (!strstr(errors.each[0].text, said))
        fail_msg("'%s' does not say '%s'", errors.each[0].text, said);
}

static bool in_list(const struct rs_policy *p, enum rs_list l, const char *text)
{
    struct rs_addr a;
    assert_true(rs_addr_parse(text, strlen(text), &a));
    return rs_policy_has_addr(p, l, &a);
}

static void test_empty(void **state)
{
    (void)state;
    rs_policy_free(read_text("", RS_OK));
    rs_policy_free(read_text("\xef\xbb\xbf# only a comment\r\n\r\n; another\n   \n", RS_OK));
}

static void test_lists(void **state)
{
    (void)state;
    struct rs_policy *p = read_text("[Lists]\r\n"
                                    "peers = 192.0.2.1 carrier-a 192.0.2.2 carrier-a,198.51.100.0/28\r\n"
                                    "PEERS=2001:db8::/32 beta\r\n"
                                    "own-domains = a.example, b.example\r\n"
                                    "watch-prefixes = 882 , 883\r\n",
                                    RS_OK);
    assert_true(in_list(p, RS_LIST_PEERS, "198.51.100.15"));
    assert_false(in_list(p, RS_LIST_PEERS, "198.51.100.16"));
    struct rs_addr a = {0}, b = {0}, c = {0};
    rs_addr_parse("192.0.2.1", 9, &a);
    rs_addr_parse("192.0.2.2", 9, &b);
    rs_addr_parse("198.51.100.1", 12, &c);
    assert_true(rs_policy_same_group(p, RS_LIST_PEERS, &a, &b));
    assert_false(rs_policy_same_group(p, RS_LIST_PEERS, &a, &c));
    assert_true(in_list(p, RS_LIST_PEERS, "2001:db8::5"));
    assert_true(rs_policy_has_group(p, RS_LIST_PEERS, RS_SPAN("beta")));
    assert_true(rs_policy_has_text(p, RS_LIST_OWN_DOMAINS, RS_SPAN("b.example")));
    assert_true(rs_policy_has_text(p, RS_LIST_WATCH_PREFIXES, RS_SPAN("88312")));
    rs_policy_free(p);
}

static void test_finding(void **state)
{
    (void)state;
    struct rs_policy *p = read_text("[lists]\npeers = 192.0.2.1 carrier\n"
                                    "[T213]\nenabled = No\nseverity=LOW\n"
                                    "[bye_foreign_source]\n"
                                    "allow-source = 10.0.0.0/8 2001:db8::/32\n"
                                    "allow-source = 192.0.2.0/24\n"
                                    "allow-aor = sip:dialler@example.com, Hunt@example.com tel:+49301\n"
                                    "allow-peer = carrier\n"
                                    "allow-user-agent = Acme Dialler 2\n",
                                    RS_OK);
    assert_false(rs_policy_enabled(p, RS_FINDING_T213));
    assert_int_equal(rs_policy_severity(p, RS_FINDING_T213, RS_HIGH), RS_LOW);
    assert_int_equal(rs_policy_severity(p, RS_FINDING_D302, RS_HIGH), RS_HIGH);
    assert_true(rs_policy_ruled(p, RS_FINDING_D302));
    assert_false(rs_policy_ruled(p, RS_FINDING_D301));
    assert_int_equal(rs_policy_allowed(p, RS_FINDING_D302, RS_ALLOW_SOURCE)->count, 3);
    const struct rs_entries *aors = rs_policy_allowed(p, RS_FINDING_D302, RS_ALLOW_AOR);
    assert_true(rs_entries_fit(aors, RS_LIST_OF_TEXTS, RS_SPAN("dialler@example.com")));
    assert_true(rs_entries_fit(aors, RS_LIST_OF_TEXTS, RS_SPAN("tel:+49301")));
    const struct rs_entries *agents = rs_policy_allowed(p, RS_FINDING_D302, RS_ALLOW_USER_AGENT);
    assert_true(rs_entries_fit(agents, RS_LIST_OF_BEGINNINGS, RS_SPAN("acme dialler 2.7")));
    assert_false(rs_entries_fit(agents, RS_LIST_OF_BEGINNINGS, RS_SPAN("Acme Dialler")));
    rs_policy_free(p);
}

static void test_alerts(void **state)
{
    (void)state;
    struct rs_policy *p = read_text("[alerts]\nupdate = 60 s\nsilence = 3\n", RS_OK);
    assert_int_equal(rs_policy_setting(p, RS_SETTING_UPDATE), 60);
    assert_int_equal(rs_policy_setting(p, RS_SETTING_SILENCE), 3);
    assert_int_equal(rs_policy_setting(p, RS_SETTING_SCOPES),
                     rs_setting_row(RS_SETTING_SCOPES)->preset);
    rs_policy_free(p);
}

/* Each number by its row: the bounds are taken, one beyond is not. */
static void test_every_number(void **state)
{
    (void)state;
    for (int i = 0; i < RS_NUMBER__COUNT; i++) {
        const struct rs_number_row *row = rs_number_row((enum rs_number)i);
        char text[200];
        snprintf(text, sizeof text, "[%s]\n%s = %u\n", rs_catalogue_get(row->finding)->id, row->name,
                 row->most);
        struct rs_policy *p = read_text(text, RS_OK);
        assert_int_equal(rs_policy_number(p, (enum rs_number)i), row->most);
        rs_policy_free(p);
        snprintf(text, sizeof text, "[%s]\n%s = %llu\n", rs_catalogue_get(row->finding)->id,
                 row->name, row->most + 1ULL);
        wrong(text, 2, "give a whole number from");
        if (!row->least)
            continue;
        snprintf(text, sizeof text, "[%s]\n%s = %u\n", rs_catalogue_get(row->finding)->id, row->name,
                 row->least - 1);
        wrong(text, 2, "give a whole number from");
    }
}

static void test_wrong(void **state)
{
    (void)state;
    wrong("failures = 5\n", 1, "stands before any section");
    wrong("\n[S999]\nfailures = 5\nx = y\n", 2, "there is no such section");
    wrong("[T213\n", 1, "the ] at its end is missing");
    wrong("[T213]\nfoo\n", 2, "has no =");
    wrong("[T213]\nenabled =\n", 2, "the value is missing");
    wrong("[T213]\nenabled = perhaps\n", 2, "write yes or no");
    wrong("[T213]\nseverity = bad\n", 2, "write info, low, medium, high or critical");
    wrong("[T213]\ncolour = red\n", 2, "choose from enabled, severity, allow-source, allow-aor");
    wrong("[lists]\npears = 10.0.0.1\n", 2, "home-nets, peers");
    wrong("[alerts]\nupdate = 9\n", 2, "from 10 to 86400 (s)");
    wrong("[alerts]\nupdate = 60\n\nupdate = 60\n", 4, "said in line 2 already");
    wrong("[T213]\nenabled = yes\n[T213]\nenabled = no\n", 4, "said in line 2 already");
    wrong("[T213]\nallow-source = 10.0.0.0/33\n", 2, "'10.0.0.0/33' is no network");
    wrong("[lists]\npeers = 10.0.0.1 10.0.0.300\n", 2, "'10.0.0.300' is no network");
    wrong("[lists]\npeers = carrier\n", 2, "'carrier' is no network");
    wrong("[lists]\nwatch-prefixes = +882\n", 2, "is no number's beginning");
    wrong("[T213]\nallow-aor = dialler\n", 2, "is no address of record");
    wrong("[T213]\nallow-peer = carrier\n[lists]\npeers = 10.0.0.1 carry\n", 2,
          "no entry of [lists] peers has the group 'carrier'");
}

static void test_printable(void **state)
{
    (void)state;
    wrong("[T213]\n\x1b[31m\x80 = 1\n", 2, "?[31m?");
    char text[] = "[T213]\nenabled = y?s\n";
    text[17] = '\0';
    struct rs_policy *p = rs_policy_new();
    assert_int_equal(rs_settings_read(p, rs_span(text, sizeof text - 1), &errors), RS_ERR_USAGE);
    assert_non_null(strstr(errors.each[0].text, "has an octet 0"));
    rs_policy_free(p);
}

/* All of them, in the order of lines, bounded. */
static void test_all(void **state)
{
    (void)state;
    rs_policy_free(read_text("[T213]\nallow-peer = none\nfoo\nenabled = x\n", RS_ERR_USAGE));
    assert_int_equal(errors.count, 3);
    for (uint32_t i = 0; i < 3; i++)
        assert_int_equal(errors.each[i].line, i + 2);
    char *many = calloc(1, 10000);
    for (int i = 0; i < 100; i++)
        strcat(many, "nonsense\n");
    rs_policy_free(read_text(many, RS_ERR_USAGE));
    assert_int_equal(errors.count, 100);
    assert_int_equal(errors.kept, RS_SETTINGS_ERRORS_MAX);
    assert_int_equal(errors.each[errors.kept - 1].line, RS_SETTINGS_ERRORS_MAX);
    free(many);
}

static void test_ceilings(void **state)
{
    (void)state;
    char *much = malloc(RS_SETTINGS_MAX + 2);
    memset(much, '#', RS_SETTINGS_MAX + 1);
    much[RS_SETTINGS_MAX + 1] = 0;
    wrong(much, 1, "larger than a mebibyte");
    size_t n = (size_t)sprintf(much, "[lists]\npeers = ");
    for (int i = 0; i <= RS_LIST_MAX; i++)
        n += (size_t)sprintf(much + n, "10.0.0.1 ");
    strcpy(much + n, "\n");
    wrong(much, 2, "there are too many entries; 4096 at most");
    free(much);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),  cmocka_unit_test(test_lists),
        cmocka_unit_test(test_finding), cmocka_unit_test(test_alerts),
        cmocka_unit_test(test_every_number), cmocka_unit_test(test_wrong),
        cmocka_unit_test(test_printable), cmocka_unit_test(test_all),
        cmocka_unit_test(test_ceilings),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
