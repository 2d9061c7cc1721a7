#include "track/state.h"

/*
 * RFC 3261 12-15, 6026, 5057; states of RFC 4235 3.7.1 (semantics 3.1).
 *
 *  TRYING ─► PROCEEDING ─► EARLY ─► CONFIRMED ─► TERMINATING ─► TERMINATED
 *     └──────────┴───────────┴─ rejected, cancelled, timed out ────►┘
 *
 * Empty cells change nothing: what is wrong about them is told where it is seen.
 */
#define TO(state, end_) {RS_DIALOG_##state, RS_END_##end_, true}
#define STAY(state) {RS_DIALOG_##state, RS_END_KEEP, true}

/* What ends a dialog that was never answered, whatever it heard so far. */
#define UNANSWERED                                                                                 \
    [RS_DLG_ANSWER] = TO(CONFIRMED, KEEP), [RS_DLG_REDIRECT] = TO(TERMINATED, REDIRECTED),         \
    [RS_DLG_CANCELLED] = TO(TERMINATED, CANCELLED), [RS_DLG_REJECT] = TO(TERMINATED, REJECTED),    \
    [RS_DLG_NO_ANSWER] = TO(TERMINATED, TIMEOUT), [RS_DLG_STALL] = TO(TERMINATED, STALLED),        \
    [RS_DLG_FORK_LOST] = TO(TERMINATED, FORK_LOST), [RS_DLG_IDLE] = TO(TERMINATED, IDLE)

static const struct rs_dialog_cell machine[RS_DIALOG__COUNT][RS_DLG_EVENT__COUNT] = {
    [RS_DIALOG_TRYING] =
        {
            [RS_DLG_PROVISIONAL] = TO(PROCEEDING, KEEP),
            [RS_DLG_RING] = TO(EARLY, KEEP),
            [RS_DLG_CHALLENGE] = STAY(TRYING),
            UNANSWERED,
        },
    [RS_DIALOG_PROCEEDING] =
        {
            [RS_DLG_PROVISIONAL] = STAY(PROCEEDING),
            [RS_DLG_RING] = TO(EARLY, KEEP),
            [RS_DLG_CHALLENGE] = TO(TRYING, KEEP),
            UNANSWERED,
        },
    [RS_DIALOG_EARLY] =
        {
            [RS_DLG_PROVISIONAL] = STAY(EARLY),
            [RS_DLG_RING] = STAY(EARLY),
            [RS_DLG_CHALLENGE] = TO(TRYING, KEEP),
            [RS_DLG_EARLY_ENDED] = TO(TERMINATED, FORK_LOST),
            [RS_DLG_BYE] = TO(TERMINATING, KEEP), /* 15: the caller may, in an early dialog */
            [RS_DLG_REPLACED] = TO(TERMINATED, REPLACED), /* 3891 3: its own INVITE; a pickup */
            UNANSWERED,
        },
    [RS_DIALOG_CONFIRMED] =
        {
            [RS_DLG_ANSWER] = STAY(CONFIRMED),
            [RS_DLG_BYE] = TO(TERMINATING, KEEP),
            [RS_DLG_BYE_ANSWERED] = TO(TERMINATED, KEEP),
            [RS_DLG_FATAL] = TO(TERMINATED, ERROR),
            [RS_DLG_NO_ANSWER] = TO(TERMINATED, TIMEOUT), /* a re-INVITE or UPDATE had none */
            [RS_DLG_REPLACED] = TO(TERMINATED, REPLACED),
            [RS_DLG_LAPSED] = TO(TERMINATED, TIMEOUT),
            [RS_DLG_IDLE] = TO(TERMINATED, IDLE),
        },
    [RS_DIALOG_TERMINATING] =
        {
            [RS_DLG_ANSWER] = STAY(TERMINATING),
            [RS_DLG_BYE] = STAY(TERMINATING), /* 5407 3.2.1: both sides may */
            [RS_DLG_BYE_ANSWERED] = TO(TERMINATED, KEEP),
            [RS_DLG_BYE_CHALLENGED] = STAY(TERMINATING),
            [RS_DLG_BYE_TIMEOUT] = TO(TERMINATED, KEEP),
            [RS_DLG_FATAL] = TO(TERMINATED, KEEP),
        },
};

struct rs_dialog_cell rs_dialog_machine(enum rs_dialog_state state, enum rs_dialog_event event)
{
    struct rs_dialog_cell cell = machine[state][event];
    return cell.known ? cell : (struct rs_dialog_cell){(uint8_t)state, RS_END_KEEP, false};
}

const char *rs_dialog_event_name(enum rs_dialog_event e)
{
    static const char *const names[] = {
        "1xx",        "1xx+tag",   "2xx",          "3xx",           "401/407",     "487",
        "failure",    "no-answer", "stalled",      "199",           "fork-lost",   "bye",
        "bye-answered", "bye-challenged", "bye-timeout", "fatal",   "replaced",    "lapsed",
        "idle"};
    return names[e];
}
