#include "base/origin_pack.h"

/* Which parts follow, beside what all have: TTL, ports, addresses. Above them the transport. */
enum part {
    SOURCE_6 = 1, /* the source is IPv6 */
    SOURCE_NONE = 2,
    DESTINATION_6 = 4,
    DESTINATION_NONE = 8,
    INTERFACE = 16,
    VLANS = 32,
    TUNNEL = 64,
    MACS = 128,
    IP_ID = 256,
    TRACE = 512,
    IMPORTED = 1024,
    TRANSPORT_SHIFT = 11
};

_Static_assert(RS_TRANSPORT__COUNT <= 32, "five bits for the transport");

/* ---- writing ---- */

static void put(char **at, const void *octets, size_t n)
{
    memcpy(*at, octets, n);
    *at += n;
}

static size_t addr_octets(unsigned parts, unsigned is_6, unsigned is_none)
{
    return parts & is_none ? 0 : parts & is_6 ? 16 : 4;
}

static unsigned parts_of(const struct rs_origin *o)
{
    uint8_t src = o->src.addr.family, dst = o->dst.addr.family;
    return (src == 6 ? SOURCE_6 : 0u) | (src ? 0u : SOURCE_NONE) |
           (dst == 6 ? DESTINATION_6 : 0u) | (dst ? 0u : DESTINATION_NONE) |
           (o->interface ? INTERFACE : 0u) | (o->vlan_count ? VLANS : 0u) |
           (o->tunnel || o->tunnel_number ? TUNNEL : 0u) | (o->mac_pair ? MACS : 0u) |
           (o->ip_id ? IP_ID : 0u) | (o->trace ? TRACE : 0u) | (o->imported ? IMPORTED : 0u);
}

size_t rs_origin_pack(const struct rs_origin *o, char to[RS_ORIGIN_PACKED_MAX])
{
    char *at = to;
    uint16_t parts = (uint16_t)(parts_of(o) | (unsigned)o->transport << TRANSPORT_SHIFT);
    uint32_t macs = rs_origin_macs(o);
    put(&at, &parts, sizeof parts);
    put(&at, &o->ttl, 1);
    put(&at, &o->src.port, 2);
    put(&at, &o->dst.port, 2);
    put(&at, o->src.addr.octet, addr_octets(parts, SOURCE_6, SOURCE_NONE));
    put(&at, o->dst.addr.octet, addr_octets(parts, DESTINATION_6, DESTINATION_NONE));
    if (parts & INTERFACE)
        put(&at, &o->interface, sizeof o->interface);
    if (parts & VLANS) {
        put(&at, &o->vlan_count, 1);
        put(&at, o->vlan, sizeof o->vlan);
    }
    if (parts & TUNNEL) {
        put(&at, &o->tunnel, sizeof o->tunnel);
        put(&at, &o->tunnel_number, sizeof o->tunnel_number);
    }
    if (parts & MACS)
        put(&at, &macs, sizeof macs);
    if (parts & IP_ID)
        put(&at, &o->ip_id, sizeof o->ip_id);
    if (parts & TRACE)
        put(&at, &o->trace, sizeof o->trace);
    return (size_t)(at - to);
}

/* ---- reading ---- */

static void get(const char **at, void *octets, size_t n)
{
    memcpy(octets, *at, n);
    *at += n;
}

static void get_addr(const char **at, struct rs_addr *a, size_t n)
{
    a->family = n == 16 ? 6 : n ? 4 : 0;
    get(at, a->octet, n);
}

struct rs_origin rs_origin_unpack(struct rs_span packed)
{
    struct rs_origin o = {.fragments = 1};
    const char *at = packed.p;
    uint16_t parts;
    uint32_t macs = 0;
    if (!packed.n)
        return o;
    get(&at, &parts, sizeof parts);
    o.transport = (uint8_t)(parts >> TRANSPORT_SHIFT);
    get(&at, &o.ttl, 1);
    get(&at, &o.src.port, 2);
    get(&at, &o.dst.port, 2);
    get_addr(&at, &o.src.addr, addr_octets(parts, SOURCE_6, SOURCE_NONE));
    get_addr(&at, &o.dst.addr, addr_octets(parts, DESTINATION_6, DESTINATION_NONE));
    if (parts & INTERFACE)
        get(&at, &o.interface, sizeof o.interface);
    if (parts & VLANS) {
        get(&at, &o.vlan_count, 1);
        get(&at, o.vlan, sizeof o.vlan);
    }
    if (parts & TUNNEL) {
        get(&at, &o.tunnel, sizeof o.tunnel);
        get(&at, &o.tunnel_number, sizeof o.tunnel_number);
    }
    if (parts & MACS)
        get(&at, &macs, sizeof macs);
    if (parts & IP_ID)
        get(&at, &o.ip_id, sizeof o.ip_id);
    if (parts & TRACE)
        get(&at, &o.trace, sizeof o.trace);
    o.mac_pair = macs;
    o.imported = parts & IMPORTED;
    return o;
}
