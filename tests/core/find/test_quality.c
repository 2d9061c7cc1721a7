/*
 * RFC 6076's metrics of quality.scn against what one works out by hand, and
 * what the outputs make of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "core/ringside.h"
#include "outputs/quality.h"
#include "tests/scenario.h"

static struct rs_watcher *play(const char *path)
{
    struct scenario *s = scenario_read(path);
    struct rs_watcher_options options = {.limits = {.transactions = 256,
                                                    .dialogs = 256,
                                                    .registrations = 64,
                                                    .flows = 64,
                                                    .services = 8,
                                                    .joints = 64,
                                                    .held = 16,
                                                    .repeats = 64,
                                                    .text_bytes = 1 << 20},
                                         .key = {1, 2}};
    struct rs_watcher_sink sink = {.user = NULL};
    assert_non_null(s);
    struct rs_watcher *w = rs_watcher_new(&options, &sink);
    for (size_t i = 0; i < s->step_count; i++) {
        const struct scn_step *step = &s->step[i];
        if (step->kind == SCN_MESSAGE)
            rs_watcher_message(w, &step->origin, rs_span(step->octets, step->len));
        else
            rs_watcher_expire(w, step->origin.time_us);
    }
    scenario_free(s);
    return w;
}

static const struct rs_service *service(struct rs_watcher *w, const char *wanted)
{
    char name[RS_ENDPOINT_TEXT];
    const struct rs_service *s;
    for (uint32_t at = 0; (s = rs_quality_next(rs_watcher_quality(w), &at));)
        if (!strcmp(rs_service_name(s, name), wanted))
            return s;
    fail_msg("no service %s", wanted);
    return NULL;
}

#define COUNT(s, NAME) ((int)(s)->counter[RS_QUALITY_##NAME])

static void test_counts(void **state)
{
    (void)state;
    struct rs_watcher *w = play(RS_SOURCE_DIR "/tests/core/find/quality.scn");
    const struct rs_service *p = service(w, "10.0.0.9:5060"), *c = service(w, "10.0.0.3:5060");
    assert_int_equal(COUNT(p, REGISTERS), 2);
    assert_int_equal(COUNT(p, REGISTERS_FAILED), 1);
    assert_int_equal(COUNT(c, REGISTERS), 1);
    assert_int_equal(COUNT(c, REGISTERS_FAILED), 1);
    assert_int_equal(COUNT(p, INVITES), 7); /* 4 twice; 5, 6, 7, 8, 9 */
    assert_int_equal(COUNT(p, INVITES_REDIRECTED), 1);
    assert_int_equal(COUNT(p, ATTEMPTS), 5); /* 4, 6, 7, 8, 9 */
    assert_int_equal(COUNT(p, REDIRECTED), 1);
    assert_int_equal(COUNT(p, ANSWERED), 2);
    assert_int_equal(COUNT(p, EFFECTIVE), 2);
    assert_int_equal(COUNT(p, NETWORK_EFFECTIVE), 3); /* 6 rang */
    assert_int_equal(COUNT(p, INEFFECTIVE), 1);
    assert_int_equal(COUNT(p, COMPLETED), 1);
    assert_int_equal(COUNT(p, ENDED_BADLY), 1);
    assert_int_equal(p->live, 0);
    assert_int_equal(COUNT(c, ATTEMPTS), 1);
    assert_int_equal(COUNT(c, EFFECTIVE), 1);
    struct rs_quality_ratios r = rs_quality_ratios(p);
    assert_int_equal(r.ira, 50);
    assert_int_equal(r.ser, 40);
    assert_int_equal(r.ser_raw, 33);
    assert_int_equal(r.seer, 40);
    assert_int_equal(r.isa, 20);
    assert_int_equal(r.scr, 20);
    assert_int_equal(r.asr, 33);
    assert_int_equal(r.ner, 60);
    rs_watcher_free(w);
}

static void test_delays(void **state)
{
    (void)state;
    struct rs_watcher *w = play(RS_SOURCE_DIR "/tests/core/find/quality.scn");
    const struct rs_service *p = service(w, "10.0.0.9:5060"), *c = service(w, "10.0.0.3:5060");
    assert_int_equal(p->delay[RS_DELAY_RRD].n, 1);
    assert_int_equal(p->delay[RS_DELAY_RRD].sum_us, 300000);
    assert_int_equal(p->rrd[RS_AUTH_DIGEST].n, 1);
    /* 4: 0.5 s to the 180; 8: 0.2 s to the 200 */
    assert_int_equal(p->delay[RS_DELAY_SRD].n, 2);
    assert_int_equal(p->delay[RS_DELAY_SRD].sum_us, 700000);
    /* 6: 5.12 s to the 487; 7: 0.1 s; 9: nothing came */
    assert_int_equal(p->delay[RS_DELAY_SRD_FAILED].n, 2);
    assert_int_equal(p->delay[RS_DELAY_SRD_FAILED].sum_us, 5220000);
    assert_int_equal(p->delay[RS_DELAY_SDD].n, 1);
    assert_int_equal(p->delay[RS_DELAY_SDD].sum_us, 40000);
    assert_int_equal(p->delay[RS_DELAY_SDT].sum_us, 9990000);
    /* 5: since the first INVITE, across the redirection */
    assert_int_equal(c->delay[RS_DELAY_SRD_FAILED].sum_us, 1000000);
    rs_watcher_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_counts), cmocka_unit_test(test_delays)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
