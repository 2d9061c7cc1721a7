#include "base/endpoint_key.h"

#include <string.h>

struct rs_digest rs_address_key(const struct rs_hash *h, const struct rs_addr *a)
{
    unsigned char octets[17];
    if (a->family == 4) {
        uint32_t four;
        memcpy(&four, a->octet, sizeof four);
        uint64_t word = (uint64_t)four << 32 | 4; /* no 17 octets have the digest of 8 */
        return rs_digest(h, &word, sizeof word);
    }
    octets[0] = a->family;
    memcpy(octets + 1, a->octet, 16);
    return rs_digest(h, octets, sizeof octets);
}

struct rs_digest rs_endpoint_key(const struct rs_hash *h, const struct rs_endpoint *e)
{
    return rs_endpoint_key_at(rs_address_key(h, &e->addr), e->port);
}

struct rs_digest rs_net_key(const struct rs_hash *h, const struct rs_addr *a)
{
    struct rs_addr net = *a;
    size_t kept = a->family == 4 ? 3 : 6;
    memset(net.octet + kept, 0, sizeof net.octet - kept);
    return rs_address_key(h, &net);
}
