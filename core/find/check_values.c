#include "find/checks.h"

#include "base/chars.h"
#include "base/words.h"

/* Max-Forwards (P117), and numbers and dates in other headers (P112). */

enum { MAX_FORWARDS_MAX = 255, MAX_FORWARDS_USUAL = 70 };

/* RFC 3261 8.1.1.6, 20.22: 0-255, of requests only; 16.3: at 0 nobody sends it on. */
static void check_max_forwards(const struct rs_check *c)
{
    struct rs_span value = rs_msg_value(c->m, RS_HEADER_MAX_FORWARDS);
    uint64_t hops;
    if (c->m->kind != RS_MSG_REQUEST || !value.p)
        return;
    if (!rs_span_to_u64(value, MAX_FORWARDS_MAX, &hops))
        rs_check_note(c, RS_FAULT_MAX_FORWARDS_INVALID, RS_HEADER_MAX_FORWARDS, value);
    else if (hops > MAX_FORWARDS_USUAL)
        rs_check_note(c, RS_FAULT_MAX_FORWARDS_HIGH, RS_HEADER_MAX_FORWARDS, value);
    /*
     * RFC 3261 11: "a client ... MAY use the Max-Forwards header field" of an
     * OPTIONS to ask one hop; RFC 4475 3.3.11 "a legal SIP request".
     */
    else if (hops == 0 && c->m->method != RS_METHOD_OPTIONS)
        rs_check_note(c, RS_FAULT_MAX_FORWARDS_ZERO, RS_HEADER_MAX_FORWARDS, value);
}

/* The digits that begin a value. */
static struct rs_span leading_digits(struct rs_span s)
{
    size_t n = 0;
    while (n < s.n && rs_is_digit(s.p[n]))
        n++;
    return rs_span_first(s, n);
}

/* ---- dates ---- */

/* Three letters of `names`, which are packed; their case counts (25.1). */
static bool is_one_of(const char *p, const char *names)
{
    for (; *names; names += 3)
        if (p[0] == names[0] && p[1] == names[1] && p[2] == names[2])
            return true;
    return false;
}

/*
 * Eight octets like those of `model`: digits where it has a "0", and its own
 * octets elsewhere. What carries out of an octet is no digit, and seen as none.
 */
static bool is_like(const char *p, const char *model)
{
    const uint64_t m = rs_word(model), differs = rs_word(p) ^ m;
    const uint64_t digits = (rs_word_equal(m, '0') >> 7) * 0xff;
    const uint64_t above = (differs + (digits & RS_WORD(6))) | differs;
    return !(above & ((digits & RS_WORD(0xf0)) | ~digits));
}

/* " Nov 2010 23:29:00 GMT": its last 22 octets, which all dates have in common. */
static bool is_month_to_zone(const char *p)
{
    return p[0] == ' ' && p[4] == ' ' && is_like(p + 5, "0000 00:") &&
           is_like(p + 10, "00:00:00") && memcmp(p + 18, " GMT", 4) == 0 &&
           is_one_of(p + 1, "JanFebMarAprMayJunJulAugSepOctNovDec");
}

/*
 * RFC 3261 25.1 rfc1123-date: "Sat, 13 Nov 2010 23:29:00 GMT". 20.17: "SIP
 * restricts the time zone in SIP-date to GMT". A day of one digit is let pass.
 */
static bool is_date(struct rs_span s)
{
    return (s.n == 28 || s.n == 29) && is_one_of(s.p, "MonTueWedThuFriSatSun") &&
           s.p[3] == ',' && s.p[4] == ' ' && rs_is_digit(s.p[5]) && rs_is_digit(s.p[s.n - 23]) &&
           is_month_to_zone(s.p + s.n - 22);
}

static void check_date(const struct rs_check *c)
{
    struct rs_span value = rs_msg_value(c->m, RS_HEADER_DATE);
    if (value.n && !is_date(value))
        rs_check_note(c, RS_FAULT_VALUE_MALFORMED, RS_HEADER_DATE, value);
}

/* ---- numbers ---- */

/* What may follow the number, beside white space. */
enum tail { TAIL_NONE, TAIL_PARAMS, TAIL_COMMENT };

static const struct number_rule {
    uint8_t id, tail;
    bool date; /* RFC 2543 allowed a date instead */
    uint32_t min;
} number_rules[] = {
    {RS_HEADER_EXPIRES, TAIL_NONE, true, 0},            /* 3261 20.19: 0 to 2^32-1 */
    {RS_HEADER_MIN_EXPIRES, TAIL_NONE, false, 0},       /* 3261 20.23 */
    {RS_HEADER_RETRY_AFTER, TAIL_COMMENT, true, 0},     /* 3261 20.33 */
    {RS_HEADER_RSEQ, TAIL_NONE, false, 1},              /* 3262 7.1: 1 to 2^32-1 */
    {RS_HEADER_SESSION_EXPIRES, TAIL_PARAMS, false, 0}, /* 4028 4 */
    {RS_HEADER_MIN_SE, TAIL_PARAMS, false, 0},          /* 4028 5 */
};

static bool tail_fits(struct rs_span rest, enum tail tail)
{
    rest = rs_span_trim(rest);
    if (!rest.n)
        return true;
    return (tail != TAIL_NONE && *rest.p == ';') || (tail == TAIL_COMMENT && *rest.p == '(');
}

static void check_number(const struct rs_check *c, const struct number_rule *rule,
                         struct rs_span value)
{
    struct rs_span digits = leading_digits(value);
    uint64_t n;
    if (!digits.n || !tail_fits(rs_span_skip(value, digits.n), rule->tail)) {
        if (!rule->date || !is_date(value))
            rs_check_note(c, RS_FAULT_VALUE_MALFORMED, rule->id, value);
    } else if (!rs_span_to_u64(digits, UINT32_MAX, &n) || n < rule->min) {
        rs_check_note(c, RS_FAULT_NUMBER_RANGE, rule->id, value);
    }
}

static void check_numbers(const struct rs_check *c)
{
#pragma GCC unroll 8
    for (size_t i = 0; i < sizeof number_rules / sizeof *number_rules; i++) {
        if (!c->m->first[number_rules[i].id])
            continue;
        struct rs_span value = rs_msg_value(c->m, number_rules[i].id);
        if (value.n)
            check_number(c, &number_rules[i], value);
    }
}

/* RFC 3262 7.2: response-num LWS CSeq-num LWS Method. */
static void check_rack(const struct rs_check *c)
{
    struct rs_span value = rs_msg_value(c->m, RS_HEADER_RACK);
    struct rs_rack rack;
    if (value.n && rs_rack_parse(value, &rack) != RS_OK)
        rs_check_note(c, RS_FAULT_VALUE_MALFORMED, RS_HEADER_RACK, value);
}

/* RFC 3261 20.43: warn-code = 3DIGIT. */
static void check_warnings(const struct rs_check *c)
{
    struct rs_values it = {0};
    struct rs_span value;
    if (!c->m->first[RS_HEADER_WARNING])
        return;
    while (rs_msg_next_value(c->m, RS_HEADER_WARNING, &it, &value)) {
        struct rs_span code = leading_digits(value);
        if (value.n && (code.n != 3 || (value.n > 3 && !rs_is_lws(value.p[3]))))
            rs_check_note(c, RS_FAULT_NUMBER_RANGE, RS_HEADER_WARNING, value);
    }
}

/* RFC 3261 20.10: expires is delta-seconds; what is no number counts as 3600, and is not judged. */
void rs_check_contact_params(const struct rs_check *c, struct rs_span params)
{
    struct rs_span expires = rs_param_value(params, RS_SPAN("expires"));
    uint64_t n;
    if (rs_span_is_digits(expires) && !rs_span_to_u64(expires, UINT32_MAX, &n))
        rs_check_note(c, RS_FAULT_NUMBER_RANGE, RS_HEADER_CONTACT, expires);
}

void rs_check_values(const struct rs_check *c)
{
    check_max_forwards(c);
    check_date(c);
    check_numbers(c);
    check_rack(c);
    check_warnings(c);
}
