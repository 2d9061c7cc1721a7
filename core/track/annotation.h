/*
 * What the core says of one message: the answer of the arrows "message ->
 * transaction -> dialog". The same struct for Wireshark and for the sensor.
 *
 * Frames are 0 and times -1 where nothing is known yet: an annotation says
 * what was known when its message had been taken in. Texts are borrowed for
 * the length of the call.
 */
#ifndef RS_TRACK_ANNOTATION_H
#define RS_TRACK_ANNOTATION_H

#include "base/finding.h"
#include "base/origin.h"
#include "sip/auth.h"
#include "track/binding.h"
#include "track/offer.h"
#include "track/publication.h"
#include "track/session_timer.h"
#include "track/subscription.h"
#include "track/view.h"

/* What the message is in its transaction. */
enum rs_role {
    RS_ROLE_NONE,            /* not enough headers to say */
    RS_ROLE_REQUEST,         /* opens its transaction */
    RS_ROLE_RETRANSMISSION,  /* the same request or response again */
    RS_ROLE_DUPLICATE,       /* the same packet captured again */
    RS_ROLE_PROVISIONAL,
    RS_ROLE_FINAL,
    RS_ROLE_ACK,             /* of a 2xx or of a failure */
    RS_ROLE_UNMATCHED        /* a response or ACK that belongs to nothing seen */
};

/* RFC 4235 3.7.1 names, with the two in which a closing call waits. */
enum rs_dialog_state {
    RS_DIALOG_NONE,
    RS_DIALOG_TRYING,
    RS_DIALOG_PROCEEDING,
    RS_DIALOG_EARLY,
    RS_DIALOG_CONFIRMED,
    RS_DIALOG_TERMINATING, /* BYE seen, not yet answered */
    RS_DIALOG_TERMINATED,
    RS_DIALOG__COUNT
};

/* Why a dialog ended. */
enum rs_dialog_end {
    RS_END_NONE,
    RS_END_CALLER_BYE,
    RS_END_CALLEE_BYE,
    RS_END_CANCELLED,
    RS_END_REJECTED,
    RS_END_REDIRECTED,
    RS_END_TIMEOUT,    /* never answered, it or a re-INVITE; a subscription: never refreshed */
    RS_END_STALLED,    /* hung in Proceeding */
    RS_END_FORK_LOST,  /* another branch answered */
    RS_END_REPLACED,   /* RFC 3891 */
    RS_END_ERROR,      /* 481, 408 or another fatal answer inside the dialog */
    RS_END_IDLE,       /* forgotten after long silence */
    RS_END__COUNT
};

enum rs_usage { RS_USAGE_NONE, RS_USAGE_INVITE, RS_USAGE_SUBSCRIPTION, RS_USAGE_UNKNOWN };

/* How a leg, which is one Call-ID, was tied to its call. */
enum rs_join {
    RS_JOIN_NONE,
#define RS_JOIN_ROW(id, word, name, score, source) RS_JOIN_##id,
#include "track/joins.def"
#undef RS_JOIN_ROW
    RS_JOIN__COUNT
};

enum { RS_ANNOTATION_FINDINGS_MAX = 16, RS_LEGS_MAX = 16, RS_JOINED_MAX = 4 };

struct rs_transaction_note {
    uint64_t id;          /* from 1 in order of first frame; 0: none */
    uint64_t request_frame, provisional_frame, final_frame, ack_frame, cancel_frame;
    uint64_t retransmission_of; /* the frame this one repeats; 0: none */
    uint32_t copies;      /* of this request or response so far, this one included */
    int64_t to_provisional_us, to_final_us; /* from the first request */
    uint16_t final_status;
    uint8_t via_count;    /* of the request: the depth of this hop */
    bool cancelled;       /* a CANCEL was seen for it */
    bool first_hop;       /* of the hops seen of its request the one nearest to who sent it */
    bool opening;         /* the request stands outside any dialog: it has no To tag */
    bool credentials;     /* the request has Authorization or Proxy-Authorization */
};

struct rs_dialog_note {
    uint64_t id;          /* 0: none */
    uint8_t before, after; /* enum rs_dialog_state */
    uint8_t usage;        /* enum rs_usage */
    uint8_t end;          /* enum rs_dialog_end */
    uint8_t fork;         /* 1 for the first dialog of an INVITE, 2 for the next To tag ... */
    bool partial;         /* the capture began in the middle of it */
    bool from_caller;     /* the message was sent by the side that opened the dialog */
    uint64_t opened_frame, confirmed_frame, closed_frame;
};

struct rs_auth_note {
    uint8_t scheme;       /* enum rs_auth_scheme */
    uint16_t round;       /* challenges so far in this sign-in or request; 0: none */
    uint64_t first_frame; /* of the sign-in, or of the first challenge; 0: none */
    int64_t since_us;     /* how long that is ago */
    bool accepted, failed; /* this message ends it, well or badly */
};

/* What a REGISTER or its answer does to the bindings of its address of record. */
struct rs_binding_note {
    uint8_t before, after; /* enum rs_binding_state, of the first contact named; request only */
    struct rs_binding_count count; /* of a final response */
    uint32_t expires_s;   /* asked for; of a 2xx: given to what was asked for first; 0: none, or not told */
};

/* Headers that join legs, beside those of join_headers.def; octets of a name. */
enum { RS_JOIN_HEADERS_OURS = 16, RS_JOIN_HEADER_NAME_MAX = 63 };

/* The call that was told as `number` is from now on told as `into`, a lower number. */
struct rs_joined {
    uint64_t number, into;
    uint8_t join; /* enum rs_join */
};

/*
 * Calls: a Call-ID gets a number when it is first seen, and keeps it (leg). The
 * call is told by the lowest number of its legs, as far as these are joined
 * when the message has been taken in, this message's own joins included; what
 * was told before is not told again, but each join is.
 */
struct rs_annotation {
    const struct rs_origin *origin;
    const struct rs_msg *msg;
    const struct rs_view *view;
    const struct rs_ahead *ahead;
    uint8_t role;         /* enum rs_role */
    bool other_leg;       /* the same event was already seen on another hop */
    struct rs_transaction_note transaction;
    struct rs_dialog_note dialog;
    uint64_t call;        /* number of the call; 0: none */
    uint64_t leg;         /* number of its own Call-ID: `call` unless that is joined to an older one */
    uint8_t join;         /* enum rs_join: how this leg is tied to others; alone: CALL_ID */
    uint8_t joined_count; /* calls that this message joined */
    struct rs_joined joined[RS_JOINED_MAX];
    struct rs_auth_note auth;
    struct rs_binding_note binding;
    struct rs_subscription_note subscription;
    struct rs_publication_note publication;
    struct rs_session_timer_note session_timer;
    struct rs_offer_note offer;
    uint8_t finding_count; /* of findings anchored at this message */
    struct {
        uint16_t id;      /* enum rs_finding_id */
        uint8_t severity; /* enum rs_severity */
    } finding[RS_ANNOTATION_FINDINGS_MAX];
};

const char *rs_role_name(enum rs_role r);                 /* "retransmission" */
const char *rs_dialog_state_name(enum rs_dialog_state s); /* "confirmed" */
const char *rs_dialog_end_name(enum rs_dialog_end e);     /* "caller-bye" */
const char *rs_usage_name(enum rs_usage u);
const char *rs_join_word(enum rs_join j);                 /* "session-id"; "" for none */
const char *rs_join_name(enum rs_join j);                 /* "Session-ID" */
unsigned rs_join_score(enum rs_join j);                   /* 0-100; below 100: a guess */

#endif
