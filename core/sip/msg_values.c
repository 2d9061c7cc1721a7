#include "sip/msg.h"

struct rs_span rs_msg_value_named(const struct rs_msg *m, struct rs_span name)
{
    enum rs_header_id id = rs_header_find(name);
    if (id != RS_HEADER_OTHER)
        return rs_msg_value(m, id);
    for (const struct rs_header *h = rs_msg_first(m, id); h; h = rs_msg_next(m, h))
        if (rs_span_eq_nocase(rs_header_name(m, h), name))
            return rs_header_value(m, h);
    return RS_SPAN_NONE;
}

static bool next_line_value(const struct rs_msg *m, enum rs_header_id id, struct rs_values *it)
{
    it->line = it->started ? (it->line ? rs_msg_next(m, it->line) : NULL) : rs_msg_first(m, id);
    it->started = true;
    if (it->line)
        it->rest = rs_header_value(m, it->line);
    return it->line != NULL;
}

bool rs_msg_next_value(const struct rs_msg *m, enum rs_header_id id, struct rs_values *it,
                       struct rs_span *value)
{
    if (!it->started || !it->rest.p) {
        if (!next_line_value(m, id, it))
            return false;
    }
    /* Most lines carry one value: without a comma there is nothing to cut. */
    if (rs_header_flags(id) & RS_HEADER_LIST && rs_span_find(it->rest, ',')) {
        *value = rs_span_cut(it->rest, ',', &it->rest);
        return true;
    }
    *value = rs_span_trim(it->rest);
    it->rest = RS_SPAN_NONE;
    return true;
}

bool rs_msg_lists(const struct rs_msg *m, enum rs_header_id id, struct rs_span token)
{
    struct rs_values it = {0};
    struct rs_span value;
    while (rs_msg_next_value(m, id, &it, &value))
        if (rs_span_eq_nocase(value, token))
            return true;
    return false;
}
