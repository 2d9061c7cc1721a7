/*
 * Where and when a message was seen: all that the core knows of the packet.
 * Filled by the packet layer (sensor) or the dissector (plugin); plain values.
 */
#ifndef RS_BASE_ORIGIN_H
#define RS_BASE_ORIGIN_H

#include "base/endpoint.h"

enum { RS_VLANS_MAX = 3 };

/* In tunnel_number: the origin was turned round, its tunnels go the other way. */
#define RS_TUNNEL_TURNED (UINT32_C(1) << 31)

struct rs_origin {
    int64_t time_us;  /* since 1970, of the frame in which the message is complete */
    uint64_t frame;   /* that frame's number in its input, from 1 */
    uint32_t interface; /* number of the input or capture interface */
    struct rs_endpoint src, dst;
    uint8_t transport;  /* enum rs_transport */
    uint8_t ttl;        /* IPv4 TTL or IPv6 hop limit */
    uint16_t ip_id;     /* IPv4 identification, 0 for IPv6 */
    uint8_t vlan_count;
    bool truncated;     /* the capture cut the packet */
    uint16_t vlan[RS_VLANS_MAX]; /* ids, outermost first */
    uint64_t mac_pair;  /* equal for equal source and destination MAC; 0: no MAC */
    uint64_t tunnel;    /* equal for equal tunnel stacks; 0: none */
    uint32_t datagram_len; /* UDP payload octets as sent; 0 for streams */
    uint32_t tunnel_number; /* the stack's place in the packet layer's table; 0: none */
    uint16_t fragments; /* IP fragments it came in, 1 for none */
    bool after_gap;     /* stream: octets before it are missing */
    bool imported;      /* from a log, not from a wire: nothing about packets is true of it */
    uint32_t trace;     /* of a log: one for all records of one routed message; 0: none */
};

#endif
