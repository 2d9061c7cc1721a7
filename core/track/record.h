/*
 * Closed objects: what an engineer wants to know of a transaction, a dialog or
 * a registration when it is over, or still open when the input ends.
 * Texts are borrowed for the length of the call.
 */
#ifndef RS_TRACK_RECORD_H
#define RS_TRACK_RECORD_H

#include "track/annotation.h"

enum { RS_PARTIES_TOLD = 12 };

struct rs_transaction_record {
    uint64_t id, call, leg, dialog;
    struct rs_origin origin;       /* of the first request */
    uint8_t method;                /* enum rs_method */
    struct rs_span method_name, call_id, from_uri, to_uri, from_tag, to_tag, branch;
    uint32_t cseq;
    uint8_t via_count;
    uint16_t final_status;         /* 0: none */
    uint16_t last_provisional;
    int64_t first_us, provisional_us, final_us, ack_us, last_us; /* -1: none */
    uint64_t request_frame, provisional_frame, final_frame, ack_frame, cancel_frame;
    uint32_t request_copies, final_copies, provisional_copies, ack_copies;
    int64_t cancel_us;             /* -1: none */
    uint64_t previous_hop;         /* number of the transaction that this one passes on; 0: none known */
    uint8_t unreachable;           /* enum rs_unreachable: what the network said of the request */
    bool timed_out, open_at_end, cancelled;
    bool forgotten;                /* there was no room for it until it was over */
};

struct rs_dialog_record {
    uint64_t id, call, leg;        /* call: as it is known when the dialog is over */
    uint8_t join;                  /* enum rs_join */
    uint8_t joined_count;          /* the call's other legs, by their numbers */
    uint64_t joined[RS_LEGS_MAX];
    struct rs_origin origin;       /* of the message that opened it */
    struct rs_span call_id, local_tag, remote_tag; /* of caller and callee */
    struct rs_span caller_uri, callee_uri, user_agent, server;
    struct rs_span reason;         /* as told by who ended it: Reason (RFC 3326), the first value */
    uint8_t party_count;
    struct rs_addr party[RS_PARTIES_TOLD]; /* the addresses that took part, in order of appearance */
    uint8_t state, end, usage, fork;
    bool partial, open_at_end, forgotten;
    int64_t opened_us, ringing_us, confirmed_us, acked_us, bye_us, closed_us; /* -1: none */
    uint64_t opened_frame, confirmed_frame, bye_frame, closed_frame, last_frame;
    uint32_t messages, retransmissions, legs;
    uint16_t final_status;
    struct rs_span event;          /* of its newest subscription: package; empty: it has none */
    struct rs_span refer_to;       /* ... of a REFER: whom it asked to call, as sent */
    uint8_t subscription, subscription_end; /* enum rs_sub_state, rs_sub_end */
    uint32_t notifies;             /* that subscription's */
    uint8_t subscriptions;         /* how many there are in it */
    struct rs_session_record session; /* offers 0: none were seen */
    struct rs_session_timer_record timer;
};

/* Why a sign-in is over. */
enum rs_signin_end {
    RS_SIGNIN_OPEN,      /* it is not */
    RS_SIGNIN_ACCEPTED,
    RS_SIGNIN_REMOVED,   /* accepted: what it named is gone, as asked */
    RS_SIGNIN_LISTED,    /* accepted: a REGISTER without Contact only asks what there is */
    RS_SIGNIN_REFUSED,
    RS_SIGNIN_TOO_BRIEF, /* 423: the registrar wants a longer time */
    RS_SIGNIN_GIVEN_UP,  /* challenged, and it was not tried again */
    RS_SIGNIN_NO_ANSWER,
    RS_SIGNIN_FORGOTTEN, /* there was no more room for it */
    RS_SIGNIN_END__COUNT
};
const char *rs_signin_end_name(enum rs_signin_end e); /* "given-up" */

/* What one sign-in's record has room for, of its rounds and of the contacts. */
enum { RS_ROUNDS_TOLD = 8, RS_CONTACTS_TOLD = 8 };

/* One REGISTER of a sign-in and its answer, when first seen; copies on the hop nearest the sender. */
struct rs_round_record {
    uint32_t cseq;
    uint16_t status;               /* 0: not answered */
    uint8_t scheme;                /* enum rs_auth_scheme, of the credentials sent; NONE: without */
    bool stale;                    /* the nonce was too old, nothing else was wrong (7616 3.3) */
    bool resync;                   /* AKA: the phone asks to synchronise anew (3310 3.4) */
    uint32_t request_copies, final_copies;
    int64_t request_us, final_us;  /* -1: none */
    uint64_t request_frame, final_frame;
};

/* A binding as the 2xx left it, and what that did to it. */
struct rs_contact_record {
    uint8_t change;                /* enum rs_binding_change_kind */
    struct rs_span uri, instance, public_gruu, temporary_gruu;
    struct rs_span user_agent, epid; /* of who registered it last; empty: nobody was seen */
    struct rs_addr source;         /* likewise; family 0 */
    uint32_t expires_s;            /* 0: it is gone */
    uint32_t reg_id;               /* 0: none */
    int16_t q;                     /* thousandths; -1: not told */
    int64_t asked_us;              /* when that REGISTER was sent; -1: it was not seen */
    uint64_t asked_frame;
};

struct rs_registration_record {
    uint64_t call;
    struct rs_origin origin;
    struct rs_span aor, contact, call_id, user_agent, epid;
    struct rs_span server;         /* who gave the final response */
    struct rs_span algorithm;      /* of the newest credentials, as sent: "SHA-256"; empty: not told */
    uint8_t scheme;                /* enum rs_auth_scheme */
    uint8_t end;                   /* enum rs_signin_end */
    uint16_t challenges;           /* rounds of 401/407 */
    uint16_t final_status;         /* 0: none yet */
    uint32_t expires_s;
    uint32_t retransmissions;      /* of requests and final responses, on the same hop */
    struct rs_binding_count bindings; /* of the address of record: what this did to them */
    bool accepted, removed, open_at_end;
    bool outbound;                 /* the registrar keeps flows (RFC 5626 6) */
    int64_t first_us, final_us;
    uint64_t first_frame, final_frame;
    uint8_t round_count, contact_count;
    uint32_t rounds_left_out, contacts_left_out;
    struct rs_round_record rounds[RS_ROUNDS_TOLD]; /* the first ones, and the newest */
    struct rs_contact_record contacts[RS_CONTACTS_TOLD]; /* in the order of the 2xx */
};

#endif
