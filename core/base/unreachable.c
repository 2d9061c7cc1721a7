#include "base/unreachable.h"

#include <stddef.h>

const char *rs_unreachable_name(enum rs_unreachable u)
{
    switch (u) {
#define RS_UNREACHABLE(name, text)                                                                 \
    case RS_UNREACHABLE_##name:                                                                    \
        return text;
#include "base/unreachable.def"
#undef RS_UNREACHABLE
    default:
        return NULL;
    }
}
