/*
 * Items of our tree: all of them computed, none has octets of its own. Shared by
 * show.c and show_progress.c, the two steps of "facts -> tree".
 */
#ifndef RS_PLUGIN_ITEMS_H
#define RS_PLUGIN_ITEMS_H

#include "words.h"

/* What one message's items are made from. Borrowed for the length of a pass. */
struct rs_showing {
    tvbuff_t *frame;
    packet_info *pinfo;
    const struct rs_known *k;
};

proto_item *rs_item_uint(const struct rs_showing *v, proto_tree *tree, int field, uint32_t value);
proto_item *rs_item_text(const struct rs_showing *v, proto_tree *tree, int field, const char *text);

/* The same, where there is something to say: not 0; not empty; not this frame; true; not negative. */
void rs_item_uint_if(const struct rs_showing *v, proto_tree *tree, int field, uint32_t value);
void rs_item_text_if(const struct rs_showing *v, proto_tree *tree, int field, const char *text);
void rs_item_link(const struct rs_showing *v, proto_tree *tree, int field, uint32_t frame);
void rs_item_true_if(const struct rs_showing *v, proto_tree *tree, int field, bool so);
void rs_item_delay(const struct rs_showing *v, proto_tree *tree, int field, int64_t us);

#endif
