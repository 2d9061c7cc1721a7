/* RFC 8878, by libzstd: one frame after another, skippable frames left out. */
#include "capture/codec.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

struct zstd {
    ZSTD_DStream *stream;
    bool between; /* a frame has ended and no other has begun */
    bool pending; /* out was filled: the library may hold more */
};

static bool recognise(struct rs_span begin)
{
    if (begin.n < 4)
        return false;
    bool skippable = (begin.p[0] & 0xf0) == 0x50 && !memcmp(begin.p + 1, "\x2a\x4d\x18", 3);
    return skippable || !memcmp(begin.p, "\x28\xb5\x2f\xfd", 4);
}

static void zstd_end(void *state)
{
    struct zstd *z = state;
    ZSTD_freeDStream(z->stream);
    free(z);
}

static void *zstd_begin(void)
{
    struct zstd *z = calloc(1, sizeof *z);
    if (!z)
        return NULL;
    z->stream = ZSTD_createDStream();
    if (!z->stream) {
        zstd_end(z);
        return NULL;
    }
    return z;
}

static int unpack(void *state, struct rs_span *in, char *out, size_t room)
{
    struct zstd *z = state;
    ZSTD_outBuffer to = {out, room, 0};
    while (to.pos == 0 && (in->n || z->pending)) {
        ZSTD_inBuffer from = {in->p, in->n, 0};
        size_t rc = ZSTD_decompressStream(z->stream, &to, &from);
        if (ZSTD_getErrorCode(rc) == ZSTD_error_frameParameter_windowTooLarge)
            return RS_ERR_FULL;
        if (ZSTD_isError(rc))
            return RS_ERR_MALFORMED;
        *in = rs_span_skip(*in, from.pos);
        z->between = rc == 0;
        z->pending = to.pos == to.size && rc != 0;
    }
    return (int)to.pos;
}

static bool complete(const void *state)
{
    const struct zstd *z = state;
    return z->between;
}

const struct rs_codec rs_codec_zstd = {
    "zstd", recognise, zstd_begin, unpack, complete, zstd_end,
};
