/*
 * message -> finding: peers that are asked OPTIONS in equal intervals, and what
 * becomes of it (Q508). A pair of addresses earns its place by a cadence; when
 * the table is full a pair without one goes first.
 */
#ifndef RS_FIND_PINGS_H
#define RS_FIND_PINGS_H

#include "base/policy.h"
#include "base/table.h"
#include "track/annotation.h"

struct rs_pings {
    struct rs_hash hash;
    struct rs_table table;
};

struct rs_ping_verdict {
    bool unreachable; /* told now for the first time since it answered last */
    bool more;        /* ... or once more */
    uint32_t failed;  /* in a row */
    int64_t interval_us, last_good_us; /* last_good_us: -1: never */
};

int rs_pings_init(struct rs_pings *p, const struct rs_hash_key *key, uint32_t capacity);
void rs_pings_fini(struct rs_pings *p);

/* A new OPTIONS outside dialogs. */
void rs_pings_request(struct rs_pings *p, const struct rs_policy *policy,
                      const struct rs_origin *o);
/* Its final answer; o is the answer's. */
struct rs_ping_verdict rs_pings_answer(struct rs_pings *p, const struct rs_policy *policy,
                                       const struct rs_origin *o, unsigned status);
/* None came; o is the request's. */
struct rs_ping_verdict rs_pings_silence(struct rs_pings *p, const struct rs_policy *policy,
                                        const struct rs_origin *o);

#endif
