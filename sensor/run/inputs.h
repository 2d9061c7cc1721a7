/*
 * The inputs that were asked for, all opened before a byte of traffic is
 * parsed: either files or interfaces. main owns them.
 */
#ifndef RS_RUN_INPUTS_H
#define RS_RUN_INPUTS_H

#include "capture/file.h"
#include "capture/filter.h"
#include "capture/live.h"
#include "options.h"

/* One of the two; none when it was read to the end, or is gone. */
struct rs_input {
    struct rs_file *file;
    struct rs_live *device;
};

struct rs_inputs {
    unsigned count;
    struct rs_input *each;    /* by origin.interface */
    struct rs_filter *filter; /* of files; NULL: none */
};

/*
 * RS_OK; RS_ERR_INPUT when any cannot be opened, RS_ERR_USAGE when the filter
 * is wrong, said in one line each on standard error. rs_inputs_close after
 * either.
 */
int rs_inputs_open(struct rs_inputs *in, const struct rs_options *options);
void rs_inputs_close(struct rs_inputs *in);

#endif
