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

struct rs_inputs {
    unsigned count;
    struct rs_file **files;   /* NULL for interfaces; an entry that was read is NULL */
    struct rs_live **devices; /* NULL for files; an entry that is gone is NULL */
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
