/*
 * transaction -> dialog: the reliable provisional response of a dialog and its
 * PRACK (RFC 3262 3, 4; semantics 3.6). The tracker owns them; only dialogs that
 * had one have such an object.
 *
 *         1xx with RSeq             PRACK that names it
 *   NONE ───────────────► WAITING ───────────────────────► ACKED
 *     │                    │   ▲  the next one               │
 *     │ PRACK of one       │   └─────────────────────────────┤
 *     │ not seen           │ 32 s              PRACK         │
 *     ▼                    ▼                                 │
 *   AHEAD ── that one ─┐  LOST ──────────────────────────────┤
 *                      └─────────────────────────────────────┘
 *
 * The machine is the table in reliable_machine.c.
 */
#ifndef RS_TRACK_RELIABLE_H
#define RS_TRACK_RELIABLE_H

#include <stdbool.h>
#include <stdint.h>

enum rs_reliable_state {
    RS_RELIABLE_NONE,
    RS_RELIABLE_AHEAD,   /* a PRACK came of a response that was not seen, or not yet */
    RS_RELIABLE_WAITING,
    RS_RELIABLE_ACKED,
    RS_RELIABLE_LOST,    /* nobody acknowledged it in time (T218) */
    RS_RELIABLE__COUNT
};

enum rs_reliable_event {
    RS_REL_SENT,         /* a response with another RSeq, or of another INVITE */
    RS_REL_SENT_LATE,    /* the same, whose PRACK came before it */
    RS_REL_PRACK,        /* that names the newest */
    RS_REL_PRACK_OTHER,  /* that names another */
    RS_REL_RAN_OUT,
    RS_REL_EVENT__COUNT
};

struct rs_reliable_cell {
    uint8_t next; /* enum rs_reliable_state */
    bool known;   /* false: an empty cell */
};

struct rs_reliable_cell rs_reliable_machine(enum rs_reliable_state state,
                                            enum rs_reliable_event event);
const char *rs_reliable_state_name(enum rs_reliable_state s);
const char *rs_reliable_event_name(enum rs_reliable_event e);

struct rs_reliable {
    uint32_t rseq, cseq; /* of the newest response; 0 before the first */
    int64_t time_us;
    uint64_t frame;
    uint8_t state;
    uint32_t acked_rseq, acked_cseq; /* by a PRACK that came before it */
};

#endif
