#include "base/limits.h"

struct rs_limits rs_limits_default(void)
{
    return (struct rs_limits){
        .transactions = 1000000,
        .dialogs = 500000,
        .registrations = 200000,
        .flows = 100000,
        .services = 1024,
        .joints = 262144,
        .held = 2048,
        .subjects = 65536,
        .repeats = 65536,
        .text_bytes = (size_t)256 << 20,
    };
}
