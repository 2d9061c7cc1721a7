/* CSeq and RAck: numbers, methods, folds, damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/cseq.h"

static const struct {
    const char *value;
    int err;
    bool number_ok;
    uint32_t number;
    const char *number_text, *name;
    int method;
} row[] = {
    {"4711 INVITE", RS_OK, true, 4711, "4711", "INVITE", RS_METHOD_INVITE},
    {"0 ACK", RS_OK, true, 0, "0", "ACK", RS_METHOD_ACK},
    {"2147483647 BYE", RS_OK, true, 2147483647, "2147483647", "BYE", RS_METHOD_BYE},
    /* RFC 4475: wsinv, intmeth, esc02, scalar02, mismatch02 */
    {"0009\r\n  INVITE", RS_OK, true, 9, "0009", "INVITE", RS_METHOD_INVITE},
    {"139122385 !interesting-Method0123456789_*+`.%indeed'~", RS_OK, true, 139122385, "139122385",
     "!interesting-Method0123456789_*+`.%indeed'~", RS_METHOD_UNKNOWN},
    {"29344 RE%47IST%45R", RS_OK, true, 29344, "29344", "RE%47IST%45R", RS_METHOD_UNKNOWN},
    {"36893488147419103232 REGISTER", RS_OK, false, 0, "36893488147419103232", "REGISTER",
     RS_METHOD_REGISTER},
    {"8 NEWMETHOD", RS_OK, true, 8, "8", "NEWMETHOD", RS_METHOD_UNKNOWN},
    /* 8.1.1.5: below 2**31 */
    {"2147483648 BYE", RS_OK, false, 0, "2147483648", "BYE", RS_METHOD_BYE},
    {"4294967297 BYE", RS_OK, false, 0, "4294967297", "BYE", RS_METHOD_BYE},
    {"0000000000000000000001 BYE", RS_OK, true, 1, "0000000000000000000001", "BYE", RS_METHOD_BYE},
    {" \t1\t \r\n\tOPTIONS \r\n ", RS_OK, true, 1, "1", "OPTIONS", RS_METHOD_OPTIONS},
    {"1 invite", RS_OK, true, 1, "1", "invite", RS_METHOD_UNKNOWN},
    {"1 SERVICE", RS_OK, true, 1, "1", "SERVICE", RS_METHOD_SERVICE},
    /* other forms */
    {"1INVITE", RS_ERR_MALFORMED, true, 1, "1", "INVITE", RS_METHOD_INVITE},
    {"1", RS_ERR_MALFORMED, true, 1, "1", "", RS_METHOD_UNKNOWN},
    {"INVITE", RS_ERR_MALFORMED, false, 0, "", "INVITE", RS_METHOD_INVITE},
    {"-1 BYE", RS_ERR_MALFORMED, false, 0, "-1", "BYE", RS_METHOD_BYE},
    {"1 BYE x", RS_ERR_MALFORMED, true, 1, "1", "BYE", RS_METHOD_BYE},
    {"1 B@E", RS_ERR_MALFORMED, true, 1, "1", "B@E", RS_METHOD_UNKNOWN},
    {"", RS_ERR_MALFORMED, false, 0, "", "", RS_METHOD_UNKNOWN},
};

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *value = row[i].value;
        struct rs_cseq c;
        int err = rs_cseq_parse(guard_copy(rs_span_str(value)), &c);

        if (err != row[i].err || c.number_ok != row[i].number_ok || c.method != row[i].method)
            fail_msg("%s: err %d ok %d method %d", value, err, c.number_ok, c.method);
        assert_int_equal(c.number, row[i].number);
        guard_check_text(value, c.number_text, row[i].number_text);
        guard_check_text(value, c.method_name, row[i].name);
    }
}

static void parses_rack(void **state)
{
    struct rs_rack r;

    (void)state;
    assert_int_equal(rs_rack_parse(RS_SPAN("776656 1 INVITE"), &r), RS_OK);
    assert_int_equal(r.rseq, 776656);
    assert_int_equal(r.cseq, 1);
    assert_int_equal(r.method, RS_METHOD_INVITE);
    /* RFC 3262 7.1: RSeq goes up to 2**32 - 1 */
    assert_int_equal(rs_rack_parse(RS_SPAN("4294967295\r\n 0 \t X"), &r), RS_OK);
    assert_int_equal(r.rseq, 4294967295u);
    guard_check_text("method", r.method_name, "X");
    assert_int_equal(rs_rack_parse(RS_SPAN("4294967296 1 INVITE"), &r), RS_ERR_MALFORMED);
    assert_int_equal(r.cseq, 1);
    assert_int_equal(rs_rack_parse(RS_SPAN("1 INVITE"), &r), RS_ERR_MALFORMED);
    assert_int_equal(rs_rack_parse(RS_SPAN("1 2"), &r), RS_ERR_MALFORMED);
    assert_int_equal(rs_rack_parse(RS_SPAN("1 2 INVITE 3"), &r), RS_ERR_MALFORMED);
    assert_int_equal(rs_rack_parse(RS_SPAN_NONE, &r), RS_ERR_MALFORMED);
}

static void attempt(struct rs_span s)
{
    struct rs_cseq c;
    struct rs_rack r;

    rs_cseq_parse(s, &c);
    guard_check_inside(s, c.number_text);
    guard_check_inside(s, c.method_name);
    rs_rack_parse(s, &r);
    guard_check_inside(s, r.method_name);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].value), attempt);
    guard_each_prefix(RS_SPAN("776656 1 INVITE"), attempt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(parses_rack),
        cmocka_unit_test(reads_no_further),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
