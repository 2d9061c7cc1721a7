/*
 * bytes -> frames: HEP packets that come one behind another on a TCP
 * connection. A step's frame is the packet as it stands; number, time and
 * interface are left to the listener. What is no HEP is skipped to where the
 * next packet may begin.
 */
#ifndef RS_CAPTURE_HEP_STREAM_H
#define RS_CAPTURE_HEP_STREAM_H

#include "capture/step.h"

enum { RS_HEP_STREAM_MAX = 65535 }; /* octets RS_STEP_MORE asks for at most */

/* in: from the next packet on, as many octets as there are. Never RS_STEP_BAD. */
struct rs_step rs_hep_stream_step(struct rs_span in, struct rs_frame *frame);

#endif
