/*
 * packet -> message -> finding in one thread: messages are gathered, a few at a
 * time, prepared one behind the other and then taken one behind the other. So
 * the code of each half is at hand while it is needed, and what the tracker will
 * want of memory is asked for while it does something else (rs_batch_take).
 *
 *   capture ─► gather (a batch) ─► direct ─► results
 *
 * Whatever is no message waits for nothing: what was gathered goes before it.
 */
#ifndef RS_RUN_GATHER_H
#define RS_RUN_GATHER_H

#include "run/stage.h"

struct rs_gather;
struct rs_direct;

/* What is gathered goes to direct, which is lent. NULL when there is no memory. */
struct rs_gather *rs_gather_new(struct rs_direct *direct);
void rs_gather_free(struct rs_gather *g);

struct rs_stage rs_gather_stage(struct rs_gather *g);

#endif
