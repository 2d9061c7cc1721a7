#include "track/effects.h"

/*
 * RFC 5057 5.1, table 2 (in statuses.def), with its notes:
 *   (3)  405, 501 destroy a usage only where the method is integral to it;
 *   (4)  408 is "a real transaction timeout", which ends the usage (3261 12.2.1.2);
 *   (8)  481 to CANCEL concerns the CANCEL alone;
 *   (12) 489 means something to SUBSCRIBE and NOTIFY alone.
 * And two that it does not have: PRACK is answered 481 for want of a response
 * that it acknowledges (3262 3), and phones refuse a REFER, or a MESSAGE, with
 * codes that speak of its target or its receiver, not of the dialog.
 */

static bool integral(enum rs_method m)
{
    return m == RS_METHOD_INVITE || m == RS_METHOD_BYE || m == RS_METHOD_SUBSCRIBE ||
           m == RS_METHOD_NOTIFY;
}

static bool speaks_of_its_own(enum rs_method m)
{
    return m == RS_METHOD_CANCEL || m == RS_METHOD_PRACK || m == RS_METHOD_REFER ||
           m == RS_METHOD_MESSAGE || m == RS_METHOD_OPTIONS;
}

enum rs_status_effect rs_effect_inside(enum rs_method m, unsigned status)
{
    bool event = m == RS_METHOD_SUBSCRIBE || m == RS_METHOD_NOTIFY;
    if (status < 300)
        return RS_EFFECT_NONE;
    if (speaks_of_its_own(m))
        return RS_EFFECT_TRANSACTION;
    if ((status == 405 || status == 501) && !integral(m))
        return RS_EFFECT_TRANSACTION;
    if (status == 489 && !event)
        return RS_EFFECT_TRANSACTION;
    if (status == 408)
        return event ? RS_EFFECT_TRANSACTION : RS_EFFECT_USAGE; /* 6665 4.1.2.2: lives on */
    enum rs_status_effect e = rs_status_effect(status);
    return e == RS_EFFECT_NONE ? RS_EFFECT_TRANSACTION : e;
}
