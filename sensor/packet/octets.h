/*
 * Numbers in network order, out of spans.
 * Every caller has made sure that the octets are there.
 */
#ifndef RS_PACKET_OCTETS_H
#define RS_PACKET_OCTETS_H

#include "base/span.h"

static inline uint8_t rs_u8(struct rs_span s, size_t at)
{
    return (uint8_t)s.p[at];
}

static inline uint16_t rs_u16(struct rs_span s, size_t at)
{
    return (uint16_t)(rs_u8(s, at) << 8 | rs_u8(s, at + 1));
}

static inline uint32_t rs_u32(struct rs_span s, size_t at)
{
    return (uint32_t)rs_u16(s, at) << 16 | rs_u16(s, at + 2);
}

#endif
