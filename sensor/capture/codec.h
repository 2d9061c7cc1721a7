/*
 * bytes -> bytes: one compression, as source.c drives it. A codec is told by
 * the first octets of a file, never by its name; each is one file and one
 * entry of the list in source.c.
 */
#ifndef RS_CAPTURE_CODEC_H
#define RS_CAPTURE_CODEC_H

#include "base/err.h"
#include "base/span.h"

struct rs_codec {
    const char *name; /* "gzip" */
    bool (*recognise)(struct rs_span begin); /* RS_SOURCE_MAGIC octets, or the whole file */
    void *(*begin)(void); /* NULL: no memory */
    /*
     * Take octets off *in and put up to room of them, unpacked, to out.
     * Returns how many; 0: *in is used up and more is needed, or nothing is
     * left; RS_ERR_MALFORMED: damaged; RS_ERR_FULL: it wants more memory to be
     * unpacked than is given for that.
     */
    int (*unpack)(void *state, struct rs_span *in, char *out, size_t room);
    /* True where the packed octets may end. */
    bool (*complete)(const void *state);
    void (*end)(void *state);
};

extern const struct rs_codec rs_codec_gzip, rs_codec_zstd;

#endif
