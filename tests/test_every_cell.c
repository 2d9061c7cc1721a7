/*
 * Every cell of every machine is met by some scenario of tests/scenarios or
 * tests/cases: the linker puts a counter before each machine (--wrap, see
 * CMakeLists.txt), the scenarios run, and a filled cell that nobody asked for
 * fails the test.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/scenario.h"
#include "track/state.h"

enum { SIDE = 32 };

#define MACHINE(name, cell, state, event)                                                          \
    cell __real_rs_##name##_machine(state s, event e);                                             \
    cell __wrap_rs_##name##_machine(state s, event e);                                             \
    static bool name##_met[SIDE][SIDE];                                                            \
    cell __wrap_rs_##name##_machine(state s, event e)                                              \
    {                                                                                              \
        name##_met[s][e] = true;                                                                   \
        return __real_rs_##name##_machine(s, e);                                                   \
    }

MACHINE(binding, struct rs_binding_cell, enum rs_binding_state, enum rs_binding_event)

MACHINE(subscription, struct rs_sub_cell, enum rs_sub_state, enum rs_sub_event)
MACHINE(session_timer, struct rs_timer_cell, enum rs_timer_state, enum rs_timer_event)
MACHINE(publication, struct rs_pub_cell, enum rs_pub_state, enum rs_pub_event)
MACHINE(offer, struct rs_offer_cell, enum rs_offer_state, enum rs_offer_event)
MACHINE(reliable, struct rs_reliable_cell, enum rs_reliable_state, enum rs_reliable_event)
MACHINE(dialog, struct rs_dialog_cell, enum rs_dialog_state, enum rs_dialog_event)

/* Two tables, of INVITE and of all others. */
struct rs_tx_cell __real_rs_tx_machine(bool is_invite, enum rs_tx_state s, enum rs_tx_event e);
struct rs_tx_cell __wrap_rs_tx_machine(bool is_invite, enum rs_tx_state s, enum rs_tx_event e);
static bool tx_met[2][SIDE][SIDE];
struct rs_tx_cell __wrap_rs_tx_machine(bool is_invite, enum rs_tx_state s, enum rs_tx_event e)
{
    tx_met[is_invite][s][e] = true;
    return __real_rs_tx_machine(is_invite, s, e);
}

static int missing(const char *machine, const char *state, const char *event)
{
    fprintf(stderr, "%s: no scenario has %s in state %s\n", machine, event, state);
    return 1;
}

#define CHECK(name, states, events)                                                                \
    do {                                                                                           \
        for (int s = 0; s < (states); s++)                                                         \
            for (int e = 0; e < (events); e++)                                                     \
                if (__real_rs_##name##_machine(s, e).known && !name##_met[s][e])                   \
                    bad += missing(#name, rs_##name##_state_name(s), rs_##name##_event_name(e));   \
    } while (0)

/*
 * A cell that leads to GONE as a stray is an empty one: no transaction is ever
 * in that row. An ACK is always an INVITE's (17.1.1.3): others never meet one.
 */
static int check_transactions(bool is_invite)
{
    int bad = 0;
    for (int s = 0; s < RS_TX_STATE__COUNT; s++)
        for (int e = 0; e < RS_TX_EVENT__COUNT; e++) {
            struct rs_tx_cell c = __real_rs_tx_machine(is_invite, s, e);
            bool empty = c.next == RS_TX_GONE && c.notice == RS_TX_STRAY;
            empty |= !is_invite && e == RS_TX_ACK;
            if (!empty && !tx_met[is_invite][s][e])
                bad += missing(is_invite ? "invite" : "other", rs_tx_state_name(s),
                               rs_tx_event_name(e));
        }
    return bad;
}

static int is_scenario(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    return n > 4 && !strcmp(d->d_name + n - 4, ".scn");
}

static void run_folder(const char *folder)
{
    struct dirent **list;
    char path[1024];
    snprintf(path, sizeof path, "%s/tests/%s", RS_SOURCE_DIR, folder);
    int n = scandir(path, &list, is_scenario, alphasort);
    assert_true(n > 0);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof path, "%s/tests/%s/%s", RS_SOURCE_DIR, folder, list[i]->d_name);
        struct scenario *s = scenario_read(path);
        assert_non_null(s);
        scn_outcome_free(scenario_run(s, &(struct scn_variant){.key = {1, 2}}));
        scenario_free(s);
        free(list[i]);
    }
    free(list);
}

static void test_every_cell(void **state)
{
    (void)state;
    int bad = 0;
    run_folder("scenarios");
    run_folder("cases");
    CHECK(binding, RS_BINDING__COUNT, RS_BND_EVENT__COUNT);
    CHECK(subscription, RS_SUB__COUNT, RS_SUB_EVENT__COUNT);
    CHECK(session_timer, RS_TIMER__COUNT, RS_TMR_EVENT__COUNT);
    CHECK(publication, RS_PUB__COUNT, RS_PUB_EVENT__COUNT);
    CHECK(offer, RS_OFFER__COUNT, RS_OFF_EVENT__COUNT);
    CHECK(reliable, RS_RELIABLE__COUNT, RS_REL_EVENT__COUNT);
    CHECK(dialog, RS_DIALOG__COUNT, RS_DLG_EVENT__COUNT);
    bad += check_transactions(true) + check_transactions(false);
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_cell)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
