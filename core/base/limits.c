#include "base/limits.h"

enum { OBJECTS_MAX = 1 << 27, MIB = 1 << 20 }; /* names of objects have 30 bits, and some have five */

struct rs_limits rs_limits_default(void)
{
    return rs_limits_scaled(RS_LIMITS_WHOLE);
}

static uint32_t part(uint64_t whole, uint64_t share, uint32_t least)
{
    uint64_t n = whole * share / RS_LIMITS_WHOLE;
    return n < least ? least : n > OBJECTS_MAX ? (uint32_t)OBJECTS_MAX : (uint32_t)n;
}

struct rs_limits rs_limits_scaled(uint64_t share)
{
    uint64_t texts_mib = 320 * share / RS_LIMITS_WHOLE;
    return (struct rs_limits){
        .transactions = part(1000000, share, 4096),
        .dialogs = part(500000, share, 2048),
        .registrations = part(200000, share, 1024),
        .flows = part(100000, share, 1024),
        .services = part(1024, share < RS_LIMITS_WHOLE ? share : RS_LIMITS_WHOLE, 64),
        .joints = part(262144, share, 2048),
        .held = part(2048, share < RS_LIMITS_WHOLE ? share : RS_LIMITS_WHOLE, 256),
        .subjects = part(65536, share, 1024),
        .repeats = part(65536, share, 2048),
        .text_bytes = (size_t)(texts_mib < 2 ? 2 : texts_mib > 32 * 1024 ? 32 * 1024 : texts_mib) *
                      MIB,
    };
}
