#include "sip/cseq.h"

#include "base/chars.h"

/*
 * What is not white space; *p goes behind it and the white space that follows.
 */
static inline struct rs_span take_word(const char **p, const char *end)
{
    const char *begin = *p, *q = begin;

    while (q < end && !rs_char_is(*q, RS_CHAR_LWS))
        q++;
    *p = rs_skip_lws(q, end);
    return rs_span_between(begin, q);
}

/* 1*DIGIT up to `max`. */
static bool number_of(struct rs_span text, uint32_t max, uint32_t *number)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < text.n; i++) {
        if (!rs_is_digit(text.p[i]))
            return false;
        sum = sum * 10 + (uint64_t)(text.p[i] - '0');
        if (sum > max)
            return false;
    }
    *number = (uint32_t)sum;
    return text.n > 0;
}

/* "1INVITE": what was meant is clear, though the white space is missing. */
static struct rs_span split_digits(struct rs_span *word)
{
    const char *end = rs_span_end(*word), *p = word->p;

    while (p < end && rs_is_digit(*p))
        p++;
    *word = rs_span_between(word->p, p);
    return rs_span_between(p, end);
}

/* Up to nine digits, one space and a method of ours: nothing to remark. */
static bool parse_usual(struct rs_span value, struct rs_cseq *out)
{
    const char *end = rs_span_end(value), *p = value.p;
    uint32_t number = 0;

    for (; p < end && p - value.p < 9 && rs_is_digit(*p); p++)
        number = number * 10 + (uint32_t)(*p - '0');
    if (p == value.p || p == end || *p != ' ')
        return false;
    out->number = number;
    out->number_ok = true;
    out->number_text = rs_span_between(value.p, p);
    out->method_name = rs_span_between(p + 1, end);
    out->method = (uint8_t)rs_method_find(out->method_name);
    return out->method != RS_METHOD_UNKNOWN;
}

int rs_cseq_parse(struct rs_span value, struct rs_cseq *out)
{
    if (parse_usual(value, out))
        return RS_OK;

    const char *end = rs_span_end(value);
    const char *p = rs_skip_lws(value.p, end);
    bool spaced;

    out->number = 0;
    out->number_text = take_word(&p, end);
    out->method_name = take_word(&p, end);
    spaced = out->method_name.n > 0;
    if (!spaced)
        out->method_name = split_digits(&out->number_text);
    out->method = (uint8_t)rs_method_find(out->method_name);
    out->number_ok = number_of(out->number_text, 0x7fffffff, &out->number);
    if (!spaced || p < end || !(out->method || rs_span_is_token(out->method_name)))
        return RS_ERR_MALFORMED;
    return out->number_ok || rs_span_is_digits(out->number_text) ? RS_OK : RS_ERR_MALFORMED;
}

int rs_rack_parse(struct rs_span value, struct rs_rack *out)
{
    const char *end = rs_span_end(value);
    const char *p = rs_skip_lws(value.p, end);
    bool ok;

    out->rseq = out->cseq = 0;
    ok = number_of(take_word(&p, end), UINT32_MAX, &out->rseq);
    ok = number_of(take_word(&p, end), UINT32_MAX, &out->cseq) && ok;
    out->method_name = take_word(&p, end);
    out->method = (uint8_t)rs_method_find(out->method_name);
    return ok && p == end && rs_span_is_token(out->method_name) ? RS_OK : RS_ERR_MALFORMED;
}
