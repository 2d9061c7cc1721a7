/*
 * bytes -> frames: captures of Microsoft Network Monitor, version 2, as old
 * troubleshooting of Lync and OCS has left them. Frames stand one behind
 * another between the header and the table of their places, which is not
 * needed. Times are local ones and count as UTC.
 */
#ifndef RS_CAPTURE_NETMON_H
#define RS_CAPTURE_NETMON_H

#include "capture/step.h"

struct rs_netmon {
    bool begun;
    uint8_t minor;      /* of the version: what stands behind each frame */
    uint16_t medium;    /* of all frames; from 2.1 on each says its own */
    int64_t start_us;
    uint64_t at, table; /* offsets of the next frame, and of what is behind the last */
};

bool rs_netmon_recognise(const char *magic);

/* As rs_pcap_step. */
struct rs_step rs_netmon_step(struct rs_netmon *m, struct rs_span in, struct rs_frame *frame);

#endif
