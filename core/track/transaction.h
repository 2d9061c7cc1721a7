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
    RS_TX_AGAIN,        /* a copy: retransmission or duplicate */
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

enum rs_tx_copy { RS_TX_COPY_REQUEST, RS_TX_COPY_PROVISIONAL, RS_TX_COPY_FINAL, RS_TX_COPY_ACK };

struct rs_transaction {
    struct rs_table_link link;
    uint64_t number;          /* from 1 in order of first frame */
    uint64_t parent;          /* number of the hop before; 0: none known */
    uint32_t request;         /* index of the end-to-end request */
    uint32_t next_hop, prev_hop; /* the other transactions of the same request */
    struct rs_origin origin;  /* of the first request */
    struct rs_copy copy[4];   /* last seen, by enum rs_tx_copy */
    uint64_t provisional_frame, final_frame, ack_frame, cancel_frame;
    int64_t first_us, provisional_us, final_us, ack_us, last_us; /* -1: not seen */
    int64_t last_provisional_us; /* of a 101-199: Timer C runs from it */
    uint32_t request_copies, provisional_copies, final_copies; /* each first one included */
    struct rs_digest final_to_tag;
    uint64_t uri_print;       /* fingerprint of the Request-URI: loop or spiral */
    rs_text branch, method_name; /* method_name only of unknown methods */
    uint32_t expires_s;       /* INVITE's Expires; 0: none */
    uint16_t final_status, last_provisional;
    uint8_t method, state, via_count;
    uint8_t unreachable;      /* enum rs_unreachable: what the network said of the request */
    bool cancelled, cancel_accepted; /* CANCEL seen; answered 2xx */
    bool has_to_tag;          /* the request is inside a dialog */
};

#endif
