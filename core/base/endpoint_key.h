/*
 * Keys of endpoints for tables: keyed digests of what makes an address, an
 * address and port, or a network one and the same.
 */
#ifndef RS_BASE_ENDPOINT_KEY_H
#define RS_BASE_ENDPOINT_KEY_H

#include "base/endpoint.h"
#include "base/hash.h"

struct rs_digest rs_address_key(const struct rs_hash *h, const struct rs_addr *a);
struct rs_digest rs_endpoint_key(const struct rs_hash *h, const struct rs_endpoint *e);
/* The same of an address whose key is known. */
static inline struct rs_digest rs_endpoint_key_at(struct rs_digest address, uint16_t port)
{
    return rs_digest_plus(address, port + 1u, 0);
}
/* /24 or /48 */
struct rs_digest rs_net_key(const struct rs_hash *h, const struct rs_addr *a);

#endif
