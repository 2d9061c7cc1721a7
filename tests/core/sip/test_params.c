/* Parameters: walking and finding them, with quotes, folds and damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/params.h"

static const struct {
    const char *text;
    char separator;
    struct {
        const char *name, *value; /* value NULL: no "=" */
        bool quoted;
    } param[5];
} row[] = {
    {";tag=1", ';', {{"tag", "1", false}}},
    {";lr;transport=tcp", ';', {{"lr", NULL, false}, {"transport", "tcp", false}}},
    {"tag=1", ';', {{"tag", "1", false}}},
    {"  ;tag=1", ';', {{"tag", "1", false}}},
    {"", ';', {{NULL, NULL, false}}},
    {" \r\n ", ';', {{NULL, NULL, false}}},
    {";", ';', {{"", NULL, false}}},
    {";;a", ';', {{"", NULL, false}, {"a", NULL, false}}},
    {";a;", ';', {{"a", NULL, false}, {"", NULL, false}}},
    {";=x", ';', {{"", "x", false}}},
    {";a=", ';', {{"a", "", false}}},
    {";a=b=c", ';', {{"a", "b=c", false}}},
    {";a=\"\"", ';', {{"a", "", true}}},
    {";a=\"x;y\";b=2", ';', {{"a", "x;y", true}, {"b", "2", false}}},
    {";a=\"x\\\";y\" ;b", ';', {{"a", "x\\\";y", true}, {"b", NULL, false}}},
    {";a=\"x\\\\\";b", ';', {{"a", "x\\\\", true}, {"b", NULL, false}}},
    {";a=\"x;b=1", ';', {{"a", "\"x", false}, {"b", "1", false}}},
    {";info=<https://x;y>;alg=E", ';', {{"info", "<https://x;y>", false}, {"alg", "E", false}}},
    {";a,b=1", ';', {{"a,b", "1", false}}},
    /* RFC 4475 3.1.1.1 wsinv */
    {" ;\r\n  tag = 98asjd8", ';', {{"tag", "98asjd8", false}}},
    {" ; newparam =\r\n      newvalue ;\r\n  secondparam ; q = 0.33",
     ';',
     {{"newparam", "newvalue", false}, {"secondparam", NULL, false}, {"q", "0.33", false}}},
    /* a tag inside a quoted string is none */
    {";p=\";tag=evil\";tag=good", ';', {{"p", ";tag=evil", true}, {"tag", "good", false}}},
    {";\"x;tag=evil\";tag=good", ';', {{"\"x;tag=evil\"", NULL, false}, {"tag", "good", false}}},
    {"realm=\"a,b\", nonce=\"c;d\",stale=FALSE",
     ',',
     {{"realm", "a,b", true}, {"nonce", "c;d", true}, {"stale", "FALSE", false}}},
};

static void walks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct rs_span rest = guard_copy(rs_span_str(row[i].text));
        struct rs_param param;
        int n = 0;
        for (; rs_param_next(&rest, row[i].separator, &param); n++) {
            assert_true(n < 5);
            guard_check_text(row[i].text, param.name, row[i].param[n].name);
            guard_check_text(row[i].text, param.value, row[i].param[n].value);
            assert_int_equal(param.quoted, row[i].param[n].quoted);
        }
        assert_null(n < 5 ? row[i].param[n].name : NULL);
    }
}

static void attempt(struct rs_span s)
{
    struct rs_span rest = s;
    struct rs_param param;

    while (rs_param_next(&rest, ';', &param)) {
        guard_check_inside(s, param.name);
        guard_check_inside(s, param.value);
    }
    rest = s;
    while (rs_param_next(&rest, ',', &param))
        guard_check_inside(s, rest);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].text), attempt);
}

static void finds_by_name(void **state)
{
    struct rs_span params = RS_SPAN(";x-tag=evil;TAG = good;tag=late;lr;empty=");
    struct rs_param param;

    (void)state;
    guard_check_text("tag", rs_param_value(params, RS_SPAN("tag")), "good");
    guard_check_text("lr", rs_param_value(params, RS_SPAN("lr")), "");
    guard_check_text("empty", rs_param_value(params, RS_SPAN("empty")), "");
    guard_check_text("absent", rs_param_value(params, RS_SPAN("ta")), NULL);
    guard_check_text("none", rs_param_value(RS_SPAN_NONE, RS_SPAN("tag")), NULL);
    assert_true(rs_param_find(params, RS_SPAN("LR"), &param));
    assert_null(param.value.p);
    assert_false(rs_param_find(params, RS_SPAN("evil"), &param));
}

static void walks_in_linear_time(void **state)
{
    static const char *const pattern[] = {
        ";", "=", "\"", "\\", "<", ">", " ", "a", ";\"", ";\\\"", ";<", ";=", "\"\\\";", ";a=\"\\",
        "; ", "= ", "=\r\n ", ";a=<\"",
    };

    (void)state;
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern; i++) {
        struct rs_span rest = guard_repeat(pattern[i], 200000);
        struct rs_param param;
        uint64_t begin = guard_cpu_us();
        while (rs_param_next(&rest, ';', &param)) {
        }
        if (guard_cpu_us() - begin > 200000)
            fail_msg("slow: %s", pattern[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks),
        cmocka_unit_test(reads_no_further),
        cmocka_unit_test(finds_by_name),
        cmocka_unit_test(walks_in_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
