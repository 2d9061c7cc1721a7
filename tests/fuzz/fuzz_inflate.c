/*
 * Compressed octets: bodies of SIP and HEP (the whole input), and the messages
 * of one WebSocket, each [length: 2 octets][octets], which refer back to one
 * another. What comes out is bounded by what went in, all of it is there, and
 * a window that was made can be forgotten.
 */
#include "fuzz.h"
#include "packet/inflate.h"

static void check(struct rs_span in, int result, struct rs_span out)
{
    size_t sum = 0;
    if (result != RS_OK) {
        fuzz_require(result == RS_ERR_MALFORMED || result == RS_ERR_FULL);
        return;
    }
    fuzz_require(out.n <= RS_INFLATE_MAX);
    fuzz_require(out.n <= RS_INFLATE_FREE + (in.n + 1) * RS_INFLATE_RATIO);
    for (size_t i = 0; i < out.n; i++) /* every octet is there */
        sum += (uint8_t)out.p[i];
    fuzz_require(sum <= out.n * UINT8_MAX);
}

static void messages(struct rs_inflater *z, struct rs_span in)
{
    struct rs_windows windows = {.limit = 2};
    struct rs_window *place = NULL;
    uint32_t credit = RS_INFLATE_FREE;
    while (in.n >= 2) {
        size_t len = (size_t)((uint8_t)in.p[0] << 8 | (uint8_t)in.p[1]);
        struct rs_span one = rs_span_first(rs_span_skip(in, 2), len), out = RS_SPAN_NONE;
        check(one, rs_inflate_message(z, rs_windows_use(&windows, &place), &credit, one, &out), out);
        /* What a message leaves of its share comes back, up to what there was at first. */
        fuzz_require(credit <= RS_INFLATE_FREE && windows.count <= windows.limit);
        in = rs_span_skip(in, 2 + one.n);
    }
    rs_windows_forget(&windows, &place);
    fuzz_require(!place && !windows.count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rs_span in = rs_span((const char *)data, size), out = RS_SPAN_NONE;
    struct rs_inflater *z = rs_inflater_new();
    fuzz_require(z != NULL);
    check(in, rs_inflate_body(z, in, &out), out);
    messages(z, in);
    rs_inflater_free(z);
    return 0;
}
