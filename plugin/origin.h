/*
 * packet -> message: where and when Wireshark saw a message, as the core wants
 * it told. What decides verdicts (duplicates, transports) is given as the
 * sensor's packet layer gives it.
 */
#ifndef RS_PLUGIN_ORIGIN_H
#define RS_PLUGIN_ORIGIN_H

#include "compat.h"
#include "ringside.h"

/* Looks up the protocols it asks pinfo->layers for. Once, at hand-off. */
void rs_origin_init(void);

/* Microseconds since 1970. nstime_cmp overflows in 2038, a damaged capture's time before. */
static inline int64_t rs_origin_micros(const nstime_t *t)
{
    return (int64_t)t->secs * 1000000 + t->nsecs / 1000;
}

/* What all SIP messages of a frame share. frame: the whole frame's octets. */
struct rs_origin_frame {
    struct rs_origin origin;
    bool quoted; /* an ICMP error quotes it: an old message is no message */
};
void rs_origin_of_frame(struct rs_origin_frame *f, tvbuff_t *frame, const packet_info *pinfo);

#endif
