/* Evidence: texts, numbers, seconds, and no more than there is room for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "find/evidence.h"

static struct rs_evidence_text text;
static struct rs_finding f;

static int begin(void **state)
{
    (void)state;
    memset(&text, 0, sizeof text);
    memset(&f, 0, sizeof f);
    return 0;
}

static void assert_piece(int i, const char *name, const char *wanted)
{
    assert_string_equal(f.evidence[i].name, name);
    assert_true(rs_span_eq(f.evidence[i].text, rs_span_str(wanted)));
}

static void test_pieces(void **state)
{
    (void)state;
    rs_evidence_text(&text, &f, "subkind", RS_SPAN("lower"));
    rs_evidence_number(&text, &f, "zero", 0);
    rs_evidence_number(&text, &f, "most", UINT64_MAX);
    rs_evidence_seconds(&text, &f, "delay", 2413999);
    rs_evidence_seconds(&text, &f, "short", 7000);
    rs_evidence_seconds(&text, &f, "negative", -7000);
    rs_evidence_text(&text, &f, "empty", RS_SPAN_NONE);
    assert_int_equal(f.evidence_count, 6);
    assert_piece(0, "subkind", "lower");
    assert_piece(1, "zero", "0");
    assert_piece(2, "most", "18446744073709551615");
    assert_piece(3, "delay", "2.413 s");
    assert_piece(4, "short", "0.007 s");
    assert_piece(5, "negative", "0.000 s");
}

static void test_room(void **state)
{
    (void)state;
    char huge[1000];
    memset(huge, 'x', sizeof huge);
    rs_evidence_text(&text, &f, "huge", rs_span(huge, sizeof huge));
    assert_int_equal(f.evidence[0].text.n, sizeof text.octet);
    rs_evidence_number(&text, &f, "none left", 1);
    assert_int_equal(f.evidence_count, 1);
    assert_int_equal(text.used, sizeof text.octet);
}

static void test_count(void **state)
{
    (void)state;
    for (int i = 0; i < RS_EVIDENCE_MAX + 3; i++)
        rs_evidence_number(&text, &f, "n", (uint64_t)i);
    assert_int_equal(f.evidence_count, RS_EVIDENCE_MAX);
    assert_piece(RS_EVIDENCE_MAX - 1, "n", "7");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup(test_pieces, begin),
                                       cmocka_unit_test_setup(test_room, begin),
                                       cmocka_unit_test_setup(test_count, begin)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
