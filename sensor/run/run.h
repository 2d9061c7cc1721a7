/*
 * Everything at work: bytes -> frames -> analysis -> outputs. The loop over
 * inputs hands each frame to the one analysis, which hands results to the
 * delivery in the order of the frames, from its own thread where there are
 * several (pipeline.h).
 */
#ifndef RS_RUN_RUN_H
#define RS_RUN_RUN_H

#include "run/analysis.h"
#include "run/delivery.h"
#include "run/inputs.h"
#include "run/secrets.h"

/* What the process ends with (DESIGN section 5); the last one is a mistake of ours. */
enum rs_exit { RS_EXIT_OK, RS_EXIT_USAGE, RS_EXIT_INPUT, RS_EXIT_OUTPUT, RS_EXIT_INTERNAL = 70 };

struct rs_run {
    const struct rs_options *options;
    struct rs_inputs inputs;
    struct rs_policy **policies; /* those that were in force, lent to the analysis until its end */
    unsigned policy_count;
    struct rs_secrets secrets;
    struct rs_analysis *analysis;
    struct rs_delivery *delivery;
    uint64_t kernel_dropped, interface_dropped; /* by all interfaces */
    bool broke_off; /* an input did: said on standard error */
};

/*
 * Read the captures, merged by time, through one analysis: a call that goes on
 * in another file is one call. Frames are counted anew in each;
 * origin.interface is the file's place in the order given. Ends at the last
 * one's end, at a signal, or when no output is left.
 */
void rs_run_files(struct rs_run *r);

/* Watch what is live until a signal, until all are gone, or until no output is left. */
void rs_run_devices(struct rs_run *r);

/* The settings are read, and with an analysis there is, in force. RS_OK or RS_ERR_USAGE. */
int rs_run_settings(struct rs_run *r);
/* After the analysis is gone. */
void rs_run_settings_free(struct rs_run *r);

/*
 * Between frames: when SIGHUP asked for it, the settings are read anew. What is
 * wrong with them is said, and the old ones stay in force.
 */
void rs_run_reload(struct rs_run *r);

void rs_run_stats(struct rs_run *r, bool final);

#endif
