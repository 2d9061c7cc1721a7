/*
 * bytes -> frames: captures of NetXRay and the first Sniffers for Windows,
 * version 1.1 of the format.
 */
#ifndef RS_CAPTURE_NETXRAY_H
#define RS_CAPTURE_NETXRAY_H

#include "capture/step.h"

struct rs_netxray {
    bool begun;
    int64_t start_us;
    uint64_t at, end; /* offsets of the next frame, and of what is behind the last */
};

bool rs_netxray_recognise(const char *magic);

/* As rs_pcap_step. */
struct rs_step rs_netxray_step(struct rs_netxray *x, struct rs_span in, struct rs_frame *frame);

#endif
