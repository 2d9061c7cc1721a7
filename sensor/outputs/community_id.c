#include "outputs/community_id.h"

#include <glib.h>
#include <string.h>

uint8_t rs_transport_ip_protocol(enum rs_transport t)
{
    if (t == RS_TRANSPORT_UDP)
        return 17;
    return t == RS_TRANSPORT_SCTP || t == RS_TRANSPORT_TLS_SCTP ? 132 : 6;
}

static size_t addr_octets(const struct rs_addr *a)
{
    return a->family == 6 ? 16 : 4;
}

/* The spec orders by address octets, then by port. */
static bool is_ordered(const struct rs_endpoint *a, const struct rs_endpoint *b)
{
    int order = memcmp(a->addr.octet, b->addr.octet, addr_octets(&a->addr));

    return order < 0 || (order == 0 && a->port <= b->port);
}

static size_t put_u16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
    return 2;
}

static size_t put_addr(uint8_t *p, const struct rs_addr *a)
{
    memcpy(p, a->octet, addr_octets(a));
    return addr_octets(a);
}

/* seed . address . address . protocol . 0 . port . port, at most 40 octets. */
static size_t tuple(uint8_t *p, const struct rs_endpoint *a, const struct rs_endpoint *b,
                    uint8_t protocol, uint16_t seed)
{
    const struct rs_endpoint *low = is_ordered(a, b) ? a : b;
    const struct rs_endpoint *high = low == a ? b : a;
    size_t n = put_u16(p, seed);

    n += put_addr(p + n, &low->addr);
    n += put_addr(p + n, &high->addr);
    p[n++] = protocol;
    p[n++] = 0;
    n += put_u16(p + n, low->port);
    return n + put_u16(p + n, high->port);
}

static void base64(const uint8_t *p, size_t n, char *out)
{
    static const char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16;

        v |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
        v |= i + 2 < n ? p[i + 2] : 0;
        *out++ = digits[v >> 18];
        *out++ = digits[v >> 12 & 63];
        *out++ = i + 1 < n ? digits[v >> 6 & 63] : '=';
        *out++ = i + 2 < n ? digits[v & 63] : '=';
    }
    *out = '\0';
}

void rs_community_id(const struct rs_endpoint *a, const struct rs_endpoint *b, uint8_t protocol,
                     uint16_t seed, char *buf)
{
    uint8_t octets[40], digest[20];
    gsize length = sizeof digest;
    GChecksum *sha1 = g_checksum_new(G_CHECKSUM_SHA1);

    g_checksum_update(sha1, octets, (gssize)tuple(octets, a, b, protocol, seed));
    g_checksum_get_digest(sha1, digest, &length);
    g_checksum_free(sha1);
    memcpy(buf, "1:", 2);
    base64(digest, sizeof digest, buf + 2);
}

uint64_t rs_flow_id(const struct rs_endpoint *a, const struct rs_endpoint *b, uint8_t protocol)
{
    uint8_t octets[40];
    size_t n = tuple(octets, a, b, protocol, 0);
    uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a: no secret, so equal in every run */

    for (size_t i = 0; i < n; i++)
        hash = (hash ^ octets[i]) * 0x100000001b3u;
    hash ^= hash >> 32; /* the low bits alone would not hear of the last octets' high ones */
    return hash & ((UINT64_C(1) << 51) - 1);
}
