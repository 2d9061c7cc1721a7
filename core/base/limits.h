/*
 * Ceilings of the core's tables. Each is hard; what goes first when one is
 * full stands with the table that it limits.
 */
#ifndef RS_BASE_LIMITS_H
#define RS_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

struct rs_limits {
    uint32_t transactions;  /* hop transactions; end-to-end requests are never more */
    uint32_t dialogs;
    uint32_t registrations; /* sign-ins and other challenged requests in progress */
    uint32_t flows;         /* pairs of addresses; servers with a count of retransmissions */
    uint32_t joints;        /* things by which the legs of a call may be joined */
    uint32_t held;          /* responses that wait for their request */
    uint32_t repeats;       /* (finding, scope) pairs remembered for "first per source" */
    uint32_t services;      /* servers and peers whose quality is measured */
    size_t text_bytes;      /* copies of Call-IDs, tags, URIs */
    uint32_t subjects;      /* sources, addresses of record, servers watched over time, of each kind */
};

/* Without another word: of a plugin, or a test. */
struct rs_limits rs_limits_default(void);

/*
 * The same in proportion: share of RS_LIMITS_WHOLE, down to what makes sense at
 * all. What that comes to in octets the tables know (sensor/run/memory.h).
 */
enum { RS_LIMITS_WHOLE = 65536 };
struct rs_limits rs_limits_scaled(uint64_t share);

#endif
