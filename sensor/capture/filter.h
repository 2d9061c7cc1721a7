/*
 * bytes -> frames: the BPF filter on frames of a file, by libpcap. Link types
 * may change within a file; the expression is compiled for each as it comes.
 * (On an interface the kernel filters: live.h.)
 */
#ifndef RS_CAPTURE_FILTER_H
#define RS_CAPTURE_FILTER_H

#include "packet/packet.h"

enum { RS_FILTER_ERROR_TEXT = 256 };

struct rs_filter;

/*
 * expression: as in pcap-filter(7). keep: on a link type for which it has no
 * meaning everything matches, and not nothing. NULL with one line for people in error
 * when it is none for any link type that we read.
 */
struct rs_filter *rs_filter_new(const char *expression, bool keep,
                                char error[RS_FILTER_ERROR_TEXT]);
void rs_filter_free(struct rs_filter *f);

/* Does it match? */
bool rs_filter_matches(struct rs_filter *f, const struct rs_frame *frame);

#endif
