/*
 * transaction -> publication: event state that a client keeps with a server,
 * named by an entity tag that changes each time (RFC 3903; semantics 3.4). The
 * tracker owns them. Lync does presence with SERVICE instead.
 *
 *          PUBLISH with a body              2xx with SIP-ETag
 *   NONE ──────────────────────► PENDING ───────────────────► PUBLISHED
 *     ▲                             │ 401, 423: again             │ If-Match: modified, refreshed
 *     └── refused, no answer ───────┘                             │
 *     ▲                                                           │
 *     └── Expires 0, 412, expiry ─────────────────────────────────┘
 *
 * The machine is the table in publication_machine.c.
 */
#ifndef RS_TRACK_PUBLICATION_H
#define RS_TRACK_PUBLICATION_H

#include "base/strings.h"
#include "base/table.h"

enum rs_pub_state {
    RS_PUB_NONE,
    RS_PUB_PENDING,
    RS_PUB_PUBLISHED,
    RS_PUB_REMOVED,
    RS_PUB_EXPIRED,
    RS_PUB_FAILED,
    RS_PUB__COUNT
};

enum rs_pub_event {
    RS_PUB_PUBLISH,     /* with a body, without SIP-If-Match */
    RS_PUB_MODIFY,      /* with SIP-If-Match and a body */
    RS_PUB_REFRESH,     /* with SIP-If-Match, no body */
    RS_PUB_REMOVE,      /* Expires: 0 */
    RS_PUB_ACCEPTED,    /* 2xx to one of the first three */
    RS_PUB_TAKEN_AWAY,  /* 2xx to the last */
    RS_PUB_CHALLENGE,   /* 401, 407 */
    RS_PUB_TOO_BRIEF,   /* 423 */
    RS_PUB_CONDITION,   /* 412: the server does not know that tag */
    RS_PUB_REFUSED,     /* any other failure */
    RS_PUB_NO_ANSWER,
    RS_PUB_LAPSED,
    RS_PUB_EVENT__COUNT
};

struct rs_pub_cell {
    uint8_t next; /* enum rs_pub_state */
    bool known;   /* false: an empty cell */
};

struct rs_pub_cell rs_publication_machine(enum rs_pub_state state, enum rs_pub_event event);
const char *rs_publication_state_name(enum rs_pub_state s);
const char *rs_publication_event_name(enum rs_pub_event e);

struct rs_publication {
    struct rs_table_link link;
    struct rs_digest home; /* its key when no PUBLISH of it waits for an answer */
    rs_text package;
    int64_t asked_us, expires_us; /* -1: none, not told */
    uint32_t changes;      /* 2xx so far */
    uint8_t state;
    bool asked, removing;
};

struct rs_publication_note {
    uint8_t before, after; /* enum rs_pub_state */
};

#endif
