#include "track/ahead.h"

#include <string.h>

int rs_flow_order(const struct rs_addr *a, const struct rs_addr *b)
{
    if (a->family != b->family)
        return a->family < b->family ? -1 : 1;
    return memcmp(a->octet, b->octet, sizeof a->octet);
}

struct rs_digest rs_flow_key(const struct rs_hash *hash, const struct rs_addr *a,
                             const struct rs_addr *b)
{
    return rs_digest_either(rs_address_key(hash, a), rs_address_key(hash, b));
}

void rs_ahead_make(struct rs_ahead *a, const struct rs_hash *hash, const struct rs_origin *origin,
                   const struct rs_msg *msg, const struct rs_view *view)
{
    struct rs_digest src = rs_address_key(hash, &origin->src.addr);
    struct rs_digest dst = rs_address_key(hash, &origin->dst.addr);
    bool request = msg->kind == RS_MSG_REQUEST;
    a->flow = rs_digest_either(src, dst);
    a->asks = request ? src : dst;
    a->asked = request ? dst : src;
    a->met = (struct rs_met){0};
    if (!view->trackable)
        return;
    rs_keys_make(&a->keys, hash, view);
    rs_copy_make(&a->copy, hash, origin,
                 rs_fold32(rs_fingerprint(hash, msg->octets.p, msg->octets.n)));
}
