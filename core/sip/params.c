#include "sip/params.h"

#include "base/stops.h"

/* Where one parameter stands. */
struct place {
    const char *end;   /* its separator, or the end of all */
    const char *equal; /* its first "=", or NULL */
};

static inline struct place find_place(const char *p, const char *end, char separator)
{
    struct place at = {end, NULL};

    for (; (p = rs_next_stop(p, end, RS_CHAR_PARAM_STOP)) < end; p++) {
        if (*p == separator) {
            at.end = p;
            break;
        }
        if (*p == '=')
            at.equal = at.equal ? at.equal : p;
        else if (*p != ';' && *p != ',')
            p = rs_protected_end(p, end, separator);
    }
    return at;
}

/* gen-value: what stands between the quotes, or else everything. */
static void take_value(const char *p, const char *end, struct rs_param *out)
{
    p = rs_skip_lws(p, end);
    end = rs_skip_lws_back(p, end);
    const char *close = p < end && *p == '"' ? rs_quote_end(p + 1, end) : NULL;

    out->quoted = close != NULL;
    out->value = close ? rs_span_between(p + 1, close) : rs_span_between(p, end);
}

bool rs_param_next(struct rs_span *rest, char separator, struct rs_param *out)
{
    const char *end = rs_span_end(*rest);
    const char *p = rs_skip_lws(rest->p, end);

    if (p == end) {
        *rest = rs_span_between(end, end);
        return false;
    }
    if (*p == separator)
        p = rs_skip_lws(p + 1, end);
    out->value = RS_SPAN_NONE;
    out->quoted = false;
    if (p < end && *p == separator) {
        out->name = rs_span(p, 0);
        *rest = rs_span_between(p, end);
        return true;
    }

    struct place at = find_place(p, end, separator);
    const char *name_end = at.equal ? at.equal : at.end;

    out->name = rs_span_between(p, rs_skip_lws_back(p, name_end));
    if (at.equal)
        take_value(at.equal + 1, at.end, out);
    *rest = rs_span_between(at.end, end);
    return true;
}

bool rs_param_find(struct rs_span params, struct rs_span name, struct rs_param *out)
{
    while (rs_param_next(&params, ';', out)) {
        if (rs_span_eq_nocase(out->name, name))
            return true;
    }
    return false;
}

struct rs_span rs_param_value(struct rs_span params, struct rs_span name)
{
    struct rs_param param;

    if (!rs_param_find(params, name, &param))
        return RS_SPAN_NONE;
    return param.value.p ? param.value : rs_span_between(rs_span_end(param.name),
                                                         rs_span_end(param.name));
}
