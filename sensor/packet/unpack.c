#define ZLIB_CONST /* zlib does not write to its input, and says so then */
#include "packet/unpack.h"

#include <stdlib.h>
#include <zlib.h>

#include "base/err.h"

enum { WINDOW_AND_EITHER_HEADER = 15 + 32 };

static int begin(struct rs_unpacker *u)
{
    if (u->inflating)
        return inflateReset(u->inflating) == Z_OK ? RS_OK : RS_ERR_MEMORY;
    z_stream *z = calloc(1, sizeof *z);
    u->out = malloc(RS_UNPACKED_MAX);
    if (z && u->out && inflateInit2(z, WINDOW_AND_EITHER_HEADER) == Z_OK) {
        u->inflating = z;
        return RS_OK;
    }
    free(z);
    free(u->out);
    u->out = NULL;
    return RS_ERR_MEMORY;
}

static size_t room_for(size_t packed)
{
    size_t room = RS_UNPACKED_LEAST + packed * RS_UNPACKED_RATIO;
    return room < RS_UNPACKED_MAX ? room : RS_UNPACKED_MAX;
}

int rs_unpack(struct rs_unpacker *u, struct rs_span packed, struct rs_span *out)
{
    *out = RS_SPAN_NONE;
    if (begin(u) != RS_OK)
        return RS_ERR_MEMORY;
    z_stream *z = u->inflating;
    size_t room = room_for(packed.n);
    z->next_in = (const Bytef *)packed.p;
    z->avail_in = (uInt)packed.n;
    z->next_out = (Bytef *)u->out;
    z->avail_out = (uInt)room;
    int rc = inflate(z, Z_FINISH);
    if (rc != Z_STREAM_END)
        return z->avail_out ? RS_ERR_MALFORMED : RS_ERR_FULL;
    *out = rs_span(u->out, room - z->avail_out);
    return RS_OK;
}

void rs_unpacker_fini(struct rs_unpacker *u)
{
    if (u->inflating)
        inflateEnd(u->inflating);
    free(u->inflating);
    free(u->out);
    *u = (struct rs_unpacker){NULL, NULL};
}
