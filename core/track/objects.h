/*
 * transaction -> dialog: the objects that hold what belongs together.
 *
 *   call ──< request ──< transaction (one per hop and fork)
 *     └───< dialog
 *     └───< signin
 *
 * A call lives as long as anything points at it, and some time longer
 * (calls.c). All are kept in bounded tables and named by index; 0 is none.
 */
#ifndef RS_TRACK_OBJECTS_H
#define RS_TRACK_OBJECTS_H

#include "base/moment.h"
#include "base/shared_texts.h"
#include "base/table.h"
#include "track/record.h"
#include "track/reliable.h"

/*
 * One Call-ID: a leg. While nothing points at it, it stands in the list of idle
 * ones instead (calls.c).
 */
struct __attribute__((packed, aligned(4))) rs_call {
    struct rs_table_link link;
    union {
        uint32_t users;         /* requests, dialogs and sign-ins that point here */
        uint32_t idle_newer;
    };
    union {
        uint32_t last_dialog;   /* newest dialog: rs_call_last_dialog; older ones by next_in_call */
        uint32_t idle_older;
    };
    rs_text call_id;
    uint32_t more;              /* struct rs_leg; 0: it has nothing to do with others */
    uint64_t number : 48;       /* its own */
    uint64_t signins : 14;      /* of its users; from RS_SIGNINS_MAX on not counted any more */
    uint64_t looked_at : 1;     /* its first INVITE told what it has in common with others */
    uint64_t idle : 1;
};

enum { RS_SIGNINS_MAX = (1 << 14) - 1 };

/* What a Call-ID has to do with others. Legs that belong together form a ring (legs.c). */
struct __attribute__((packed, aligned(4))) rs_leg {
    uint64_t known_as;          /* the call's number: the lowest of its legs */
    uint64_t people;            /* who called whom (join_numbers.c); zero: nobody says */
    int64_t association_us : 56; /* since when */
    uint64_t join : 8;          /* enum rs_join: the best tie to any other leg */
    uint32_t association;       /* of a sign-in (MS-SIPAE): print of its opaque; 0: none */
    uint32_t next;              /* call of the ring; itself when it is alone */
};

/* What was seen of a request on any hop: a ring of the last RS_SIGHTINGS_MAX answers. */
enum { RS_SIGHTINGS_MAX = 6, RS_SIGHTINGS_EACH = RS_SIGHTINGS_MAX / 2 };

struct rs_sightings {
    uint32_t next;
    uint32_t to_tag[RS_SIGHTINGS_EACH]; /* folded digests */
    uint16_t status[RS_SIGHTINGS_EACH];
};

/* What few requests have. */
struct rs_request_more {
    int64_t cancel_us, cancel_accepted_us; /* -1: none */
    uint64_t cancel_frame : 63;
    uint64_t acked_whole : 1;   /* the ACK below had the branch of no hop: every hop was answered, by a 2xx */
    struct rs_moment first;     /* of a request whose first hop is gone */
    uint32_t acked_tag;         /* To tag of an ACK that came before its answer, folded; 0: none */
};

enum rs_request_text {
    RS_REQUEST_FROM_URI,
    RS_REQUEST_TO_URI,
    RS_REQUEST_FROM_TAG,
    RS_REQUEST_TO_TAG,
    RS_REQUEST_TEXTS
};

/* One request end to end: all its hops and forks (Call-ID, From tag, CSeq, method). */
struct rs_request {
    struct rs_table_link link;
    uint32_t call, dialog;  /* dialog: the one it came in, or the first it opened */
    uint32_t dialog_number; /* low half: to see whether that index is still the same dialog */
    uint32_t first_tx;      /* of the chain of hops; its prev_hop is the last one */
    uint32_t cseq;
    uint32_t half;          /* Call-ID and From tag, folded */
    rs_pack kept;           /* by enum rs_request_text */
    uint32_t sightings, more;
    uint16_t final_status;  /* the first seen on any hop */
    uint8_t method, min_vias, max_vias;
    uint8_t sighting_count; /* the place of the next one in the ring */
    uint8_t loops;          /* sightings of itself (T216) */
    bool in_dialog : 1;     /* it carried a To tag */
    bool dialog_known : 1;  /* ... of a dialog that was there */
    bool from_caller : 1;   /* sent by the side that opened the dialog */
    bool foreign : 1;       /* came from an address that is no party of its dialog */
    bool merged_told : 1, t211_told : 1, mismatch : 1;
};

enum { RS_PARTIES_MAX = RS_PARTIES_TOLD, RS_MEDIA_ADDRS_MAX = 6, RS_FORKS_MAX = 32 };

/* One side's numbering (RFC 3261 12.2.2). */
struct __attribute__((packed, aligned(4))) rs_side {
    uint32_t cseq;
    int64_t cseq_us : 56; /* when the highest was seen */
    uint8_t cseq_method : 7;
    bool cseq_set : 1;
};

/*
 * What a dialog keeps in its pack: the origin of the message that opened it; who
 * takes part (parties.c), and where its media go (dialog_media.c); the key of
 * the dialog that its INVITE replaces (3891); why it is over (3326).
 */
enum rs_dialog_text {
    RS_DIALOG_ORIGIN,
    RS_DIALOG_CALLER_TAG,
    RS_DIALOG_CALLEE_TAG,
    RS_DIALOG_CALLER_URI,
    RS_DIALOG_CALLEE_URI,
    RS_DIALOG_PARTIES,
    RS_DIALOG_MEDIA,
    RS_DIALOG_REPLACES,
    RS_DIALOG_REASON,
    RS_DIALOG_TEXTS
};

/* Of a tag's digest that much: it tells the sides of a dialog apart that was found by more. */
static inline uint32_t rs_tag_key(struct rs_digest tag)
{
    return (uint32_t)(rs_table_key(tag) >> 32);
}

struct __attribute__((packed, aligned(4))) rs_dialog {
    struct rs_table_link link;
    uint64_t number : 48;
    uint64_t legs : 8;
    uint64_t party_count : 4, media_count : 4;
    uint32_t call, next_in_call, prev_in_call; /* newest first */
    uint32_t next_fork, first_fork;
    uint32_t half;                       /* Call-ID and caller's tag, folded */
    uint32_t caller, callee;             /* the tags, as rs_tag_key has them */
    rs_pack kept;                        /* by enum rs_dialog_text */
    struct rs_side side[2];              /* 0: caller, 1: callee */
    uint32_t reliable;                   /* struct rs_reliable; 0: none */
    uint64_t opened_frame : 48, confirmed_frame : 48, closed_frame : 48;
    uint64_t bye_frame : 48, last_frame : 48, invite_2xx_frame : 48;
    int64_t origin_us : 56;              /* when the message came that opened this one of the forks */
    int64_t opened_us : 56, ringing_us : 56, confirmed_us : 56, acked_us : 56; /* -1: not yet */
    int64_t bye_us : 56, last_us : 56, invite_2xx_us : 56;
    union __attribute__((packed)) {
        int64_t fork_won_us : 56;        /* never answered: when another fork was; -1: not yet */
        int64_t closed_us : 56;          /* terminated */
    };
    uint32_t invite_cseq;                /* of the 2xx that waits for its ACK */
    uint32_t subscriptions;              /* its usages of that sort, newest first */
    uint32_t session_timer, offer;       /* 0: none */
    rs_shared user_agent, server;
    uint32_t messages, retransmissions;
    uint16_t final_status;
    uint8_t state, end, usage, fork;
    bool partial : 1;
    bool waits_for_ack : 1, cancel_race : 1;
    bool invite_by_caller : 1;           /* the INVITE that was answered last */
    bool has_callee : 1;                 /* the To tag is known */
    bool t213_told : 1, glare_told : 1;
    bool untimed : 1;                    /* no timer of its INVITE's runs: that was forgotten */
    bool bye_sent[2];
};

/*
 * A round of a sign-in, and a binding as its 2xx left it: kept only where
 * somebody wants its record (signin_record.c).
 */
struct rs_signin_round {
    struct rs_moment request, final;     /* never: not answered */
    uint32_t next;
    uint32_t cseq;
    uint32_t request_copies, final_copies;
    uint16_t status;
    uint8_t scheme;                      /* enum rs_auth_scheme */
    bool stale : 1, resync : 1;
};

struct rs_signin_contact {
    uint32_t next;
    rs_pack kept;                        /* by enum rs_contact_text */
    struct rs_addr source;
    struct rs_moment asked;
    uint32_t expires_s, reg_id;
    int16_t q;
    uint8_t change;                      /* enum rs_binding_change_kind */
};

/* One sign-in, or any request that is challenged: its rounds folded (semantics 3.3, 3.7). */
struct rs_signin {
    struct rs_table_link link;
    uint32_t call;
    uint32_t rounds, contacts;           /* struct rs_signin_round, _contact: the last; a ring */
    uint32_t rounds_left_out, contacts_left_out;
    rs_text aor, contact, epid, algorithm;
    rs_shared user_agent, server;
    struct rs_origin origin;
    int64_t first_us, final_us;
    uint64_t first_frame, final_frame;
    uint32_t expires_s;
    struct rs_binding_count bindings;    /* by its 2xx */
    uint32_t last_cseq;                  /* of the newest challenge counted */
    uint16_t challenges, final_status;
    uint8_t scheme, method;              /* enum rs_auth_scheme, enum rs_method */
    uint32_t opaque;                     /* of the newest credentials, as print; 0: none */
    uint32_t target[3];                  /* NTLM, Kerberos, TLS-DSK: realm and target as print */
    uint16_t gssapi_rounds;              /* challenges with a handshake in or before them */
    bool sent_gssapi;                    /* the newest credentials had a part of one */
    bool answered;                       /* the newest request was */
    bool done, accepted, removed, outbound;
};

/* How often in a row somebody was told the same of a conditional request (conditionals.c). */
struct rs_conditional {
    struct rs_table_link link;
    uint32_t count;
    int64_t first_us, last_us;
    uint64_t first_frame;
};

/*
 * Something that legs of one call have in common, and the leg that had it
 * (joints.c). The leg may be gone: `check` tells.
 */
struct rs_joint {
    struct rs_table_link link;
    int64_t time_us;                     /* when it was last met */
    uint32_t call, check;                /* the leg, and the low half of its number */
    uint32_t other, other_check;         /* the leg that was tied to it last; 0: none */
    uint8_t kind;                        /* enum rs_join */
    uint8_t count;                       /* Call-IDs it has glued; NUMBERS: places in use */
    bool common;                         /* met in calls that have nothing to do with each other */
};

/* A pair of addresses (semantics 2.8). side 0 is the smaller address. */
struct rs_flow {
    struct rs_table_link link;
    struct rs_addr addr[2];
    int64_t first_us, last_us[2], window_us;
    uint32_t transactions;               /* since window_us or the last retransmission */
    bool one_way;                        /* C901 holds */
};

#endif
