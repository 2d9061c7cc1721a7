/*
 * finding -> output: the way out of the analysis. All that it finds is handed
 * on here, in the order of the frames, by one thread; what stands behind it
 * (alerts, outputs) needs to know of no other. Everything handed in is borrowed
 * for the call.
 */
#ifndef RS_RUN_RESULTS_H
#define RS_RUN_RESULTS_H

#include "outputs/output.h"

/* Any function may be NULL: nobody wants to know. */
struct rs_results {
    struct rs_watcher_sink watcher;
    struct rs_tls_outcome_sink secured;
    void *user;                         /* of those below */
    void (*policy)(void *user, const struct rs_policy *p); /* in force from here on */
    void (*time)(void *user, int64_t now_us);              /* nothing earlier is to come */
    void (*stats)(void *user, const struct rs_stats *s);
    void (*flush)(void *user);          /* what was held back goes out */
    bool (*alive)(const void *user);    /* false: nobody listens any more */
};

#endif
