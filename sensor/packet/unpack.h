/*
 * bytes -> packet: payloads that were sent packed (zlib or gzip), unpacked into
 * one block that is used again and again. What comes out is bounded, and so is
 * the work an octet that comes in can cost.
 *
 * The decoder owns it; memory is taken at the first use.
 */
#ifndef RS_PACKET_UNPACK_H
#define RS_PACKET_UNPACK_H

#include "base/span.h"

enum {
    RS_UNPACKED_MAX = 64 * 1024,
    RS_UNPACKED_LEAST = 1024, /* this much may always come out, then */
    RS_UNPACKED_RATIO = 64    /* octets for each one that goes in */
};

struct rs_unpacker {
    void *inflating; /* zlib's */
    char *out;
};

/*
 * All zero to begin with. RS_OK and *out, borrowed until the next call;
 * RS_ERR_MALFORMED when it is damaged or cut, RS_ERR_FULL when more comes out
 * than may, RS_ERR_MEMORY.
 */
int rs_unpack(struct rs_unpacker *u, struct rs_span packed, struct rs_span *out);

void rs_unpacker_fini(struct rs_unpacker *u);

#endif
