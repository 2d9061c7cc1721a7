/* Reason, the causes of Q.850, Warning. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/reason.h"

static const struct {
    const char *value;
    int err;
    const char *protocol;
    int cause; /* -1: none */
    const char *text;
} reason[] = {
    /* RFC 3326 2 */
    {"SIP ;cause=200 ;text=\"Call completed elsewhere\"", RS_OK, "SIP", 200,
     "Call completed elsewhere"},
    {"Q.850 ;cause=16 ;text=\"Terminated\"", RS_OK, "Q.850", 16, "Terminated"},
    {"SIP;cause=600;text=\"Busy; everywhere\"", RS_OK, "SIP", 600, "Busy; everywhere"},
    {"Q.850;\r\n Cause = 34", RS_OK, "Q.850", 34, NULL},
    {"preemption ;cause=1 ;text=\"UA Preemption\"", RS_OK, "preemption", 1, "UA Preemption"},
    {"SIP;text=\"x\\\";cause=1\"", RS_OK, "SIP", -1, "x\\\";cause=1"},
    {"SIP;cause=70000", RS_OK, "SIP", -1, NULL},
    {"SIP;cause=", RS_OK, "SIP", -1, NULL},
    {"", RS_ERR_MALFORMED, "", -1, NULL},
    {";cause=1", RS_ERR_MALFORMED, "", 1, NULL},
};

static void parses_reason(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reason / sizeof *reason; i++) {
        const char *value = reason[i].value;
        struct rs_reason r;

        assert_int_equal(rs_reason_parse(guard_copy(rs_span_str(value)), &r), reason[i].err);
        guard_check_text(value, r.protocol, reason[i].protocol);
        guard_check_text(value, r.text, reason[i].text);
        assert_int_equal(r.has_cause, reason[i].cause >= 0);
        assert_int_equal(r.cause, reason[i].cause >= 0 ? reason[i].cause : 0);
    }
}

static void knows_causes(void **state)
{
    (void)state;
    struct rs_reason r;
    assert_int_equal(rs_reason_parse(RS_SPAN("q.850;cause=16"), &r), RS_OK);
    assert_string_equal(rs_reason_words(&r), "Normal call clearing");
    assert_int_equal(rs_reason_parse(RS_SPAN("SIP;cause=408"), &r), RS_OK);
    assert_string_equal(rs_reason_words(&r), "Request Timeout");
    assert_int_equal(rs_reason_parse(RS_SPAN("X;cause=16"), &r), RS_OK);
    assert_string_equal(rs_reason_words(&r), "");
    assert_int_equal(rs_reason_parse(RS_SPAN("SIP"), &r), RS_OK);
    assert_string_equal(rs_reason_words(&r), "");
    assert_string_equal(rs_q850_text(16), "Normal call clearing");
    assert_string_equal(rs_q850_text(127), "Interworking, unspecified");
    assert_string_equal(rs_q850_text(0), "");
    assert_string_equal(rs_q850_text(126), "");
    assert_string_equal(rs_q850_text(128), "");
    assert_string_equal(rs_q850_text(4294967295u), "");
#define RS_Q850_ROW(number, words) assert_string_equal(rs_q850_text(number), words);
#include "sip/q850.def"
#undef RS_Q850_ROW
}

static const struct {
    const char *value;
    int err, code;
    const char *agent, *text;
} warning[] = {
    /* RFC 3261 20.43 */
    {"307 isi.edu \"Session parameter 'foo' not understood\"", RS_OK, 307, "isi.edu",
     "Session parameter 'foo' not understood"},
    {"301 isi.edu:5060\r\n \"Incompatible network address type 'E.164'\"", RS_OK, 301,
     "isi.edu:5060", "Incompatible network address type 'E.164'"},
    {"399 [2001:db8::1] \"a \\\"b\\\" c\" ", RS_OK, 399, "[2001:db8::1]", "a \\\"b\\\" c"},
    {"399 a \"b", RS_ERR_MALFORMED, 399, "a", "\"b"},
    {"399 a b c", RS_ERR_MALFORMED, 399, "a", "b c"},
    {"1812 overture \"In Progress\"", RS_ERR_MALFORMED, 0, "overture", "In Progress"},
    {"39 a \"b\"", RS_ERR_MALFORMED, 0, "a", "b"},
    {"399", RS_ERR_MALFORMED, 399, "", ""},
    {"", RS_ERR_MALFORMED, 0, "", ""},
};

static void parses_warning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof warning / sizeof *warning; i++) {
        const char *value = warning[i].value;
        struct rs_warning w;

        assert_int_equal(rs_warning_parse(guard_copy(rs_span_str(value)), &w), warning[i].err);
        assert_int_equal(w.code, warning[i].code);
        guard_check_text(value, w.agent, warning[i].agent);
        guard_check_text(value, w.text, warning[i].text);
    }
}

static void attempt(struct rs_span s)
{
    struct rs_warning w;
    struct rs_reason r;

    rs_reason_parse(s, &r);
    guard_check_inside(s, r.protocol);
    guard_check_inside(s, r.text);
    rs_warning_parse(s, &w);
    guard_check_inside(s, w.agent);
    guard_check_inside(s, w.text);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reason / sizeof *reason; i++)
        guard_each_prefix(rs_span_str(reason[i].value), attempt);
    for (size_t i = 0; i < sizeof warning / sizeof *warning; i++)
        guard_each_prefix(rs_span_str(warning[i].value), attempt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_reason),
        cmocka_unit_test(knows_causes),
        cmocka_unit_test(parses_warning),
        cmocka_unit_test(reads_no_further),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
