#include "capture/netxray.h"

/*
 *  file header                                frame
 *   0 "XCP"  4 "001.100"                       0 microseconds since the start (64 bits)
 *  12 start, in seconds  16 number of frames   8 octets on the wire  10 octets kept
 *  24 offset of the first, 28 of the end      28 the octets
 */
enum { FILE_HEADER = 128, FRAME_HEADER = 28 };

/* All numbers are little-endian. */
static uint32_t number(const char *p, unsigned octets)
{
    uint32_t v = 0;
    while (octets--)
        v = v << 8 | (uint8_t)p[octets];
    return v;
}

bool rs_netxray_recognise(const char *magic)
{
    return !memcmp(magic, "XCP", 4);
}

static struct rs_step file_header(struct rs_netxray *x, struct rs_span in)
{
    if (in.n < FILE_HEADER)
        return rs_step_more(FILE_HEADER);
    if (memcmp(in.p + 4, "001.100", 8) != 0)
        return rs_step_bad("a version of NetXRay's format other than 1.1; "
                           "'editcap IN OUT' turns it into pcapng");
    uint32_t first = number(in.p + 24, 4);
    if (first < FILE_HEADER)
        return rs_step_bad("its first frame stands in the file's header");
    x->start_us = (int64_t)number(in.p + 12, 4) * 1000000;
    x->end = number(in.p + 28, 4);
    x->at = first;
    x->begun = true;
    return rs_step_skip(first);
}

static int64_t time_of(const struct rs_netxray *x, const char *p)
{
    uint64_t delta = (uint64_t)number(p + 4, 4) << 32 | number(p, 4);
    uint64_t left = (uint64_t)(RS_TIME_MAX_US - x->start_us);
    return x->start_us + (int64_t)(delta < left ? delta : left);
}

struct rs_step rs_netxray_step(struct rs_netxray *x, struct rs_span in, struct rs_frame *frame)
{
    if (!x->begun)
        return file_header(x, in);
    if (x->at + FRAME_HEADER > x->end)
        return in.n ? rs_step_skip(in.n) : rs_step_more(1);
    if (in.n < FRAME_HEADER)
        return rs_step_more(FRAME_HEADER);
    size_t kept = number(in.p + 10, 2), octets = FRAME_HEADER + kept;
    if (in.n < octets)
        return rs_step_more(octets);
    frame->time_us = time_of(x, in.p);
    frame->link_type = 1;
    frame->data = rs_span(in.p + FRAME_HEADER, kept);
    frame->original_len = number(in.p + 8, 2);
    x->at += octets;
    return rs_step_frame(octets);
}
