#include "track/publication.h"

/* The drawing is in publication.h; RFC 3903 4. What is over has no cells: it is forgotten. */
#define TO(state) {RS_PUB_##state, true}

#define ASKED_IN(state)                                                                            \
    [RS_PUB_PUBLISH] = TO(state), [RS_PUB_MODIFY] = TO(state), [RS_PUB_REFRESH] = TO(state),       \
    [RS_PUB_REMOVE] = TO(state), [RS_PUB_ACCEPTED] = TO(PUBLISHED),                                \
    [RS_PUB_TAKEN_AWAY] = TO(REMOVED), [RS_PUB_CHALLENGE] = TO(state),                             \
    [RS_PUB_TOO_BRIEF] = TO(state), [RS_PUB_CONDITION] = TO(REMOVED)

static const struct rs_pub_cell machine[RS_PUB__COUNT][RS_PUB_EVENT__COUNT] = {
    [RS_PUB_NONE] =
        {
            [RS_PUB_PUBLISH] = TO(PENDING),
            [RS_PUB_MODIFY] = TO(PENDING), /* published before the capture began */
            [RS_PUB_REFRESH] = TO(PENDING),
            [RS_PUB_REMOVE] = TO(PENDING),
        },
    [RS_PUB_PENDING] =
        {
            ASKED_IN(PENDING),
            [RS_PUB_REFUSED] = TO(FAILED),
            [RS_PUB_NO_ANSWER] = TO(FAILED),
        },
    [RS_PUB_PUBLISHED] =
        {
            ASKED_IN(PUBLISHED),
            [RS_PUB_REFUSED] = TO(PUBLISHED),
            [RS_PUB_NO_ANSWER] = TO(PUBLISHED),
            [RS_PUB_LAPSED] = TO(EXPIRED),
        },
};

struct rs_pub_cell rs_publication_machine(enum rs_pub_state state, enum rs_pub_event event)
{
    struct rs_pub_cell cell = machine[state][event];
    return cell.known ? cell : (struct rs_pub_cell){(uint8_t)state, false};
}

const char *rs_publication_state_name(enum rs_pub_state s)
{
    static const char *const names[] = {"none", "pending", "published", "removed", "expired",
                                        "failed"};
    return names[s];
}

const char *rs_publication_event_name(enum rs_pub_event e)
{
    static const char *const names[] = {"publish", "modify",      "refresh", "remove",
                                        "2xx",     "2xx-removed", "401/407", "423",
                                        "412",     "failure",     "no-answer", "lapsed"};
    return names[e];
}
