/*
 * T205: a server whose clients retransmit a lot (semantics 5.3). Counts by
 * destination in windows of 60 s and 10 s; bounded, the server silent for
 * longest is forgotten.
 */
#ifndef RS_FIND_STORM_H
#define RS_FIND_STORM_H

#include "base/table.h"

struct rs_storms {
    struct rs_table table;
};

struct rs_storm_verdict {
    bool storm;          /* the threshold was crossed with this request */
    uint32_t requests, retransmissions;
    const char *subkind; /* "ratio" or "burst" */
};

int rs_storms_init(struct rs_storms *s, uint32_t capacity);
void rs_storms_fini(struct rs_storms *s);

/* One more request to the server with that key, new or retransmitted. */
struct rs_storm_verdict rs_storms_request(struct rs_storms *s, struct rs_digest server,
                                          int64_t now_us, bool retransmission);

#endif
