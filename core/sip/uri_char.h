/*
 * Characters of a URI, one by one, escaped or not: what uri_equal.c and
 * uri_aor.c share. No part of the API.
 */
#ifndef RS_SIP_URI_CHAR_H
#define RS_SIP_URI_CHAR_H

#include "base/chars.h"

enum { RS_URI_ESCAPED = 256, RS_URI_END = 512 };

/* `p` stands on %: the octet it means, or -1 when it is no escape. */
static inline int rs_uri_escaped_octet(const char *p, const char *end)
{
    if (end - p < 3 || rs_hex_value(p[1]) < 0 || rs_hex_value(p[2]) < 0)
        return -1;
    return rs_hex_value(p[1]) << 4 | rs_hex_value(p[2]);
}

/*
 * The next character, or RS_URI_END. The escape of a reserved character is
 * another character than that one itself (RFC 3261 19.1.4), so it gets a code
 * of its own.
 */
static inline int rs_uri_next_char(const char **p, const char *end)
{
    int c;

    if (*p == end)
        return RS_URI_END;
    c = **p == '%' ? rs_uri_escaped_octet(*p, end) : -1;
    if (c < 0)
        return (unsigned char)*(*p)++;
    *p += 3;
    return rs_char_is((char)c, RS_CHAR_RESERVED) ? RS_URI_ESCAPED | c : c;
}

static inline int rs_uri_fold(int c)
{
    return c < 256 ? rs_lower((unsigned char)c) : c;
}

/*
 * The next of a telephone number, without RFC 3966 3 visual-separators and
 * case.
 */
static inline int rs_uri_next_digit(const char **p, const char *end)
{
    int c;

    do
        c = rs_uri_next_char(p, end);
    while (c == '-' || c == '.' || c == '(' || c == ')');
    return rs_uri_fold(c);
}

#endif
