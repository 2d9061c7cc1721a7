/* The front door: counters, order of what is told, time, and an empty sink. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "core/ringside.h"
#include "tests/core/track/messages.h"

#define MESSAGE(start, more)                                                                 \
    start "\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKx\r\nMax-Forwards: 70\r\n"            \
          "From: <sip:a@x>;tag=1\r\nTo: <sip:b@x>\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n" more \
          "Content-Length: 0\r\n\r\n"

#define OTHER(start)                                                                         \
    start "\r\nVia: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKy\r\nFrom: <sip:a@x>;tag=1\r\n"           \
          "To: <sip:b@x>;tag=2\r\nCall-ID: d\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"

static char told[64]; /* one letter for each thing told */
static int64_t last_us;
static unsigned last_confidence;

static void tell(char c)
{
    size_t n = strlen(told);
    if (n + 1 < sizeof told)
        told[n] = c;
}

static void on_finding(void *user, const struct rs_finding *f)
{
    (void)user;
    last_us = f->time_us;
    last_confidence = f->confidence;
    tell('f');
}

static void on_message(void *user, const struct rs_annotation *a)
{
    (void)user;
    last_us = a->origin->time_us;
    tell('m');
}

static void on_transaction(void *user, const struct rs_transaction_record *r)
{
    (void)user;
    tell(r->open_at_end ? 'o' : r->timed_out ? 'e' : 't');
}

static struct rs_watcher *begin(bool silent)
{
    struct rs_watcher_sink sink = {0};
    struct rs_watcher_options o = {.limits = {8, 4, 2, 4, 4, 8, 4096}, .key = {1, 2}};
    if (!silent) {
        sink.finding = on_finding;
        sink.message = on_message;
        sink.transaction = on_transaction;
    }
    memset(told, 0, sizeof told);
    return rs_watcher_new(&o, &sink);
}

static int give(struct rs_watcher *w, int src, int dst, double seconds, const char *text)
{
    static uint64_t frame;
    struct rs_origin o = make_origin(src, dst, ++frame, seconds);
    return rs_watcher_message(w, &o, rs_span_str(text));
}

static char network[32]; /* the evidence of that name in the finding told last */

static void on_silence(void *user, const struct rs_finding *f)
{
    (void)user;
    network[0] = '\0';
    for (unsigned i = 0; i < f->evidence_count; i++)
        if (!strcmp(f->evidence[i].name, "network"))
            rs_span_copy(f->evidence[i].text, network, sizeof network);
    tell('f');
}

/* What ICMP said of a request stands in the finding that it was not answered. */
static void test_unreachable(void **state)
{
    static const char options[] = MESSAGE("OPTIONS sip:b@x SIP/2.0", "");
    struct rs_watcher_sink sink = {.finding = on_silence};
    struct rs_watcher_options o = {.limits = {8, 4, 2, 4, 4, 8, 4096}, .key = {1, 2}};
    struct rs_origin at = make_origin(1, 2, 100, 0.5);

    (void)state;
    for (int said = 0; said < 2; said++) {
        struct rs_watcher *w = rs_watcher_new(&o, &sink);
        memset(told, 0, sizeof told);
        give(w, 1, 2, 0, options);
        struct rs_span quote = rs_span(options, strlen(options) - 25); /* cut in the last header */
        if (said)
            assert_int_equal(rs_watcher_unreachable(w, &at, RS_UNREACHABLE_PORT, quote), RS_OK);
        assert_int_equal(rs_watcher_unreachable(w, &at, RS_UNREACHABLE_PORT, rs_span("x", 1)),
                         RS_ERR_NOT_SIP);
        assert_int_equal(rs_watcher_unreachable(w, &at, RS_UNREACHABLE_PORT,
                                                rs_span_str(OTHER("OPTIONS sip:b@x SIP/2.0"))),
                         RS_ERR_ABSENT); /* nobody saw it */
        assert_int_equal(rs_watcher_unreachable(w, &at, RS_UNREACHABLE_PORT, rs_span(options, 60)),
                         RS_ERR_ABSENT); /* too short to tell */
        assert_int_equal(rs_watcher_unreachable(w, &at, RS_UNREACHABLE_PORT,
                                                rs_span_str(MESSAGE("SIP/2.0 200 OK", ""))),
                         RS_ERR_ABSENT); /* a response */
        assert_string_equal(told, "");
        assert_int_equal(rs_watcher_counters(w)->messages, 1);
        rs_watcher_expire(w, at.time_us + 40000000);
        assert_string_equal(told, "f");
        assert_string_equal(network, said ? "port_unreachable" : "");
        rs_watcher_free(w);
    }
}

/* The findings of a message come before its annotation. */
static void test_order(void **state)
{
    (void)state;
    struct rs_watcher *w = begin(false);
    give(w, 1, 2, 1, MESSAGE("OPTIONS sip:b@x SIP/2.0", "no colon\r\n"));
    give(w, 2, 1, 1.1, MESSAGE("SIP/2.0 200 OK", ""));
    assert_string_equal(told, "fmm");
    rs_watcher_expire(w, 60000000);
    assert_string_equal(told, "fmmt");
    rs_watcher_free(w);
}

/* A broken phone: noted on each message, told once a minute; or told on each. */
static void test_each(void **state)
{
    (void)state;
    for (int each = 0; each < 2; each++) {
        struct rs_watcher_options o = {
            .limits = {8, 4, 2, 4, 4, 8, 4096}, .key = {1, 2}, .each = each};
        struct rs_watcher_sink sink = {.finding = on_finding, .message = on_message};
        struct rs_watcher *w = rs_watcher_new(&o, &sink);
        memset(told, 0, sizeof told);
        give(w, 1, 2, 1, MESSAGE("OPTIONS sip:b@x SIP/2.0", "no colon\r\n"));
        give(w, 1, 2, 2, MESSAGE("OPTIONS sip:c@x SIP/2.0", "no colon\r\n"));
        assert_string_equal(told, each ? "fmfm" : "fmm");
        rs_watcher_free(w);
    }
}

/* A response without its request is held for a moment; told at once where nothing may follow. */
static void test_settle(void **state)
{
    (void)state;
    struct rs_watcher *w = begin(false);
    give(w, 1, 2, 1, MESSAGE("OPTIONS sip:b@x SIP/2.0", ""));
    give(w, 2, 1, 1.1, MESSAGE("SIP/2.0 200 OK", ""));
    give(w, 2, 1, 50, OTHER("SIP/2.0 200 OK"));
    assert_string_equal(told, "mmtm");
    rs_watcher_settle(w);
    assert_string_equal(told, "mmtmf");
    rs_watcher_settle(w);
    rs_watcher_expire(w, 60000000);
    assert_string_equal(told, "mmtmf");
    rs_watcher_free(w);
}

static void test_finish(void **state)
{
    (void)state;
    struct rs_watcher *w = begin(false);
    give(w, 1, 2, 1, MESSAGE("OPTIONS sip:b@x SIP/2.0", ""));
    rs_watcher_finish(w);
    assert_string_equal(told, "mo");
    rs_watcher_finish(w); /* again: nothing is left */
    assert_string_equal(told, "mo");
    /* Nothing waits but the next look at the trends. */
    assert_true(rs_watcher_next_deadline(w) == RS_QUALITY_TICK_US);
    rs_watcher_free(w);
}

static void test_counters(void **state)
{
    (void)state;
    struct rs_watcher *w = begin(false);
    assert_int_equal(give(w, 1, 2, 1, "hello"), RS_ERR_NOT_SIP);
    assert_int_equal(give(w, 1, 2, 1, MESSAGE("OPTIONS sip:b@x SIP/2.0", "")), RS_OK);
    give(w, 1, 2, 1.5, MESSAGE("OPTIONS sip:b@x SIP/2.0", ""));
    give(w, 2, 1, 1.6, MESSAGE("SIP/2.0 200 OK", ""));
    give(w, 2, 1, 1.7, MESSAGE("SIP/2.0 2000 OK", ""));
    const struct rs_watcher_counters *c = rs_watcher_counters(w);
    assert_int_equal(c->messages, 4);
    assert_int_equal(c->not_sip, 1);
    assert_int_equal(c->requests, 2);
    assert_int_equal(c->responses, 2);
    assert_int_equal(c->methods[RS_METHOD_OPTIONS], 2);
    assert_int_equal(c->statuses[200], 1);
    assert_int_equal(c->statuses[0], 1);
    assert_int_equal(c->retransmissions, 1);
    assert_int_equal(c->transactions, 1);
    assert_int_equal(c->findings[RS_FINDING_P104], 1);
    rs_watcher_free(w);
}

/* Time is clamped: backwards it stands still, and years nobody sees do no harm. */
static void test_time(void **state)
{
    (void)state;
    struct rs_watcher *w = begin(false);
    give(w, 1, 2, 100, MESSAGE("OPTIONS sip:b@x SIP/2.0", ""));
    give(w, 2, 1, 50, MESSAGE("SIP/2.0 200 OK", ""));
    assert_true(last_us == 100000000);
    struct rs_origin o = make_origin(1, 2, 9, 0);
    o.time_us = INT64_MAX;
    rs_watcher_message(w, &o, RS_SPAN(MESSAGE("OPTIONS sip:c@x SIP/2.0", "")));
    o.time_us = INT64_MIN;
    rs_watcher_message(w, &o, RS_SPAN(MESSAGE("OPTIONS sip:d@x SIP/2.0", "")));
    rs_watcher_expire(w, INT64_MAX);
    rs_watcher_expire(w, INT64_MIN);
    assert_true(rs_watcher_next_deadline(w) > 0);
    rs_watcher_free(w);
}

/* What comes due is told at its own time, whenever it is asked for. */
static void test_timer_has_its_own_time(void **state)
{
    (void)state;
    struct rs_watcher *w = begin(false);
    give(w, 1, 2, 100, MESSAGE("OPTIONS sip:b@x SIP/2.0", ""));
    assert_true(rs_watcher_next_deadline(w) <= 132000000);
    rs_watcher_expire(w, 900000000);
    assert_string_equal(told, "mfe");
    assert_true(last_us == 132000000);
    rs_watcher_free(w);
}

/* OPTIONS unanswered at 100 s to 132 s; packets lost at that time. */
static unsigned confidence_after_loss(double lost_s)
{
    struct rs_watcher *w = begin(false);
    if (lost_s < 100) {
        struct rs_origin o = make_origin(1, 2, 1, lost_s);
        rs_watcher_gap(w, &o, 5, "drops");
    }
    give(w, 1, 2, 100, MESSAGE("OPTIONS sip:b@x SIP/2.0", ""));
    if (lost_s >= 100 && lost_s < 132) {
        struct rs_origin o = make_origin(1, 2, 2, lost_s);
        rs_watcher_gap(w, &o, 5, "drops");
    }
    rs_watcher_expire(w, 900000000);
    assert_true(last_us == 132000000);
    rs_watcher_free(w);
    return last_confidence;
}

static void test_loss_lowers_confidence(void **state)
{
    (void)state;
    assert_int_equal(confidence_after_loss(200), 100); /* none */
    assert_int_equal(confidence_after_loss(1), 100);
    assert_int_equal(confidence_after_loss(69), 50);
    assert_int_equal(confidence_after_loss(110), 50);
}

static void test_silent(void **state)
{
    (void)state;
    struct rs_watcher *w = begin(true);
    give(w, 1, 2, 1, MESSAGE("OPTIONS sip:b@x SIP/2.0", "no colon\r\n"));
    struct rs_origin o = make_origin(1, 2, 2, 2);
    rs_watcher_gap(w, &o, 5, "drops");
    rs_watcher_expire(w, 900000000);
    rs_watcher_finish(w);
    assert_int_equal(rs_watcher_counters(w)->findings[RS_FINDING_C902], 1);
    rs_watcher_free(w);
    rs_watcher_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_unreachable),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_each),
        cmocka_unit_test(test_settle),
        cmocka_unit_test(test_finish),
        cmocka_unit_test(test_counters),
        cmocka_unit_test(test_time),
        cmocka_unit_test(test_timer_has_its_own_time),
        cmocka_unit_test(test_loss_lowers_confidence),
        cmocka_unit_test(test_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
