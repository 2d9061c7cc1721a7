/*
 * packet -> message -> finding: one decoder, what it counted, and the stage
 * that takes its messages: the watcher itself, or a pipeline of threads that
 * ends in it. Called from the capture's thread alone; results come in the order
 * of the frames that were given, whatever the number of workers.
 */
#ifndef RS_RUN_ANALYSIS_H
#define RS_RUN_ANALYSIS_H

#include "run/lookups.h"
#include "run/results.h"

struct rs_analysis;

struct rs_analysis_setup {
    struct rs_results results;
    struct rs_lookups lookups; /* hosts and places, which the inputs fill */
    unsigned workers;          /* 0 or 1: all in this thread */
    uint32_t memory_mib;       /* that all of the program may take; 0: limits as they are preset */
    bool live;                 /* results that outputs have no time for are lost */
    const unsigned *cpus;      /* for its threads, this one first; borrowed */
    unsigned cpu_count;
};

/* NULL when there is no memory. What stands behind the results must outlive this. */
struct rs_analysis *rs_analysis_new(const struct rs_analysis_setup *setup);
/* One more header field whose value joins the legs of a call. RS_OK or RS_ERR_USAGE. */
int rs_analysis_join_header(struct rs_analysis *a, const char *name);
void rs_analysis_free(struct rs_analysis *a);

/* The secrets of TLS sessions; before the first frame. Borrowed: they outlive this. */
void rs_analysis_keys(struct rs_analysis *a, struct rs_tls_keys *keys);

/* Where those behind the results look things up: borrowed. */
const struct rs_lookups *rs_analysis_lookups(const struct rs_analysis *a);

/* Threads begin, where there are any; what is set up must be so before. RS_OK or RS_ERR_MEMORY. */
int rs_analysis_start(struct rs_analysis *a);

void rs_analysis_frame(struct rs_analysis *a, const struct rs_frame *frame);

/* No frame captured before now_us is still to come: run the timers to it. */
void rs_analysis_idle(struct rs_analysis *a, int64_t now_us);

/* That many packets of an interface never came here; what: where they were lost, a constant. */
void rs_analysis_lost(struct rs_analysis *a, uint32_t interface, uint64_t lost, const char *what);

/* From the next message on another policy holds; it must outlive this. */
void rs_analysis_policy(struct rs_analysis *a, const struct rs_policy *policy);

/* What is known so far goes out: on a silent link, and before progress is drawn. */
void rs_analysis_flush(struct rs_analysis *a);

/* The line of progress on the terminal, behind all results so far. */
void rs_analysis_progress(struct rs_analysis *a, const char *line);

/* False: nobody listens to the results any more. */
bool rs_analysis_alive(struct rs_analysis *a);

/* Tell what was counted; all that is in `losses` is filled in by the caller, and `final`. */
void rs_analysis_stats(struct rs_analysis *a, const struct rs_stats *losses);

/* The inputs have ended: records of all that is still open. Only statistics may follow. */
void rs_analysis_finish(struct rs_analysis *a);

/* All results have been handed on when this returns, and threads are gone. */
void rs_analysis_stop(struct rs_analysis *a);

/* Results that were lost because the outputs were too slow; live only. */
uint64_t rs_analysis_results_lost(struct rs_analysis *a);

/*
 * frames read = analysed + not SIP + dropped (by reason), and each message was
 * taken, once. False is a mistake of ours. After rs_analysis_stop.
 */
bool rs_analysis_balanced(struct rs_analysis *a);

/* Packet time: of the newest frame, or what rs_analysis_idle said; 0 before the first. */
int64_t rs_analysis_time(const struct rs_analysis *a);

/* Messages that the packets had so far. */
uint64_t rs_analysis_messages(const struct rs_analysis *a);

#endif
