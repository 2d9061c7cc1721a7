/*
 * Numbers in capture files, in the order of the machine that wrote them.
 */
#ifndef RS_CAPTURE_NATIVE_H
#define RS_CAPTURE_NATIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t rs_native_u16(const char *p, bool swapped)
{
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return swapped ? __builtin_bswap16(v) : v;
}

static inline uint32_t rs_native_u32(const char *p, bool swapped)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return swapped ? __builtin_bswap32(v) : v;
}

static inline uint64_t rs_native_u64(const char *p, bool swapped)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return swapped ? __builtin_bswap64(v) : v;
}

#endif
