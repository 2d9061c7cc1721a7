/*
 * store -> display, on every pass: the records of a frame become tree items,
 * expert infos, columns and tap packets. Reads the store, keeps nothing.
 */
#ifndef RS_PLUGIN_SHOW_H
#define RS_PLUGIN_SHOW_H

#include "compat.h"
#include "store.h"

/* Registers the tap "ringside". */
void rs_show_register(void);

/* A capture is opened: Wireshark's expert infos, which register late, are looked up. */
void rs_show_open(void);

/* Does anything on this pass depend on what we say? */
bool rs_show_asked(proto_tree *tree);

/* Returns the number of messages in the frame. */
unsigned rs_show_frame(struct rs_store *s, tvbuff_t *frame, packet_info *pinfo, proto_tree *tree);

#endif
