/* Content-Type. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/content_type.h"

static const struct {
    const char *value;
    int err;
    const char *type, *subtype, *params, *boundary;
} row[] = {
    {"application/sdp", RS_OK, "application", "sdp", NULL, NULL},
    {"text/html; charset=ISO-8859-4", RS_OK, "text", "html", "; charset=ISO-8859-4", NULL},
    {"multipart/mixed;boundary=\"unique;boundary\"", RS_OK, "multipart", "mixed",
     ";boundary=\"unique;boundary\"", "unique;boundary"},
    {"multipart / signed ;\r\n Boundary = boundary42 ;micalg=sha1", RS_OK, "multipart", "signed",
     ";\r\n Boundary = boundary42 ;micalg=sha1", "boundary42"},
    {"application/unknown;foo-unk=\"bar\"", RS_OK, "application", "unknown", ";foo-unk=\"bar\"",
     NULL},
    {"text", RS_ERR_MALFORMED, "text", NULL, NULL, NULL},
    {"text/", RS_ERR_MALFORMED, "text", "", NULL, NULL},
    {"/sdp", RS_ERR_MALFORMED, "", "sdp", NULL, NULL},
    {"a/b/c", RS_ERR_MALFORMED, "a", "b/c", NULL, NULL},
    {"", RS_ERR_MALFORMED, "", NULL, NULL, NULL},
    {";a/b", RS_ERR_MALFORMED, "", NULL, ";a/b", NULL},
};

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *value = row[i].value;
        struct rs_content_type t;

        assert_int_equal(rs_content_type_parse(guard_copy(rs_span_str(value)), &t), row[i].err);
        guard_check_text(value, t.type, row[i].type);
        guard_check_text(value, t.subtype, row[i].subtype);
        guard_check_text(value, t.params, row[i].params);
        guard_check_text(value, t.boundary, row[i].boundary);
    }
}

static void compares_in_any_case(void **state)
{
    struct rs_content_type t;

    (void)state;
    rs_content_type_parse(RS_SPAN("Application/SDP;x"), &t);
    assert_true(rs_content_type_is(&t, RS_SPAN("application"), RS_SPAN("sdp")));
    assert_false(rs_content_type_is(&t, RS_SPAN("application"), RS_SPAN("sd")));
    assert_false(rs_content_type_is(&t, RS_SPAN("text"), RS_SPAN("sdp")));
}

static void attempt(struct rs_span s)
{
    struct rs_content_type t;

    rs_content_type_parse(s, &t);
    guard_check_inside(s, t.type);
    guard_check_inside(s, t.subtype);
    guard_check_inside(s, t.params);
    guard_check_inside(s, t.boundary);
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
        cmocka_unit_test(compares_in_any_case),
        cmocka_unit_test(reads_no_further),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
