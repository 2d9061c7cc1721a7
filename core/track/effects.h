/*
 * transaction -> dialog: what a failure does to the dialog it came in (RFC 5057).
 */
#ifndef RS_TRACK_EFFECTS_H
#define RS_TRACK_EFFECTS_H

#include <stdbool.h>

#include "sip/method.h"

/*
 * The transaction alone, the usage that the method belongs to (INVITE's or a
 * subscription), or the dialog with all usages; RS_EFFECT_NONE below 300.
 */
enum rs_status_effect rs_effect_inside(enum rs_method method, unsigned status);

#endif
