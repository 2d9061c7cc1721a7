/* What legs have in common: guesses go after three minutes, what names a leg stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "track/join.h"

enum { GUESSES = 10, LIFE_S = 180 };

static struct rs_digest key_of(unsigned n)
{
    return (struct rs_digest){n, n * 7 + 1};
}

static bool is_there(const struct rs_tracker *t, unsigned n)
{
    return rs_table_find(&t->joints, key_of(n)) != NULL;
}

static void guesses_go_names_stay(void **state)
{
    (void)state;
    const struct rs_limits limits = rs_limits_default();
    const struct rs_hash_key hash_key = {1, 2};
    const struct rs_tracker_sink nobody = {0};
    struct rs_tracker *t = rs_tracker_new(&limits, &hash_key, &nobody);
    struct rs_call *c = rs_table_add(&t->calls, key_of(1000));
    c->number = 1;
    t->now_us = 1700000000 * (int64_t)RS_SECOND_US;
    assert_non_null(rs_joint_add(t, key_of(0), RS_JOIN_SESSION_ID, c));
    for (unsigned n = 1; n <= GUESSES; n++)
        assert_non_null(rs_joint_add(t, key_of(n), RS_JOIN_FROM_TAG, c));
    t->now_us += LIFE_S * (int64_t)RS_SECOND_US + 1;
    /* The first is met again, and so is as good as new. */
    rs_joint_sent_on(t, c, key_of(1), RS_JOIN_FROM_TAG, RS_SECOND_US, true);
    /* Each addition takes two old ones with it. */
    for (unsigned n = 1; n <= GUESSES / 2; n++)
        assert_non_null(rs_joint_add(t, key_of(100 + n), RS_JOIN_FROM_TAG, c));
    for (unsigned n = 2; n <= GUESSES; n++)
        assert_false(is_there(t, n));
    assert_true(is_there(t, 1));
    assert_true(is_there(t, 0));
    assert_true(is_there(t, 101));
    rs_tracker_free(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(guesses_go_names_stay)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
