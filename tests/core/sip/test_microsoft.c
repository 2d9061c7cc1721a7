/* ms-diagnostics. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/microsoft.h"

static const struct {
    const char *value;
    int err;
    uint32_t error_id;
    const char *source, *reason;
} row[] = {
    /* MS-OCER 2.2.1.1 */
    {"1008;reason=\"Unable to resolve DNS SRV record\";domain=\"fabrikam.com\";"
     "dns-srv-result=\"NegativeResult\";source=\"sip.contoso.com\"",
     RS_OK, 1008, "sip.contoso.com", "Unable to resolve DNS SRV record"},
    {"10003 ; source = \"medsrv.contoso.com\" ;\r\n reason=\"Proxy returned a SIP failure code\"",
     RS_OK, 10003, "medsrv.contoso.com", "Proxy returned a SIP failure code"},
    {"1034;reason=\"a \\\"b\\\"; c\"", RS_OK, 1034, NULL, "a \\\"b\\\"; c"},
    {"51007", RS_OK, 51007, NULL, NULL},
    {";source=\"x\"", RS_ERR_MALFORMED, 0, "x", NULL},
    {"x;source=\"x\"", RS_ERR_MALFORMED, 0, "x", NULL},
    {"99999999999;source=\"x\"", RS_ERR_MALFORMED, UINT32_MAX, "x", NULL},
    {"", RS_ERR_MALFORMED, 0, NULL, NULL},
};

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *value = row[i].value;
        struct rs_ms_diagnostics d;

        assert_int_equal(rs_ms_diagnostics_parse(guard_copy(rs_span_str(value)), &d), row[i].err);
        assert_int_equal(d.error_id, row[i].error_id);
        guard_check_text(value, d.source, row[i].source);
        guard_check_text(value, d.reason, row[i].reason);
    }
}

static void knows_classes(void **state)
{
    (void)state;
    assert_string_equal(rs_ms_diagnostics_class(0), "server / medium");
    assert_string_equal(rs_ms_diagnostics_class(1008), "DNS / high");
    assert_string_equal(rs_ms_diagnostics_class(1003), "dial / info");
    assert_string_equal(rs_ms_diagnostics_class(12345), "PSTN / medium");
    assert_string_equal(rs_ms_diagnostics_class(13004), "normal / info");
    assert_string_equal(rs_ms_diagnostics_class(2), "");
    assert_string_equal(rs_ms_diagnostics_class(13003), "");
    assert_string_equal(rs_ms_diagnostics_class(UINT32_MAX), "");
}

static void knows_words(void **state)
{
    (void)state;
    assert_null(rs_ms_diagnostics_row(13003));
    assert_int_equal(rs_ms_diagnostics_row(1010)->severity, RS_HIGH);
    assert_string_equal(rs_ms_diagnostics_row(1010)->class, "TLS");
    assert_non_null(strstr(rs_ms_diagnostics_row(1010)->words, "certificate"));
    assert_string_equal(rs_ms_diagnostics_part(0), "common");
    assert_string_equal(rs_ms_diagnostics_part(13003), "inbound routing");
    assert_string_equal(rs_ms_diagnostics_part(52001), "client");
    assert_string_equal(rs_ms_diagnostics_part(20000), "");
}

static void reach(uint32_t first, uint32_t last, const char *words)
{
    assert_true(first <= last);
    assert_string_equal(rs_ms_diagnostics_row(first)->words, words);
    assert_ptr_equal(rs_ms_diagnostics_row(first), rs_ms_diagnostics_row(last));
    assert_true(*rs_ms_diagnostics_part(first) && *rs_ms_diagnostics_class(last));
}

/* Each row is found by its own numbers: none is hidden by an earlier one. */
static void reaches_every_row(void **state)
{
    (void)state;
#define RS_MS_DIAGNOSTICS(id, class, severity, words) reach(id, id, words);
#define RS_MS_DIAGNOSTICS_RANGE(first, last, class, severity, words) reach(first, last, words);
#define RS_MS_DIAGNOSTICS_PART(first, last, part)
#include "sip/ms_diagnostics.def"
#undef RS_MS_DIAGNOSTICS_PART
#undef RS_MS_DIAGNOSTICS_RANGE
#undef RS_MS_DIAGNOSTICS
}

static void attempt(struct rs_span s)
{
    struct rs_ms_diagnostics d;

    rs_ms_diagnostics_parse(s, &d);
    guard_check_inside(s, d.source);
    guard_check_inside(s, d.reason);
    guard_check_inside(s, d.params);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].value), attempt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(knows_classes),
        cmocka_unit_test(knows_words),
        cmocka_unit_test(reaches_every_row),
        cmocka_unit_test(reads_no_further),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
