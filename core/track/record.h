/*
 * Closed objects: what an engineer wants to know of a transaction, a dialog or
 * a registration when it is over, or still open when the input ends.
 * Texts are borrowed for the length of the call.
 */
#ifndef RS_TRACK_RECORD_H
#define RS_TRACK_RECORD_H

#include "track/annotation.h"

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
    uint32_t request_copies, final_copies, provisional_copies;
    bool timed_out, open_at_end, cancelled;
};

struct rs_dialog_record {
    uint64_t id, call, leg;        /* call: as it is known when the dialog is over */
    uint8_t join;                  /* enum rs_join */
    uint8_t joined_count;          /* the call's other legs, by their numbers */
    uint64_t joined[RS_LEGS_MAX];
    struct rs_origin origin;       /* of the message that opened it */
    struct rs_span call_id, local_tag, remote_tag; /* of caller and callee */
    struct rs_span caller_uri, callee_uri, user_agent, server;
    uint8_t state, end, usage, fork;
    bool partial, open_at_end;
    int64_t opened_us, ringing_us, confirmed_us, acked_us, bye_us, closed_us; /* -1: none */
    uint64_t opened_frame, confirmed_frame, closed_frame;
    uint32_t messages, retransmissions, legs;
    uint16_t final_status;
    struct rs_span event;          /* of its newest subscription: package; empty: it has none */
    uint8_t subscription, subscription_end; /* enum rs_sub_state, rs_sub_end */
    uint32_t notifies;             /* that subscription's */
    struct rs_session_record session; /* offers 0: none were seen */
    struct rs_session_timer_record timer;
};

struct rs_registration_record {
    uint64_t call;
    struct rs_origin origin;
    struct rs_span aor, contact, call_id, user_agent, epid;
    uint8_t scheme;                /* enum rs_auth_scheme */
    uint16_t challenges;           /* rounds of 401/407 */
    uint16_t final_status;         /* 0: none yet */
    uint32_t expires_s;
    struct rs_binding_count bindings; /* of the address of record: what this did to them */
    bool accepted, removed, open_at_end;
    int64_t first_us, final_us;
    uint64_t first_frame, final_frame;
};

#endif
