/*
 * The display filter that shows a finding in Wireshark, as text. Belongs to
 * the arrow "finding -> output"; writes to the caller's buffer.
 */
#ifndef RS_OUTPUTS_FILTER_H
#define RS_OUTPUTS_FILTER_H

#include "find/finding.h"

enum { RS_FILTER_TEXT = 1400 };

/*
 * sip.Call-ID == "..." where the finding has a Call-ID that a filter can hold,
 * else frame.number in {...}, else "". buf holds RS_FILTER_TEXT. Returns the
 * length.
 */
size_t rs_filter_of_finding(const struct rs_finding *f, char *buf);

/* frame.number in {1, 2, 3}, frame.number == 1 for one, "" for none. */
size_t rs_filter_of_frames(const uint64_t *frames, unsigned count, char *buf, size_t cap);

#endif
