/*
 * A flood of sources that each try five: what their long lists have beside them
 * is given back as they go, and only those who are there have any.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/err.h"
#include "find/behaviour_state.h"
#include "find/watcher_state.h"

enum { SOURCES = 100, SUBJECTS = 8, SECOND = 1000000 };

static void options(struct rs_watcher *w, struct rs_origin *o, uint32_t source, uint32_t user)
{
    char text[512];
    o->src = (struct rs_endpoint){{4, {11, 0, (uint8_t)(source >> 8), (uint8_t)source}}, 5060};
    o->dst = (struct rs_endpoint){{4, {10, 0, 0, 1}}, 5060};
    o->frame++;
    o->time_us += SECOND / 100;
    int n = snprintf(text, sizeof text,
                     "OPTIONS sip:%u@x.example SIP/2.0\r\n"
                     "Via: SIP/2.0/UDP a;branch=z9hG4bK%u-%u\r\n"
                     "From: <sip:a@a.example>;tag=%u\r\nTo: <sip:%u@x.example>\r\n"
                     "Call-ID: f%u-%u\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\n"
                     "Content-Length: 0\r\n\r\n",
                     user, source, user, user, user, source, user);
    assert_int_equal(rs_watcher_message(w, o, rs_span(text, (size_t)n)), RS_OK);
}

static struct rs_watcher *watcher_new(const struct rs_watcher_sink *sink)
{
    struct rs_watcher_options options = {.limits = rs_limits_default(), .key = {3, 4}};
    options.limits.subjects = SUBJECTS;
    struct rs_watcher *w = rs_watcher_new(&options, sink);
    assert_non_null(w);
    return w;
}

static void test_blocks(void **state)
{
    (void)state;
    const struct rs_watcher_sink nobody = {.user = NULL};
    struct rs_watcher *w = watcher_new(&nobody);
    const struct rs_behaviour *b = w->behaviour;
    struct rs_origin o = {.time_us = INT64_C(1764500000) * SECOND, .fragments = 1};
    for (uint32_t source = 1; source <= SOURCES; source++)
        for (uint32_t user = 1; user <= RS_ATTEMPTS_FEW + 1; user++)
            options(w, &o, source, user);
    /* A list of users each, and one of questions; all ask the same server. */
    assert_true(rs_table_full(&b->probers));
    assert_true(rs_table_full(&b->scans));
    assert_int_equal(b->attempts.count, rs_table_count(&b->probers) + rs_table_count(&b->scans));
    rs_watcher_free(w);
}

/* Thirty users in a moment, and no answer yet: the message that may be it is kept meanwhile. */
static void test_origins(void **state)
{
    (void)state;
    const struct rs_watcher_sink nobody = {.user = NULL};
    struct rs_watcher *w = watcher_new(&nobody);
    const struct rs_behaviour *b = w->behaviour;
    struct rs_origin o = {.time_us = INT64_C(1764500000) * SECOND, .fragments = 1};
    for (uint32_t user = 1; user <= 30; user++)
        options(w, &o, 1, user);
    assert_true(b->origins.count > 0);
    for (uint32_t source = 2; source <= SOURCES; source++)
        for (uint32_t user = 1; user <= RS_ATTEMPTS_FEW; user++)
            options(w, &o, source, user);
    assert_int_equal(b->origins.count, 0);
    assert_int_equal(b->attempts.count, 0);
    rs_watcher_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_blocks),
                                       cmocka_unit_test(test_origins)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
