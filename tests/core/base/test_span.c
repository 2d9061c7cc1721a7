/* Spans: comparing, numbers, cutting at separators, copying without folds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/chars.h"
#include "guard.h"

static void compares_without_case(void **state)
{
    (void)state;
    assert_true(rs_span_eq_nocase(RS_SPAN("z9hG4bK"), RS_SPAN("Z9Hg4Bk")));
    assert_false(rs_span_eq_nocase(RS_SPAN("abc"), RS_SPAN("abcd")));
    assert_false(rs_span_eq_nocase(RS_SPAN("["), RS_SPAN("{")));
    assert_false(rs_span_eq_nocase(RS_SPAN("\xc4"), RS_SPAN("\xe4")));
    assert_true(rs_span_eq_nocase(RS_SPAN_NONE, RS_SPAN("")));
    assert_true(rs_span_starts_nocase(RS_SPAN("SIP/2.0"), RS_SPAN("sip/")));
    assert_false(rs_span_starts_nocase(RS_SPAN("SI"), RS_SPAN("sip/")));
}

static void orders_octets_then_lengths(void **state)
{
    (void)state;
    assert_int_equal(rs_span_compare(RS_SPAN("a"), RS_SPAN("a")), 0);
    assert_true(rs_span_compare(RS_SPAN("a"), RS_SPAN("ab")) < 0);
    assert_true(rs_span_compare(RS_SPAN("b"), RS_SPAN("ab")) > 0);
    assert_true(rs_span_compare(RS_SPAN_NONE, RS_SPAN("a")) < 0);
    assert_true(rs_span_compare(RS_SPAN("\xff"), RS_SPAN("a")) > 0);
}

static void knows_tokens_and_digits(void **state)
{
    (void)state;
    assert_true(rs_span_is_token(RS_SPAN("!interesting-Method0123456789_*+`.%indeed'~")));
    assert_false(rs_span_is_token(RS_SPAN("")));
    assert_false(rs_span_is_token(RS_SPAN("a b")));
    assert_false(rs_span_is_token(RS_SPAN("a@b")));
    assert_false(rs_span_is_token(RS_SPAN("\xc3\xa4")));
    assert_true(rs_span_is_digits(RS_SPAN("0068")));
    assert_false(rs_span_is_digits(RS_SPAN("")));
    assert_false(rs_span_is_digits(RS_SPAN("-1")));
}

/* RFC 3261 25.1 token, read from the RFC and not from the table. */
static void table_holds_the_token_characters(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        bool alphanum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool wanted = alphanum || (c && strchr("-.!%*_+`'~", c));
        assert_int_equal(rs_is_token_char((char)c), wanted);
        assert_int_equal(rs_char_is((char)c, RS_CHAR_LWS), c && strchr(" \t\r\n", c));
        assert_int_equal(rs_hex_value((char)c) >= 0, c && strchr("0123456789abcdefABCDEF", c));
    }
    assert_int_equal(rs_hex_value('F'), 15);
    assert_int_equal(rs_hex_value('a'), 10);
}

static void finds(void **state)
{
    struct rs_span s = RS_SPAN("Content-Type: TEXT/plain");

    (void)state;
    assert_ptr_equal(rs_span_find(s, ':'), s.p + 12);
    assert_null(rs_span_find(s, ';'));
    assert_null(rs_span_find(RS_SPAN_NONE, ';'));
    assert_ptr_equal(rs_span_find_nocase(s, RS_SPAN("text/")), s.p + 14);
    assert_null(rs_span_find_nocase(s, RS_SPAN("plains")));
    assert_null(rs_span_find_nocase(RS_SPAN_NONE, RS_SPAN("x")));
}

static void trims_folds_too(void **state)
{
    (void)state;
    guard_check_text("trim", rs_span_trim(RS_SPAN(" \r\n\t a b \r\n ")), "a b");
    assert_int_equal(rs_span_trim(RS_SPAN(" \r\n ")).n, 0);
    assert_int_equal(rs_span_trim(RS_SPAN_NONE).n, 0);
}

static void reads_numbers(void **state)
{
    static const struct {
        const char *text;
        uint64_t max, value;
        bool ok;
    } row[] = {
        {"0", 255, 0, true},
        {"0068", 255, 68, true},
        {"00000000000000000000000000000000000255", 255, 255, true},
        {"256", 255, 255, false},
        {"36893488147419103232", UINT32_MAX, UINT32_MAX, false},
        {"18446744073709551615", UINT64_MAX, UINT64_MAX, true},
        {"18446744073709551616", UINT64_MAX, UINT64_MAX, false},
        {"5", 3, 3, false},
        {"", 255, 0, false},
        {"-1", 255, 0, false},
        {"1 ", 255, 0, false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        uint64_t value = 99;
        assert_int_equal(rs_span_to_u64(rs_span_str(row[i].text), row[i].max, &value), row[i].ok);
        assert_int_equal(value, row[i].value);
    }
}

static void cuts_outside_quotes_and_brackets(void **state)
{
    static const struct {
        const char *text;
        char separator;
        const char *piece[4];
    } row[] = {
        {"a, b ,c", ',', {"a", "b", "c"}},
        {"a", ',', {"a"}},
        {"", ',', {""}},
        {",", ',', {"", ""}},
        {"a,", ',', {"a", ""}},
        {"\"x,y\" <sip:a,b@c>;p=\"1,2\" , <d>", ',', {"\"x,y\" <sip:a,b@c>;p=\"1,2\"", "<d>"}},
        {"\"x\\\",y\",z", ',', {"\"x\\\",y\"", "z"}},
        {"\"x\\\\\",y", ',', {"\"x\\\\\"", "y"}},
        /* the other half is missing */
        {"\"x,y", ',', {"\"x", "y"}},
        {"<x,y", ',', {"<x", "y"}},
        {"x>,y", ',', {"x>", "y"}},
        {"<a,<b,c>,d", ',', {"<a", "<b,c>", "d"}},
        /* a backslash outside quotes does not hold the separator */
        {"a\\,b", ',', {"a\\", "b"}},
        {"SIP / 2.0\r\n / UDP x;branch=1 ,\r\n SIP/2.0/TCP y", ',',
         {"SIP / 2.0\r\n / UDP x;branch=1", "SIP/2.0/TCP y"}},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct rs_span rest = guard_copy(rs_span_str(row[i].text));
        int n = 0;
        for (; rest.p && n < 4; n++)
            guard_check_text(row[i].text, rs_span_cut(rest, row[i].separator, &rest),
                             row[i].piece[n]);
        assert_null(n < 4 ? row[i].piece[n] : NULL);
    }
}

/* What attackers send to make each cut look at all that follows. */
static void cuts_in_linear_time(void **state)
{
    static const char *const pattern[] = {
        ",", "<,", "\",", "\\\",", "\"\\\",", "\\,", "<\",", ">,<", "\"<,", "\\\\\",", "\"\\,", "<",
    };

    (void)state;
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern; i++) {
        struct rs_span rest = guard_repeat(pattern[i], 200000);
        uint64_t begin = guard_cpu_us();
        while (rest.p)
            rs_span_cut(rest, ',', &rest);
        assert_true(guard_cpu_us() - begin < 200000);
    }
}

static void copies_without_folds(void **state)
{
    static const struct {
        const char *text;
        size_t cap;
        const char *copy;
    } row[] = {
        {"a\r\n  b", 16, "a b"},
        {"a \r\n\tb  c", 16, "a b  c"},
        {"a  b", 3, "a "},
        {"abc", 1, ""},
        {"abc", 4, "abc"},
        {"", 4, ""},
        {"a\r\n", 4, "a "},
    };
    char buf[16];

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        size_t n = rs_span_copy(guard_copy(rs_span_str(row[i].text)), buf, row[i].cap);
        assert_string_equal(buf, row[i].copy);
        assert_int_equal(n, strlen(row[i].copy));
    }
    assert_int_equal(rs_span_copy(rs_span("a\0b", 3), buf, sizeof buf), 3);
    assert_string_equal(buf, "a?b");
    assert_int_equal(rs_span_copy(RS_SPAN_NONE, buf, sizeof buf), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_without_case),
        cmocka_unit_test(orders_octets_then_lengths),
        cmocka_unit_test(knows_tokens_and_digits),
        cmocka_unit_test(table_holds_the_token_characters),
        cmocka_unit_test(finds),
        cmocka_unit_test(trims_folds_too),
        cmocka_unit_test(reads_numbers),
        cmocka_unit_test(cuts_outside_quotes_and_brackets),
        cmocka_unit_test(cuts_in_linear_time),
        cmocka_unit_test(copies_without_folds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
