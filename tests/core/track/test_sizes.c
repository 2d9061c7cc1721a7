/*
 * What live objects cost is written here: who lets one grow changes a number
 * and says why. The bars are 400 octets for a transaction alone with its
 * request and its Call-ID, and 700 for a confirmed dialog, their texts, places
 * and deadlines included (tests/bench/README.md has them measured).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "track/state.h"

/* Beside the object: its place in the index at worst, and on the wheel. */
enum {
    INDEX = sizeof(struct rs_index_place) * 3 / 2,
    ORDER = sizeof(struct rs_table_order),
    WHEEL = 16
};

static void test_objects(void **state)
{
    (void)state;
    assert_true(sizeof(struct rs_table_link) <= 12);
    assert_true(sizeof(struct rs_transaction) <= 72);
    assert_true(sizeof(struct rs_request) <= 56);
    assert_true(sizeof(struct rs_call) <= 36);
    assert_true(sizeof(struct rs_seen) <= 64);
    assert_true(sizeof(struct rs_leg) <= 32);
    assert_true(sizeof(struct rs_request_more) <= 48);
    assert_true(sizeof(struct rs_sightings) <= 24);
}

/* With the texts of an OPTIONS as phones send it: 134 octets, and a packed origin. */
static void test_transaction_alone(void **state)
{
    (void)state;
    size_t texts = 48 + 72 + 48;
    size_t all = sizeof(struct rs_transaction) + ORDER + WHEEL + sizeof(struct rs_request) +
                 sizeof(struct rs_call) + 3 * INDEX + texts;
    assert_true(all <= 400);
}

/*
 * A call set up between two phones: its own texts and parties are 150 octets; its
 * agents' names stand once for all dialogs. It has a leg, for who called whom, offer and
 * answer, and often a session timer, which waits too.
 */
static void test_dialog(void **state)
{
    (void)state;
    assert_true(sizeof(struct rs_dialog) <= 224);
    size_t texts = 21 + 150 + 1 + RS_DIALOG_TEXTS + 8;
    assert_true(sizeof(struct rs_offer) <= 60);
    assert_true(sizeof(struct rs_session_timer) <= 20);
    size_t all = sizeof(struct rs_dialog) + ORDER + WHEEL + sizeof(struct rs_call) +
                 sizeof(struct rs_leg) + 2 * INDEX + texts + sizeof(struct rs_offer) +
                 sizeof(struct rs_session_timer) + WHEEL;
    assert_true(all <= 700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_transaction_alone),
        cmocka_unit_test(test_dialog),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
