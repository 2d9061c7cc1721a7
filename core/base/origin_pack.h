/*
 * An origin in few octets, for objects that keep theirs: all of it that is the
 * same for the next packet on the same way, and what tells two packets apart
 * (TTL, IP id). Without time, frame, lengths and damage; of the pair of MACs
 * 32 bits, folded. About 20 octets for IPv4 on Ethernet.
 */
#ifndef RS_BASE_ORIGIN_PACK_H
#define RS_BASE_ORIGIN_PACK_H

#include "base/origin.h"
#include "base/span.h"

enum { RS_ORIGIN_PACKED_MAX = 80 };

static inline uint32_t rs_origin_macs(const struct rs_origin *o)
{
    return (uint32_t)(o->mac_pair ^ o->mac_pair >> 32);
}

/* Returns the octets written. */
size_t rs_origin_pack(const struct rs_origin *o, char to[RS_ORIGIN_PACKED_MAX]);

/* What is not packed is zero. Of an empty text: an origin that says nothing. */
struct rs_origin rs_origin_unpack(struct rs_span packed);

#endif
