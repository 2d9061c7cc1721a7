#include "capture/pcap.h"

#include "capture/native.h"

/*
 *  file header                       record header
 *   0 magic    4 version  8 zone      0 seconds         4 fraction
 *  12 sigfigs 16 snaplen 20 link      8 captured len   12 original len
 */
enum { FILE_HEADER = 24, RECORD_HEADER = 16, KUZNETZOV_HEADER = 24 };

#define MAGIC_US 0xa1b2c3d4u
#define MAGIC_NS 0xa1b23c4du
#define MAGIC_KUZNETZOV 0xa1b2cd34u

/* The upper bits tell of a frame check sequence, which IP's own length leaves out anyway. */
#define LINK_TYPE_BITS 0x03ffffffu

static bool known(uint32_t magic)
{
    return magic == MAGIC_US || magic == MAGIC_NS || magic == MAGIC_KUZNETZOV;
}

bool rs_pcap_recognise(const char *magic)
{
    return known(rs_native_u32(magic, false)) || known(rs_native_u32(magic, true));
}

static struct rs_step file_header(struct rs_pcap *p, struct rs_span in)
{
    if (in.n < FILE_HEADER)
        return rs_step_more(FILE_HEADER);
    p->swapped = !known(rs_native_u32(in.p, false));
    uint32_t magic = rs_native_u32(in.p, p->swapped);
    if (!known(magic))
        return rs_step_bad("not a pcap file");
    if (rs_native_u16(in.p + 4, p->swapped) != 2)
        return rs_step_bad("a version of pcap other than 2");
    p->nanoseconds = magic == MAGIC_NS;
    p->header = magic == MAGIC_KUZNETZOV ? KUZNETZOV_HEADER : RECORD_HEADER;
    p->link_type = rs_native_u32(in.p + 20, p->swapped) & LINK_TYPE_BITS;
    p->begun = true;
    return rs_step_skip(FILE_HEADER);
}

struct rs_step rs_pcap_step(struct rs_pcap *p, struct rs_span in, struct rs_frame *frame)
{
    if (!p->begun)
        return file_header(p, in);
    if (in.n < p->header)
        return rs_step_more(p->header);

    uint32_t captured = rs_native_u32(in.p + 8, p->swapped);
    if (captured > RS_CAPTURED_MAX)
        return rs_step_bad("a record claims more octets than any packet has");
    size_t octets = p->header + (size_t)captured;
    if (in.n < octets)
        return rs_step_more(octets);

    uint32_t fraction = rs_native_u32(in.p + 4, p->swapped);
    frame->time_us = (int64_t)rs_native_u32(in.p, p->swapped) * 1000000 +
                     (p->nanoseconds ? fraction / 1000 : fraction);
    frame->link_type = p->link_type;
    frame->data = rs_span(in.p + p->header, captured);
    frame->original_len = rs_native_u32(in.p + 12, p->swapped);
    return rs_step_frame(octets);
}
