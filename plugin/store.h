/*
 * What is kept of a capture between the first pass, which fills it, and every
 * pass, which draws from it:
 *
 *   a record      a message, in the order of frames, found by frame
 *   facts         a transaction, a dialog or a call, found by its number; what
 *                 the last message of it told stands for all of them
 *   a finding     hangs on the record of the frame that carries it, which may
 *                 be an earlier one than the frame that made it true
 *
 * The store owns all of it, texts too, under ceilings that the preferences set;
 * what did not find a place is counted. It is emptied when the capture closes.
 */
#ifndef RS_PLUGIN_STORE_H
#define RS_PLUGIN_STORE_H

#include <glib.h>

#include "ringside.h"
#include "rows.h"

enum rs_record_flag {
    RS_RECORD_OTHER_LEG = 1,
    RS_RECORD_FROM_CALLER = 2,
    RS_RECORD_PARTIAL = 4,
    RS_RECORD_ACCEPTED = 8, /* the sign-in ends well, badly */
    RS_RECORD_FAILED = 16,
    RS_RECORD_REQUEST = 32, /* else a response */
    RS_RECORD_REPEATED = 64 /* a retransmission or duplicate */
};

/* One message. Frames are 0, numbers 0 where there is none. */
struct rs_record {
    uint32_t frame;
    uint32_t transaction, dialog;
    uint32_t call;              /* as it was known when the message was seen: rs_store_call */
    uint32_t leg;               /* number of its own Call-ID */
    uint32_t retransmission_of; /* a frame */
    uint32_t finding;           /* 1 + index of the newest finding; 0: none */
    uint32_t extra;             /* 1 + index of what few messages have; 0: none */
    uint32_t progress;          /* 1 + index of what it did beside its dialog's state; 0: nothing */
    uint32_t start, length;     /* octets in their data source, as stock's item says */
    uint16_t status;            /* 0: a request */
    uint16_t copies;
    uint16_t auth_round;
    uint8_t method;             /* enum rs_method */
    uint8_t role;               /* enum rs_role */
    uint8_t before, after;      /* enum rs_dialog_state */
    uint8_t fork;
    uint8_t flags;              /* enum rs_record_flag */
    uint8_t auth_scheme;        /* enum rs_auth_scheme */
    uint8_t join;               /* enum rs_join */
};

/* What few messages have. */
struct rs_extra {
    const char *method;         /* as sent, of a method without a row; else NULL */
    const char *diagnostics;    /* reason of ms-diagnostics as sent; NULL: no such header */
    uint32_t diagnostics_id;
    uint64_t lync_terms;        /* rs_lync_terms */
    const char *conversation;   /* Ms-Conversation-ID; NULL: none, as the next ones */
    const char *from_epid, *to_epid;
    const char *src_role, *dst_role; /* of Lync's servers and clients; NULL: not known */
};

/*
 * What a message did to a subscription, the session, its timer, a registration;
 * and the sign-in that it is a part of. As the core's notes have it
 * (track/annotation.h), states as their enums.
 */
struct rs_progress {
    int64_t sign_in_us;         /* since it began; -1: none */
    uint32_t sign_in_frame;
    uint32_t subscription;      /* number; 0: none, and the next four say nothing */
    uint32_t subscription_s;
    uint8_t subscription_before, subscription_after, subscription_end;
    uint8_t timer_before, timer_after, refresher;
    uint32_t session_s;         /* 0: no timer */
    uint8_t sdp, sdp_by, offer_before, offer_after, held_before, held_by;
    uint8_t binding_before, binding_after;
    struct rs_binding_count bindings;
    uint32_t registration_s;
};

/* A subscription, found by its number. */
struct rs_subscription_facts {
    const char *event;          /* NULL: not told */
};

struct rs_transaction_facts {
    uint32_t request_frame, provisional_frame, final_frame, ack_frame, cancel_frame;
    uint32_t dialog, call;
    uint16_t final_status;
    uint8_t method;             /* enum rs_method, of its request */
    uint8_t via_count;          /* depth of the hop */
    uint16_t copies;            /* of its request */
    bool cancelled;
    bool known;                 /* a message of it was seen */
    int64_t to_provisional_us, to_final_us; /* -1: none */
};

struct rs_dialog_facts {
    uint32_t opened_frame, confirmed_frame, closed_frame;
    uint32_t call;
    uint8_t state;              /* enum rs_dialog_state: the last */
    uint8_t end;                /* enum rs_dialog_end */
    uint8_t usage;              /* enum rs_usage */
    uint8_t fork;
    bool known;
};

/* A call that was, or may be, joined to an older one; and the leg of that number. */
struct rs_call_facts {
    uint32_t into;              /* the older one; 0: none */
    uint8_t into_join;          /* enum rs_join: by what */
    uint8_t join;               /* how the leg is tied to others, as last told */
};

struct rs_found {
    const char *evidence;       /* "subkind=loop, vias=4"; never NULL */
    uint32_t next;              /* 1 + index of the one before it on the same record */
    uint16_t id;                /* enum rs_finding_id */
    uint8_t severity;           /* enum rs_severity */
    uint8_t confidence;
};

struct rs_store_limits {
    uint32_t messages, findings;
    size_t text_octets;
};

struct rs_store {
    struct rs_rows records, extras, progress, transactions, dialogs, calls, subscriptions, found;
    GStringChunk *texts;
    size_t text_octets, text_limit;
    uint64_t texts_refused;
    uint32_t cursor;            /* where the last frame was found */
};

void rs_store_init(struct rs_store *s, const struct rs_store_limits *limits);
void rs_store_fini(struct rs_store *s);

/* ---- first pass ---- */

/* A text kept once however often it is given; "" where there is no room. */
const char *rs_store_text(struct rs_store *s, const char *text);

/* Take up what a message's annotation says. r: made by rs_rows_add. */
void rs_store_message(struct rs_store *s, struct rs_record *r, const struct rs_annotation *a);

/*
 * Hang a finding on the record of its frame. now: the record of the message at
 * hand, not filled in yet; NULL for none.
 */
void rs_store_finding(struct rs_store *s, struct rs_record *now, const struct rs_finding *f);

/* ---- every pass ---- */

/* Number of messages in that frame; *first is the index of the first of them. */
uint32_t rs_store_frame(struct rs_store *s, uint32_t frame, uint32_t *first);

static inline struct rs_record *rs_store_record(const struct rs_store *s, uint32_t index)
{
    return rs_rows_at(&s->records, index);
}

/* The first message of that frame; NULL when there is none. */
const struct rs_record *rs_store_first(struct rs_store *s, uint32_t frame);

/* By number; NULL for 0 and for what is not there. */
const struct rs_transaction_facts *rs_store_transaction(const struct rs_store *s, uint32_t number);
const struct rs_dialog_facts *rs_store_dialog(const struct rs_store *s, uint32_t number);
/*
 * The call's number by all that is known now: legs that were joined later have
 * the lowest number of them all. And how the leg of that record was joined.
 */
uint32_t rs_store_call(const struct rs_store *s, uint32_t number);
enum rs_join rs_store_join(const struct rs_store *s, const struct rs_record *r);
const struct rs_extra *rs_store_extra(const struct rs_store *s, const struct rs_record *r);
const struct rs_progress *rs_store_progress(const struct rs_store *s, const struct rs_record *r);
/* Its event package; "" where that is not known. */
const char *rs_store_event(const struct rs_store *s, uint32_t subscription);

enum { RS_STORE_FOUND_MAX = 32 };

/* The findings of a message, oldest first, at most RS_STORE_FOUND_MAX. Returns how many. */
unsigned rs_store_found(const struct rs_store *s, const struct rs_record *r,
                        const struct rs_found *found[RS_STORE_FOUND_MAX]);

size_t rs_store_octets(const struct rs_store *s);

#endif
