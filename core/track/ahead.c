#include "track/ahead.h"

#include <string.h>

#include "base/endpoint_key.h"

int rs_flow_order(const struct rs_addr *a, const struct rs_addr *b)
{
    if (a->family != b->family)
        return a->family < b->family ? -1 : 1;
    return memcmp(a->octet, b->octet, sizeof a->octet);
}

struct rs_digest rs_flow_key(const struct rs_hash *hash, const struct rs_addr *a,
                             const struct rs_addr *b)
{
    bool swap = rs_flow_order(a, b) > 0;
    const struct rs_addr *low = swap ? b : a, *high = swap ? a : b;
    unsigned char pair[34];
    pair[0] = low->family;
    pair[1] = high->family;
    memcpy(pair + 2, low->octet, 16);
    memcpy(pair + 18, high->octet, 16);
    return rs_digest(hash, pair, sizeof pair);
}

void rs_ahead_make(struct rs_ahead *a, const struct rs_hash *hash, const struct rs_origin *origin,
                   const struct rs_msg *msg, const struct rs_view *view)
{
    const struct rs_endpoint *asks = msg->kind == RS_MSG_REQUEST ? &origin->src : &origin->dst;
    a->flow = rs_flow_key(hash, &origin->src.addr, &origin->dst.addr);
    a->asks = rs_address_key(hash, &asks->addr);
    if (!view->trackable)
        return;
    rs_keys_make(&a->keys, hash, view);
    rs_copy_make(&a->copy, hash, origin,
                 rs_fold32(rs_fingerprint(hash, msg->octets.p, msg->octets.n)));
}
