#include "sip/session.h"

#include "base/chars.h"
#include "sip/number.h"

/*
 * Before the first ";", trimmed; *params gets the rest. No quotes here: a
 * callid (RFC 3261 25.1 word) may hold a bare quote, but never a semicolon.
 */
static struct rs_span take_head(struct rs_span value, struct rs_span *params)
{
    const char *semicolon = rs_span_find(value, ';');
    const char *end = rs_span_end(value);

    *params = semicolon ? rs_span_between(semicolon, end) : RS_SPAN_NONE;
    return rs_span_trim(rs_span_between(value.p, semicolon ? semicolon : end));
}

int rs_session_expires_parse(struct rs_span value, struct rs_session_expires *out)
{
    struct rs_span params, refresher;

    take_head(value, &params);
    refresher = rs_param_value(params, RS_SPAN("refresher"));
    out->refresher = RS_REFRESHER_NONE;
    if (rs_span_eq_nocase(refresher, RS_SPAN("uac")))
        out->refresher = RS_REFRESHER_UAC;
    else if (rs_span_eq_nocase(refresher, RS_SPAN("uas")))
        out->refresher = RS_REFRESHER_UAS;
    return rs_number_parse(value, UINT32_MAX, &out->seconds);
}

int rs_session_id_parse(struct rs_span value, struct rs_session_id *out)
{
    struct rs_span params;

    out->local = take_head(value, &params);
    out->remote = rs_param_value(params, RS_SPAN("remote"));
    return rs_span_is_token(out->local) ? RS_OK : RS_ERR_MALFORMED;
}

static void keep_first(struct rs_span *field, struct rs_span value)
{
    if (!field->p)
        *field = value;
}

int rs_replaces_parse(struct rs_span value, struct rs_replaces *out)
{
    struct rs_span rest;
    struct rs_param param;

    memset(out, 0, sizeof *out);
    out->call_id = take_head(value, &rest);
    while (rs_param_next(&rest, ';', &param)) {
        if (rs_span_eq_nocase(param.name, RS_SPAN("to-tag")) ||
            rs_span_eq_nocase(param.name, RS_SPAN("local-tag")))
            keep_first(&out->to_tag, param.value);
        else if (rs_span_eq_nocase(param.name, RS_SPAN("from-tag")) ||
                 rs_span_eq_nocase(param.name, RS_SPAN("remote-tag")))
            keep_first(&out->from_tag, param.value);
        else if (rs_span_eq_nocase(param.name, RS_SPAN("early-only")))
            out->early_only = true;
    }
    return out->call_id.n && out->to_tag.n && out->from_tag.n ? RS_OK : RS_ERR_MALFORMED;
}
