/* Event and Subscription-State. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/subscription.h"

static void parses_event(void **state)
{
    static const struct {
        const char *value;
        int err;
        const char *package, *id;
    } row[] = {
        {"presence", RS_OK, "presence", NULL},
        {"refer;id=93809824", RS_OK, "refer", "93809824"},
        {"presence.winfo ;\r\n ID = a4", RS_OK, "presence.winfo", "a4"},
        {"vnd-microsoft-roaming-contacts", RS_OK, "vnd-microsoft-roaming-contacts", NULL},
        {"dialog;sla;x-id=1", RS_OK, "dialog", NULL},
        {"", RS_ERR_MALFORMED, "", NULL},
        {";id=1", RS_ERR_MALFORMED, "", "1"},
        {"a b", RS_ERR_MALFORMED, "a b", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct rs_event_header e;
        assert_int_equal(rs_event_parse(guard_copy(rs_span_str(row[i].value)), &e), row[i].err);
        guard_check_text(row[i].value, e.package, row[i].package);
        guard_check_text(row[i].value, e.id, row[i].id);
    }
}

static const struct {
    const char *value;
    int err, state;
    const char *name, *reason;
    bool has_expires;
    uint32_t expires, retry_after;
} row[] = {
    {"active;expires=3599", RS_OK, RS_SUBSTATE_ACTIVE, "active", NULL, true, 3599, 0},
    {"Pending", RS_OK, RS_SUBSTATE_PENDING, "Pending", NULL, false, 0, 0},
    {"terminated;reason=noresource", RS_OK, RS_SUBSTATE_TERMINATED, "terminated", "noresource",
     false, 0, 0},
    {"terminated ; reason = probation ;\r\n Retry-After = 60", RS_OK, RS_SUBSTATE_TERMINATED,
     "terminated", "probation", false, 0, 60},
    {"waiting;expires=0", RS_OK, RS_SUBSTATE_OTHER, "waiting", NULL, true, 0, 0},
    {"active;expires=4294967296", RS_OK, RS_SUBSTATE_ACTIVE, "active", NULL, false, UINT32_MAX, 0},
    {"active;expires=x", RS_OK, RS_SUBSTATE_ACTIVE, "active", NULL, false, 0, 0},
    {"", RS_ERR_MALFORMED, RS_SUBSTATE_OTHER, "", NULL, false, 0, 0},
    {";expires=1", RS_ERR_MALFORMED, RS_SUBSTATE_OTHER, "", NULL, true, 1, 0},
};

static void parses_subscription_state(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct rs_subscription_state s;
        const char *value = row[i].value;

        assert_int_equal(rs_subscription_state_parse(guard_copy(rs_span_str(value)), &s),
                         row[i].err);
        assert_int_equal(s.state, row[i].state);
        guard_check_text(value, s.state_name, row[i].name);
        guard_check_text(value, s.reason, row[i].reason);
        assert_int_equal(s.has_expires, row[i].has_expires);
        assert_int_equal(s.expires, row[i].expires);
        assert_int_equal(s.retry_after, row[i].retry_after);
    }
}

static void attempt(struct rs_span s)
{
    struct rs_subscription_state substate;
    struct rs_event_header event;

    rs_event_parse(s, &event);
    guard_check_inside(s, event.package);
    guard_check_inside(s, event.id);
    rs_subscription_state_parse(s, &substate);
    guard_check_inside(s, substate.state_name);
    guard_check_inside(s, substate.reason);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].value), attempt);
    guard_each_prefix(RS_SPAN("presence.winfo ;\r\n ID = \"a4\""), attempt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_event),
        cmocka_unit_test(parses_subscription_state),
        cmocka_unit_test(reads_no_further),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
