/*
 * Characters: classes of octets after the grammars of RFC 3261 25, and the
 * small skips that every value parser needs. Used below core/sip's views; the
 * only code that looks at octets by class.
 *
 * Pointers here are positions in one buffer; `end` is behind its last octet
 * and never read.
 */
#ifndef RS_BASE_CHARS_H
#define RS_BASE_CHARS_H

#include "base/span.h"

enum rs_char {
    RS_CHAR_TOKEN = 1,        /* token: alphanum and -.!%*_+`'~ */
    RS_CHAR_LWS = 2,          /* SP HTAB CR LF */
    RS_CHAR_HOST = 4,         /* hostname and IPv4address, and _ which hosts do have */
    RS_CHAR_SCHEME = 8,       /* scheme: alphanum and +-. */
    RS_CHAR_USER = 16,        /* unreserved and user-unreserved: may stand bare in a user part */
    RS_CHAR_RESERVED = 32,    /* RFC 2396 2.2: never equal to its escape */
    RS_CHAR_HEX = 64,
    RS_CHAR_PARAM_STOP = 128, /* " < \ ; , = : where a parameter may turn */
    RS_CHAR_ADDR_STOP = 256,  /* " < > : ; , ? : where a name-addr may turn */
    RS_CHAR_URI_STOP = 512    /* @ : ; ? % and LWS: where a SIP URI may turn */
};

extern const uint16_t rs_char_table[256];

static inline bool rs_char_is(char c, unsigned classes)
{
    return rs_char_table[(unsigned char)c] & classes;
}

/* The first position that is no linear white space, or `end`. */
static inline const char *rs_skip_lws(const char *p, const char *end)
{
    while (p < end && rs_char_is(*p, RS_CHAR_LWS))
        p++;
    return p;
}

/* The end of [begin, p) without linear white space at its back. */
static inline const char *rs_skip_lws_back(const char *begin, const char *p)
{
    while (p > begin && rs_char_is(p[-1], RS_CHAR_LWS))
        p--;
    return p;
}

/* The first position that is of none of the classes, or `end`. */
static inline const char *rs_skip(const char *p, const char *end, unsigned classes)
{
    while (p < end && rs_char_is(*p, classes))
        p++;
    return p;
}

/*
 * RFC 3261 25.1 quoted-string: `p` stands behind the opening quote. The
 * position of the closing one, or NULL. A backslash takes the next octet along.
 */
const char *rs_quote_end(const char *p, const char *end);

/*
 * For those who cut at `separator`: `p` stands on " or < or \. The last octet
 * that it protects, or `p` itself when it protects nothing: a quote or bracket
 * without its other half, a bracket before another opening one.
 *
 * Cutting a value piece by piece with this is linear in the whole value: a
 * backslash counts outside quotes as it does inside, so once a quote has been
 * found without end, no later one in the value is tried again.
 */
const char *rs_protected_end(const char *p, const char *end, char separator);

#endif
