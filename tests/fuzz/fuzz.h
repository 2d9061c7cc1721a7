/*
 * What every fuzz target of a value parser shares: spans that a parser gives
 * back must lie in its input, or be absent.
 */
#ifndef RS_TESTS_FUZZ_H
#define RS_TESTS_FUZZ_H

#include <stdlib.h>

#include "base/span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_require(bool holds)
{
    if (!holds)
        abort();
}

static inline void fuzz_inside(struct rs_span whole, struct rs_span part)
{
    if (!part.p)
        fuzz_require(part.n == 0);
    else
        fuzz_require(part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

#endif
