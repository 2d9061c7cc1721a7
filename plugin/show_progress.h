/*
 * facts -> tree: what a message did to a subscription, the session and its
 * timer, a registration, and the sign-in that it is a part of.
 */
#ifndef RS_PLUGIN_SHOW_PROGRESS_H
#define RS_PLUGIN_SHOW_PROGRESS_H

#include "items.h"

/* Nothing for most messages. */
void rs_show_progress(const struct rs_showing *v, proto_tree *tree);

/* Into the tree of the authentication. */
void rs_show_sign_in(const struct rs_showing *v, proto_tree *tree);

#endif
