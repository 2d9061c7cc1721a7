/* RFC 1952, by zlib: one member after another, as gzip -c a b > c writes them. */
#define ZLIB_CONST /* zlib does not write to its input, and says so then */
#include "capture/codec.h"

#include <stdlib.h>
#include <zlib.h>

struct gzip {
    z_stream stream;
    bool between; /* a member has ended and no other has begun */
    bool padded;  /* what follows the last member is no member: left unread */
};

enum { WINDOW_AND_GZIP_HEADER = 15 + 16 };

static bool recognise(struct rs_span begin)
{
    return begin.n >= 2 && !memcmp(begin.p, "\x1f\x8b", 2);
}

static void *gzip_begin(void)
{
    struct gzip *g = calloc(1, sizeof *g);
    if (g && inflateInit2(&g->stream, WINDOW_AND_GZIP_HEADER) != Z_OK) {
        free(g);
        return NULL;
    }
    return g;
}

/* Behind a member stands another, or padding (tapes, block devices), which gzip(1) ignores. */
static void next_member(struct gzip *g, struct rs_span in)
{
    if (in.p[0] != '\x1f')
        g->padded = true;
    else
        inflateReset(&g->stream);
    g->between = false;
}

static int inflate_some(struct gzip *g, struct rs_span *in, char *out, size_t room)
{
    g->stream.next_in = (const Bytef *)in->p;
    g->stream.avail_in = (uInt)in->n;
    g->stream.next_out = (Bytef *)out;
    g->stream.avail_out = (uInt)room;
    int rc = inflate(&g->stream, Z_NO_FLUSH);
    *in = rs_span_skip(*in, in->n - g->stream.avail_in);
    g->between = rc == Z_STREAM_END;
    if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
        return RS_ERR_MALFORMED;
    return (int)(room - g->stream.avail_out);
}

static int unpack(void *state, struct rs_span *in, char *out, size_t room)
{
    struct gzip *g = state;
    int made = 0;
    while (in->n && made == 0) {
        if (g->between)
            next_member(g, *in);
        if (g->padded)
            *in = rs_span_skip(*in, in->n);
        else
            made = inflate_some(g, in, out, room);
    }
    return made;
}

static bool complete(const void *state)
{
    const struct gzip *g = state;
    return g->between || g->padded;
}

static void gzip_end(void *state)
{
    struct gzip *g = state;
    inflateEnd(&g->stream);
    free(g);
}

const struct rs_codec rs_codec_gzip = {
    "gzip", recognise, gzip_begin, unpack, complete, gzip_end,
};
