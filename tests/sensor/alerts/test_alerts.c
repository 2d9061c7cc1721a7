/* One alert a scope: opened, updated, closed, bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "alerts/alerts.h"
#include "base/settings.h"

enum { TOLD_MAX = 4096, SECOND = 1000000 };

static struct rs_alerts *alerts;
static struct rs_alert told[TOLD_MAX];
static struct rs_finding of[TOLD_MAX];
static char caller[TOLD_MAX][32];
static unsigned count;

static void on_alert(void *user, const struct rs_alert *a)
{
    (void)user;
    assert_true(count < TOLD_MAX);
    told[count] = *a;
    of[count] = *a->finding;
    rs_span_copy(a->finding->from_uri, caller[count], sizeof caller[0]);
    count++;
}

static int begin(void **state)
{
    const struct rs_alerts_sink sink = {NULL, on_alert};
    (void)state;
    count = 0;
    alerts = rs_alerts_new(&sink);
    return alerts ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    rs_alerts_free(alerts);
    return 0;
}

static void settings(const char *text)
{
    struct rs_settings_errors errors;
    struct rs_policy *p = rs_policy_new();
    assert_int_equal(rs_settings_read(p, rs_span_str(text), &errors), 0);
    rs_alerts_policy(alerts, p);
    rs_policy_free(p);
}

static struct rs_finding some(enum rs_finding_id id, uint64_t scope, int seconds)
{
    static char text[] = "sip:a@b";
    struct rs_finding f = {.id = id,
                           .severity = RS_MEDIUM,
                           .time_us = (int64_t)seconds * SECOND,
                           .first_us = (int64_t)seconds * SECOND,
                           .frame = (uint64_t)seconds,
                           .frames = {(uint64_t)seconds},
                           .frame_count = 1,
                           .count = 5,
                           .scope_key = scope,
                           .from_uri = RS_SPAN_INIT(text)};
    f.from_uri.n = 7;
    return f;
}

static void give(enum rs_finding_id id, uint64_t scope, int seconds, bool more)
{
    struct rs_finding f = some(id, scope, seconds);
    f.more = more;
    f.count = more ? 1 : 5;
    rs_alerts_finding(alerts, &f);
}

static void expect(unsigned n, enum rs_alert_state state, int seconds, unsigned events)
{
    assert_true(n < count);
    assert_int_equal(told[n].state, state);
    assert_int_equal(told[n].time_us, (int64_t)seconds * SECOND);
    assert_int_equal(told[n].count, events);
}

/* S405 has a window of 60 s: 120 s of silence close it; it is updated each 300 s. */
static void test_life(void **state)
{
    (void)state;
    give(RS_FINDING_S405, 77, 1000, false);
    expect(0, RS_ALERT_OPEN, 1000, 5);
    for (int t = 1010; t <= 1310; t += 10)
        give(RS_FINDING_S405, 77, t, true);
    assert_int_equal(count, 2);
    expect(1, RS_ALERT_UPDATE, 1300, 5 + 29); /* what came at 1300 is not in it */
    rs_alerts_time(alerts, (int64_t)1429 * SECOND);
    assert_int_equal(count, 2);
    rs_alerts_time(alerts, (int64_t)1431 * SECOND);
    assert_int_equal(count, 3);
    expect(2, RS_ALERT_CLOSE, 1430, 5 + 31);
    assert_int_equal(told[2].end, RS_ALERT_SILENCE);
    assert_int_equal(of[2].frame, 1000);
    assert_int_equal(told[2].last_frame, 1310);
    assert_int_equal(told[2].frame_count, RS_FINDING_FRAMES_MAX);
    assert_int_equal(told[2].frames[0], 1000);
    assert_int_equal(told[2].frames[RS_FINDING_FRAMES_MAX - 1], 1310);
    assert_string_equal(caller[2], "sip:a@b");
    assert_int_equal(rs_alerts_counters(alerts)->folded, 31);
    /* And anew. */
    give(RS_FINDING_S405, 77, 1500, false);
    expect(3, RS_ALERT_OPEN, 1500, 5);
}

/* Nothing new: no update; and the due times are those of packets, not of who looks. */
static void test_silent_update(void **state)
{
    (void)state;
    settings("[alerts]\nupdate = 50\n");
    give(RS_FINDING_S405, 1, 100, false);
    rs_alerts_time(alerts, (int64_t)219 * SECOND);
    assert_int_equal(count, 1);
    rs_alerts_time(alerts, (int64_t)5000 * SECOND);
    assert_int_equal(count, 2);
    expect(1, RS_ALERT_CLOSE, 220, 5);
}

static void test_settings(void **state)
{
    (void)state;
    settings("[alerts]\nupdate = 10\nsilence = 1\n[S405]\nwindow = 30\n");
    give(RS_FINDING_S405, 1, 100, false);
    give(RS_FINDING_S405, 1, 105, true);
    rs_alerts_time(alerts, (int64_t)136 * SECOND);
    assert_int_equal(count, 3);
    expect(1, RS_ALERT_UPDATE, 110, 6);
    expect(2, RS_ALERT_CLOSE, 135, 6);
}

static void test_scopes(void **state)
{
    (void)state;
    give(RS_FINDING_S405, 1, 100, false);
    give(RS_FINDING_S405, 2, 101, false);
    give(RS_FINDING_S404, 1, 102, false);
    give(RS_FINDING_S405, 1, 103, true);
    assert_int_equal(count, 3);
    rs_alerts_finish(alerts, (int64_t)110 * SECOND);
    assert_int_equal(count, 6);
    for (unsigned i = 3; i < 6; i++) {
        assert_int_equal(told[i].state, RS_ALERT_CLOSE);
        assert_int_equal(told[i].end, RS_ALERT_END_OF_INPUT);
        assert_int_equal(told[i].time_us, (int64_t)110 * SECOND);
    }
}

/* What is worse than what was told does not wait. */
static void test_worse(void **state)
{
    (void)state;
    give(RS_FINDING_S405, 1, 100, false);
    struct rs_finding f = some(RS_FINDING_S405, 1, 101);
    f.more = true;
    f.severity = RS_CRITICAL;
    rs_alerts_finding(alerts, &f);
    assert_int_equal(count, 2);
    expect(1, RS_ALERT_UPDATE, 101, 10);
    assert_int_equal(of[1].severity, RS_CRITICAL);
}

/* Damage, transactions and dialogs stand for themselves, each time. */
static void test_once(void **state)
{
    (void)state;
    give(RS_FINDING_P105, 100, 100, false); /* its scope is its frame */
    give(RS_FINDING_T204, 3, 101, false);
    give(RS_FINDING_T204, 3, 102, false);
    give(RS_FINDING_D302, 1, 103, false);
    rs_alerts_finish(alerts, (int64_t)999 * SECOND);
    assert_int_equal(count, 4);
    for (unsigned i = 0; i < 4; i++)
        assert_int_equal(told[i].state, RS_ALERT_ONCE);
}

/* One that was closed for want of room, or before this began. */
static void test_more_of_nothing(void **state)
{
    (void)state;
    give(RS_FINDING_S405, 1, 100, true);
    expect(0, RS_ALERT_OPEN, 100, 1);
}

/* A flood of one finding's scopes leaves another's alone. */
static void test_flood(void **state)
{
    (void)state;
    settings("[alerts]\nscopes = 16\n");
    give(RS_FINDING_S404, 1, 100, false);
    for (int i = 0; i < 100; i++)
        give(RS_FINDING_S405, 1000 + (uint64_t)i, 101, false);
    assert_int_equal(rs_alerts_counters(alerts)->evicted, 100 - 15);
    for (unsigned i = 0; i < count; i++)
        if (told[i].state == RS_ALERT_CLOSE) {
            assert_int_equal(of[i].id, RS_FINDING_S405);
            assert_int_equal(told[i].end, RS_ALERT_NO_ROOM);
        }
    count = 0;
    give(RS_FINDING_S404, 1, 102, true);
    assert_int_equal(count, 0); /* still open */
    rs_alerts_finish(alerts, (int64_t)103 * SECOND);
    assert_int_equal(count, 16);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_life, begin, end),
        cmocka_unit_test_setup_teardown(test_silent_update, begin, end),
        cmocka_unit_test_setup_teardown(test_settings, begin, end),
        cmocka_unit_test_setup_teardown(test_scopes, begin, end),
        cmocka_unit_test_setup_teardown(test_worse, begin, end),
        cmocka_unit_test_setup_teardown(test_once, begin, end),
        cmocka_unit_test_setup_teardown(test_more_of_nothing, begin, end),
        cmocka_unit_test_setup_teardown(test_flood, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
