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

#include "base/strings.h"
#include "base/table.h"
#include "track/annotation.h"

/* One Call-ID: a leg. Legs that belong together form a ring (legs.c). */
struct rs_call {
    struct rs_table_link link;
    uint64_t number;        /* its own */
    uint64_t known_as;      /* the call's: the lowest of its legs */
    uint32_t next_leg;      /* of the ring; itself when it is alone */
    uint8_t join;           /* enum rs_join: the best tie to any other leg */
    bool looked_at;         /* its first INVITE told what it has in common with others */
    struct rs_digest people; /* who called whom (join_numbers.c); zero: nobody says */
    rs_text call_id;
    uint32_t users;         /* requests, dialogs and sign-ins that point here */
    uint32_t last_dialog;   /* newest dialog with this Call-ID; older ones by next_in_call */
    uint32_t signins;       /* of its users */
    uint32_t association;   /* of a sign-in (MS-SIPAE): print of its opaque; 0: none */
    int64_t association_us; /* since when */
};

/* One request end to end: all its hops and forks (Call-ID, From tag, CSeq, method). */
enum { RS_SIGHTINGS_MAX = 6 };

struct rs_sighting {
    uint16_t status;
    uint32_t to_tag; /* folded digest */
};

struct rs_request {
    struct rs_table_link link;
    uint32_t call, dialog;  /* dialog: the one it came in, or the first it opened */
    uint64_t dialog_number; /* to see whether that index is still the same dialog */
    uint32_t first_tx, last_tx; /* chain of hops */
    uint32_t users;         /* transactions */
    uint32_t cseq;
    uint32_t acked_tag;     /* To tag of an ACK that came before its answer, folded; 0: none */
    struct rs_digest from_tag, to_tag;
    struct rs_digest half;
    rs_text from_uri, to_uri, from_tag_text, to_tag_text;
    int64_t first_us, cancel_us, cancel_accepted_us; /* -1: none */
    uint64_t first_frame, cancel_frame;
    uint8_t method, min_vias, max_vias;
    uint8_t sighting_count;
    struct rs_sighting sighting[RS_SIGHTINGS_MAX];
    uint16_t final_status;  /* the first seen on any hop */
    uint8_t loops;          /* sightings of itself (T216) */
    bool in_dialog;         /* it carried a To tag */
    bool dialog_known;      /* ... of a dialog that was there */
    bool from_caller;       /* sent by the side that opened the dialog */
    bool foreign;           /* came from an address that is no party of its dialog */
    bool merged_told, t211_told, mismatch;
};

enum { RS_PARTIES_MAX = 12, RS_MEDIA_ADDRS_MAX = 6, RS_FORKS_MAX = 32 };

/* One side's numbering (RFC 3261 12.2.2). */
struct rs_side {
    uint32_t cseq;
    uint8_t cseq_method;
    bool cseq_set;
    int64_t cseq_us; /* when the highest was seen */
};

/* A reliable provisional response that waits for its PRACK (RFC 3262). */
struct rs_reliable {
    uint32_t rseq, cseq;
    int64_t time_us;
    uint64_t frame;
    bool waiting, any;
    uint32_t acked_rseq, acked_cseq; /* by a PRACK that came before it */
};

struct rs_dialog {
    struct rs_table_link link;
    uint64_t number;
    uint32_t call, next_in_call, prev_in_call; /* newest first */
    uint32_t next_fork, first_fork;
    struct rs_digest half;               /* Call-ID and caller's tag */
    struct rs_digest caller, callee;     /* the tags */
    struct rs_digest replaces;           /* the dialog its INVITE replaces (3891); zero: none */
    rs_text caller_tag, callee_tag, caller_uri, callee_uri, user_agent, server;
    struct rs_origin origin;             /* of the message that opened it */
    struct rs_addr party[RS_PARTIES_MAX]; /* addresses that sent or received a message of it */
    uint8_t party_side[RS_PARTIES_MAX];  /* for which side it sent: 1 caller, 2 callee, 3 both */
    struct rs_addr media[RS_MEDIA_ADDRS_MAX]; /* c= addresses seen in its SDP */
    struct rs_side side[2];              /* 0: caller, 1: callee */
    struct rs_reliable reliable;
    uint64_t opened_frame, confirmed_frame, closed_frame, bye_frame, last_frame;
    int64_t opened_us, ringing_us, confirmed_us, acked_us, bye_us, closed_us, last_us;
    uint32_t invite_cseq;                /* of the 2xx that waits for its ACK */
    int64_t invite_2xx_us, fork_won_us;  /* -1: none; fork_won: another fork was answered */
    uint32_t subscriptions;              /* its usages of that sort, newest first */
    uint64_t invite_2xx_frame;
    uint32_t session_timer;              /* 0: none */
    uint32_t messages, retransmissions, legs;
    uint16_t final_status;
    uint8_t state, end, usage, fork;
    uint8_t party_count, media_count;
    bool partial;
    bool waits_for_ack, cancel_race;
    bool invite_by_caller;               /* the INVITE that was answered last */
    bool has_callee;                     /* the To tag is known */
    bool bye_sent[2];
    bool t213_told, glare_told;
};

/* One sign-in, or any request that is challenged: its rounds folded (semantics 3.3, 3.7). */
struct rs_signin {
    struct rs_table_link link;
    uint32_t call;
    rs_text aor, contact, user_agent, epid;
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
    bool done, accepted, removed;
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
