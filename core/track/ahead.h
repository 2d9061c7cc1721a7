/*
 * message -> transaction: what the tracker works out of one message alone,
 * before its turn and in any thread. The caller owns it; texts are not kept.
 */
#ifndef RS_TRACK_AHEAD_H
#define RS_TRACK_AHEAD_H

#include "base/endpoint_key.h"
#include "track/copies.h"
#include "track/keys.h"

/* Where what the keys name stood when it was asked of memory; 0: nowhere, or nobody has looked. */
struct rs_met {
    uint32_t flow, transaction, request, call, dialog;
};

struct rs_ahead {
    struct rs_digest flow; /* of the pair of addresses */
    /* rs_address_key of a request's source and a response's goal; of the other of the two. */
    struct rs_digest asks, asked;
    struct rs_keys keys; /* this and `copy`: of a message that is trackable */
    struct rs_copy copy; /* its time is set when its turn has come */
    struct rs_met met;   /* by the tracker: where it looks first */
};

/* hash: the tracker's own (rs_tracker_hash). */
void rs_ahead_make(struct rs_ahead *a, const struct rs_hash *hash, const struct rs_origin *origin,
                   const struct rs_msg *msg, const struct rs_view *view);

/* The endpoint that is asked: a request's goal, a response's source. */
static inline struct rs_digest rs_ahead_server(const struct rs_ahead *a, uint16_t port)
{
    return rs_endpoint_key_at(a->asked, port);
}

/* The same for both ways between two addresses. */
struct rs_digest rs_flow_key(const struct rs_hash *hash, const struct rs_addr *a,
                             const struct rs_addr *b);
/* Which of them comes first in it: below 0, 0 or above, as memcmp. */
int rs_flow_order(const struct rs_addr *a, const struct rs_addr *b);

#endif
