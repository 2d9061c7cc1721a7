/* The wheel against a plain list, and its promises one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/deadlines.h"

enum { ENTRIES = 300 };

static uint64_t seed = 88172645463325252u;

static uint64_t draw(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

static void test_order(void **state)
{
    (void)state;
    struct rs_deadlines w;
    rs_deadlines_init(&w, ENTRIES, 1000000);
    rs_deadline_arm(&w, 1, 5000000);
    rs_deadline_arm(&w, 2, 3000000);
    rs_deadline_arm(&w, 3, 5000000); /* the same millisecond: in order of arming */
    rs_deadline_arm(&w, 4, 900000);  /* past: due at once */
    assert_int_equal(w.armed, 4);
    assert_int_equal(rs_deadlines_pop(&w, 1000000), 4);
    assert_int_equal(rs_deadlines_pop(&w, 2999999), 0);
    assert_int_equal(rs_deadlines_pop(&w, 9000000), 2);
    assert_int_equal(rs_deadlines_pop(&w, 9000000), 1);
    assert_int_equal(rs_deadlines_pop(&w, 9000000), 3);
    assert_int_equal(rs_deadlines_pop(&w, 9000000), 0);
    assert_true(rs_deadlines_next(&w) == INT64_MAX);
    rs_deadlines_fini(&w);
}

static void test_rounded_up(void **state)
{
    (void)state;
    struct rs_deadlines w;
    rs_deadlines_init(&w, ENTRIES, 0);
    rs_deadline_arm(&w, 1, 1000001);
    assert_int_equal(rs_deadlines_pop(&w, 1000999), 0);
    assert_int_equal(rs_deadlines_pop(&w, 1001000), 1);
    assert_false(rs_deadline_armed(&w, 1));
    rs_deadlines_fini(&w);
}

static void test_cancel_and_move(void **state)
{
    (void)state;
    struct rs_deadlines w;
    rs_deadlines_init(&w, ENTRIES, 0);
    rs_deadline_cancel(&w, 1); /* not armed: nothing */
    rs_deadline_arm(&w, 1, 1000);
    rs_deadline_arm(&w, 2, 2000);
    rs_deadline_cancel(&w, 1);
    rs_deadline_arm(&w, 2, 3000);
    assert_int_equal(w.armed, 1);
    assert_int_equal(rs_deadlines_pop(&w, 2000), 0);
    assert_int_equal(rs_deadlines_pop(&w, 3000), 2);
    rs_deadlines_fini(&w);
}

/* Years away, and the last time there is. */
static void test_far(void **state)
{
    (void)state;
    struct rs_deadlines w;
    const int64_t year_us = 31557600000000;
    rs_deadlines_init(&w, ENTRIES, 1700000000000000);
    rs_deadline_arm(&w, 1, 1700000000000000 + 100 * year_us);
    assert_int_equal(rs_deadlines_pop(&w, 1700000000000000 + 99 * year_us), 0);
    assert_int_equal(rs_deadlines_pop(&w, 1700000000000000 + 101 * year_us), 1);
    rs_deadline_arm(&w, 1, INT64_MAX);
    assert_true(rs_deadlines_next(&w) > 0);
    rs_deadline_cancel(&w, 1);
    assert_true(rs_deadlines_next(&w) == INT64_MAX);
    rs_deadlines_fini(&w);
}

/* ---- against a list ---- */

enum { OPERATIONS = 100000 };

struct model {
    int64_t due_ms[ENTRIES]; /* -1: not armed */
    uint64_t armed_at[ENTRIES];
    uint64_t count;
    int64_t now_us;
};

static int first_due(const struct model *m)
{
    int best = -1;
    for (int i = 0; i < ENTRIES; i++)
        if (m->due_ms[i] >= 0 &&
            (best < 0 || m->due_ms[i] < m->due_ms[best] ||
             (m->due_ms[i] == m->due_ms[best] && m->armed_at[i] < m->armed_at[best])))
            best = i;
    return best;
}

static int64_t some_time(const struct model *m)
{
    static const int64_t reach[] = {1000,     64000,     500000,      5000000,
                                    32000000, 400000000, 20000000000, 40000000000000};
    return m->now_us + (int64_t)draw((uint64_t)reach[draw(8)]) - 500;
}

static void arm(struct rs_deadlines *w, struct model *m)
{
    int i = (int)draw(ENTRIES);
    int64_t due_us = some_time(m), due_ms = (due_us + 999) / 1000;
    rs_deadline_arm(w, (uint32_t)i + 1, due_us);
    /* What is past is due now; order among the past is that of arming. */
    m->due_ms[i] = due_ms > m->now_us / 1000 ? due_ms : m->now_us / 1000;
    m->armed_at[i] = ++m->count;
}

static void run_to(struct rs_deadlines *w, struct model *m, int64_t to_us)
{
    uint32_t who;
    while ((who = rs_deadlines_pop(w, to_us))) {
        int best = first_due(m);
        assert_true(best >= 0 && m->due_ms[best] <= to_us / 1000);
        assert_int_equal(who, best + 1);
        m->due_ms[best] = -1;
    }
    m->now_us = to_us;
    int left = first_due(m);
    assert_true(left < 0 || m->due_ms[left] > to_us / 1000);
}

static void test_model(void **state)
{
    (void)state;
    struct rs_deadlines w;
    struct model *m = calloc(1, sizeof *m);
    m->now_us = 1700000000000000;
    rs_deadlines_init(&w, ENTRIES, m->now_us);
    for (int i = 0; i < ENTRIES; i++)
        m->due_ms[i] = -1;
    for (int n = 0; n < OPERATIONS; n++) {
        int i = (int)draw(ENTRIES);
        switch (draw(4)) {
        case 0:
            run_to(&w, m, m->now_us + (int64_t)draw(draw(50) ? 2000000 : 40000000000));
            break;
        case 1:
            rs_deadline_cancel(&w, (uint32_t)i + 1);
            m->due_ms[i] = -1;
            break;
        default:
            arm(&w, m);
            break;
        }
        int best = first_due(m);
        assert_true(best < 0 ? rs_deadlines_next(&w) == INT64_MAX
                             : rs_deadlines_next(&w) <= m->due_ms[best] * 1000);
    }
    rs_deadlines_fini(&w);
    free(m);
}

/* Who comes up by then, in that order, and nothing has moved. */
static void test_ahead(void **state)
{
    (void)state;
    struct rs_deadlines w;
    uint32_t who[4];
    rs_deadlines_init(&w, ENTRIES, 1000000);
    assert_int_equal(rs_deadlines_ahead(&w, 1000, who, 4), 0);
    rs_deadline_arm(&w, 1, 1005000);
    rs_deadline_arm(&w, 2, 1003000);
    rs_deadline_arm(&w, 3, 1005000);
    rs_deadline_arm(&w, 4, 1000000);
    rs_deadline_arm(&w, 5, 9000000); /* beyond the finest level */
    assert_int_equal(rs_deadlines_ahead(&w, 999, who, 4), 0);
    assert_int_equal(rs_deadlines_ahead(&w, 1000, who, 4), 1);
    assert_int_equal(who[0], 4);
    assert_int_equal(rs_deadlines_ahead(&w, 1003, who, 4), 1);
    assert_int_equal(who[0], 2);
    assert_int_equal(rs_deadlines_ahead(&w, 1005, who, 1), 1);
    assert_int_equal(rs_deadlines_ahead(&w, 1005, who, 4), 2);
    assert_true(who[0] == 1 && who[1] == 3);
    assert_int_equal(rs_deadlines_ahead(&w, 1005 + RS_WHEEL_SLOTS, who, 4), 0);
    assert_int_equal(rs_deadlines_ahead(&w, 9000, who, 4), 0);
    const uint32_t order[] = {4, 2, 1, 3};
    for (int i = 0; i < 4; i++)
        assert_int_equal(rs_deadlines_pop(&w, 1005000), order[i]);
    assert_int_equal(rs_deadlines_pop(&w, 1005000), 0);
    rs_deadlines_fini(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),           cmocka_unit_test(test_rounded_up),
        cmocka_unit_test(test_cancel_and_move), cmocka_unit_test(test_far),
        cmocka_unit_test(test_ahead),           cmocka_unit_test(test_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
