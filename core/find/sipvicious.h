/*
 * SIPVicious keeps what it needs to know of an answer in the From tag: hex of
 * "what", 0x01 and a random number (semantics 5.10). What is the address and
 * port that svmap asks, the extension that svwar tries, or "user:password" that
 * svcrack guesses.
 */
#ifndef RS_FIND_SIPVICIOUS_H
#define RS_FIND_SIPVICIOUS_H

#include "base/span.h"

enum rs_sipvicious_kind {
    RS_SIPVICIOUS_NONE,
    RS_SIPVICIOUS_TARGET,
    RS_SIPVICIOUS_EXTENSION,
    RS_SIPVICIOUS_GUESS
};

enum { RS_SIPVICIOUS_TEXT_MAX = 64 };

struct rs_sipvicious {
    uint8_t kind, len;
    char text[RS_SIPVICIOUS_TEXT_MAX]; /* "127.0.0.1:5090", "1000"; of a guess the user alone */
};

/* False: it is none of its tags. Looks at four octets: most others end otherwise. */
static inline bool rs_sipvicious_may(struct rs_span tag)
{
    return tag.n >= 12 && tag.p[tag.n - 2] == '3' && tag.p[tag.n - 4] == '3' &&
           rs_is_digit(tag.p[tag.n - 1]) && tag.n % 2 == 0;
}

/* The kind, RS_SIPVICIOUS_NONE for any other tag. Linear. */
enum rs_sipvicious_kind rs_sipvicious_tag(struct rs_span tag, struct rs_sipvicious *out);

/* The tag as it may be told: empty when somebody's guess at a password is in it. */
struct rs_span rs_sipvicious_hide(struct rs_span tag);

#endif
