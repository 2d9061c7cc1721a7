#include "base/stops.h"

/*
 * The table is written out by the compiler from these rules, one for each
 * class, so that the grammar and not a list of numbers is what one reads.
 */
#define ALPHA(c) (((c) >= 'A' && (c) <= 'Z') || ((c) >= 'a' && (c) <= 'z'))
#define DIGIT(c) ((c) >= '0' && (c) <= '9')
#define ALPHANUM(c) (ALPHA(c) || DIGIT(c))

#define LWS(c) ((c) == ' ' || (c) == '\t' || (c) == '\r' || (c) == '\n')
#define TOKEN(c)                                                                              \
    (ALPHANUM(c) || (c) == '-' || (c) == '.' || (c) == '!' || (c) == '%' || (c) == '*' ||     \
     (c) == '_' || (c) == '+' || (c) == '`' || (c) == '\'' || (c) == '~')
#define HOST(c) (ALPHANUM(c) || (c) == '-' || (c) == '.' || (c) == '_')
#define SCHEME(c) (ALPHANUM(c) || (c) == '+' || (c) == '-' || (c) == '.')
#define UNRESERVED(c)                                                                         \
    (ALPHANUM(c) || (c) == '-' || (c) == '_' || (c) == '.' || (c) == '!' || (c) == '~' ||     \
     (c) == '*' || (c) == '\'' || (c) == '(' || (c) == ')')
#define USER(c)                                                                               \
    (UNRESERVED(c) || (c) == '&' || (c) == '=' || (c) == '+' || (c) == '$' || (c) == ',' ||   \
     (c) == ';' || (c) == '?' || (c) == '/')
#define RESERVED(c)                                                                           \
    ((c) == ';' || (c) == '/' || (c) == '?' || (c) == ':' || (c) == '@' || (c) == '&' ||      \
     (c) == '=' || (c) == '+' || (c) == '$' || (c) == ',')
#define HEX(c) (DIGIT(c) || ((c) >= 'A' && (c) <= 'F') || ((c) >= 'a' && (c) <= 'f'))
#define PARAM_STOP(c)                                                                         \
    ((c) == '"' || (c) == '<' || (c) == '\\' || (c) == ';' || (c) == ',' || (c) == '=')
#define ADDR_STOP(c)                                                                          \
    ((c) == '"' || (c) == '<' || (c) == '>' || (c) == ':' || (c) == ';' || (c) == ',' ||      \
     (c) == '?')
#define URI_STOP(c)                                                                           \
    (LWS(c) || (c) == '@' || (c) == ':' || (c) == ';' || (c) == '?' || (c) == '%')

#define CLASSES(c)                                                                            \
    (TOKEN(c) * RS_CHAR_TOKEN + LWS(c) * RS_CHAR_LWS + HOST(c) * RS_CHAR_HOST +               \
     SCHEME(c) * RS_CHAR_SCHEME + USER(c) * RS_CHAR_USER + RESERVED(c) * RS_CHAR_RESERVED +   \
     HEX(c) * RS_CHAR_HEX + PARAM_STOP(c) * RS_CHAR_PARAM_STOP +                              \
     ADDR_STOP(c) * RS_CHAR_ADDR_STOP + URI_STOP(c) * RS_CHAR_URI_STOP)

#define FOUR(c) CLASSES(c), CLASSES((c) + 1), CLASSES((c) + 2), CLASSES((c) + 3)
#define SIXTEEN(c) FOUR(c), FOUR((c) + 4), FOUR((c) + 8), FOUR((c) + 12)
#define SIXTY_FOUR(c) SIXTEEN(c), SIXTEEN((c) + 16), SIXTEEN((c) + 32), SIXTEEN((c) + 48)

const uint16_t rs_char_table[256] = {SIXTY_FOUR(0), SIXTY_FOUR(64), SIXTY_FOUR(128),
                                     SIXTY_FOUR(192)};

const char *rs_quote_end(const char *p, const char *end)
{
    for (; (p = rs_next_stop(p, end, RS_CHAR_PARAM_STOP)) < end; p++) {
        if (*p == '"')
            return p;
        if (*p == '\\' && ++p == end)
            break;
    }
    return NULL;
}

/*
 * `p` stands on <. Looks no further than the next <, which keeps cutting
 * linear.
 */
static const char *bracket_end(const char *p, const char *end)
{
    for (const char *q = p + 1; q < end && *q != '<'; q++) {
        if (*q == '>')
            return q;
    }
    return p;
}

const char *rs_protected_end(const char *p, const char *end, char separator)
{
    const char *close;

    switch (*p) {
    case '"':
        close = rs_quote_end(p + 1, end);
        return close ? close : p;
    case '<':
        return bracket_end(p, end);
    default:
        /*
         * A backslash outside quotes is no escape by the RFC: the separator
         * still cuts.
         */
        return end - p > 1 && p[1] != separator ? p + 1 : p;
    }
}
