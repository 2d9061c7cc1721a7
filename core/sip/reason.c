#include "sip/reason.h"

#include "base/chars.h"
#include "sip/method.h"

int rs_reason_parse(struct rs_span value, struct rs_reason *out)
{
    struct rs_span params;
    uint64_t cause;

    out->protocol = rs_span_cut(value, ';', &params);
    out->has_cause = rs_span_to_u64(rs_param_value(params, RS_SPAN("cause")), 65535, &cause);
    out->cause = out->has_cause ? (uint16_t)cause : 0;
    out->text = rs_param_value(params, RS_SPAN("text"));
    return rs_span_is_token(out->protocol) ? RS_OK : RS_ERR_MALFORMED;
}

const char *rs_q850_text(unsigned cause)
{
    static const char *const text[128] = {
#define RS_Q850_ROW(number, words) [number] = words,
#include "sip/q850.def"
#undef RS_Q850_ROW
    };

    return cause < 128 && text[cause] ? text[cause] : "";
}

/*
 * What is not white space; *p goes behind it and the white space that follows.
 */
static struct rs_span take_word(const char **p, const char *end)
{
    const char *begin = *p, *q = begin;

    while (q < end && !rs_char_is(*q, RS_CHAR_LWS))
        q++;
    *p = rs_skip_lws(q, end);
    return rs_span_between(begin, q);
}

int rs_warning_parse(struct rs_span value, struct rs_warning *out)
{
    const char *end = rs_span_end(value);
    const char *p = rs_skip_lws(value.p, end);
    struct rs_span digits = take_word(&p, end);
    const char *close;
    uint64_t code;
    bool ok = rs_span_to_u64(digits, 999, &code) && digits.n == 3;

    out->code = ok ? (uint16_t)code : 0;
    out->agent = take_word(&p, end);
    close = p < end && *p == '"' ? rs_quote_end(p + 1, end) : NULL;
    out->text = close ? rs_span_between(p + 1, close)
                      : rs_span_between(p, rs_skip_lws_back(p, end));
    return ok && out->agent.n && close ? RS_OK : RS_ERR_MALFORMED;
}

const char *rs_reason_words(const struct rs_reason *r)
{
    if (r->has_cause && rs_span_eq_nocase(r->protocol, RS_SPAN("Q.850")))
        return rs_q850_text(r->cause);
    if (r->has_cause && rs_span_eq_nocase(r->protocol, RS_SPAN("SIP")))
        return rs_status_phrase(r->cause);
    return "";
}
