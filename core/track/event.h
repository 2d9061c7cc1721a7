/*
 * What the tracker noticed, told to whoever judges it (core/find). An event is
 * a fact; whether it is a finding, how bad and how often, is decided there.
 */
#ifndef RS_TRACK_EVENT_H
#define RS_TRACK_EVENT_H

#include "track/binding.h"
#include "track/objects.h"
#include "track/transaction.h"

enum rs_event_kind {
    /* transaction */
    RS_EVENT_NO_ANSWER,           /* non-INVITE: Timer F */
    RS_EVENT_INVITE_NO_ANSWER,    /* Timer B */
    RS_EVENT_INVITE_STALLED,      /* Timer C */
    RS_EVENT_RETRANSMISSION,      /* of a request or response; count, interval_us, status */
    RS_EVENT_REQUEST,             /* a new request on a hop */
    RS_EVENT_RESPONSE_UNMATCHED,  /* no such request within 200 ms */
    RS_EVENT_RESPONSE_METHOD,     /* branch known, CSeq method another */
    RS_EVENT_FINAL_LATE,          /* interval_us after the first request */
    RS_EVENT_FINAL_CONFLICT,      /* status, other_status */
    RS_EVENT_RESPONSE_ILLEGAL,    /* subkind says what */
    RS_EVENT_BRANCH_REUSED,       /* other_frame: the request that had it */
    RS_EVENT_CANCEL_INVALID,      /* subkind */
    RS_EVENT_CANCEL_RACE,         /* 2xx after CANCEL */
    RS_EVENT_CANCEL_RACE_OPEN,    /* ... and not ended by ACK and BYE */
    RS_EVENT_CANCEL_UNFINISHED,   /* CANCEL accepted, INVITE never finished */
    RS_EVENT_ACK_MISSING_FAILURE, /* Timer H */
    RS_EVENT_ACK_MISSING_2XX,
    RS_EVENT_ACK_ORPHAN,
    RS_EVENT_ACK_WRONG_BRANCH,    /* other_frame: the INVITE */
    RS_EVENT_LOOP,                /* subkind loop, vias, status; merged apart */
    RS_EVENT_MERGED,
    RS_EVENT_PRACK_MISSING,       /* subkind */
    /* dialog */
    RS_EVENT_CSEQ_REGRESS,        /* subkind; number: highest, other_number: got */
    RS_EVENT_HANGUP,              /* the first BYE of an answered call, interval_us after that */
    RS_EVENT_BYE_FOREIGN,
    RS_EVENT_BYE_FOREIGN_ACCEPTED,
    RS_EVENT_REQUEST_FOREIGN,
    RS_EVENT_MEDIA_REDIRECT,
    RS_EVENT_DIALOG_UNKNOWN,      /* subkind */
    RS_EVENT_GLARE,               /* subkind */
    RS_EVENT_AUTH_LOOP,           /* subkind; number: rounds, other_number: CSeq; scheme */
    RS_EVENT_NOT_TORN_DOWN,       /* subkind idle, fork */
    RS_EVENT_BYE_UNANSWERED,
    RS_EVENT_SUBSCRIPTION_ANOMALY, /* subkind; package */
    RS_EVENT_SESSION_TIMER_EXPIRED, /* subkind: whose turn it was; number: seconds; interval_us */
    RS_EVENT_SESSION_TIMER_INVALID, /* subkind; number: seconds */
    RS_EVENT_CONDITIONAL_LOOP,    /* subkind 412, 423, 422; count; number: what is wanted */
    RS_EVENT_REFER_ANOMALY,       /* subkind; package, target. outside_dialog and foreign_target
                                     are told of each REFER: whether it is one, policy says */
    RS_EVENT_CHALLENGE_INSIDE,    /* 401, 407 to a request of the called side */
    RS_EVENT_CANCEL_FOREIGN,      /* subkind: address, or path (another MAC or TTL than its INVITE's) */
    RS_EVENT_CANCEL_FOREIGN_ACCEPTED,
    /* registration */
    RS_EVENT_BINDING,             /* binding says what changed; subkind its name */
    /* capture */
    RS_EVENT_ONE_WAY,
    RS_EVENT_GAP,                 /* subkind; number: how many */
    RS_EVENT_TABLE_FULL,          /* subkind: which */
    RS_EVENT_UNSEEN,              /* an answer that was acknowledged never came by */
    RS_EVENT_DUPLICATE,           /* one more packet captured twice */
    RS_EVENT__COUNT
};

struct rs_event {
    uint8_t kind;                 /* enum rs_event_kind */
    int64_t time_us;
    const struct rs_origin *origin; /* of the anchor frame */
    uint64_t frame;               /* the anchor */
    uint64_t other_frame;         /* another one concerned; 0: none */
    int64_t first_us, last_us;    /* of what is behind it */
    const char *subkind;          /* a word, or NULL */
    uint8_t scheme;               /* enum rs_auth_scheme, of a sign-in */
    uint16_t status, other_status;
    uint32_t count;
    uint64_t number, other_number;
    int64_t interval_us;
    const struct rs_view *view;   /* of the message at hand; NULL at timers */
    const struct rs_transaction *tx;  /* any of these may be NULL */
    const struct rs_request *request;
    const struct rs_dialog *dialog;
    const struct rs_call *call;
    const struct rs_binding_change *binding; /* of RS_EVENT_BINDING alone */
    struct rs_span package, target; /* of a subscription: Event, Refer-To */
    bool from_caller;             /* of RS_EVENT_HANGUP: who hangs up */
    const struct rs_endpoint *opener; /* of RS_EVENT_HANGUP: where the message came from that opened it */
    bool partial;                 /* capture start or loss may stand behind it */
};

#endif
