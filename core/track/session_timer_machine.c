#include "track/session_timer.h"

/* The drawing is in session_timer.h; RFC 4028 7-10. */
#define TO(state) {RS_TIMER_##state, true}

static const struct rs_timer_cell machine[RS_TIMER__COUNT][RS_TMR_EVENT__COUNT] = {
    [RS_TIMER_NONE] = {[RS_TMR_AGREED] = TO(RUNNING)},
    [RS_TIMER_RUNNING] =
        {
            [RS_TMR_AGREED] = TO(RUNNING),
            [RS_TMR_DECLINED] = TO(NONE),
            [RS_TMR_TOO_SMALL] = TO(RUNNING),
            [RS_TMR_REFUSED] = TO(RUNNING), /* "MAY retry" until it runs out (10) */
            [RS_TMR_ENDED] = TO(NONE),
            [RS_TMR_RAN_OUT] = TO(EXPIRED),
        },
    [RS_TIMER_EXPIRED] =
        {
            [RS_TMR_AGREED] = TO(RUNNING),
            [RS_TMR_DECLINED] = TO(NONE),
            [RS_TMR_TOO_SMALL] = TO(EXPIRED),
            [RS_TMR_REFUSED] = TO(EXPIRED),
            [RS_TMR_ENDED] = TO(NONE),
        },
};

struct rs_timer_cell rs_session_timer_machine(enum rs_timer_state state, enum rs_timer_event event)
{
    struct rs_timer_cell cell = machine[state][event];
    return cell.known ? cell : (struct rs_timer_cell){(uint8_t)state, false};
}

const char *rs_session_timer_state_name(enum rs_timer_state s)
{
    static const char *const names[] = {"none", "running", "expired"};
    return names[s];
}

const char *rs_session_refresher_name(unsigned refresher)
{
    static const char *const names[] = {"", "caller", "callee"};
    return refresher < 3 ? names[refresher] : "";
}

const char *rs_session_timer_event_name(enum rs_timer_event e)
{
    static const char *const names[] = {"2xx",     "2xx-without", "422",
                                        "failure", "bye",         "ran-out"};
    return names[e];
}
