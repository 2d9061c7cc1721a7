/*
 * Retransmission, or the same packet captured twice? (semantics 2.6)
 *
 * A copy is what must be remembered of the last time a request or response was
 * seen to judge the next one with the same content.
 */
#ifndef RS_TRACK_COPIES_H
#define RS_TRACK_COPIES_H

#include "base/hash.h"
#include "base/moment.h"
#include "base/origin.h"

struct rs_copy {
    struct rs_moment at; /* never: nothing seen yet */
    uint32_t print; /* of the octets: rs_fingerprint, folded */
    uint32_t path;  /* interface, VLANs and tunnel, folded; equal for equal paths */
    uint32_t flow;  /* addresses and ports, folded */
    uint32_t macs;  /* folded, or the number that a log gives the message; 0: unknown */
    uint16_t ip_id;
    uint8_t ttl;
    uint8_t imported : 1, reliable : 1; /* from a log; over TCP or the like */
};

/* From the one to the other. */
static inline int64_t rs_copy_gap_us(const struct rs_copy *last, const struct rs_copy *now)
{
    return rs_moment_us(&now->at) - rs_moment_us(&last->at);
}

enum rs_copy_verdict {
    RS_COPY_FIRST,
    RS_COPY_DUPLICATE,     /* captured again */
    RS_COPY_RETRANSMISSION
};

/* The circumstances of one message as a copy. */
void rs_copy_make(struct rs_copy *c, const struct rs_hash *hash, const struct rs_origin *o,
                  uint32_t print);

/* With nothing to tell by but the clock, a packet that comes again within it is the same one. */
enum { RS_COPY_WINDOW_US = 5000 };

/*
 * What `now` is after `last`. window_us: the clock's, RS_COPY_WINDOW_US unless
 * the user knows better. `last` is not changed: the caller keeps `now` instead
 * of it unless the verdict is RS_COPY_DUPLICATE.
 */
enum rs_copy_verdict rs_copy_judge(const struct rs_copy *last, const struct rs_copy *now,
                                   int64_t window_us);

#endif
