/*
 * One alert that is open, as the engine keeps it: a copy of what opened it.
 * Inside alerts/ only.
 */
#ifndef RS_ALERTS_KEPT_H
#define RS_ALERTS_KEPT_H

#include "alerts/alert.h"

enum { RS_KEPT_NONE = 0 }; /* places count from 1 */

struct rs_kept {
    struct rs_finding finding; /* its texts are in `texts` */
    char *texts;
    struct rs_alert now;       /* counted so far; .finding is set when it is told */
    uint64_t told_count;       /* as the outputs know it */
    int64_t update_us;         /* when it is told again, if there is more by then */
    uint32_t next;             /* in its bucket, or of the free ones */
    uint32_t older, newer;     /* among those of its finding, by the last event */
    uint32_t before, behind;   /* in the queue of updates */
};

/* A copy with all its texts. False: there is no memory. */
bool rs_kept_init(struct rs_kept *k, const struct rs_finding *f);
void rs_kept_fini(struct rs_kept *k);

/* One more of its scope. True: it is worse than what was told. */
bool rs_kept_count(struct rs_kept *k, const struct rs_finding *f);

#endif
