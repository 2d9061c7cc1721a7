/*
 * transaction -> registration binding: which contacts an address of record has
 * (RFC 3261 10, 5626, 5627; MS-SIPREGE; semantics 3.3). The tracker owns them.
 *
 *            REGISTER            2xx
 *   NONE ───────────► PENDING ─────────► REGISTERED ──► EXPIRED   (expiry + 32 s)
 *     │                │  ▲ │               │    ├────► REMOVED   (expires=0, `*`, not listed)
 *     │        401/407 ▼  │ └► FAILED       │    └────► FLOW_FAILED (430) ─► any of them
 *     │             CHALLENGED              │
 *     └── listed in the 2xx to another ─────┘
 *
 * A binding is named by its address of record and its instance and reg-id
 * (outbound), its instance and epid (Lync, which replaces the URI), or its
 * contact URI. The machine is the table in binding_machine.c.
 */
#ifndef RS_TRACK_BINDING_H
#define RS_TRACK_BINDING_H

#include "base/endpoint.h"
#include "base/shared_texts.h"
#include "base/table.h"

enum rs_binding_state {
    RS_BINDING_NONE,
    RS_BINDING_PENDING,
    RS_BINDING_CHALLENGED,
    RS_BINDING_REGISTERED,
    RS_BINDING_FLOW_FAILED,
    RS_BINDING_EXPIRED,
    RS_BINDING_REMOVED,
    RS_BINDING_FAILED,
    RS_BINDING__COUNT
};

enum rs_binding_event {
    RS_BND_REGISTER,    /* a request names it */
    RS_BND_CHALLENGE,   /* 401, 407 to that */
    RS_BND_TOO_BRIEF,   /* 423 */
    RS_BND_ACCEPTED,    /* 2xx: it is there */
    RS_BND_DELETED,     /* 2xx: as asked, it is gone */
    RS_BND_REFUSED,     /* any other final response */
    RS_BND_NO_ANSWER,
    RS_BND_LISTED,      /* the 2xx to a request that did not name it has it */
    RS_BND_UNLISTED,    /* ... has it no more */
    RS_BND_LAPSED,
    RS_BND_FLOW_FAILED_430,
    RS_BND_EVENT__COUNT
};

/* What a cell says has become of the binding. */
enum rs_binding_change_kind {
    RS_BINDING_UNCHANGED,
    RS_BINDING_ADDED,       /* by a REGISTER that was seen */
    RS_BINDING_REFRESHED,
    RS_BINDING_DELETED,     /* by a REGISTER that asked for it */
    RS_BINDING_LEARNED,     /* the registrar lists it; who made it was not seen */
    RS_BINDING_DROPPED,     /* the registrar lists it no more, and nobody was seen to ask for that */
    RS_BINDING_LAPSED,
    RS_BINDING_LOST_FLOW,
    RS_BINDING_CHANGE__COUNT
};

struct rs_binding_cell {
    uint8_t next;   /* enum rs_binding_state */
    uint8_t change; /* enum rs_binding_change_kind */
    bool known;     /* false: an empty cell */
};

struct rs_binding_cell rs_binding_machine(enum rs_binding_state state, enum rs_binding_event event);
const char *rs_binding_state_name(enum rs_binding_state s);
const char *rs_binding_event_name(enum rs_binding_event e);
const char *rs_binding_change_name(enum rs_binding_change_kind k);

/* Who asked for something, and with what. */
struct rs_binding_asker {
    struct rs_addr source;  /* family 0: nobody was seen */
    rs_shared user_agent;
    rs_text epid;
    int64_t time_us;
    uint64_t frame;
    uint8_t scheme;         /* enum rs_auth_scheme of the credentials; RS_AUTH_NONE: none were sent */
};

struct rs_binding {
    struct rs_table_link link;
    uint32_t aor, next, prev;        /* its address of record, and that one's others */
    rs_text contact, instance;
    uint32_t reg_id;                 /* 0: none */
    uint32_t uri_print;              /* of the contact URI as sent: like a transaction's */
    struct rs_binding_asker creator; /* of what is registered */
    struct rs_binding_asker asking;  /* of the REGISTER that is not answered yet */
    uint64_t asked_by, asked_cseq;   /* that one's Call-ID and tag, folded, and CSeq; asked_by 0: none */
    uint32_t asked_s;                /* for so long; 0: to remove it */
    uint32_t expires_s;
    int64_t expires_us;              /* as the registrar says; -1: not registered */
    uint32_t listed_in;              /* count of the newest 2xx that had it */
    uint8_t state;
    bool wildcard;                   /* the contact "*" itself: never registered */
    bool by_wildcard;                /* asked to be removed by one */
};

enum { RS_BINDINGS_MAX = 32, RS_BINDING_OTHERS_MAX = 8 };

/* An address of record with bindings. */
struct rs_aor {
    struct rs_table_link link;
    rs_text text;
    uint32_t first, count;           /* newest first */
};

/*
 * A change, told as RS_EVENT_BINDING. Texts are borrowed for the call. Sources
 * have family 0 where nobody was seen (LEARNED bindings; timers).
 */
struct rs_binding_party {
    struct rs_addr source;
    struct rs_span contact, instance, user_agent, epid;
    uint8_t scheme;
    int64_t time_us;                 /* when it asked; -1: not seen */
};

struct rs_binding_change {
    uint8_t kind;                    /* enum rs_binding_change_kind */
    struct rs_digest aor_key;        /* of aor, keyed: equal for equal ones */
    struct rs_span aor;
    struct rs_binding_party by;      /* who asked now; its contact and instance: the binding's */
    struct rs_binding_party creator; /* who made or refreshed it last before */
    uint32_t reg_id;
    bool wildcard;                   /* removed by "Contact: *" */
    uint32_t expires_s;
    uint8_t other_count;             /* bindings of the same address of record that live */
    struct rs_binding_party other[RS_BINDING_OTHERS_MAX];
};

/* What the message at hand did to its bindings. */
struct rs_binding_count {
    uint8_t added, refreshed, removed, learned;
    uint8_t live;                    /* the address of record has so many now */
};

#endif
