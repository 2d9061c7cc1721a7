/*
 * packet -> message -> store, on the first pass: the SIP messages of a frame are
 * given to the core, whose answers are stored. Owns the watcher and the store of
 * the capture that is open.
 */
#ifndef RS_PLUGIN_FEED_H
#define RS_PLUGIN_FEED_H

#include "compat.h"
#include "store.h"

/* Once, at hand-off: stock's protocols are looked up. */
void rs_feed_init(void);

/* A capture is opened (or dissected anew), and closed. */
void rs_feed_open(void);
void rs_feed_close(void);

/* A frame on the first pass. */
void rs_feed_frame(tvbuff_t *frame, packet_info *pinfo, proto_tree *tree);

/* A frame is visited again: the time of all frames before has passed by now. */
void rs_feed_visited(void);

/* NULL when no capture is open. */
struct rs_store *rs_feed_store(void);

#endif
