#include "items.h"

proto_item *rs_item_uint(const struct rs_showing *v, proto_tree *tree, int field, uint32_t value)
{
    proto_item *i = proto_tree_add_uint(tree, field, v->frame, 0, 0, value);
    proto_item_set_generated(i);
    return i;
}

void rs_item_uint_if(const struct rs_showing *v, proto_tree *tree, int field, uint32_t value)
{
    if (value)
        rs_item_uint(v, tree, field, value);
}

/* A frame does not link to itself. */
void rs_item_link(const struct rs_showing *v, proto_tree *tree, int field, uint32_t frame)
{
    if (frame && frame != v->k->record->frame)
        rs_item_uint(v, tree, field, frame);
}

proto_item *rs_item_text(const struct rs_showing *v, proto_tree *tree, int field, const char *text)
{
    proto_item *i = proto_tree_add_string(tree, field, v->frame, 0, 0, text);
    proto_item_set_generated(i);
    return i;
}

void rs_item_text_if(const struct rs_showing *v, proto_tree *tree, int field, const char *text)
{
    if (text && *text)
        rs_item_text(v, tree, field, text);
}

void rs_item_true_if(const struct rs_showing *v, proto_tree *tree, int field, bool so)
{
    if (so)
        proto_item_set_generated(proto_tree_add_boolean(tree, field, v->frame, 0, 0, TRUE));
}

void rs_item_delay(const struct rs_showing *v, proto_tree *tree, int field, int64_t us)
{
    if (us < 0)
        return;
    nstime_t t = {.secs = (time_t)(us / 1000000), .nsecs = (int)(us % 1000000) * 1000};
    proto_item_set_generated(proto_tree_add_time(tree, field, v->frame, 0, 0, &t));
}
