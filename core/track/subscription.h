/*
 * transaction -> subscription: one usage of a dialog (RFC 6665 4.1.2; 3515, 4488,
 * 7614 for REFER; MS-SIP for BENOTIFY and the first notification in the 200;
 * semantics 3.2). The tracker owns them; each belongs to one dialog and has the
 * package and id of its Event. A forked SUBSCRIBE makes one a dialog (4.4.1).
 *
 *          SUBSCRIBE, REFER            NOTIFY
 *   NONE ──────────────────► NOTIFY_WAIT ────► PENDING ──► ACTIVE
 *     │                          │                │           │
 *     └─ NOTIFY (unseen begin) ──┼────────────────┴───────────┤ refreshed by SUBSCRIBE
 *                                ▼                            ▼
 *                             TERMINATED ◄── NOTIFY terminated, refusals, expiry + 32 s
 *
 * The machine is the table in subscription_machine.c.
 */
#ifndef RS_TRACK_SUBSCRIPTION_H
#define RS_TRACK_SUBSCRIPTION_H

#include "base/origin.h"
#include "base/strings.h"
#include "base/table.h"

enum rs_sub_state {
    RS_SUB_NONE,
    RS_SUB_NOTIFY_WAIT,
    RS_SUB_PENDING,
    RS_SUB_ACTIVE,
    RS_SUB_TERMINATED,
    RS_SUB__COUNT
};

enum rs_sub_event {
    RS_SUB_ASKED,          /* SUBSCRIBE, REFER; in a dialog too: a refresh */
    RS_SUB_ACCEPTED,       /* 2xx: a NOTIFY must follow */
    RS_SUB_PIGGYBACKED,    /* 2xx with the first notification in it (Lync) */
    RS_SUB_NONE_TO_COME,   /* 204 (5839); 2xx to REFER with Refer-Sub: false (4488) */
    RS_SUB_RETRY,          /* 401, 407, 423: comes again */
    RS_SUB_BAD_EVENT,      /* 489 */
    RS_SUB_GONE,           /* 404, 405, 410, 416, 480-485, 501, 604 (4.1.2.2) */
    RS_SUB_REFUSED,        /* any other failure */
    RS_SUB_NOTIFY_PENDING,
    RS_SUB_NOTIFY_ACTIVE,  /* or a state of another name, or none */
    RS_SUB_NOTIFY_ENDS,    /* terminated */
    RS_SUB_NOTIFY_GONE,    /* NOTIFY answered 404, 405 ... (4.2.2) or not at all */
    RS_SUB_TIMER_N,        /* accepted, and no NOTIFY in 64*T1 */
    RS_SUB_LAPSED,         /* never answered; expired 32 s ago */
    RS_SUB_EVENT__COUNT
};

struct rs_sub_cell {
    uint8_t next; /* enum rs_sub_state */
    bool known;   /* false: an empty cell */
};

struct rs_sub_cell rs_subscription_machine(enum rs_sub_state state, enum rs_sub_event event);
const char *rs_subscription_state_name(enum rs_sub_state s);
const char *rs_subscription_event_name(enum rs_sub_event e);
/* Which of the events a failure is: 401 -> RS_SUB_RETRY. */
enum rs_sub_event rs_subscription_failure(unsigned status);

/* Why it ended: reasons of RFC 6665 4.1.3 and 8.4, and our own words for the rest. */
enum rs_sub_end {
    RS_SUB_END_NONE,
    RS_SUB_END_DEACTIVATED,
    RS_SUB_END_PROBATION,
    RS_SUB_END_REJECTED,
    RS_SUB_END_TIMEOUT,
    RS_SUB_END_GIVEUP,
    RS_SUB_END_NORESOURCE,
    RS_SUB_END_INVARIANT,
    RS_SUB_END_NO_REASON,  /* terminated, and nothing or another word said why */
    RS_SUB_END_REFUSED,    /* by a failure response */
    RS_SUB_END_NO_NOTIFY,  /* Timer N */
    RS_SUB_END_NOTIFY_FAILED,
    RS_SUB_END_LAPSED,
    RS_SUB_END__COUNT
};

const char *rs_sub_end_name(enum rs_sub_end e); /* "noresource" */

struct rs_subscription {
    struct rs_table_link link;
    uint32_t dialog, next, prev;   /* that dialog's others */
    struct rs_origin origin;       /* of the request that opened it */
    rs_text package, target;       /* target: of Refer-To */
    int64_t asked_us, accepted_us; /* the newest SUBSCRIBE or REFER; its 2xx, -1: none */
    int64_t lapses_us;             /* unless refreshed; -1: not told when */
    int64_t ended_us;
    uint64_t accepted_frame;
    uint64_t number;               /* from 1 in order of opening */
    uint32_t id;                   /* REFER's CSeq, or 0 */
    uint32_t asked_cseq, notify_cseq; /* of the newest */
    uint32_t ended_cseq;           /* of the NOTIFY that ended it; 0: none did */
    uint32_t notifies;
    uint8_t state, end;
    bool refer;
    bool unasked;                  /* a NOTIFY came first, and the capture in the middle */
    bool awaits;                   /* asked, and no NOTIFY since */
    bool told_silent, told_after;
};

struct rs_subscription_note {
    uint64_t number;       /* 0: none */
    struct rs_span event;  /* its package, where the message names it: in the message, or "refer" */
    uint32_t expires_s;    /* asked for; else: it ends so long from now unless refreshed; 0: not told */
    uint8_t before, after; /* enum rs_sub_state */
    uint8_t end;           /* enum rs_sub_end */
};

#endif
