/* One decoder, one watcher, packet time, and what was lost. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "run/analysis.h"

enum { LINKTYPE_RAW = 101, HEADERS_LEN = 28 };

static unsigned timed_out;

static void on_finding(void *user, const struct rs_finding *f)
{
    (void)user;
    timed_out += f->id == RS_FINDING_T201;
}

static void frame(struct rs_analysis *a, uint64_t number, int64_t time_us, const char *payload)
{
    char octets[1024] = "\x45\0\0\0\0\0\0\0\x40\x11\0\0\x0a\0\0\1\x0a\0\0\2\x13\xc4\x13\xc4";
    size_t len = HEADERS_LEN + strlen(payload);
    octets[2] = (char)(len >> 8);
    octets[3] = (char)len;
    octets[24] = (char)((len - 20) >> 8);
    octets[25] = (char)(len - 20);
    memcpy(octets + HEADERS_LEN, payload, strlen(payload));
    rs_analysis_frame(a, &(struct rs_frame){.time_us = time_us,
                                            .number = number,
                                            .link_type = LINKTYPE_RAW,
                                            .data = rs_span(octets, len),
                                            .original_len = (uint32_t)len});
}

static struct rs_analysis *analysis_of(void *user,
                                       void (*finding)(void *user, const struct rs_finding *f))
{
    struct rs_analysis_setup setup = {.results.watcher = {.user = user, .finding = finding}};
    return rs_analysis_new(&setup);
}

static const char options[] = "OPTIONS sip:b@10.0.0.2 SIP/2.0\r\n"
                              "Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK1\r\n"
                              "From: <sip:a@x>;tag=1\r\n"
                              "To: <sip:b@x>\r\n"
                              "Call-ID: 1\r\n"
                              "CSeq: 1 OPTIONS\r\n"
                              "Content-Length: 0\r\n\r\n";

/* Semantics 2.8: timers run to the last packet's time, not to the last message's. */
static void test_end_of_input(void **state)
{
    (void)state;
    static const struct {
        int64_t last_us;
        unsigned timed_out;
    } row[] = {{20000000, 0}, {40000000, 1}};
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct rs_analysis *a = analysis_of(NULL, on_finding);
        timed_out = 0;
        frame(a, 1, 1000000, options);
        frame(a, 2, row[i].last_us, "no SIP");
        assert_int_equal(timed_out, 0);
        rs_analysis_finish(a);
        assert_int_equal(timed_out, row[i].timed_out);
        assert_true(rs_analysis_balanced(a));
        rs_analysis_free(a);
    }
}

/* ---- losses are told at the time when they are known, whatever frames there were ---- */

static const int64_t BEGIN_US = INT64_C(1787393472000000), HOUR_US = INT64_C(3600000000);

static void on_loss(void *user, const struct rs_finding *f)
{
    struct rs_finding *last = user;
    if (f->id == RS_FINDING_C902)
        *last = *f;
}

static void test_lost_on_a_silent_link(void **state)
{
    (void)state;
    struct rs_finding last = {0};
    struct rs_analysis *a = analysis_of(&last, on_loss);
    assert_non_null(a);

    rs_analysis_idle(a, BEGIN_US); /* no frame ever */
    rs_analysis_lost(a, 3, 7, "kernel buffer full");
    assert_int_equal(last.time_us, BEGIN_US);
    assert_int_equal(last.origin.interface, 3);

    struct rs_frame frame = {.time_us = BEGIN_US + HOUR_US, .number = 1, .link_type = 1};
    rs_analysis_frame(a, &frame);
    rs_analysis_lost(a, 3, 7, "dropped by the interface");
    assert_int_equal(last.time_us, BEGIN_US + HOUR_US);
    assert_int_equal(last.frame, 1);

    rs_analysis_idle(a, BEGIN_US + 3 * HOUR_US);
    rs_analysis_lost(a, 3, 7, "kernel buffer full");
    assert_int_equal(last.time_us, BEGIN_US + 3 * HOUR_US);
    rs_analysis_free(a);
}

static struct rs_stats stats;

static void on_stats(void *user, const struct rs_stats *s)
{
    (void)user;
    stats = *s;
}

static void check_times(struct rs_analysis *a, int64_t first_us, int64_t time_us)
{
    stats = (struct rs_stats){0};
    rs_analysis_stats(a, &(struct rs_stats){.kernel_dropped = 7});
    assert_int_equal(stats.kernel_dropped, 7);
    assert_non_null(stats.watcher);
    assert_int_equal(stats.first_us, first_us);
    assert_int_equal(stats.time_us, time_us);
    assert_int_equal(rs_analysis_time(a), time_us);
}

static void test_statistics_of_a_silent_link(void **state)
{
    (void)state;
    struct rs_analysis_setup setup = {.results = {.stats = on_stats}};
    struct rs_analysis *a = rs_analysis_new(&setup);
    struct rs_frame frame = {.time_us = BEGIN_US + HOUR_US, .number = 1, .link_type = 1};

    check_times(a, 0, 0);
    rs_analysis_idle(a, BEGIN_US);
    check_times(a, BEGIN_US, BEGIN_US);
    rs_analysis_frame(a, &frame);
    check_times(a, BEGIN_US, BEGIN_US + HOUR_US);
    rs_analysis_idle(a, BEGIN_US + 2 * HOUR_US);
    check_times(a, BEGIN_US, BEGIN_US + 2 * HOUR_US);
    rs_analysis_idle(a, BEGIN_US);
    rs_analysis_frame(a, &frame);
    check_times(a, BEGIN_US, BEGIN_US + 2 * HOUR_US);
    rs_analysis_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_end_of_input),
        cmocka_unit_test(test_lost_on_a_silent_link),
        cmocka_unit_test(test_statistics_of_a_silent_link),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
