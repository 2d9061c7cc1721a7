/*
 * How much of a directory's captures was read, over a restart: a text file, one
 * line a capture, replaced as a whole. Several directories may share one; each
 * keeps the lines of the others.
 *
 *     ringside-state 1
 *     done|open <inode> <size> <first frame, us> <frames read> <path, escaped>
 */
#ifndef RS_CAPTURE_DIRECTORY_STATE_H
#define RS_CAPTURE_DIRECTORY_STATE_H

#include "capture/listing.h"

/*
 * What is known of l's directory. A file that is not there knows nothing.
 * RS_OK; RS_ERR_INPUT with one line in error when it is none of ours.
 */
int rs_directory_state_load(struct rs_listing *l, const char *file, char *error, size_t room);

/* RS_OK or RS_ERR_OUTPUT (errno). */
int rs_directory_state_save(const struct rs_listing *l, const char *file);

#endif
