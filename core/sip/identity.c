#include "sip/identity.h"

/* Without the pair of octets around it, when it is there. */
static struct rs_span without(struct rs_span s, char open, char close)
{
    return s.n > 1 && s.p[0] == open && s.p[s.n - 1] == close ? rs_span(s.p + 1, s.n - 2) : s;
}

int rs_identity_parse(struct rs_span value, struct rs_identity *out)
{
    struct rs_span params;

    out->digest = without(rs_span_cut(value, ';', &params), '"', '"');
    out->info = without(rs_param_value(params, RS_SPAN("info")), '<', '>');
    out->alg = rs_param_value(params, RS_SPAN("alg"));
    out->ppt = rs_param_value(params, RS_SPAN("ppt"));
    return out->digest.n ? RS_OK : RS_ERR_MALFORMED;
}
