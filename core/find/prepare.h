/*
 * bytes -> message: all that can be said of one message without memory of any
 * other: its index, its views, what is wrong with it, the keys it is tracked
 * by. A sensor with several workers prepares many messages at once, in any
 * order and in any thread, and gives them to the one watcher in their order.
 *
 *   octets ─► rs_prepare ─► struct rs_prepared ─► rs_watcher_take
 *             any thread                          the watcher's thread, in order
 *
 * The caller owns the struct and the octets, which stay where they are until
 * the watcher has taken them. 5 kB: it is made to be used again.
 */
#ifndef RS_FIND_PREPARE_H
#define RS_FIND_PREPARE_H

#include "base/origin.h"
#include "track/ahead.h"

/*
 * Opens compressed bodies (RFC 3261 20.12): the core knows no zlib. open may be
 * NULL. The answer lies in the opener's memory until its next call; p == NULL
 * when the body cannot be opened.
 */
struct rs_watcher_opener {
    void *user;
    struct rs_span (*open)(void *user, struct rs_span body);
};

struct rs_prepared {
    struct rs_origin origin; /* the transport may be known better now */
    bool sip;                /* false: the rest means nothing */
    struct rs_ahead ahead;
    struct rs_view view;
    struct rs_msg msg;
};

/* hash: the watcher's (rs_watcher_hash). */
void rs_prepare(struct rs_prepared *p, const struct rs_hash *hash,
                const struct rs_watcher_opener *opener, const struct rs_origin *origin,
                struct rs_span octets);

/* Only the index: how the octets of that origin are one message. False: they are none. */
bool rs_prepare_parse(struct rs_msg *m, const struct rs_origin *o, struct rs_span octets);

#endif
