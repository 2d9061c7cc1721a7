#include "track/binding.h"

/* The drawing is in binding.h; semantics 3.3. What is over has no cells: it is forgotten. */
#define TO(state, change_) {RS_BINDING_##state, RS_BINDING_##change_, true}

/* Asked for and not there yet, challenged or not. */
#define ASKED(again)                                                                               \
    [RS_BND_REGISTER] = TO(PENDING, UNCHANGED), [RS_BND_CHALLENGE] = TO(CHALLENGED, UNCHANGED),    \
    [RS_BND_TOO_BRIEF] = TO(again, UNCHANGED), [RS_BND_ACCEPTED] = TO(REGISTERED, ADDED),          \
    [RS_BND_DELETED] = TO(REMOVED, DELETED), [RS_BND_REFUSED] = TO(FAILED, UNCHANGED),             \
    [RS_BND_NO_ANSWER] = TO(FAILED, UNCHANGED), [RS_BND_LISTED] = TO(REGISTERED, LEARNED)

/* There: what is asked of it and refused leaves it as it was. */
#define THERE(state)                                                                               \
    [RS_BND_REGISTER] = TO(state, UNCHANGED), [RS_BND_CHALLENGE] = TO(state, UNCHANGED),           \
    [RS_BND_TOO_BRIEF] = TO(state, UNCHANGED), [RS_BND_ACCEPTED] = TO(REGISTERED, REFRESHED),      \
    [RS_BND_DELETED] = TO(REMOVED, DELETED), [RS_BND_REFUSED] = TO(state, UNCHANGED),              \
    [RS_BND_NO_ANSWER] = TO(state, UNCHANGED), [RS_BND_LISTED] = TO(state, UNCHANGED),             \
    [RS_BND_UNLISTED] = TO(REMOVED, DROPPED), [RS_BND_LAPSED] = TO(EXPIRED, LAPSED)

static const struct rs_binding_cell machine[RS_BINDING__COUNT][RS_BND_EVENT__COUNT] = {
    [RS_BINDING_NONE] =
        {
            [RS_BND_REGISTER] = TO(PENDING, UNCHANGED),
            [RS_BND_LISTED] = TO(REGISTERED, LEARNED),
        },
    [RS_BINDING_PENDING] = {ASKED(PENDING)},
    [RS_BINDING_CHALLENGED] = {ASKED(PENDING)},
    [RS_BINDING_REGISTERED] =
        {
            THERE(REGISTERED),
            [RS_BND_FLOW_FAILED_430] = TO(FLOW_FAILED, LOST_FLOW),
        },
    [RS_BINDING_FLOW_FAILED] = {THERE(FLOW_FAILED)},
};

struct rs_binding_cell rs_binding_machine(enum rs_binding_state state, enum rs_binding_event event)
{
    struct rs_binding_cell cell = machine[state][event];
    return cell.known ? cell
                      : (struct rs_binding_cell){(uint8_t)state, RS_BINDING_UNCHANGED, false};
}

const char *rs_binding_state_name(enum rs_binding_state s)
{
    static const char *const names[] = {"none",        "pending", "challenged", "registered",
                                        "flow-failed", "expired", "removed",    "failed"};
    return names[s];
}

const char *rs_binding_event_name(enum rs_binding_event e)
{
    static const char *const names[] = {"register",  "401/407", "423",      "2xx",    "2xx-removed",
                                        "failure",   "no-answer", "listed", "unlisted", "lapsed",
                                        "430"};
    return names[e];
}

const char *rs_binding_change_name(enum rs_binding_change_kind k)
{
    static const char *const names[] = {"",        "added",  "refreshed", "removed",
                                        "learned", "dropped", "lapsed",   "flow-failed"};
    return names[k];
}
