#include "sip/number.h"

#include "base/chars.h"

int rs_number_parse(struct rs_span value, uint32_t max, uint32_t *out)
{
    const char *end = rs_span_end(value);
    const char *begin = rs_skip_lws(value.p, end);
    const char *p = begin;
    uint64_t number;
    bool ok;

    while (p < end && rs_is_digit(*p))
        p++;
    ok = rs_span_to_u64(rs_span_between(begin, p), max, &number);
    *out = (uint32_t)number;
    p = rs_skip_lws(p, end);
    /* A number must be the whole, but for a comment or parameters. */
    return ok && (p == end || *p == ';' || *p == '(') ? RS_OK : RS_ERR_MALFORMED;
}
