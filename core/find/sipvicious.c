#include "find/sipvicious.h"

#include "base/endpoint.h"

/* Random hex digits that happen to end so have fewer digits behind the 0x01. */
enum { DECODED_MAX = 256, DIGITS_LEAST = 4, DIGITS_MOST = 10, MARK = 1, TARGET_LEN = 12 };

static int octet_at(struct rs_span hex, size_t i)
{
    int high = rs_hex_value(hex.p[2 * i]), low = rs_hex_value(hex.p[2 * i + 1]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* What stands before the mark, as text; 0: it is no such tag. */
static size_t decode(struct rs_span tag, char *text)
{
    size_t n = tag.n / 2, digits = 0;
    while (digits < n && digits <= DIGITS_MOST && octet_at(tag, n - 1 - digits) >= '0' &&
           octet_at(tag, n - 1 - digits) <= '9')
        digits++;
    if (digits < DIGITS_LEAST || digits > DIGITS_MOST || n < digits + 2 || n > DECODED_MAX ||
        octet_at(tag, n - 1 - digits) != MARK)
        return 0;
    n -= digits + 1;
    for (size_t i = 0; i < n; i++) {
        int c = octet_at(tag, i);
        if (c < 0x20 || c > 0x7e)
            return 0;
        text[i] = (char)c;
    }
    return n;
}

/* "7f00000113e2" */
static bool is_target(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rs_hex_value(text[i]) < 0)
            return false;
    return n == TARGET_LEN;
}

static void keep(struct rs_sipvicious *out, const char *text, size_t n)
{
    out->len = (uint8_t)(n < sizeof out->text ? n : sizeof out->text);
    memcpy(out->text, text, out->len);
}

static void keep_target(struct rs_sipvicious *out, const char *text)
{
    char printed[RS_ENDPOINT_TEXT];
    struct rs_endpoint at = {.addr.family = 4};
    struct rs_span hex = rs_span(text, TARGET_LEN);
    for (size_t i = 0; i < 4; i++)
        at.addr.octet[i] = (uint8_t)octet_at(hex, i);
    at.port = (uint16_t)(octet_at(hex, 4) << 8 | octet_at(hex, 5));
    rs_endpoint_text(&at, printed);
    keep(out, printed, strlen(printed));
}

enum rs_sipvicious_kind rs_sipvicious_tag(struct rs_span tag, struct rs_sipvicious *out)
{
    char text[DECODED_MAX];
    *out = (struct rs_sipvicious){0};
    size_t n = rs_sipvicious_may(tag) ? decode(tag, text) : 0;
    if (!n)
        return RS_SIPVICIOUS_NONE;
    const char *colon = memchr(text, ':', n);
    if (colon) {
        out->kind = RS_SIPVICIOUS_GUESS;
        keep(out, text, (size_t)(colon - text));
    } else if (is_target(text, n)) {
        out->kind = RS_SIPVICIOUS_TARGET;
        keep_target(out, text);
    } else {
        out->kind = RS_SIPVICIOUS_EXTENSION;
        keep(out, text, n);
    }
    return (enum rs_sipvicious_kind)out->kind;
}

struct rs_span rs_sipvicious_hide(struct rs_span tag)
{
    struct rs_sipvicious read;
    return rs_sipvicious_may(tag) && rs_sipvicious_tag(tag, &read) == RS_SIPVICIOUS_GUESS
               ? RS_SPAN_NONE
               : tag;
}
