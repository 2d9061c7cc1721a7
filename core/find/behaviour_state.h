/*
 * The inside of behaviour.c, shared by the files that each know one finding or
 * one family of them.
 */
#ifndef RS_FIND_BEHAVIOUR_STATE_H
#define RS_FIND_BEHAVIOUR_STATE_H

#include "base/distinct.h"
#include "base/slab.h"
#include "base/table.h"
#include "base/window.h"
#include "find/alarm.h"
#include "find/attempts.h"
#include "find/behaviour.h"
#include "find/deed.h"
#include "find/evidence.h"
#include "find/first.h"

enum {
    RS_MICROSECONDS = 1000000, /* a second */
    RS_WAITING_MAX = 256,
    RS_SAMPLE = 6,            /* users shown as examples */
    RS_METHODS_SHOWN = 8
};

/* All objects begin like this. */
struct rs_watched {
    struct rs_table_link link;
    int64_t last_us;
};

/* Credentials that wait for their answer. */
struct rs_try {
    uint64_t transaction;     /* its number; 0: none */
    uint32_t response, nonce, username, realm, agent; /* prints */
    uint8_t scheme;           /* enum rs_auth_scheme */
};

/* A source, or behind a peer an address of record. What each message touches comes first. */
struct rs_subject {
    struct rs_watched w;
    uint32_t policy;          /* for which the next two hold */
    bool monitor, peer;       /* listed */
    bool relays;              /* it was seen to send on what came to it */
    bool learned;             /* a peer, as far as can be seen (peers.c) */
    uint8_t opened;           /* opening requests, up to 2 */
    struct rs_alarm flood;
    bool reflects;
    bool scans, probes;       /* false: no scan, no prober is made for its address */
    uint32_t scan, prober, caller; /* where those of it stood that were seen last; 0: unknown */
    /* When it was let in, or a call of its was answered; 0: never. And where last. */
    int64_t ok_us;
    uint64_t ok_service;
    int64_t engaged_us;       /* when it went on with what it began; 0: never */
    uint64_t users;           /* that were let in or answered from there: bits of their prints */
    struct rs_window requests; /* flooding.c, reflection.c */
    int64_t requests_us;      /* since when there are any in it */
    int64_t hot_us;           /* since when octets are counted; 0: they are not */
    uint32_t methods[RS_METHODS_SHOWN];
    struct rs_try try;        /* the newest of its credentials under way */
    uint64_t octets_in, octets_out; /* of requests; of answers */
    int64_t users_us;         /* since when users are collected */
    int64_t out_us, in_us;    /* when its calls were first answered, and calls to it; 0: never */
    struct rs_first first;    /* of opening requests */
};

/* What was put off: look at it again then. */
struct rs_delayed {
    int64_t due_us;
    struct rs_digest key;     /* of a prober */
};

/* How many lists of attempts, and suspicions, each of them has. */
enum { RS_PROBER_LISTS = 1, RS_SCAN_LISTS = 2, RS_SUSPICIONS = 3 };

struct rs_behaviour {
    struct rs_hash hash;
    const struct rs_policy *policy;
    uint32_t policy_number;
    void (*report)(void *user, const struct rs_finding *f);
    void *user;
    int64_t now_us;
    const struct rs_annotation *note; /* the message at hand */
    struct rs_deed deed;      /* what it shows done */
    struct rs_subject *doer;  /* and by whom; NULL: nothing is done, or no memory */
    struct rs_digest base;    /* to make digests of numbers */
    struct rs_table subjects; /* struct rs_subject */
    struct rs_table tries;    /* credentials under way but each source's newest (credentials.c) */
    struct rs_table logins;   /* who was let in (credentials.c) */
    struct rs_table guessers; /* source on address of record (guessing.c) */
    struct rs_table sprayers; /* source (spraying.c) */
    struct rs_table accounts; /* address of record that is guessed at (accounts.c) */
    struct rs_table probers;  /* source at server (probing.c) */
    struct rs_table scans;    /* source (scanning.c) */
    struct rs_slab attempts;  /* of these two: blocks of their long lists (attempts.h) */
    struct rs_slab origins;   /* and messages at which something may be so (suspicion.h) */
    struct rs_table servers;  /* address and port (flooding.c) */
    struct rs_table callees;  /* address of record (flooding.c) */
    struct rs_table fuzzers;  /* source (fuzzing.c) */
    struct rs_table victims;  /* destination (reflection.c) */
    uint32_t server;          /* where the one called last stood */
    bool subjects_forgotten;  /* some were, ever */
    struct rs_table callers;  /* source, address of record behind a peer (callers.c) */
    struct rs_table spenders; /* address of record, source (fraud.c) */
    struct rs_table costly;   /* dialogs (fraud.c) */
    int64_t hot_us;           /* when octets were counted of anybody (reflection.c); 0: never */
    struct rs_delayed waiting[RS_WAITING_MAX];
    uint32_t waiting_first, waiting_count;
};

/* ---- objects ---- */

/* Found or new, touched; NULL when there is no memory. Zeroed but for its head when new. */
void *rs_watched_get(struct rs_behaviour *b, struct rs_table *t, struct rs_digest key);
/* The same of one that stood at *at when it was seen last; *at is where it stands now. */
void *rs_watched_get_at(struct rs_behaviour *b, struct rs_table *t, struct rs_digest key,
                        uint32_t *at);
/* One that cannot be there yet. */
void *rs_watched_add(struct rs_behaviour *b, struct rs_table *t, struct rs_digest key);
void rs_watched_touch(const struct rs_behaviour *b, struct rs_watched *w);
/* Rank 1: it came again. 2: it is under suspicion. Never lowered but by an hour of silence. */
void rs_watched_rank(struct rs_table *t, struct rs_watched *w, unsigned rank);

/* Whom to count it to: the source's address, behind a peer the address of record. */
struct rs_digest rs_subject_key(const struct rs_subject *s, const struct rs_deed *d);

void rs_put_off(struct rs_behaviour *b, struct rs_digest key, int64_t delay_us);

/* peers.c: sources with many users behind them */
void rs_peer_answered(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);
void rs_peer_suspect(struct rs_behaviour *b, struct rs_digest source);
/* At least eight users were let in or answered from there within an hour. */
bool rs_is_gateway(const struct rs_subject *s);
/* It was let in, or a call of its was answered, within an hour. */
bool rs_is_ok(const struct rs_behaviour *b, const struct rs_subject *s);

/* Behind it are others: listed, learned, or seen to relay. */
static inline bool rs_has_many(const struct rs_subject *s)
{
    return s->peer || s->relays || s->learned;
}

static inline uint32_t rs_print(struct rs_digest d)
{
    return (uint32_t)(d.lo ^ d.lo >> 32);
}

static inline uint32_t rs_number(const struct rs_behaviour *b, enum rs_number n)
{
    return rs_policy_number(b->policy, n);
}

/* A number of seconds. */
static inline int64_t rs_number_us(const struct rs_behaviour *b, enum rs_number n)
{
    return (int64_t)rs_policy_number(b->policy, n) * RS_MICROSECONDS;
}

/* Digits of a number; at most 10. Returns how many. */
size_t rs_number_text(char *out, uint32_t value);

/* deed_expect.c: what a deed will touch is asked of memory. */
void rs_deed_expect(const struct rs_behaviour *b, const struct rs_subject *s,
                    const struct rs_deed *d);

/* ---- telling ---- */

struct rs_telling {
    struct rs_finding f;
    struct rs_evidence_text text;
};

/* A finding on the message at hand, the catalogue's severity, owned by `owner`. */
void rs_telling_begin(struct rs_telling *t, const struct rs_deed *d, enum rs_finding_id id,
                      struct rs_digest owner, uint32_t count);
/* The same on an earlier message. */
void rs_telling_begin_at(const struct rs_behaviour *b, struct rs_telling *t,
                         const struct rs_origin *at, enum rs_finding_id id, struct rs_digest owner,
                         uint32_t count);
/* What the threshold was, and where it stands. */
void rs_telling_threshold(struct rs_telling *t, uint32_t threshold, int64_t window_us);
/* How many different ones; a sketch depends on the key, so that no number of it is told. */
void rs_telling_distinct(struct rs_telling *t, const char *name, struct rs_distinct *d,
                         int64_t now_us, int64_t window_us);
void rs_telling_end(struct rs_behaviour *b, struct rs_telling *t);
/* One that was told goes on. */
void rs_tell_more(struct rs_behaviour *b, const struct rs_deed *d, enum rs_finding_id id,
                  struct rs_digest owner, uint8_t severity);

/* ---- the findings; each file knows its objects ---- */

extern const size_t rs_tried_size, rs_login_size, rs_guesser_size, rs_prober_size;
extern const size_t rs_account_size, rs_sprayer_size;
extern const size_t rs_scan_size, rs_server_size, rs_callee_size, rs_fuzzer_size, rs_victim_size;
extern const size_t rs_caller_size, rs_spender_size, rs_costly_size;

/* credentials.c: which of them fail, and which are accepted */
void rs_credentials_sent(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);
void rs_credentials_answered(struct rs_behaviour *b, struct rs_subject *s, struct rs_deed *d);
/* Of an answer. */
void rs_credentials_expect(const struct rs_behaviour *b, const struct rs_subject *s,
                           const struct rs_deed *d);
/* The source goes: what it tried stays. */
void rs_credentials_keep(struct rs_behaviour *b, struct rs_subject *s);

/* Was the account let in before, from that source, or from any? */
struct rs_login_known {
    bool here, elsewhere;
};

/* accounts.c: S407 S408 */
void rs_crowd_failed(struct rs_behaviour *b, const struct rs_subject *s, const struct rs_deed *d);
void rs_account_suspect(struct rs_behaviour *b, const struct rs_deed *d, enum rs_finding_id id);
void rs_account_let_in(struct rs_behaviour *b, const struct rs_deed *d,
                       const struct rs_login_known *known);

/* spraying.c: S406 */
void rs_spray_failed(struct rs_behaviour *b, const struct rs_subject *s, const struct rs_deed *d,
                     const struct rs_try *t);
bool rs_spray_suspect(const struct rs_behaviour *b, const struct rs_deed *d, int64_t window_us);

/* guessing.c: S405 */
void rs_guess_failed(struct rs_behaviour *b, const struct rs_deed *d, const struct rs_try *t);

/* probing.c: S404 S412 */
bool rs_probe_counts(const struct rs_deed *d);
struct rs_attempt rs_probe_attempt(const struct rs_behaviour *b, const struct rs_deed *d);
bool rs_prober_is_known(const struct rs_behaviour *b, const struct rs_subject *s,
                        const struct rs_deed *d);
void rs_probe_request(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);
void rs_probe_answer(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);
void rs_probe_again(struct rs_behaviour *b, struct rs_digest key);
/* The prober goes: what it has elsewhere is given back. */
void rs_prober_forget(struct rs_behaviour *b, struct rs_watched *prober);

/* scanning.c: S401 */
bool rs_scan_counts(const struct rs_subject *s, const struct rs_deed *d);
uint32_t rs_scan_host(const struct rs_deed *d);
uint32_t rs_scan_question(const struct rs_deed *d);
bool rs_scan_is_known(const struct rs_behaviour *b, const struct rs_subject *s,
                      const struct rs_deed *d);
void rs_scan_request(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);
void rs_scan_answer(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);
void rs_scan_again(struct rs_behaviour *b, struct rs_digest key);
void rs_scan_forget(struct rs_behaviour *b, struct rs_watched *scan);

/* flooding.c: S413 S414 */
void rs_flood_request(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);
void rs_flood_call(struct rs_behaviour *b, const struct rs_deed *d);
void rs_flood_expect(const struct rs_behaviour *b, const struct rs_deed *d);
void rs_flood_call_ended(struct rs_behaviour *b, const struct rs_deed *d);

/* reflection.c: S423 */
void rs_reflect_request(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);
void rs_reflect_message(struct rs_behaviour *b, const struct rs_annotation *n);
void rs_reflect_unasked(struct rs_behaviour *b, const struct rs_event *e);

/* fuzzing.c: S421 */
void rs_fuzz_fault(struct rs_behaviour *b, const struct rs_finding *f);

/* callers.c: D307 D308 */
void rs_caller_answered(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d);
void rs_caller_hung_up(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d,
                       int64_t talked_us);

/* fraud.c: S411 */
void rs_fraud_call(struct rs_behaviour *b, const struct rs_subject *s, const struct rs_deed *d);
void rs_fraud_answered(struct rs_behaviour *b, const struct rs_deed *d);
void rs_fraud_hung_up(struct rs_behaviour *b, const struct rs_deed *d, uint64_t dialog);

#endif
