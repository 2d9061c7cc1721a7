/*
 * Is there a payload in this text, meant for a program behind the SIP server:
 * a database, a web page, a shell, a log (S420)? The table is injection.def.
 */
#ifndef RS_FIND_INJECTION_H
#define RS_FIND_INJECTION_H

#include "base/span.h"

enum rs_injection {
    RS_INJECTION_NONE,
#define RS_INJECTION(class, name, severity) RS_INJECTION_##class,
#include "find/injection.def"
    RS_INJECTION__COUNT
};

enum { RS_INJECTION_LOOKED_AT = 512 }; /* octets of a value */

/* Some octet is there that payloads have and other texts seldom: worth a look. */
bool rs_injection_may(struct rs_span text);

/* Of a text as sent: the first class that fits. Linear. */
enum rs_injection rs_injection_look(struct rs_span text);

const char *rs_injection_name(enum rs_injection i); /* "sqli" */
int rs_injection_severity(enum rs_injection i);     /* enum rs_severity */

#endif
