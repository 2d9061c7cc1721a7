/*
 * finding -> output: a finding as Wireshark's expert information. One field a
 * row of the catalogue, "ringside.finding.<key>".
 */
#ifndef RS_PLUGIN_EXPERTS_H
#define RS_PLUGIN_EXPERTS_H

#include "compat.h"
#include "store.h"

void rs_experts_register(int proto);

/* tree, item: the message's, and what the finding is shown on. tvb: the frame. */
void rs_experts_add(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, proto_item *item,
                    const struct rs_found *found);

#endif
