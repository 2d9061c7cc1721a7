/*
 * Beside the arrow packet -> message: what was made smaller, opened again, by
 * zlib. WebSocket messages (RFC 7692: raw deflate that may refer back to
 * earlier messages), SIP bodies (RFC 3261 20.12: deflate or gzip), HEP payloads.
 *
 * The output is bounded by the input and by RS_INFLATE_MAX: a bomb is no more
 * than RS_ERR_FULL. An inflater owns one output buffer, where the answer lies
 * until the next call; it takes memory with its first use.
 *
 * What a message may refer back to, 32 KiB, is kept in a window: one for each
 * lane that needs it, in order of use. When there are too many the one unused
 * for longest goes, and its lane's next messages may be unreadable.
 */
#ifndef RS_PACKET_INFLATE_H
#define RS_PACKET_INFLATE_H

#include "base/err.h"
#include "base/span.h"

enum {
    RS_INFLATE_MAX = 1 << 20,     /* octets that come of one message at most */
    RS_INFLATE_FREE = 16 * 1024,  /* this much may come of anything */
    RS_INFLATE_RATIO = 64,        /* above that, so many for each octet of input */
    RS_INFLATE_WINDOW = 32 * 1024 /* RFC 1951: no reference goes further back */
};

struct rs_inflater;

/* NULL when there is no memory. */
struct rs_inflater *rs_inflater_new(void);
void rs_inflater_free(struct rs_inflater *z); /* NULL is fine */

/* The last octets that came out. */
struct rs_window {
    struct rs_window *older, *newer;
    struct rs_window **place; /* where its user points at it */
    uint32_t len;
    unsigned char octet[RS_INFLATE_WINDOW];
};

struct rs_windows {
    struct rs_window *oldest, *newest;
    uint32_t count, limit;
};

/* *place: its window, made new for it where there is none; NULL: no memory, or none allowed. */
struct rs_window *rs_windows_use(struct rs_windows *all, struct rs_window **place);
void rs_windows_forget(struct rs_windows *all, struct rs_window **place);

/*
 * One message of permessage-deflate, from where the last one ended. window: NULL
 * for none. credit: of the connection, RS_INFLATE_FREE at its beginning; what
 * comes out above the ratio is taken off it, so that many small messages make no
 * more than a great one. RS_OK and *out; RS_ERR_MALFORMED; RS_ERR_FULL: it grows beyond
 * measure; RS_ERR_MEMORY. After an error what the window holds is of no use.
 */
int rs_inflate_message(struct rs_inflater *z, struct rs_window *window, uint32_t *credit,
                       struct rs_span in, struct rs_span *out);

/* A whole body or payload: gzip, zlib, or deflate without a header as some send it. As above. */
int rs_inflate_body(struct rs_inflater *z, struct rs_span in, struct rs_span *out);

#endif
