#include "sip/method.h"

static const struct {
    const char *name, *meaning;
    unsigned flags;
} method_row[RS_METHOD__COUNT] = {
    [RS_METHOD_UNKNOWN] = {"", "unknown method", 0},
#define RS_METHOD_ROW(name, source, flags, meaning) [RS_METHOD_##name] = {#name, meaning, flags},
#include "sip/methods.def"
#undef RS_METHOD_ROW
};

/* The rows of other lengths than the constant `n` vanish in the compiler. */
static inline enum rs_method find_among(const char *p, size_t n)
{
#define RS_METHOD_ROW(name, source, flags, meaning)                                           \
    if (n == sizeof #name - 1 && memcmp(p, #name, sizeof #name - 1) == 0)                     \
        return RS_METHOD_##name;
#include "sip/methods.def"
#undef RS_METHOD_ROW
    return RS_METHOD_UNKNOWN;
}

enum rs_method rs_method_find(struct rs_span name)
{
    switch (name.n) {
    case 3:
        return find_among(name.p, 3);
    case 4:
        return find_among(name.p, 4);
    case 5:
        return find_among(name.p, 5);
    case 6:
        return find_among(name.p, 6);
    case 7:
        return find_among(name.p, 7);
    case 8:
        return find_among(name.p, 8);
    default:
        return find_among(name.p, name.n);
    }
}

static unsigned known(enum rs_method m)
{
    return (unsigned)m < RS_METHOD__COUNT ? (unsigned)m : RS_METHOD_UNKNOWN;
}

const char *rs_method_name(enum rs_method m)
{
    return method_row[known(m)].name;
}

const char *rs_method_meaning(enum rs_method m)
{
    return method_row[known(m)].meaning;
}

unsigned rs_method_flags(enum rs_method m)
{
    return method_row[known(m)].flags;
}

/* Response codes ----------------------------------------------------------- */

static const struct {
    const char *phrase; /* NULL: not registered */
    uint8_t effect, flags;
} status_row[600] = {
#define RS_STATUS_ROW(code, phrase, rfc, effect, flags)                                       \
    [(code) - 100] = {phrase, RS_EFFECT_##effect, flags},
#include "sip/statuses.def"
#undef RS_STATUS_ROW
};

/*
 * RFC 3261 8.1.3.2: an unknown code is treated as x00 of its class, an unknown
 * provisional one as 183.
 */
static unsigned row_of(unsigned status)
{
    if (rs_status_registered(status))
        return status - 100;
    return status < 200 ? 183 - 100 : status / 100 * 100 - 100;
}

static bool in_range(unsigned status)
{
    return status >= 100 && status <= 699;
}

bool rs_status_registered(unsigned status)
{
    return in_range(status) && status_row[status - 100].phrase;
}

const char *rs_status_phrase(unsigned status)
{
    return in_range(status) ? status_row[row_of(status)].phrase : "";
}

enum rs_status_effect rs_status_effect(unsigned status)
{
    return in_range(status) ? status_row[row_of(status)].effect : RS_EFFECT_NONE;
}

unsigned rs_status_flags(unsigned status)
{
    return in_range(status) ? status_row[row_of(status)].flags : 0;
}

const char *rs_status_class(unsigned status)
{
    static const char *const name[] = {"Information",  "Success",      "Redirect",
                                       "Client Error", "Server Error", "Global Error"};

    return in_range(status) ? name[status / 100 - 1] : "";
}

const char *rs_status_class_rfc(unsigned status)
{
    static const char *const name[] = {"Provisional",     "Successful",     "Redirection",
                                       "Request Failure", "Server Failure", "Global Failure"};

    return in_range(status) ? name[status / 100 - 1] : "";
}
