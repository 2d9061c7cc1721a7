/*
 * When and in which frame something was seen, in 12 octets. All zero: never.
 * Times from 1970 to 2112, frames up to 2^44: at a million packets a second,
 * half a year. What lies outside is cut.
 */
#ifndef RS_BASE_MOMENT_H
#define RS_BASE_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

enum { RS_MOMENT_TIME_BITS = 52 };

#define RS_MOMENT_TIME_MAX_US (((int64_t)1 << RS_MOMENT_TIME_BITS) - 2)
#define RS_MOMENT_FRAME_MAX ((UINT64_C(1) << 44) - 1)

struct rs_moment {
    uint32_t word[3]; /* 52 bits of the time and one microsecond, 44 of the frame */
};

static inline bool rs_moment_seen(const struct rs_moment *m)
{
    return m->word[0] | (m->word[1] & 0xfffff);
}

static inline struct rs_moment rs_moment(int64_t time_us, uint64_t frame)
{
    uint64_t us = time_us < 0 ? 1 : time_us > RS_MOMENT_TIME_MAX_US ? (uint64_t)RS_MOMENT_TIME_MAX_US + 1
                                                                    : (uint64_t)time_us + 1;
    uint64_t f = frame < RS_MOMENT_FRAME_MAX ? frame : RS_MOMENT_FRAME_MAX;
    return (struct rs_moment){
        {(uint32_t)us, (uint32_t)(us >> 32) | (uint32_t)(f >> 32) << 20, (uint32_t)f}};
}

/* -1: never. */
static inline int64_t rs_moment_us(const struct rs_moment *m)
{
    return (int64_t)(m->word[0] | (uint64_t)(m->word[1] & 0xfffff) << 32) - 1;
}

/* 0: never, or not in a frame. */
static inline uint64_t rs_moment_frame(const struct rs_moment *m)
{
    return m->word[2] | (uint64_t)(m->word[1] >> 20) << 32;
}

#endif
