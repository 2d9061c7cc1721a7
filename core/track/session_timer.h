/*
 * transaction -> session timer of a dialog (RFC 4028; semantics 3.5). The
 * tracker owns them; only dialogs whose 2xx has a Session-Expires have one.
 *
 *          2xx with Session-Expires            its time, and no refresh
 *   NONE ─────────────────────────► RUNNING ──────────────────────────► EXPIRED
 *     ▲                              │   ▲                                 │
 *     └── BYE, 2xx without it ───────┘   └──── 2xx with Session-Expires ───┘
 *
 * The machine is the table in session_timer_machine.c.
 */
#ifndef RS_TRACK_SESSION_TIMER_H
#define RS_TRACK_SESSION_TIMER_H

#include <stdbool.h>
#include <stdint.h>

enum rs_timer_state { RS_TIMER_NONE, RS_TIMER_RUNNING, RS_TIMER_EXPIRED, RS_TIMER__COUNT };

enum rs_timer_event {
    RS_TMR_AGREED,    /* 2xx to INVITE or UPDATE with Session-Expires */
    RS_TMR_DECLINED,  /* 2xx without: "no expiration" (4) */
    RS_TMR_TOO_SMALL, /* 422 */
    RS_TMR_REFUSED,   /* any other failure of a refresh */
    RS_TMR_ENDED,     /* BYE, or the dialog is over */
    RS_TMR_RAN_OUT,
    RS_TMR_EVENT__COUNT
};

struct rs_timer_cell {
    uint8_t next; /* enum rs_timer_state */
    bool known;   /* false: an empty cell */
};

struct rs_timer_cell rs_session_timer_machine(enum rs_timer_state state, enum rs_timer_event event);
const char *rs_session_timer_state_name(enum rs_timer_state s);
const char *rs_session_timer_event_name(enum rs_timer_event e);

/* Named by its dialog, and waits under the dialog's index; kept for the record when it is over. */
struct __attribute__((packed, aligned(4))) rs_session_timer {
    uint32_t seconds;
    int64_t refreshed_us : 56;
    uint8_t state : 3;
    bool ran_out : 1;      /* once at least */
    uint8_t refresher : 4; /* 1: the caller, 2: the called side, 0: not told */
    uint64_t refreshed_frame : 48;
    uint16_t refreshes;
};

/* What a dialog's record says of it. */
struct rs_session_timer_record {
    uint32_t seconds;      /* 0: none was agreed */
    uint16_t refreshes;
    uint8_t refresher;     /* as above */
    bool ran_out;
};

struct rs_session_timer_note {
    uint8_t before, after; /* enum rs_timer_state */
    uint8_t refresher;     /* as above */
    uint32_t seconds;      /* as agreed; 0: none runs, and none ran */
};

const char *rs_session_refresher_name(unsigned refresher); /* "caller", "callee", "" */

#endif
