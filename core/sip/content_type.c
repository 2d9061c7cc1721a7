#include "sip/content_type.h"

#include "base/chars.h"

int rs_content_type_parse(struct rs_span value, struct rs_content_type *out)
{
    const char *end = rs_span_end(value);
    const char *semicolon = rs_span_find(value, ';');
    struct rs_span media = rs_span_between(value.p, semicolon ? semicolon : end);
    const char *slash = rs_span_find(media, '/');

    memset(out, 0, sizeof *out);
    if (semicolon) {
        out->params = rs_span_between(semicolon, end);
        out->boundary = rs_param_value(out->params, RS_SPAN("boundary"));
    }
    out->type = rs_span_trim(slash ? rs_span_between(media.p, slash) : media);
    if (slash)
        out->subtype = rs_span_trim(rs_span_between(slash + 1, rs_span_end(media)));
    return rs_span_is_token(out->type) && rs_span_is_token(out->subtype) ? RS_OK
                                                                        : RS_ERR_MALFORMED;
}

bool rs_content_type_is(const struct rs_content_type *t, struct rs_span type,
                        struct rs_span subtype)
{
    return rs_span_eq_nocase(t->type, type) && rs_span_eq_nocase(t->subtype, subtype);
}
