#include "sip/subscription.h"

#include "sip/number.h"

/* Before the first ";"; *params gets the rest. */
static struct rs_span take_head(struct rs_span value, struct rs_span *params)
{
    return rs_span_cut(value, ';', params);
}

int rs_event_parse(struct rs_span value, struct rs_event_header *out)
{
    struct rs_span params;

    out->package = take_head(value, &params);
    out->id = rs_param_value(params, RS_SPAN("id"));
    return rs_span_is_token(out->package) ? RS_OK : RS_ERR_MALFORMED;
}

static uint8_t state_of(struct rs_span name)
{
    if (rs_span_eq_nocase(name, RS_SPAN("active")))
        return RS_SUBSTATE_ACTIVE;
    if (rs_span_eq_nocase(name, RS_SPAN("pending")))
        return RS_SUBSTATE_PENDING;
    if (rs_span_eq_nocase(name, RS_SPAN("terminated")))
        return RS_SUBSTATE_TERMINATED;
    return RS_SUBSTATE_OTHER;
}

static bool take_seconds(struct rs_span params, struct rs_span name, uint32_t *seconds)
{
    struct rs_param param;

    *seconds = 0;
    return rs_param_find(params, name, &param) &&
           rs_number_parse(param.value, UINT32_MAX, seconds) == RS_OK;
}

int rs_subscription_state_parse(struct rs_span value, struct rs_subscription_state *out)
{
    struct rs_span params;

    out->state_name = take_head(value, &params);
    out->state = state_of(out->state_name);
    out->reason = rs_param_value(params, RS_SPAN("reason"));
    out->has_expires = take_seconds(params, RS_SPAN("expires"), &out->expires);
    take_seconds(params, RS_SPAN("retry-after"), &out->retry_after);
    return rs_span_is_token(out->state_name) ? RS_OK : RS_ERR_MALFORMED;
}
