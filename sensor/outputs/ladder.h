/*
 * finding -> output: the ladder, what Snooper's call-flow window and sngrep
 * give. Shared inside the ladder_*.c files, which are steps of one way:
 *
 *   annotations, records, findings
 *     ─► ladder_collect  copied into calls, under the ceilings below
 *     ─► ladder_legs     calls that were joined late are put together
 *     ─► ladder_alike    which of the calls that ran alike are drawn
 *     ─► ladder_rows     retransmissions folded, absences made visible
 *     ─► ladder_sign_in  challenged rounds folded to one row
 *     ─► ladder_columns  endpoints to columns; ladder_roles: who they are
 *     ─► ladder_outcome  the call in words
 *     ─► ladder_draw     the page: ladder_arrow and ladder_beside, a row each
 *
 * Nothing is written before the input ends: what is missing is known late and
 * stands early. A struct rs_ladder owns all that it keeps.
 */
#ifndef RS_OUTPUTS_LADDER_H
#define RS_OUTPUTS_LADDER_H

#include <glib.h>

#include "base/strings.h"
#include "outputs/output.h"
#include "outputs/paint.h"

/*
 * Ceilings. The first calls are kept whole; of one very long call the beginning
 * and the end (how it started, and who hung up). What is left out is counted
 * and said.
 */
enum {
    RS_LADDER_CALLS_MAX = 10000,
    RS_LADDER_MESSAGES_MAX = 250000,
    RS_LADDER_FINDINGS_MAX = 20000,
    RS_LADDER_TEXT_BYTES = 32 << 20,
    RS_LADDER_CALL_HEAD = 700,   /* messages at a call's beginning */
    RS_LADDER_CALL_MESSAGES = 1000,
    RS_LADDER_ENDPOINTS = 32,    /* in one call; messages of others are left out */
    RS_LADDER_AGENTS = 12,
    RS_LADDER_DIALOGS = 8,
    RS_LADDER_ABSENCES = 32,
    RS_LADDER_WIDTH = 100        /* columns where there is no terminal */
};

/* One message, in what a ladder shows of it. */
struct rs_ladder_message {
    int64_t time_us;
    uint64_t frame, transaction, retransmission_of;
    uint32_t next;        /* in its call; 0: last */
    uint32_t interface, cseq;
    rs_text name;         /* reason phrase as sent, method without a row; 0: the registered one */
    rs_text note;         /* Reason, Warning, ms-diagnostics ..., a line each */
    uint16_t status, final_status; /* own; of an ACK: what it acknowledges, where known */
    uint8_t method;       /* enum rs_method; of a response: of its CSeq */
    uint8_t role;         /* enum rs_role */
    uint8_t src, dst;     /* endpoints of the call */
    uint8_t fork, via_count;
    uint8_t leg;          /* of the call's */
    uint8_t agent;        /* 1 + index of the call's agents; 0: none */
    uint8_t scheme;       /* enum rs_auth_scheme, of a challenge */
    bool request;
    bool in_dialog;       /* with a To tag */
    bool sdp, hold;       /* hold: no side is to send to the other, or only one */
    uint8_t sdp_part;     /* enum rs_sdp_part; of a further hop's: none */
    bool held;            /* somebody holds the call, as agreed before or by this message */
    uint8_t media;        /* bits of enum rs_media_kind, of streams that are not refused */
    bool fax;             /* T.38 */
    bool sign_out;        /* REGISTER that takes its binding away */
};

/* What one dialog came to; a call that forks has several. */
struct rs_ladder_dialog {
    uint8_t state, end, usage, fork;
    bool partial, open_at_end;
    uint16_t final_status;
    int64_t opened_us, ringing_us, confirmed_us, acked_us, bye_us, closed_us;
    uint16_t holds;
    int64_t held_us;   /* in sum */
};

/* Something that should have come and did not. */
enum rs_ladder_absence_kind {
    RS_ABSENT_ANSWER,  /* nothing at all came back */
    RS_ABSENT_FINAL,   /* only provisional answers */
    RS_ABSENT_ACK,     /* a final answer to an INVITE was never acknowledged */
    RS_OPEN_ANSWER,    /* nothing yet when the capture ended */
    RS_OPEN_FINAL,     /* only provisional answers when it ended */
};

struct rs_ladder_absence {
    uint8_t kind;      /* enum rs_ladder_absence_kind */
    uint8_t src, dst;  /* where the missing message would have come from and gone to */
    uint8_t method;
    int64_t time_us;   /* when it became certain */
    uint64_t frame;    /* of the message that waits */
};

struct rs_ladder_finding {
    uint64_t frame;
    uint32_t next, interface;
    uint32_t row;      /* 1 + the row it stands beside; 0: none (rs_ladder_place_findings) */
    uint16_t id;       /* enum rs_finding_id */
    uint8_t severity;
};

/* One Call-ID of a call. */
struct rs_ladder_leg {
    uint64_t number;
    rs_text call_id;
    uint8_t join;      /* enum rs_join */
};

struct rs_ladder_call {
    uint64_t number;   /* 0: messages and findings that belong to no call */
    uint64_t into;     /* the call that it was found to be a part of; 0: none */
    uint8_t join;      /* ... and by what: enum rs_join */
    bool wanted;       /* --call asks for it; always, without --call */
    rs_text call_id, from, to;
    uint32_t head, tail, head_end; /* messages; head_end: the last of those never dropped */
    uint32_t messages, dropped;
    uint32_t findings, last_finding; /* linked, in order of telling */
    bool lync;           /* a message of it is one of Lync's */
    uint8_t endpoint_count, agent_count, dialog_count, absence_count, leg_count;
    struct rs_ladder_leg leg[RS_LEGS_MAX];
    struct rs_endpoint endpoint[RS_LADDER_ENDPOINTS];
    rs_text agent[RS_LADDER_AGENTS];
    struct rs_ladder_dialog dialog[RS_LADDER_DIALOGS];
    struct rs_ladder_absence absence[RS_LADDER_ABSENCES];
};

struct rs_ladder {
    struct rs_writer *w;
    const struct rs_output_settings *settings;
    bool colour;
    unsigned width;
    GHashTable *by_number;  /* call number -> struct rs_ladder_call */
    GPtrArray *calls;       /* owns them */
    struct rs_ladder_message *message; /* slab; index 0 is nobody */
    uint32_t message_count, message_room, message_free;
    struct rs_ladder_finding *finding;
    uint32_t finding_count, finding_room, finding_free;
    struct rs_strings texts;
    uint64_t lync_terms;        /* of the messages kept (sip/lync.h) */
    uint64_t calls_left_out;    /* the highest number that found no room, and how many messages */
    uint64_t messages_left_out, findings_left_out;
};

/* ladder_collect.c, ladder_facts.c: the callbacks of the output class */
int rs_ladder_message(void *state, const struct rs_annotation *a);
int rs_ladder_finding(void *state, const struct rs_finding *f);
int rs_ladder_transaction(void *state, const struct rs_transaction_record *r);
int rs_ladder_dialog(void *state, const struct rs_dialog_record *r);

/* ladder_store.c */
/*
 * The call with that number, made when it is new; NULL when it is not kept.
 * With --call all are, as it may turn out to be a part of any; but the oldest
 * that are not asked for make room.
 */
struct rs_ladder_call *rs_ladder_call_get(struct rs_ladder *l, uint64_t number,
                                          struct rs_span call_id);
/* --call: a call or leg of that number or Call-ID is asked for. */
bool rs_ladder_is_wanted(const struct rs_ladder *l, uint64_t number, struct rs_span call_id);
/* Its index in the call; -1 when there is no room. */
int rs_ladder_endpoint(struct rs_ladder_call *c, const struct rs_endpoint *e);
/* A zeroed message at the call's end; NULL when there is no room. */
struct rs_ladder_message *rs_ladder_message_add(struct rs_ladder *l, struct rs_ladder_call *c);
struct rs_ladder_finding *rs_ladder_finding_add(struct rs_ladder *l, struct rs_ladder_call *c);
int rs_ladder_store_init(struct rs_ladder *l);
void rs_ladder_store_fini(struct rs_ladder *l);

/* ladder_legs.c */
/* Which leg of the call a message is of; its index. */
uint8_t rs_ladder_leg(struct rs_ladder *l, struct rs_ladder_call *c, const struct rs_annotation *a);
/* Calls that a message joined. */
void rs_ladder_note_joins(struct rs_ladder *l, const struct rs_annotation *a);
/* At the end: joined calls become one, and those that nobody asked for go. */
void rs_ladder_join_calls(struct rs_ladder *l);

/*
 * ladder_notes.c: the headers that say why, and what the message did to a
 * subscription and the session timer, a line each. Written to buf[cap]; the length.
 */
size_t rs_ladder_note(const struct rs_annotation *a, char *buf, size_t cap);

static inline struct rs_span rs_ladder_text(const struct rs_ladder *l, rs_text t)
{
    return rs_strings_get(&l->texts, t);
}

static inline const char *rs_plural(uint64_t n)
{
    return n == 1 ? "" : "s";
}

#endif
