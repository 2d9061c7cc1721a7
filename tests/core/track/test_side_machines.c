/*
 * The machines beside transaction and dialog, printed, against
 * tests/golden/<name>_machine.txt; with RS_UPDATE_GOLDEN set in the environment
 * the files are written anew. test_every_cell.c says that each cell is met.
 */
#include "tests/golden.h"
#include "track/state.h"

static char *text;
static size_t len;

static FILE *begin(void)
{
    return open_memstream(&text, &len);
}

static void end(FILE *f, const char *golden)
{
    fclose(f);
    golden_compare(golden, text, len);
    free(text);
}

static void test_binding(void **state)
{
    (void)state;
    FILE *f = begin();
    for (int s = 0; s < RS_BINDING__COUNT; s++) {
        fprintf(f, "%s\n", rs_binding_state_name(s));
        for (int e = 0; e < RS_BND_EVENT__COUNT; e++) {
            struct rs_binding_cell c = rs_binding_machine(s, e);
            fprintf(f, "  %-12s %s", rs_binding_event_name(e),
                    c.known ? rs_binding_state_name(c.next) : ".");
            fprintf(f, c.change ? " (%s)\n" : "\n", rs_binding_change_name(c.change));
            assert_true(c.known || (c.next == s && !c.change));
        }
    }
    end(f, "binding_machine.txt");
}

/* Those whose cells are a next state and no more. */
#define TEST_PLAIN(name, states, events)                                                           \
    static void test_##name(void **state)                                                          \
    {                                                                                              \
        (void)state;                                                                               \
        FILE *f = begin();                                                                         \
        for (int s = 0; s < (states); s++) {                                                       \
            fprintf(f, "%s\n", rs_##name##_state_name(s));                                         \
            for (int e = 0; e < (events); e++) {                                                   \
                bool known = rs_##name##_machine(s, e).known;                                      \
                int next = rs_##name##_machine(s, e).next;                                         \
                fprintf(f, "  %-17s %s\n", rs_##name##_event_name(e),                              \
                        known ? rs_##name##_state_name(next) : ".");                               \
                assert_true(known || next == s);                                                   \
            }                                                                                      \
        }                                                                                          \
        end(f, #name "_machine.txt");                                                              \
    }

TEST_PLAIN(subscription, RS_SUB__COUNT, RS_SUB_EVENT__COUNT)
TEST_PLAIN(session_timer, RS_TIMER__COUNT, RS_TMR_EVENT__COUNT)
TEST_PLAIN(publication, RS_PUB__COUNT, RS_PUB_EVENT__COUNT)
TEST_PLAIN(offer, RS_OFFER__COUNT, RS_OFF_EVENT__COUNT)
TEST_PLAIN(reliable, RS_RELIABLE__COUNT, RS_REL_EVENT__COUNT)

/*
 * RFC 6665 4.1.2, the figure, arrow by arrow. One differs: "re-subscription
 * times out" ends it there, while who watches lets the next message tell.
 */
static void test_subscription_as_rfc_6665(void **state)
{
    (void)state;
    static const struct {
        enum rs_sub_state from;
        enum rs_sub_event event;
        enum rs_sub_state to;
    } arrows[] = {
        {RS_SUB_NONE, RS_SUB_ASKED, RS_SUB_NOTIFY_WAIT},
        {RS_SUB_NOTIFY_WAIT, RS_SUB_TIMER_N, RS_SUB_TERMINATED},
        {RS_SUB_NOTIFY_WAIT, RS_SUB_REFUSED, RS_SUB_TERMINATED},
        {RS_SUB_NOTIFY_WAIT, RS_SUB_NOTIFY_ENDS, RS_SUB_TERMINATED},
        {RS_SUB_NOTIFY_WAIT, RS_SUB_NOTIFY_ACTIVE, RS_SUB_ACTIVE},
        {RS_SUB_NOTIFY_WAIT, RS_SUB_NOTIFY_PENDING, RS_SUB_PENDING},
        {RS_SUB_PENDING, RS_SUB_NOTIFY_ENDS, RS_SUB_TERMINATED},
        {RS_SUB_PENDING, RS_SUB_GONE, RS_SUB_TERMINATED}, /* 481 to a refresh */
        {RS_SUB_PENDING, RS_SUB_NOTIFY_ACTIVE, RS_SUB_ACTIVE},
        {RS_SUB_ACTIVE, RS_SUB_NOTIFY_ENDS, RS_SUB_TERMINATED},
        {RS_SUB_ACTIVE, RS_SUB_GONE, RS_SUB_TERMINATED},
        {RS_SUB_PENDING, RS_SUB_TIMER_N, RS_SUB_PENDING}, /* ours */
        {RS_SUB_ACTIVE, RS_SUB_TIMER_N, RS_SUB_ACTIVE},   /* ours */
        {RS_SUB_TERMINATED, RS_SUB_ASKED, RS_SUB_NOTIFY_WAIT}, /* retry-after, by way of init */
    };
    for (size_t i = 0; i < sizeof arrows / sizeof arrows[0]; i++)
        assert_int_equal(rs_subscription_machine(arrows[i].from, arrows[i].event).next,
                         arrows[i].to);
    /* 4.1.2.2: "404, 405, 410, 416, 480-485, 489, 501, or 604" end it, no other failure does. */
    static const unsigned ends[] = {404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604};
    for (unsigned status = 300, n = 0; status < 700; status++) {
        bool is_one = n < sizeof ends / sizeof ends[0] && ends[n] == status;
        n += is_one;
        enum rs_sub_event e = rs_subscription_failure(status);
        assert_int_equal(rs_subscription_machine(RS_SUB_ACTIVE, e).next,
                         is_one ? RS_SUB_TERMINATED : RS_SUB_ACTIVE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_binding),
                                       cmocka_unit_test(test_subscription),
                                       cmocka_unit_test(test_session_timer),
                                       cmocka_unit_test(test_publication),
                                       cmocka_unit_test(test_offer), cmocka_unit_test(test_reliable),
                                       cmocka_unit_test(test_subscription_as_rfc_6665)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
