/*
 * message -> transaction: one hop's transaction as seen from outside
 * (RFC 3261 17, 6026; semantics 2).
 *
 *              1xx                    2xx (INVITE)
 *   CALLING ─────────► PROCEEDING ───────────────► ACCEPTED ──┐
 *      │  └───────────────┼──────────────────────────┘        │
 *      │ timer B/F        │ 3xx-6xx, or any final of others   │ linger
 *      ▼                  ▼               ACK                 ▼
 *   EXPIRED ─────────► COMPLETED ──────────────► CONFIRMED ─► gone
 *         late final       │ timer H: no ACK                  ▲
 *                          └──────────────────────────────────┘
 *
 * The machine is the table in transaction_machine.c.
 */
#ifndef RS_TRACK_TRANSACTION_H
#define RS_TRACK_TRANSACTION_H

#include "base/moment.h"
#include "base/strings.h"
#include "base/table.h"
#include "base/unreachable.h"
#include "sip/method.h"
#include "track/copies.h"

enum rs_tx_state {
    RS_TX_CALLING,
    RS_TX_PROCEEDING,
    RS_TX_COMPLETED,
    RS_TX_ACCEPTED,
    RS_TX_CONFIRMED,
    RS_TX_EXPIRED,
    RS_TX_GONE,
    RS_TX_STATE__COUNT
};

enum rs_tx_event {
    RS_TX_REQUEST_AGAIN,
    RS_TX_PROVISIONAL,
    RS_TX_SUCCESS,
    RS_TX_FAILURE,
    RS_TX_ACK,
    RS_TX_TIMER,
    RS_TX_EVENT__COUNT
};

/* What a cell of the machine says beside the next state. */
enum rs_tx_notice {
    RS_TX_SILENT,
    RS_TX_AGAIN, /* a copy: retransmission or duplicate */
    RS_TX_FIRST_FINAL,
    RS_TX_LATE_FINAL,   /* the timer had fired */
    RS_TX_SECOND_FINAL, /* a copy of the final, or a conflict with it */
    RS_TX_STRAY,        /* does not belong in this state */
    RS_TX_NO_ANSWER,
    RS_TX_STALLED,
    RS_TX_NO_ACK,
    RS_TX_NOTICE__COUNT
};

struct rs_tx_cell {
    uint8_t next;   /* enum rs_tx_state */
    uint8_t notice; /* enum rs_tx_notice */
};

/* A cell of the table for INVITE or for all other methods. */
struct rs_tx_cell rs_tx_machine(bool invite, enum rs_tx_state state, enum rs_tx_event event);

const char *rs_tx_state_name(enum rs_tx_state s);
const char *rs_tx_event_name(enum rs_tx_event e);
const char *rs_tx_notice_name(enum rs_tx_notice n);

/* What is seen of a transaction behind its request. */
enum rs_seen_sort {
    RS_SEEN_REQUEST_AGAIN,
    RS_SEEN_PROVISIONAL,
    RS_SEEN_FINAL,
    RS_SEEN_ACK,
    RS_SEEN_CANCEL /* that names it */
};

/* One sort of it: when first, and the last copy of it (seen.c). */
struct rs_seen {
    union {
        int64_t ringing_us; /* of the newest 101-199, from which Timer C runs; -1: none */
        uint32_t to_tag;    /* of the first final; folded digest */
    };
    uint32_t next;   /* of the same transaction */
    uint32_t copies; /* the first one included, but for ACK */
    struct rs_moment first;
    struct rs_copy last;
    uint16_t status; /* of the last provisional */
    uint8_t sort;
};

/* Kept in its pack. EXTRA: an unknown method's name or an INVITE's Expires, as sent. */
enum rs_hop_text { RS_HOP_ORIGIN, RS_HOP_BRANCH, RS_HOP_EXTRA, RS_HOP_TEXTS };

/* A million of them are alive: what only some have stands in struct rs_seen. */
struct __attribute__((packed, aligned(4))) rs_transaction {
    struct rs_table_link link;
    uint32_t request;            /* index of the end-to-end request */
    uint32_t next_hop, prev_hop; /* of the same request; before the first stands the last */
    uint32_t parent;             /* low half of the number of the hop before; 0: none known */
    uint32_t seen;               /* chain of struct rs_seen */
    rs_pack kept;                /* by enum rs_hop_text */
    uint32_t print;              /* of the request's octets */
    uint32_t uri_print;          /* of the Request-URI: loop or spiral */
    struct rs_moment first;
    uint64_t number : 48; /* from 1 in order of first frame */
    uint64_t final_status : 10;
    uint64_t method : 6;
    uint64_t lasted_us : 40; /* behind the first, of any message but ACK: rs_hop_last_us */
    uint64_t via_count : 8;
    uint64_t state : 3;
    uint64_t unreachable : 5; /* enum rs_unreachable: what the network said of the request */
    uint64_t cancelled : 1, cancel_accepted : 1; /* CANCEL seen; answered 2xx */
    uint64_t has_to_tag : 1;                     /* the request is inside a dialog */
    uint64_t reliable : 1;                       /* its transport */
    uint64_t unsigned_cancel : 1;                /* one that a Lync server drops without a word */
    uint64_t credentials : 1;                    /* the request has some */
};

_Static_assert(RS_METHOD__COUNT <= 1 << 6 && RS_TX_STATE__COUNT <= 1 << 3 &&
                   RS_UNREACHABLE__COUNT <= 1 << 5, "bits of a transaction");

#endif
