/*
 * T205: a server whose clients retransmit a lot (semantics 5.3). Counts by
 * destination in windows of 60 s and 10 s; bounded, the server silent for
 * longest is forgotten.
 */
#ifndef RS_FIND_STORM_H
#define RS_FIND_STORM_H

#include "base/origin.h"
#include "base/table.h"

struct rs_storms {
    struct rs_hash hash;
    struct rs_table table;
};

struct rs_storm_verdict {
    bool storm;          /* the threshold was crossed with this request */
    uint32_t requests, retransmissions;
    const char *subkind; /* "ratio" or "burst" */
};

int rs_storms_init(struct rs_storms *s, const struct rs_hash_key *key, uint32_t capacity);
void rs_storms_fini(struct rs_storms *s);

/* One will be given soon: ask of memory for its server's place, then for the server. */
void rs_storms_expect(const struct rs_storms *s, const struct rs_origin *o);
void rs_storms_expect_soon(const struct rs_storms *s, const struct rs_origin *o);

/* One more request to o->dst, new or retransmitted. */
struct rs_storm_verdict rs_storms_request(struct rs_storms *s, const struct rs_origin *o,
                                          int64_t now_us, bool retransmission);

#endif
