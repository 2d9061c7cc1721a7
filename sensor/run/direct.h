/*
 * message -> finding: the watcher, called at once. Belongs to one thread: the
 * capture's where there is one worker, the tracker's in a pipeline.
 */
#ifndef RS_RUN_DIRECT_H
#define RS_RUN_DIRECT_H

#include "run/stage.h"

struct rs_direct;

/* results is copied. NULL when there is no memory. */
struct rs_direct *rs_direct_new(const struct rs_watcher_options *options,
                                const struct rs_results *results);
void rs_direct_free(struct rs_direct *d);

struct rs_stage rs_direct_stage(struct rs_direct *d);

/* For messages that were prepared elsewhere, and for settings before the first one. */
struct rs_watcher *rs_direct_watcher(struct rs_direct *d);

/* What of messages was seen: taken, or found to be none. */
uint64_t rs_direct_messages(struct rs_direct *d);

#endif
