#include "track/reliable.h"

/* The drawing is in reliable.h; RFC 3262 3, 4. */
#define TO(state) {RS_RELIABLE_##state, true}

static const struct rs_reliable_cell machine[RS_RELIABLE__COUNT][RS_REL_EVENT__COUNT] = {
    [RS_RELIABLE_NONE] =
        {
            [RS_REL_SENT] = TO(WAITING),
            [RS_REL_PRACK_OTHER] = TO(AHEAD),
        },
    [RS_RELIABLE_AHEAD] =
        {
            [RS_REL_SENT] = TO(WAITING),
            [RS_REL_SENT_LATE] = TO(ACKED),
            [RS_REL_PRACK_OTHER] = TO(AHEAD),
        },
    [RS_RELIABLE_WAITING] =
        {
            /* "MUST NOT send a second" before the first is acknowledged (3): some do. */
            [RS_REL_SENT] = TO(WAITING),
            [RS_REL_SENT_LATE] = TO(ACKED),
            [RS_REL_PRACK] = TO(ACKED),
            [RS_REL_PRACK_OTHER] = TO(WAITING),
            [RS_REL_RAN_OUT] = TO(LOST),
        },
    [RS_RELIABLE_ACKED] =
        {
            [RS_REL_SENT] = TO(WAITING),
            [RS_REL_SENT_LATE] = TO(ACKED),
            [RS_REL_PRACK] = TO(ACKED),
            [RS_REL_PRACK_OTHER] = TO(ACKED),
        },
    [RS_RELIABLE_LOST] =
        {
            [RS_REL_SENT] = TO(WAITING),
            [RS_REL_SENT_LATE] = TO(ACKED),
            [RS_REL_PRACK] = TO(ACKED),
            [RS_REL_PRACK_OTHER] = TO(LOST),
        },
};

struct rs_reliable_cell rs_reliable_machine(enum rs_reliable_state state,
                                            enum rs_reliable_event event)
{
    struct rs_reliable_cell cell = machine[state][event];
    return cell.known ? cell : (struct rs_reliable_cell){(uint8_t)state, false};
}

const char *rs_reliable_state_name(enum rs_reliable_state s)
{
    static const char *const names[] = {"none", "ahead", "waiting", "acked", "lost"};
    return names[s];
}

const char *rs_reliable_event_name(enum rs_reliable_event e)
{
    static const char *const names[] = {"1xx", "1xx-late", "prack", "prack-other", "ran-out"};
    return names[e];
}
