/*
 * packet -> message -> finding: one decoder and one watcher, and what they
 * counted. This is what a worker will own, called from one thread; results are
 * pushed to the sink in the order of the frames that were given.
 */
#ifndef RS_RUN_ANALYSIS_H
#define RS_RUN_ANALYSIS_H

#include "outputs/output.h"

struct rs_analysis;

/* NULL when there is no memory. results is copied; its user must outlive this. */
struct rs_analysis *rs_analysis_new(const struct rs_watcher_sink *results);
/* One more header field whose value joins the legs of a call. RS_OK or RS_ERR_USAGE. */
int rs_analysis_join_header(struct rs_analysis *a, const char *name);
void rs_analysis_free(struct rs_analysis *a);

/* Where it is told what became of TLS sessions; before the first frame. */
void rs_analysis_secured(struct rs_analysis *a, struct rs_tls_outcome_sink sink);

/* The secrets of TLS sessions; before the first frame. Borrowed: they outlive this. */
void rs_analysis_keys(struct rs_analysis *a, struct rs_tls_keys *keys);

void rs_analysis_frame(struct rs_analysis *a, const struct rs_frame *frame);

/* No frame captured before now_us is still to come: run the timers to it. */
void rs_analysis_idle(struct rs_analysis *a, int64_t now_us);

/* That many packets of an interface never came here; what: where they were lost. */
void rs_analysis_lost(struct rs_analysis *a, uint32_t interface, uint64_t lost, const char *what);

/* The inputs have ended: records of all that is still open. Nothing may follow. */
void rs_analysis_finish(struct rs_analysis *a);

/* Fills all but the losses and `final`; the counters are borrowed and go on counting. */
void rs_analysis_stats(const struct rs_analysis *a, struct rs_stats *stats);

/* frames read = analysed + not SIP + dropped (by reason). False is a mistake of ours. */
bool rs_analysis_balanced(const struct rs_analysis *a);

/* What origin.tunnel_number means: borrowed. */
const struct rs_tunnels *rs_analysis_tunnels(const struct rs_analysis *a);

/* Packet time: of the newest frame, or what rs_analysis_idle said; 0 before the first. */
int64_t rs_analysis_time(const struct rs_analysis *a);

/* SIP messages so far. */
uint64_t rs_analysis_messages(const struct rs_analysis *a);

#endif
