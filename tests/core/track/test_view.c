/* The view: what every message is tracked by, and when it cannot be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "guard.h"
#include "tests/core/track/messages.h"

#define VIA "SIP/2.0/UDP a.example;branch=z9hG4bKx"
#define FROM "<sip:a@x>;tag=1"
#define TO "<sip:b@x>"

static void test_all(void **state)
{
    (void)state;
    const struct rs_view *v =
        &make_message("INVITE sip:b@x SIP/2.0", "SIP/2.0/UDP p:5070;branch=z9hG4bKp, " VIA, FROM,
                      TO ";tag=2", "c@x", "12 INVITE", "Contact: <sip:a@1.2.3.4>, <sip:z@x>\r\n")
             ->view;
    assert_true(v->trackable && v->from_ok && v->to_ok && v->cseq_ok);
    assert_int_equal(v->via_count, 2);
    assert_int_equal(v->via.port, 5070);
    guard_check_text("via2", v->via2, VIA);
    guard_check_text("from tag", v->from.tag, "1");
    guard_check_text("to tag", v->to.tag, "2");
    guard_check_text("call", v->call_id, "c@x");
    guard_check_text("contact", v->contact, "<sip:a@1.2.3.4>");
    assert_int_equal(v->cseq.number, 12);
    assert_int_equal(v->method, RS_METHOD_INVITE);
}

/* What is usual is understood at once, as the parsers would; the rest says that it is not. */
static void test_usual(void **state)
{
    (void)state;
    const char *second = "SIP/2.0/TCP q:99;branch=z9hG4bKq;received=1.2.3.4";
    const char *more = "Via: SIP/2.0/TCP q:99;branch=z9hG4bKq;received=1.2.3.4\r\n"
                       "Via: SIP/2.0/UDP r\r\n"
                       "Contact: \"Bell, A\" <sip:a@1.2.3.4:5070;x=y>;expires=7\r\n";
    const struct rs_view *v =
        &make_message("INVITE sip:b@x SIP/2.0", VIA, FROM, TO, "c@x", "12 INVITE", more)->view;
    assert_int_equal(v->via_count, 3);
    assert_true(v->second.usual);
    guard_check_text("via2", v->via2, second);
    guard_check_text("second", v->second.value, second);
    guard_check_text("branch", v->second.branch, "z9hG4bKq");
    assert_int_equal(v->second.port, 99);
    assert_true(v->contact_usual);
    guard_check_text("contact", v->contact, "\"Bell, A\" <sip:a@1.2.3.4:5070;x=y>;expires=7");
    guard_check_text("contact host", v->contact_host, "1.2.3.4");
    guard_check_text("contact params", v->contact_params, ";expires=7");

    more = "Via: SIP/2.0/UDP q , SIP/2.0/UDP r\r\n"
           "Contact: sip:a@1.2.3.4\r\n"
           "Contact: <sip:b@1.2.3.4>\r\n";
    v = &make_message("INVITE sip:b@x SIP/2.0", VIA, FROM, TO, "c@x", "12 INVITE", more)->view;
    assert_int_equal(v->via_count, 3);
    assert_false(v->second.usual);
    guard_check_text("via2", v->via2, "SIP/2.0/UDP q");
    assert_false(v->contact_usual);
    guard_check_text("contact", v->contact, "sip:a@1.2.3.4");
}

static void test_untrackable(void **state)
{
    (void)state;
    static const char *const texts[][5] = {
        {NULL, FROM, TO, "c", "1 OPTIONS"},  {VIA, NULL, TO, "c", "1 OPTIONS"},
        {VIA, FROM, NULL, "c", "1 OPTIONS"}, {VIA, FROM, TO, NULL, "1 OPTIONS"},
        {VIA, FROM, TO, "", "1 OPTIONS"},    {VIA, FROM, TO, "c", NULL},
        {VIA, FROM, TO, "c", "OPTIONS"},     {"", FROM, TO, "c", "1 OPTIONS"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const struct made *m = make_message("OPTIONS sip:b@x SIP/2.0", texts[i][0], texts[i][1],
                                            texts[i][2], texts[i][3], texts[i][4], NULL);
        if (m->view.trackable)
            fail_msg("row %zu is trackable", i);
    }
}

/* A response's method stands in its CSeq, a request's in its start line. */
static void test_method(void **state)
{
    (void)state;
    assert_int_equal(make_message("SIP/2.0 200 OK", VIA, FROM, TO, "c", "1 BYE", NULL)->view.method,
                     RS_METHOD_BYE);
    assert_int_equal(
        make_message("BYE sip:b@x SIP/2.0", VIA, FROM, TO, "c", "1 INVITE", NULL)->view.method,
        RS_METHOD_BYE);
}

static void test_many_vias(void **state)
{
    (void)state;
    char *more;
    size_t n;
    FILE *f = open_memstream(&more, &n);
    for (int i = 0; i < 600; i++)
        fprintf(f, "v: SIP/2.0/UDP h%d, SIP/2.0/UDP x\r\n", i);
    fclose(f);
    const struct made *m = make_message("BYE sip:b@x SIP/2.0", VIA, FROM, TO, "c", "1 BYE", more);
    assert_int_equal(m->view.via_count, RS_VIEW_VIAS_MAX);
    guard_check_text("via2", m->view.via2, "SIP/2.0/UDP h0");
    free(more);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all),
        cmocka_unit_test(test_usual),
        cmocka_unit_test(test_untrackable),
        cmocka_unit_test(test_method),
        cmocka_unit_test(test_many_vias),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
