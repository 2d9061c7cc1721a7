#include "track/subscription.h"

#include "sip/method.h"

/*
 * The drawing is in subscription.h; RFC 6665 4.1.2's figure, with one difference:
 * when a refresh brings no NOTIFY, the subscriber gives up (Timer N), but who
 * watches cannot know that he did; what comes next will tell.
 */
#define TO(state) {RS_SUB_##state, true}

#define NOTIFIED                                                                                   \
    [RS_SUB_NOTIFY_PENDING] = TO(PENDING), [RS_SUB_NOTIFY_ACTIVE] = TO(ACTIVE),                    \
    [RS_SUB_NOTIFY_ENDS] = TO(TERMINATED)

/* There, and refreshed from time to time. */
#define THERE(state)                                                                               \
    [RS_SUB_ASKED] = TO(state), [RS_SUB_ACCEPTED] = TO(state), [RS_SUB_PIGGYBACKED] = TO(ACTIVE),  \
    [RS_SUB_NONE_TO_COME] = TO(state), [RS_SUB_RETRY] = TO(state),                                 \
    [RS_SUB_BAD_EVENT] = TO(TERMINATED), [RS_SUB_GONE] = TO(TERMINATED),                           \
    [RS_SUB_REFUSED] = TO(state), NOTIFIED, [RS_SUB_NOTIFY_GONE] = TO(TERMINATED),                 \
    [RS_SUB_TIMER_N] = TO(state), [RS_SUB_LAPSED] = TO(TERMINATED)

static const struct rs_sub_cell machine[RS_SUB__COUNT][RS_SUB_EVENT__COUNT] = {
    [RS_SUB_NONE] = {[RS_SUB_ASKED] = TO(NOTIFY_WAIT), NOTIFIED},
    [RS_SUB_NOTIFY_WAIT] =
        {
            [RS_SUB_ASKED] = TO(NOTIFY_WAIT),
            [RS_SUB_ACCEPTED] = TO(NOTIFY_WAIT),
            [RS_SUB_PIGGYBACKED] = TO(ACTIVE),
            [RS_SUB_NONE_TO_COME] = TO(TERMINATED),
            [RS_SUB_RETRY] = TO(NOTIFY_WAIT),
            [RS_SUB_BAD_EVENT] = TO(NOTIFY_WAIT), /* comes again with another Event */
            [RS_SUB_GONE] = TO(TERMINATED),
            [RS_SUB_REFUSED] = TO(TERMINATED),
            NOTIFIED,
            [RS_SUB_TIMER_N] = TO(TERMINATED),
            [RS_SUB_LAPSED] = TO(TERMINATED),
        },
    [RS_SUB_PENDING] = {THERE(PENDING)},
    [RS_SUB_ACTIVE] = {THERE(ACTIVE)},
    [RS_SUB_TERMINATED] = {[RS_SUB_ASKED] = TO(NOTIFY_WAIT)},
};

struct rs_sub_cell rs_subscription_machine(enum rs_sub_state state, enum rs_sub_event event)
{
    struct rs_sub_cell cell = machine[state][event];
    return cell.known ? cell : (struct rs_sub_cell){(uint8_t)state, false};
}

enum rs_sub_event rs_subscription_failure(unsigned status)
{
    if (rs_status_flags(status) & RS_STATUS_CHALLENGE || status == 423)
        return RS_SUB_RETRY;
    if (status == 489)
        return RS_SUB_BAD_EVENT;
    bool gone = status == 404 || status == 405 || status == 410 || status == 416 ||
                (status >= 480 && status <= 485) || status == 501 || status == 604;
    return gone ? RS_SUB_GONE : RS_SUB_REFUSED;
}

const char *rs_subscription_state_name(enum rs_sub_state s)
{
    static const char *const names[] = {"none", "notify-wait", "pending", "active", "terminated"};
    return names[s];
}

const char *rs_subscription_event_name(enum rs_sub_event e)
{
    static const char *const names[] = {
        "subscribe",      "2xx",           "2xx+notification", "2xx-none-to-come", "401/407/423",
        "489",            "404...",        "failure",          "notify-pending",   "notify-active",
        "notify-terminated", "notify-failed", "timer-n",       "lapsed"};
    return names[e];
}

const char *rs_sub_end_name(enum rs_sub_end e)
{
    static const char *const names[] = {
        "",           "deactivated", "probation",     "rejected",  "timeout",      "giveup",
        "noresource", "invariant",   "no-reason",     "refused",   "no-notify",    "notify-failed",
        "lapsed"};
    return names[e];
}
