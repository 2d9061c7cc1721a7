/*
 * The tracker's inside, shared by the files of this folder and by no others.
 * Each file below owns one kind of object; tracker.c calls them in order.
 */
#ifndef RS_TRACK_STATE_H
#define RS_TRACK_STATE_H

#include "base/deadlines.h"
#include "base/origin_pack.h"
#include "base/slab.h"
#include "track/keys.h"
#include "track/media_lines.h"
#include "track/tracker.h"

enum {
    RS_T1_MS = 500,
    RS_SECOND_US = 1000000,
    RS_TIMEOUT_US = 32 * RS_SECOND_US,    /* 64*T1: Timers B, F, H, L, N */
    RS_LINGER_RELIABLE_US = 5 * RS_SECOND_US, /* T4 */
    RS_STALL_US = 190 * RS_SECOND_US,     /* Timer C and ten seconds of grace */
    RS_HOLD_US = 200000                   /* a response waits that long for its request */
};

/* Who waits for a deadline (waiters.c). */
enum rs_waiter {
    RS_WAITS_TX,
    RS_WAITS_DIALOG,
    RS_WAITS_SIGNIN,
    RS_WAITS_BINDING,
    RS_WAITS_SUBSCRIPTION,
    RS_WAITS_SESSION_TIMER,
    RS_WAITS_PUBLICATION,
    RS_WAITS_HELD,
    RS_WAITER__COUNT
};

/* Numbers and times of objects, as far as these keep them. */
#define RS_NUMBER_MAX ((UINT64_C(1) << 48) - 1)

enum { RS_HELD_OCTETS = 1984 };

/* So many answers, and what they leave, one message may bring: its own and those held for it. */
enum { RS_HOP_ROOM = 32 };

/* A response that came before its request. */
struct rs_held {
    struct rs_table_link link;
    uint32_t len;
    struct rs_origin origin;
    char octets[RS_HELD_OCTETS];
};

/* The last time a message was seen that no transaction remembers. */
struct rs_stray {
    struct rs_table_link link;
    struct rs_copy copy;
};

enum { RS_JOIN_HEADERS_MAX = 32 }; /* those of join_headers.def too */

/* A header field whose value joins legs: a known one, or one that goes by its name. */
struct rs_join_header {
    uint8_t id, len; /* enum rs_header_id */
    char name[RS_JOIN_HEADER_NAME_MAX + 1];
};

struct rs_tracker {
    struct rs_hash hash;
    struct rs_tracker_sink sink;
    struct rs_table transactions, requests, dialogs, calls, signins, flows, joints, held, strays;
    struct rs_table aors, bindings, subscriptions, publications, conditionals;
    struct rs_slab seen, mores, sightings, legs; /* of transactions, requests, requests, calls */
    struct rs_slab reliables, session_timers, offers; /* of dialogs */
    struct rs_slab signin_rounds, signin_contacts;
    struct rs_origin told_of;   /* of the dialog that the event at hand is about */
    struct rs_strings strings;
    struct rs_shared_texts agents; /* names of user agents and servers */
    struct rs_deadlines deadlines;
    uint32_t waiters[RS_WAITER__COUNT + 1]; /* the number before the first of each kind */
    int64_t expected_ms; /* whose time is over by then was asked of memory */
    struct rs_tracker_counters counters;
    uint32_t idle_calls;        /* that nothing points at */
    uint64_t subscriptions_opened;
    uint32_t idle_oldest, idle_newest;
    uint32_t registrar_answers; /* 2xx to REGISTER so far: rs_binding.listed_in */
    struct rs_join_header join_header[RS_JOIN_HEADERS_MAX];
    uint32_t join_header_count, join_header_known; /* known ones first */
    uint32_t joint_kinds;       /* bits of enum rs_join: there may be joints of it */
    struct rs_joined joined[RS_JOINED_MAX]; /* by the message at hand */
    uint8_t joined_count;
    int64_t now_us;
    int64_t copy_window_us;
    int64_t start_us;   /* of the capture, or of the newest gap; INT64_MIN: nothing seen */
};

/* The lines of its SDP that legs of a call may share: the first of each. */
struct rs_sdp_glance {
    struct rs_span origin, media; /* o= and m=, whole */
    struct rs_addr addr;          /* c= */
    struct rs_media_side side;    /* what an offer or answer says */
};

/* One message on its way through. */
struct rs_step {
    const struct rs_origin *origin;
    const struct rs_msg *msg;
    const struct rs_view *view;
    struct rs_annotation *note;
    struct rs_keys keys;
    struct rs_copy copy;
    struct rs_met met;         /* a place to look at first, no more */
    struct rs_flow *flow;      /* may be NULL */
    uint8_t toward;            /* 1 when it goes to flow->addr[0] */
    struct rs_call *call;
    struct rs_sdp_glance sdp;  /* by rs_dialog_media */
    struct rs_binding_count bound; /* by rs_binding_response, as the next three */
    uint32_t contacts, contacts_left_out; /* struct rs_signin_contact: the last */
    uint8_t contact_count;
    bool may_wait, waits_on;   /* held still: may it be; is it (held.c) */
    bool replayed;             /* a held response that found its request */
};

/* events (events.c) */
struct rs_event rs_event_at(const struct rs_step *s, enum rs_event_kind kind);
/* Where another frame of the same hop stood: sent the same way as `like`, or back. */
struct rs_origin rs_origin_near(const struct rs_origin *like, uint64_t frame, int64_t time_us,
                                bool back);
void rs_tell(struct rs_tracker *t, struct rs_event *e);
void rs_tell_full(struct rs_tracker *t, const struct rs_origin *o, const char *what);
/* True in the first 32 s after the capture began or lost packets. */
bool rs_settling(const struct rs_tracker *t, int64_t time_us);

/* deadlines of objects, which are named by their kind and index (waiters.c) */
int rs_waiters_init(struct rs_tracker *t);
void rs_wait(struct rs_tracker *t, enum rs_waiter kind, uint32_t index, int64_t until_us);
void rs_wait_no_more(struct rs_tracker *t, enum rs_waiter kind, uint32_t index);
/* Its deadline will be needed soon. */
void rs_wait_prefetch(const struct rs_tracker *t, enum rs_waiter kind, uint32_t index);
/* Who waits until a little behind then: ask for them of memory, and for what goes with them. */
void rs_waits_expect(struct rs_tracker *t, int64_t until_us);
/* Until when it waits, or waited when it came up. */
int64_t rs_waits_until(const struct rs_tracker *t, enum rs_waiter kind, uint32_t index);
/* The next whose time has come; its kind, RS_WAITER__COUNT for none. */
enum rs_waiter rs_waited(struct rs_tracker *t, int64_t now_us, uint32_t *index);

/* names of user agents (agents.c) */
rs_shared rs_agent_keep(struct rs_tracker *t, struct rs_span name);
void rs_agent_drop(struct rs_tracker *t, rs_shared name);
struct rs_span rs_agent_name(const struct rs_tracker *t, rs_shared name);

/* calls (calls.c) */
struct rs_call *rs_call_get(struct rs_tracker *t, struct rs_step *s);
struct rs_call *rs_call_find(struct rs_tracker *t, struct rs_digest key);
struct rs_call *rs_call_find_at(struct rs_tracker *t, struct rs_digest key, uint32_t at);
void rs_call_use(struct rs_tracker *t, struct rs_call *c);
void rs_call_drop(struct rs_tracker *t, uint32_t index);
/* Its newest dialog; 0: none. */
static inline uint32_t rs_call_last_dialog(const struct rs_call *c)
{
    return c->idle ? 0 : c->last_dialog;
}

/* legs (legs.c): what a call is told by, and its Call-IDs; how is in join.h */
/* NULL: it has nothing to do with others; _get makes it. */
struct rs_leg *rs_leg_of(const struct rs_tracker *t, const struct rs_call *c);
struct rs_leg *rs_leg_get(struct rs_tracker *t, struct rs_call *c);
void rs_leg_forget(struct rs_tracker *t, struct rs_call *c);
/* The other legs' numbers; how many. */
unsigned rs_leg_others(const struct rs_tracker *t, const struct rs_call *c,
                       uint64_t number[RS_LEGS_MAX]);
/* Has a new request / an answer seen for the first time something in common with another leg? */
void rs_join_request(struct rs_tracker *t, struct rs_step *s, bool first_hop);
void rs_join_response(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r);
void rs_join_headers_init(struct rs_tracker *t);

/* flows (flows.c) */
void rs_flow_see(struct rs_tracker *t, struct rs_step *s, struct rs_digest key);
void rs_flow_transaction(struct rs_tracker *t, struct rs_step *s);
void rs_flow_retransmission(struct rs_step *s);
bool rs_flow_is_one_way(const struct rs_tracker *t, const struct rs_addr *a,
                        const struct rs_addr *b);
bool rs_flow_settled_both_ways(const struct rs_flow *f, int64_t now_us);

/* hops (hops.c) */
struct rs_transaction *rs_hop_find(struct rs_tracker *t, const struct rs_step *s,
                                   struct rs_transaction **stranger);
struct rs_transaction *rs_hop_find_for(struct rs_tracker *t, const struct rs_step *s,
                                       enum rs_method method);
struct rs_transaction *rs_hop_open(struct rs_tracker *t, struct rs_step *s,
                                   struct rs_request *r, bool key_taken);
void rs_hop_make_room(struct rs_tracker *t, const struct rs_origin *o);
enum rs_closing { RS_CLOSES, RS_CLOSES_AT_END, RS_CLOSES_FOR_ROOM };
void rs_hop_close(struct rs_tracker *t, struct rs_transaction *tx, enum rs_closing why);
/* It will end soon: ask of memory for what goes with it. */
void rs_hop_expect_end(const struct rs_tracker *t, const struct rs_transaction *tx);
/* The same a step further: what its parts name. */
void rs_hop_expect_rest(const struct rs_tracker *t, const struct rs_transaction *tx);
void rs_hop_arm(struct rs_tracker *t, struct rs_transaction *tx);
enum rs_tx_notice rs_hop_step(struct rs_transaction *tx, enum rs_tx_event event);
void rs_hop_annotate(const struct rs_tracker *t, const struct rs_transaction *tx,
                     struct rs_transaction_note *n);
/* A message of it came / came last. */
void rs_hop_seen_now(const struct rs_tracker *t, struct rs_transaction *tx);
int64_t rs_hop_last_us(const struct rs_transaction *tx);
/* An ACK of its own, or of an answer that all hops had: it was answered, seen or not. */
bool rs_hop_was_acked(const struct rs_tracker *t, const struct rs_transaction *tx);
/* Where its first request stood. */
struct rs_origin rs_hop_origin(const struct rs_tracker *t, const struct rs_transaction *tx);
/* The last time that its request was seen, as a copy. */
struct rs_copy rs_hop_request_copy(const struct rs_tracker *t, const struct rs_transaction *tx);
void rs_hop_timer(struct rs_tracker *t, struct rs_transaction *tx);

/* what was seen of a hop (seen.c) */
struct rs_seen *rs_seen_find(const struct rs_tracker *t, const struct rs_transaction *tx,
                             enum rs_seen_sort sort);
/* The same, made with no copies where it is the first of its sort. */
struct rs_seen *rs_seen_get(struct rs_tracker *t, struct rs_transaction *tx,
                            enum rs_seen_sort sort, struct rs_moment first);
void rs_seen_forget(struct rs_tracker *t, struct rs_transaction *tx);
/* -1 and 0: none was seen. */
int64_t rs_seen_us(const struct rs_tracker *t, const struct rs_transaction *tx,
                   enum rs_seen_sort sort);
uint64_t rs_seen_frame(const struct rs_tracker *t, const struct rs_transaction *tx,
                       enum rs_seen_sort sort);
/* The first one included; of the request too. */
uint32_t rs_seen_copies(const struct rs_tracker *t, const struct rs_transaction *tx,
                        enum rs_seen_sort sort);

/* requests (requests.c) */
/* What one is found by: key is its rs_keys.request, or that of another method. */
struct rs_digest rs_request_key(struct rs_digest key, const struct rs_keys *k,
                                const struct rs_msg *m, const struct rs_view *v);
struct rs_request *rs_request_find(struct rs_tracker *t, const struct rs_step *s,
                                   enum rs_method method);
struct rs_request *rs_request_open(struct rs_tracker *t, struct rs_step *s);
void rs_request_add_hop(struct rs_tracker *t, struct rs_request *r, struct rs_transaction *tx);
/* It will end soon: ask of memory for what goes with it. */
void rs_request_expect_end(const struct rs_tracker *t, const struct rs_request *r);
void rs_request_drop_hop(struct rs_tracker *t, struct rs_transaction *tx);
/* A failure with the To tag of this ACK was seen. */
bool rs_request_failed_with(const struct rs_tracker *t, const struct rs_request *r,
                            const struct rs_step *ack);
/* True the first time that status and To tag are seen on any hop of it. */
bool rs_request_first_sight(struct rs_tracker *t, struct rs_request *r, const struct rs_step *s);
struct rs_dialog *rs_request_dialog(const struct rs_tracker *t, const struct rs_request *r);
void rs_request_tie(struct rs_request *r, const struct rs_dialog *d);
/* What of its keys it remembers beside its own. */
static inline uint32_t rs_request_half(const struct rs_keys *k)
{
    return rs_fold32(k->half.lo);
}
/* NULL: it has nothing more; _get makes it. */
struct rs_request_more *rs_request_more(const struct rs_tracker *t, const struct rs_request *r);
struct rs_request_more *rs_request_more_get(struct rs_tracker *t, struct rs_request *r);
/* An ACK came before the answer (reordered, or that one was missed) / came for this answer. */
void rs_request_acked_early(struct rs_tracker *t, struct rs_request *r, const struct rs_step *ack,
                            bool on_hop);
bool rs_request_was_acked(const struct rs_tracker *t, const struct rs_request *r,
                          const struct rs_step *answer);

/* messages by kind (on_request.c, on_response.c, on_ack.c, on_cancel.c) */
void rs_on_request(struct rs_tracker *t, struct rs_step *s);
void rs_on_response(struct rs_tracker *t, struct rs_step *s);
void rs_on_ack(struct rs_tracker *t, struct rs_step *s);
void rs_cancel_seen(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx,
                    bool first_hop);
void rs_cancel_answered(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx);
void rs_loop_check(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                   struct rs_transaction *tx);

/* messages that belong to nothing (strays.c): seen before? Sets role and retransmission_of then */
enum rs_copy_verdict rs_stray_judge(struct rs_tracker *t, struct rs_step *s);
/* A final answer to an INVITE that was missed is remembered; was there one for this ACK? */
void rs_stray_answer(struct rs_tracker *t, const struct rs_step *s);
bool rs_stray_answered(const struct rs_tracker *t, const struct rs_step *s);

/* held responses (held.c) */
bool rs_held_keep(struct rs_tracker *t, struct rs_step *s);
/* Its request came: a request's responses and ACKs. An answer came: its ACKs. */
void rs_held_release(struct rs_tracker *t, const struct rs_step *s);
void rs_held_release_acks(struct rs_tracker *t, const struct rs_step *s);
void rs_held_timer(struct rs_tracker *t, struct rs_held *h);
void rs_held_finish(struct rs_tracker *t);

/* dialogs (dialogs.c, dialog_machine.c, dialog_request.c, dialog_response.c, dialog_timers.c) */
enum rs_dialog_event {
    RS_DLG_PROVISIONAL,     /* 100, or 1xx without To tag */
    RS_DLG_RING,            /* 101-199 with To tag */
    RS_DLG_ANSWER,          /* 2xx */
    RS_DLG_REDIRECT,        /* 3xx */
    RS_DLG_CHALLENGE,       /* 401, 407 */
    RS_DLG_CANCELLED,       /* 487 */
    RS_DLG_REJECT,          /* any other failure */
    RS_DLG_NO_ANSWER,
    RS_DLG_STALL,
    RS_DLG_EARLY_ENDED,     /* 199 */
    RS_DLG_FORK_LOST,
    RS_DLG_BYE,
    RS_DLG_BYE_ANSWERED,
    RS_DLG_BYE_CHALLENGED,
    RS_DLG_BYE_TIMEOUT,
    RS_DLG_FATAL,           /* an answer inside it that ends it (5057, 12.2.1.2) */
    RS_DLG_REPLACED,
    RS_DLG_LAPSED,          /* a subscription that nobody refreshed */
    RS_DLG_IDLE,
    RS_DLG_EVENT__COUNT
};

enum { RS_END_KEEP = 255 };  /* the cell leaves the reason alone */

struct rs_dialog_cell {
    uint8_t next;    /* enum rs_dialog_state */
    uint8_t end;     /* enum rs_dialog_end, RS_END_KEEP */
    bool known;      /* false: an empty cell */
};

struct rs_dialog_cell rs_dialog_machine(enum rs_dialog_state state, enum rs_dialog_event event);
const char *rs_dialog_event_name(enum rs_dialog_event e);

/* Move on; returns true when the state changed. */
bool rs_dialog_step(struct rs_tracker *t, struct rs_dialog *d, enum rs_dialog_event event,
                    int64_t time_us, uint64_t frame);
struct rs_dialog *rs_dialog_find(struct rs_tracker *t, const struct rs_step *s);
struct rs_dialog *rs_dialog_open(struct rs_tracker *t, struct rs_step *s, struct rs_digest key);
struct rs_dialog *rs_dialog_fork(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *first);
struct rs_dialog *rs_dialog_notified_fork(struct rs_tracker *t, struct rs_step *s,
                                          struct rs_dialog *first);
void rs_dialog_set_callee(struct rs_tracker *t, const struct rs_step *s, struct rs_dialog *d,
                          struct rs_digest tag, struct rs_span tag_text);
void rs_dialog_make_room(struct rs_tracker *t, const struct rs_origin *o);
struct rs_event rs_dialog_event_now(struct rs_tracker *t, const struct rs_dialog *d,
                                    enum rs_event_kind kind);
void rs_dialog_close(struct rs_tracker *t, struct rs_dialog *d, enum rs_closing why);
/* It will be closed soon: what goes with it is asked of memory. */
void rs_dialog_expect_end(const struct rs_tracker *t, const struct rs_dialog *d);
/* It is over, or about to be: what the message at hand says of why, for its record. */
void rs_dialog_reason(struct rs_tracker *t, struct rs_dialog *d, const struct rs_step *s);
void rs_dialog_arm(struct rs_tracker *t, struct rs_dialog *d);
void rs_dialog_party(struct rs_tracker *t, struct rs_dialog *d, const struct rs_step *s);
bool rs_dialog_has_party(const struct rs_tracker *t, const struct rs_dialog *d,
                         const struct rs_addr *a);
/* No more are told apart: who is none cannot be said. */
bool rs_dialog_is_crowded(const struct rs_dialog *d);
/* For which side that address has sent messages: 1 caller, 2 callee, 3 both, 0 none. */
unsigned rs_dialog_party_side(const struct rs_tracker *t, const struct rs_dialog *d,
                              const struct rs_addr *a);
/* Another text; false: there is no room. */
bool rs_dialog_keep(struct rs_tracker *t, struct rs_dialog *d, enum rs_dialog_text which,
                    struct rs_span text);
static inline struct rs_side rs_side(uint32_t cseq, unsigned method, int64_t now_us)
{
    return (struct rs_side){
        .cseq = cseq, .cseq_us = now_us, .cseq_method = method & 127, .cseq_set = true};
}
void rs_dialog_annotate(const struct rs_dialog *d, struct rs_dialog_note *n);
void rs_dialog_touch(struct rs_tracker *t, struct rs_dialog *d, const struct rs_step *s);
/* A request seen for the first time: opens, finds and moves its dialog. */
void rs_dialog_request(struct rs_tracker *t, struct rs_step *s, struct rs_request *r);
/* A response seen for the first time on any hop of r. */
void rs_dialog_response(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                        struct rs_transaction *tx);
/* The dialog this response belongs to, without moving it. */
struct rs_dialog *rs_dialog_of_response(struct rs_tracker *t, const struct rs_step *s,
                                        const struct rs_request *r);
void rs_dialog_ack(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d);
void rs_dialog_2xx_again(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                         const struct rs_transaction *tx);
/* Its INVITE, or a request in it, timed out on the hop nearest the sender. */
void rs_dialog_request_timeout(struct rs_tracker *t, struct rs_request *r,
                               const struct rs_transaction *tx, bool stalled);
/* There is no room for it any longer: nobody else says when it should have been answered. */
void rs_dialog_request_forgotten(struct rs_tracker *t, struct rs_request *r,
                                 const struct rs_transaction *tx);
void rs_dialog_timer(struct rs_tracker *t, struct rs_dialog *d);
void rs_dialog_media(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d, bool check);
uint8_t rs_dialog_media_place(const struct rs_tracker *t, const struct rs_dialog *d,
                              const struct rs_addr *a);
bool rs_dialog_media_nowhere(uint8_t place); /* 0.0.0.0, :: */
struct rs_addr rs_dialog_media_at(const struct rs_tracker *t, const struct rs_dialog *d,
                                  uint8_t place);

/* reliable provisional responses (reliable.c) */
struct rs_reliable *rs_reliable_of(const struct rs_tracker *t, const struct rs_dialog *d);
void rs_reliable_forget(struct rs_tracker *t, struct rs_dialog *d);
void rs_reliable_response(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d);
void rs_reliable_prack(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d);

/* subscriptions (subscriptions.c, subscription_machine.c; subscription_message.c: what messages do) */
struct rs_subscription *rs_subscription_find(struct rs_tracker *t, const struct rs_dialog *d,
                                             struct rs_span package, uint32_t id);
/* NULL when that cannot be. */
struct rs_subscription *rs_subscription_open(struct rs_tracker *t, const struct rs_step *s,
                                             struct rs_dialog *d, struct rs_span package,
                                             uint32_t id);
void rs_subscription_step(struct rs_tracker *t, struct rs_subscription *b, enum rs_sub_event event,
                          enum rs_sub_end end, uint64_t frame);
void rs_subscription_forget(struct rs_tracker *t, struct rs_subscription *b);
/* All of a dialog's. */
void rs_subscriptions_forget(struct rs_tracker *t, struct rs_dialog *d);
/* A failure ended the dialog, and them with it. */
void rs_subscriptions_end(struct rs_tracker *t, struct rs_dialog *d, uint64_t frame);
/* What the dialog's record says of them. */
void rs_subscription_record(const struct rs_tracker *t, const struct rs_dialog *d,
                            struct rs_dialog_record *r);
/* When the last of them that has an end ends; -1: none has. */
int64_t rs_subscriptions_lapse(const struct rs_tracker *t, const struct rs_dialog *d);
void rs_subscription_timer(struct rs_tracker *t, struct rs_subscription *b);
/* A SUBSCRIBE, REFER or NOTIFY, or a response to one, seen for the first time. d may be NULL. */
void rs_subscription_request(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d);
void rs_subscription_response(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r);
void rs_subscription_unanswered(struct rs_tracker *t, const struct rs_request *r,
                                struct rs_dialog *d);

/* offers and answers (offers.c, offer_machine.c, media_lines.c) */
void rs_offer_sdp(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d);
void rs_offer_refused(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d);
void rs_offer_inherit(struct rs_tracker *t, struct rs_dialog *d, const struct rs_dialog *first);
void rs_offer_forget(struct rs_tracker *t, struct rs_dialog *d);
void rs_offer_record(const struct rs_tracker *t, const struct rs_dialog *d,
                     struct rs_session_record *r);

/* session timers (session_timers.c, session_timer_machine.c) */
void rs_session_timer_request(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d);
void rs_session_timer_response(struct rs_tracker *t, struct rs_step *s, const struct rs_request *r,
                               struct rs_dialog *d);
void rs_session_timer_stop(struct rs_tracker *t, struct rs_dialog *d);
void rs_session_timer_forget(struct rs_tracker *t, struct rs_dialog *d);
void rs_session_timer_record(const struct rs_tracker *t, const struct rs_dialog *d,
                             struct rs_session_timer_record *r);
uint32_t rs_session_timer_seconds(const struct rs_tracker *t, const struct rs_dialog *d);
void rs_session_timer_due(struct rs_tracker *t, struct rs_dialog *d);

/* publications (publications.c, publication_machine.c) */
void rs_publication_request(struct rs_tracker *t, struct rs_step *s);
void rs_publication_response(struct rs_tracker *t, struct rs_step *s);
void rs_publication_timer(struct rs_tracker *t, struct rs_publication *p);

/* conditional requests (conditionals.c) */
enum rs_rounds { RS_ROUNDS_412, RS_ROUNDS_423, RS_ROUNDS_422, RS_ROUNDS_422_CALL };
/* One more of that kind: how many in a row within a minute. */
uint32_t rs_conditional_round(struct rs_tracker *t, const struct rs_step *s, enum rs_rounds kind,
                              struct rs_digest what);
void rs_conditional_passed(struct rs_tracker *t, enum rs_rounds kind, struct rs_digest what);
struct rs_digest rs_conditional_key(const struct rs_tracker *t, const struct rs_step *s,
                                    struct rs_span package);
/* A final response to REGISTER, SUBSCRIBE or PUBLISH; a 422. */
void rs_conditional_response(struct rs_tracker *t, struct rs_step *s, struct rs_span package);
void rs_conditional_422(struct rs_tracker *t, struct rs_step *s);

/* bindings (bindings.c, binding_machine.c; bindings_message.c: what REGISTER does to them) */

/* A contact as a message has it. */
struct rs_contact {
    struct rs_digest aor_key, key;
    struct rs_span aor, uri, instance, epid;
    uint32_t reg_id;
    bool wildcard;
};

/* The binding of that name, made when there is none; NULL when that cannot be. */
struct rs_binding *rs_binding_get(struct rs_tracker *t, const struct rs_step *s,
                                  const struct rs_contact *c);
/* Move on and tell what changed; s may be NULL (timers). False: it is over, and forgotten. */
bool rs_binding_step(struct rs_tracker *t, struct rs_step *s, struct rs_binding *b,
                     enum rs_binding_event event);
void rs_binding_forget(struct rs_tracker *t, struct rs_binding *b);
void rs_binding_timer(struct rs_tracker *t, struct rs_binding *b);
/* A REGISTER, or a response to one, seen for the first time. */
void rs_binding_request(struct rs_tracker *t, struct rs_step *s);
void rs_binding_response(struct rs_tracker *t, struct rs_step *s);
void rs_binding_flow_failed(struct rs_tracker *t, struct rs_step *s, uint32_t uri_print);

/* sign-ins (signins.c; signin_loop.c: whether they come to an end, L602) */
static inline struct rs_digest rs_signin_key(const struct rs_keys *k, unsigned method)
{
    return rs_digest_plus(k->half, 0, method);
}
void rs_signin_request(struct rs_tracker *t, struct rs_step *s);
void rs_signin_response(struct rs_tracker *t, struct rs_step *s, bool first_sight);
void rs_signin_close(struct rs_tracker *t, struct rs_signin *g, enum rs_closing why);
/* A REGISTER that was seen before is sent again. */
void rs_signin_again(struct rs_tracker *t, const struct rs_step *s);
void rs_signin_credentials(struct rs_tracker *t, struct rs_signin *g, const struct rs_step *s,
                           enum rs_header_id header);
void rs_signin_challenged(struct rs_tracker *t, struct rs_signin *g, const struct rs_step *s);
void rs_signin_accepted(struct rs_tracker *t, const struct rs_signin *g);
void rs_signin_clock(struct rs_tracker *t, const struct rs_signin *g, const struct rs_step *s);
/* A CANCEL that its server will not answer (MS-SIPAE 3): it demands signatures, and this has none. */
bool rs_signin_drops(const struct rs_tracker *t, const struct rs_step *s);
void rs_signin_timer(struct rs_tracker *t, struct rs_signin *g);

/* what a sign-in's record has beside it: rounds (signin_rounds.c) */
void rs_signin_round(struct rs_tracker *t, struct rs_signin *g, const struct rs_step *s);
void rs_signin_round_again(struct rs_tracker *t, const struct rs_signin *g, const struct rs_step *s);
void rs_signin_round_answered(struct rs_tracker *t, const struct rs_signin *g,
                              const struct rs_step *s, bool again);
void rs_signin_rounds_record(const struct rs_tracker *t, const struct rs_signin *g,
                             struct rs_registration_record *r);
void rs_signin_rounds_forget(struct rs_tracker *t, struct rs_signin *g);
/*
 * ... and contacts (signin_contacts.c).
 * That event is about to happen to the binding; na: the value of the 2xx, NULL: it has none.
 */
void rs_signin_contact(struct rs_tracker *t, struct rs_step *s, const struct rs_binding *b,
                       const struct rs_name_addr *na, enum rs_binding_event event);
/* All of those are this sign-in's; NULL: nobody's. */
void rs_signin_take_contacts(struct rs_tracker *t, struct rs_signin *g, struct rs_step *s);
void rs_signin_contacts_record(const struct rs_tracker *t, const struct rs_signin *g,
                               struct rs_registration_record *r);
void rs_signin_contacts_forget(struct rs_tracker *t, struct rs_signin *g);
/* all of it, told (signin_record.c) */
void rs_signin_record(struct rs_tracker *t, const struct rs_signin *g, enum rs_closing why);

#endif
