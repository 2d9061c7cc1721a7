/*
 * transaction -> session: offer and answer of an INVITE's dialog (RFC 3264, 3311,
 * 6337; semantics 3.6): who offered, what was agreed, where media go, who holds.
 * The tracker owns them; only dialogs that had SDP have one.
 *
 *          offer                    answer                    offer
 *   NONE ────────► OFFERED by one ────────► AGREED ◄─────────────────┐
 *     ▲                │                      │   answer, or refused │
 *     └── refused ─────┘                      └─► OFFERED AGAIN by one
 *
 * The machine is the table in offer_machine.c; which SDP is an offer and which
 * an answer is told in offers.c.
 */
#ifndef RS_TRACK_OFFER_H
#define RS_TRACK_OFFER_H

#include "base/endpoint.h"
#include "base/span.h"
#include "base/table.h"

enum rs_offer_state {
    RS_OFFER_NONE,
    RS_OFFER_BY_CALLER,
    RS_OFFER_BY_CALLEE,
    RS_OFFER_AGREED,
    RS_OFFER_AGAIN_BY_CALLER,
    RS_OFFER_AGAIN_BY_CALLEE,
    RS_OFFER__COUNT
};

enum rs_offer_event {
    RS_OFF_CALLER_OFFERS,
    RS_OFF_CALLEE_OFFERS,
    RS_OFF_CALLER_ANSWERS,
    RS_OFF_CALLEE_ANSWERS,
    RS_OFF_REFUSED, /* the request with the offer, or the one it came in answer to, failed */
    RS_OFF_EVENT__COUNT
};

struct rs_offer_cell {
    uint8_t next; /* enum rs_offer_state */
    bool known;   /* false: an empty cell */
};

struct rs_offer_cell rs_offer_machine(enum rs_offer_state state, enum rs_offer_event event);
const char *rs_offer_state_name(enum rs_offer_state s);
const char *rs_offer_event_name(enum rs_offer_event e);

/* m= lines told of; what stands in them. */
enum { RS_MEDIA_MAX = 3 };
enum rs_media_kind {
    RS_MEDIA_NONE,
    RS_MEDIA_AUDIO,
    RS_MEDIA_VIDEO,
    RS_MEDIA_IMAGE,
    RS_MEDIA_MESSAGE,
    RS_MEDIA_APPLICATION,
    RS_MEDIA_TEXT,
    RS_MEDIA_OTHER,
    RS_MEDIA__COUNT
};
const char *rs_media_kind_name(enum rs_media_kind k); /* "audio" */
enum rs_media_kind rs_media_kind_find(struct rs_span name); /* in any case; else OTHER */

struct rs_media_line {
    uint16_t port;     /* 0: refused or taken away (3264 6, 8.2) */
    uint8_t kind;      /* enum rs_media_kind */
    uint8_t direction; /* enum rs_sdp_direction */
    bool t38;          /* "image ... udptl t38" (T.38 annex D) */
};

/* The same, as it is kept. */
struct __attribute__((packed)) rs_kept_line {
    uint16_t port;
    uint8_t kind : 4, direction : 3, t38 : 1;
};

/* One side's SDP: c= of the first medium or of the session, and the first lines. */
struct rs_media_side {
    struct rs_addr addr;
    uint8_t count;
    struct rs_media_line line[RS_MEDIA_MAX];
};

/* As kept: the address stands in its dialog's list (dialog_media.c), this is its place. */
struct rs_kept_side {
    uint8_t addr;
    uint8_t count;
    struct rs_kept_line line[RS_MEDIA_MAX];
};

enum rs_offer_side { RS_SIDE_CALLER = 1, RS_SIDE_CALLEE = 2 };

struct __attribute__((packed, aligned(4))) rs_offer {
    struct rs_kept_side side[2], pending; /* 0: caller, 1: callee; offered and not answered yet */
    uint32_t cseq;         /* of the request that had the offer, or whose answer had it */
    uint16_t offers, answers, holds;
    int64_t held_since_us : 56; /* -1: nobody holds */
    int64_t held_us : 56;  /* so far, in sum */
    uint8_t method;        /* enum rs_method, of that request */
    uint8_t state : 3;
    uint8_t held_by : 2;   /* bits of enum rs_offer_side */
    bool by_caller : 1;    /* the newest offer */
    bool in_response : 1;
    bool t38 : 1;          /* agreed once at least */
};

/* What the SDP of a message is. */
enum rs_sdp_part {
    RS_SDP_NO_PART,
    RS_SDP_IS_OFFER,
    RS_SDP_IS_ANSWER,
    RS_SDP_IS_REPEATED, /* what the 18x had, in the 2xx; or none of the six patterns */
    RS_SDP_PART__COUNT
};

struct rs_offer_note {
    uint8_t before, after; /* enum rs_offer_state */
    uint8_t sdp;           /* enum rs_sdp_part */
    uint8_t by;            /* enum rs_offer_side: whose that SDP is; 0: none */
    uint8_t held_before, held_by; /* bits of enum rs_offer_side, as agreed */
};

const char *rs_sdp_part_name(enum rs_sdp_part p); /* "offer"; "" for none */
const char *rs_offer_side_name(unsigned side);    /* "caller", "callee", "both"; "" for nobody */

/* What a dialog's record says of its session. */
struct rs_session_record {
    uint16_t offers, answers, holds;
    int64_t held_us;
    uint8_t state;         /* enum rs_offer_state */
    uint8_t held_by;
    bool t38;
    struct rs_media_side caller, callee; /* as agreed last */
};

#endif
