/*
 * message -> finding: one place on the way from the packets' messages to the
 * results. Whoever stands before it hands on what there is in the order of the
 * frames, from one thread. Two things can stand here: the watcher itself
 * (direct.h), or the beginning of a pipeline with the watcher in another
 * thread (pipeline.h). Everything handed in is borrowed for the call.
 */
#ifndef RS_RUN_STAGE_H
#define RS_RUN_STAGE_H

#include "find/logged.h"
#include "run/results.h"

struct rs_stage {
    void *user;
    void (*message)(void *user, const struct rs_origin *origin, struct rs_span octets);
    void (*unreachable)(void *user, const struct rs_origin *origin, enum rs_unreachable why,
                        struct rs_span octets);
    void (*secured)(void *user, const struct rs_tls_outcome *outcome);
    void (*logged)(void *user, const struct rs_origin *origin, const struct rs_logged *logged);
    /* what: a constant; NULL: it is not told of by itself, and lost only says whether SIP is missing */
    void (*gap)(void *user, const struct rs_origin *origin, uint64_t lost, const char *what);
    void (*expire)(void *user, int64_t now_us);
    void (*policy)(void *user, const struct rs_policy *policy); /* it outlives the stage */
    void (*finish)(void *user);
    /* All is filled in but what the watcher counted. */
    void (*stats)(void *user, const struct rs_stats *stats);
    void (*flush)(void *user);
    void (*progress)(void *user, const char *line); /* shown behind all that came before */
    bool (*alive)(void *user); /* false: nobody listens any more */
};

#endif
