/* Methods and response codes: the tables behave as their rows say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/method.h"

static void finds_every_row(void **state)
{
    (void)state;
#define RS_METHOD_ROW(name, source, flags, meaning)                                           \
    assert_int_equal(rs_method_find(guard_copy(RS_SPAN(#name))), RS_METHOD_##name);           \
    assert_string_equal(rs_method_name(RS_METHOD_##name), #name);                             \
    assert_string_equal(rs_method_meaning(RS_METHOD_##name), meaning);                        \
    assert_int_equal(rs_method_flags(RS_METHOD_##name), flags);
#include "sip/methods.def"
#undef RS_METHOD_ROW
}

/*
 * RFC 3261 7.1: methods are case-sensitive; RFC 4475 intmeth, esc02: any token
 * may be one.
 */
static void does_not_know_others(void **state)
{
    static const char *const name[] = {
        "",        "invite",   "Invite",     "INVITE ",        "INVIT",
        "INVITEX", "SUBSCRIB", "SUBSCRIBED", "RE%47IST%45R",   "NEWMETHOD",
        "A",       "ACKACK",   "XXXXXXXX",   "REGISTERREGIST",
    };

    (void)state;
    for (size_t i = 0; i < sizeof name / sizeof *name; i++)
        assert_int_equal(rs_method_find(guard_copy(rs_span_str(name[i]))), RS_METHOD_UNKNOWN);
    assert_int_equal(rs_method_find(RS_SPAN_NONE), RS_METHOD_UNKNOWN);
    assert_string_equal(rs_method_name(RS_METHOD_UNKNOWN), "");
    assert_string_equal(rs_method_name(RS_METHOD__COUNT), "");
    assert_int_equal(rs_method_flags(RS_METHOD_UNKNOWN), 0);
}

static void knows_what_methods_do(void **state)
{
    (void)state;
    assert_true(rs_method_flags(RS_METHOD_ACK) & RS_METHOD_ONE_WAY);
    assert_true(rs_method_flags(RS_METHOD_BENOTIFY) & RS_METHOD_ONE_WAY);
    assert_true(rs_method_flags(RS_METHOD_INVITE) & RS_METHOD_DIALOG);
    assert_false(rs_method_flags(RS_METHOD_BYE) & RS_METHOD_DIALOG);
    assert_true(rs_method_flags(RS_METHOD_SERVICE) & RS_METHOD_VENDOR);
}

static void finds_every_status(void **state)
{
    int rows = 0;

    (void)state;
#define RS_STATUS_ROW(code, phrase, rfc, effect, flags)                                       \
    assert_true(rs_status_registered(code));                                                  \
    assert_string_equal(rs_status_phrase(code), phrase);                                      \
    assert_int_equal(rs_status_effect(code), RS_EFFECT_##effect);                             \
    assert_int_equal(rs_status_flags(code), flags);                                           \
    rows++;
#include "sip/statuses.def"
#undef RS_STATUS_ROW
    assert_int_equal(rows, 75);
}

/*
 * RFC 3261 8.1.3.2: an unknown code is x00 of its class, an unknown 1xx is 183.
 */
static void treats_unknown_codes_by_class(void **state)
{
    (void)state;
    assert_false(rs_status_registered(499));
    assert_string_equal(rs_status_phrase(199 - 10), "Session Progress");
    assert_string_equal(rs_status_phrase(299), "OK");
    assert_string_equal(rs_status_phrase(399), "Multiple Choices");
    assert_string_equal(rs_status_phrase(431), "Bad Request");
    assert_string_equal(rs_status_phrase(599), "Server Internal Error");
    assert_string_equal(rs_status_phrase(699), "Busy Everywhere");
    assert_int_equal(rs_status_effect(431), RS_EFFECT_TRANSACTION);
    assert_int_equal(rs_status_flags(399), RS_STATUS_REDIRECT);
}

static void survives_wrong_codes(void **state)
{
    static const unsigned code[] = {0, 1, 99, 700, 999, 4294967295u, 4294967301u % 4294967295u};

    (void)state;
    for (size_t i = 0; i < sizeof code / sizeof *code; i++) {
        assert_false(rs_status_registered(code[i]));
        assert_string_equal(rs_status_phrase(code[i]), "");
        assert_string_equal(rs_status_class(code[i]), "");
        assert_string_equal(rs_status_class_rfc(code[i]), "");
        assert_int_equal(rs_status_effect(code[i]), RS_EFFECT_NONE);
        assert_int_equal(rs_status_flags(code[i]), 0);
    }
}

static void names_classes(void **state)
{
    (void)state;
    assert_string_equal(rs_status_class(100), "Information");
    assert_string_equal(rs_status_class(202), "Success");
    assert_string_equal(rs_status_class(302), "Redirect");
    assert_string_equal(rs_status_class(487), "Client Error");
    assert_string_equal(rs_status_class(503), "Server Error");
    assert_string_equal(rs_status_class(699), "Global Error");
    assert_string_equal(rs_status_class_rfc(180), "Provisional");
    assert_string_equal(rs_status_class_rfc(487), "Request Failure");
    assert_string_equal(rs_status_class_rfc(600), "Global Failure");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_row),       cmocka_unit_test(does_not_know_others),
        cmocka_unit_test(knows_what_methods_do), cmocka_unit_test(finds_every_status),
        cmocka_unit_test(treats_unknown_codes_by_class),
        cmocka_unit_test(survives_wrong_codes),  cmocka_unit_test(names_classes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
