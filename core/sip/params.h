/*
 * Parameters: *( SEMI name [ EQUAL value ] ), the tail of Via, From, Contact
 * and most others. A view: nothing is copied or unescaped.
 */
#ifndef RS_SIP_PARAMS_H
#define RS_SIP_PARAMS_H

#include "base/span.h"

struct rs_param {
    struct rs_span name;
    struct rs_span value; /* without quotes; p == NULL when there is no "=" */
    bool quoted;          /* value was a quoted string: backslashes are still inside */
};

/*
 * Take the next parameter off *rest (which begins at or before a separator).
 * `separator` is ';' or ','. Returns false at the end. Empty parameters (";;")
 * are given with an empty name, so that a check can see them.
 */
bool rs_param_next(struct rs_span *rest, char separator, struct rs_param *out);

/* The first parameter with that name, in any case. */
bool rs_param_find(struct rs_span params, struct rs_span name, struct rs_param *out);

/*
 * Its value, or an empty span with p == NULL when absent; "" when it has no
 * "=".
 */
struct rs_span rs_param_value(struct rs_span params, struct rs_span name);

/* The name of the one parameter that each dialog is known by, in any case. */
static inline bool rs_param_is_tag(struct rs_span name)
{
    return name.n == 3 && (name.p[0] | 0x20) == 't' && (name.p[1] | 0x20) == 'a' &&
           (name.p[2] | 0x20) == 'g';
}

#endif
