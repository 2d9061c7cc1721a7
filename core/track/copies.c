#include "track/copies.h"

#include <string.h>

#include "base/origin_pack.h"

enum {
    OTHER_PATH_US = 1000000, /* two interfaces or VLANs of one capture */
    SAME_ID_US = 100000,     /* one IPv4 datagram passing the tap twice */
    FAST_US = 50000          /* no SIP timer is shorter than this */
};

static uint64_t end_print(const struct rs_hash *hash, const struct rs_endpoint *e)
{
    uint64_t first, last;
    memcpy(&first, e->addr.octet, sizeof first);
    memcpy(&last, e->addr.octet + sizeof first, sizeof last);
    return rs_fingerprint_words(hash, first, last) + e->port;
}

static uint32_t flow_print(const struct rs_hash *hash, const struct rs_origin *o)
{
    const uint64_t from = end_print(hash, &o->src), to = end_print(hash, &o->dst);
    return rs_fold32(rs_fingerprint_words(hash, from, to));
}

static uint32_t path_print(const struct rs_hash *hash, const struct rs_origin *o)
{
    if (!o->vlan_count && !o->tunnel)
        return o->interface;
    uint64_t parts[3] = {o->interface, o->tunnel, o->vlan_count};
    for (int i = 0; i < o->vlan_count && i < RS_VLANS_MAX; i++)
        parts[2] = parts[2] << 16 | o->vlan[i];
    return rs_fold32(rs_fingerprint(hash, parts, sizeof parts));
}

void rs_copy_make(struct rs_copy *c, const struct rs_hash *hash, const struct rs_origin *o,
                  uint32_t print)
{
    *c = (struct rs_copy){
        .at = rs_moment(o->time_us, o->frame),
        .print = print,
        .path = path_print(hash, o),
        .flow = flow_print(hash, o),
        .macs = o->imported ? o->trace : rs_origin_macs(o),
        .ip_id = o->ip_id,
        .ttl = o->ttl,
        .imported = o->imported,
        .reliable = rs_transport_reliable(o->transport),
    };
}

/*
 * A server notes what it sends and what it gets, and so may two servers whose
 * logs were put together: one message, two records, with clocks that need not
 * agree. Over TCP only an end point repeats a message (a 2xx without its ACK,
 * 13.3.1.4): to the same address, under another number of the log.
 */
static bool logged_again(const struct rs_copy *last, const struct rs_copy *now)
{
    bool other_number = last->macs && now->macs && last->macs != now->macs;
    return last->imported && now->imported && now->reliable &&
           !(other_number && last->flow == now->flow);
}

static bool route_differs(const struct rs_copy *a, const struct rs_copy *b)
{
    return a->ttl != b->ttl || a->macs != b->macs || a->path != b->path;
}

/* The rows of semantics 2.6, in their order. */
static bool is_duplicate(const struct rs_copy *last, const struct rs_copy *now, int64_t window_us)
{
    int64_t gap = rs_copy_gap_us(last, now);
    if (last->path != now->path && gap <= OTHER_PATH_US)
        return true;
    if (last->ip_id && last->ip_id == now->ip_id && gap <= SAME_ID_US)
        return true;
    if (!last->ip_id && !now->ip_id && gap <= window_us)
        return true;
    return gap < FAST_US && gap > 0 && route_differs(last, now);
}

enum rs_copy_verdict rs_copy_judge(const struct rs_copy *last, const struct rs_copy *now,
                                   int64_t window_us)
{
    if (!rs_moment_seen(&last->at))
        return RS_COPY_FIRST;
    if (logged_again(last, now))
        return RS_COPY_DUPLICATE;
    /*
     * Other octets or other addresses under one key: the tap stands on both
     * sides of a NAT or of a device that rewrites. Nobody resends that fast.
     */
    if (last->print != now->print || last->flow != now->flow)
        return rs_copy_gap_us(last, now) < FAST_US && last->flow != now->flow
                   ? RS_COPY_DUPLICATE
                   : RS_COPY_RETRANSMISSION;
    return is_duplicate(last, now, window_us) ? RS_COPY_DUPLICATE : RS_COPY_RETRANSMISSION;
}
