/*
 * Credentials that wait for their answer: the newest of a source stands with it,
 * older ones and those of a source that was forgotten in a table; all are known
 * when the answer comes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/err.h"
#include "find/behaviour_state.h"
#include "find/watcher_state.h"

enum { SUBJECTS = 8, FAILURES = 5, SECOND = 1000000 };

static unsigned guesses;

static void on_finding(void *user, const struct rs_finding *f)
{
    (void)user;
    guesses += f->id == RS_FINDING_S405 && !f->more;
}

static const struct rs_endpoint server = {{4, {10, 0, 0, 1}}, 5060};

static void message(struct rs_watcher *w, struct rs_origin *o, uint8_t source, bool answer,
                    unsigned i)
{
    const struct rs_endpoint phone = {{4, {198, 51, 100, source}}, 5060};
    char text[1024];
    int n = snprintf(text, sizeof text,
                     "%s\r\nVia: SIP/2.0/UDP m;branch=z9hG4bK%u-%u\r\n"
                     "From: <sip:bob@x.example>;tag=t%u\r\nTo: <sip:bob@x.example>%s\r\n"
                     "Call-ID: t%u-%u\r\nCSeq: 2 REGISTER\r\nMax-Forwards: 70\r\n%s%u\"\r\n"
                     "Content-Length: 0\r\n\r\n",
                     answer ? "SIP/2.0 403 Forbidden" : "REGISTER sip:x.example SIP/2.0", source, i,
                     i, answer ? ";tag=r" : "", source, i,
                     answer ? "Reason: SIP;text=\""
                            : "Authorization: Digest username=\"bob\", realm=\"x\", nonce=\"n\", "
                              "uri=\"sip:x.example\", response=\"",
                     i);
    o->src = answer ? server : phone;
    o->dst = answer ? phone : server;
    o->frame++;
    o->time_us += SECOND / 100;
    assert_int_equal(rs_watcher_message(w, o, rs_span(text, (size_t)n)), RS_OK);
}

static struct rs_watcher *watcher_new(void)
{
    const struct rs_watcher_sink sink = {.finding = on_finding};
    struct rs_watcher_options options = {.limits = rs_limits_default(), .key = {3, 4}};
    options.limits.subjects = SUBJECTS;
    struct rs_watcher *w = rs_watcher_new(&options, &sink);
    assert_non_null(w);
    guesses = 0;
    return w;
}

/* Five at once, and then their answers: all but the newest are in the table meanwhile. */
static void test_at_once(void **state)
{
    (void)state;
    struct rs_watcher *w = watcher_new();
    struct rs_origin o = {.time_us = INT64_C(1764500000) * SECOND, .fragments = 1};
    for (unsigned i = 1; i <= FAILURES; i++)
        message(w, &o, 66, false, i);
    assert_int_equal(rs_table_count(&w->behaviour->tries), FAILURES - 1);
    for (unsigned i = 1; i <= FAILURES; i++)
        message(w, &o, 66, true, i);
    assert_int_equal(rs_table_count(&w->behaviour->tries), 0);
    assert_int_equal(guesses, 1);
    rs_watcher_free(w);
}

/* One after the other: none of them is ever in the table. */
static void test_in_turn(void **state)
{
    (void)state;
    struct rs_watcher *w = watcher_new();
    struct rs_origin o = {.time_us = INT64_C(1764500000) * SECOND, .fragments = 1};
    for (unsigned i = 1; i <= FAILURES; i++) {
        message(w, &o, 66, false, i);
        assert_int_equal(rs_table_count(&w->behaviour->tries), 0);
        message(w, &o, 66, true, i);
    }
    assert_int_equal(guesses, 1);
    rs_watcher_free(w);
}

/* So many others come between that the source is forgotten; what it tried is not. */
static void test_forgotten(void **state)
{
    (void)state;
    struct rs_watcher *w = watcher_new();
    struct rs_origin o = {.time_us = INT64_C(1764500000) * SECOND, .fragments = 1};
    message(w, &o, 66, false, 1);
    for (uint8_t source = 1; source <= SUBJECTS; source++)
        message(w, &o, source, false, 1);
    assert_int_equal(rs_table_count(&w->behaviour->tries), 1);
    message(w, &o, 66, true, 1);
    /* The answer brings the source back, and another goes with its own try. */
    assert_int_equal(rs_table_count(&w->behaviour->tries), 1);
    assert_int_equal(rs_table_count(&w->behaviour->guessers), 1);
    rs_watcher_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_at_once),
                                       cmocka_unit_test(test_in_turn),
                                       cmocka_unit_test(test_forgotten)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
