#include "capture/netmon.h"

#include "capture/calendar.h"

/*
 *  file header                             frame
 *   0 "GMBU"  4 minor  5 major  6 medium    0 microseconds since the start (64 bits)
 *   8 start: year, month, day of week,      8 octets on the wire  12 octets kept
 *     day, hour, minute, second, ms        16 the octets; from 2.1 on more behind them
 *  24 offset of the table                   (the medium first)
 */
enum { FILE_HEADER = 128, FRAME_HEADER = 16, ETHERNET = 1, PCAP_MEDIUM = 0xe000, UNKNOWN = 147 };

/* Octets behind a frame's, by the minor version. */
static const uint8_t BEHIND[] = {0, 2, 6, 15};

/* All numbers are little-endian. */
static uint32_t number(const char *p, unsigned octets)
{
    uint32_t v = 0;
    while (octets--)
        v = v << 8 | (uint8_t)p[octets];
    return v;
}

bool rs_netmon_recognise(const char *magic)
{
    return !memcmp(magic, "GMBU", 4);
}

static int64_t start_of(const char *p)
{
    enum { YEAR_MAX = 9999 };
    unsigned year = number(p, 2), month = number(p + 2, 2), day = number(p + 6, 2);
    if (year < 1970 || year > YEAR_MAX || month < 1 || month > 12 || day > 31)
        return 0;
    int64_t seconds = rs_days_of((int)year, (int)month, (int)day) * 86400 +
                      (int64_t)number(p + 8, 2) * 3600 + (int64_t)number(p + 10, 2) * 60 +
                      (int64_t)number(p + 12, 2);
    int64_t start_us = seconds * 1000000 + (int64_t)number(p + 14, 2) * 1000;
    return start_us < RS_TIME_MAX_US ? start_us : RS_TIME_MAX_US; /* 65,535 hours a day */
}

static struct rs_step file_header(struct rs_netmon *m, struct rs_span in)
{
    if (in.n < FILE_HEADER)
        return rs_step_more(FILE_HEADER);
    m->minor = (uint8_t)in.p[4];
    if (in.p[5] != 2 || m->minor >= sizeof BEHIND)
        return rs_step_bad("a version of Network Monitor's format that is not read");
    m->medium = (uint16_t)number(in.p + 6, 2);
    m->start_us = start_of(in.p + 8);
    m->table = number(in.p + 24, 4);
    m->at = FILE_HEADER;
    m->begun = true;
    return rs_step_skip(FILE_HEADER);
}

static uint32_t link_type_of(unsigned medium)
{
    if (medium >> 8 == PCAP_MEDIUM >> 8)
        return medium & 0xff;
    return medium == ETHERNET ? 1 : UNKNOWN;
}

static int64_t time_of(const struct rs_netmon *m, const char *p)
{
    uint64_t delta = (uint64_t)number(p + 4, 4) << 32 | number(p, 4);
    uint64_t left = (uint64_t)(RS_TIME_MAX_US - m->start_us);
    return m->start_us + (int64_t)(delta < left ? delta : left);
}

struct rs_step rs_netmon_step(struct rs_netmon *m, struct rs_span in, struct rs_frame *frame)
{
    if (!m->begun)
        return file_header(m, in);
    if (m->at + FRAME_HEADER > m->table)
        return in.n ? rs_step_skip(in.n) : rs_step_more(1); /* tables and comments */
    if (in.n < FRAME_HEADER)
        return rs_step_more(FRAME_HEADER);
    uint32_t kept = number(in.p + 12, 4);
    if (kept > RS_CAPTURED_MAX)
        return rs_step_bad("a record claims more octets than any packet has");
    size_t octets = FRAME_HEADER + (size_t)kept + BEHIND[m->minor];
    if (in.n < octets)
        return rs_step_more(octets);
    const char *behind = in.p + FRAME_HEADER + kept;
    frame->time_us = time_of(m, in.p);
    frame->link_type = link_type_of(m->minor ? number(behind, 2) : m->medium);
    frame->data = rs_span(in.p + FRAME_HEADER, kept);
    frame->original_len = number(in.p + 8, 4);
    m->at += octets;
    return rs_step_frame(octets);
}
