/*
 * packet -> message -> finding -> output by several threads. Behind the
 * capture's thread, which reads and decodes, stand one that tracks, one that
 * writes, and helpers that prepare messages:
 *
 *   capture ─► belt of batches ─► tracker ─► post of parcels ─► outputs
 *                  ▲     └► helpers prepare
 *                  └─ capture and tracker prepare too when they would wait
 *
 * The tracker is one, and takes all messages in the order of their frames: so
 * results do not depend on the number of threads, and what spans Call-IDs (legs
 * that are joined, sources that scan) is seen whole. To share the tables out by
 * Call-ID would need a second round of merging for each of these; and by the
 * measure (tests/bench/README.md) half the work needs no memory of other
 * messages, which is what is shared out here.
 *
 * Reading files, everybody waits for everybody. Live, outputs that do nothing
 * for half a second are not waited for any more: results that find no room are
 * counted as lost (rs_pipeline_lost). Else all wait, as packets wait better in
 * the kernel's buffer, which is larger than any ring here and counts what it
 * drops.
 */
#ifndef RS_RUN_PIPELINE_H
#define RS_RUN_PIPELINE_H

#include "run/lookups.h"
#include "run/stage.h"
#include "run/workers.h"

struct rs_pipeline;
struct rs_direct;

struct rs_pipeline_setup {
    struct rs_results results;   /* called in the outputs' thread */
    struct rs_lookups lookups;   /* the capture's own */
    unsigned workers;            /* 2 or more: capture and tracker, and helpers beyond */
    bool live;                   /* never wait for outputs */
    const unsigned *cpus;        /* one per thread: capture, tracker, helpers; outputs go unbound */
    unsigned cpu_count;
};

/* NULL when there is no memory. */
struct rs_pipeline *rs_pipeline_new(const struct rs_pipeline_setup *setup);

/* What the watcher hands its results to. */
struct rs_results rs_pipeline_results(struct rs_pipeline *p);

/* Where outputs look things up: the copies of their own thread. */
struct rs_lookups rs_pipeline_lookups(const struct rs_pipeline *p);

/* Threads begin; the watcher is the tracker's from now on. RS_OK or RS_ERR_MEMORY. */
int rs_pipeline_start(struct rs_pipeline *p, struct rs_direct *direct);

/* For the capture's thread. */
struct rs_stage rs_pipeline_stage(struct rs_pipeline *p);
/* A stack of tunnels that the decoder met: for rs_decoder_on_tunnel. */
void rs_pipeline_tunnel(void *pipeline, uint32_t number, const struct rs_tunnel_stack *stack);
/* What was filled so far is handed on: nothing may come for a while. */
void rs_pipeline_push(struct rs_pipeline *p);

/* All that is under way comes to its end, and threads too. Does nothing the second time. */
void rs_pipeline_stop(struct rs_pipeline *p);

/* Results that were lost because outputs were too slow. */
uint64_t rs_pipeline_lost(struct rs_pipeline *p);

/* Stops it first. */
void rs_pipeline_free(struct rs_pipeline *p);

#endif
