/*
 * Methods and response codes: the rows of methods.def and statuses.def.
 */
#ifndef RS_SIP_METHOD_H
#define RS_SIP_METHOD_H

#include "base/span.h"

enum rs_method {
    RS_METHOD_UNKNOWN, /* a token we have no row for; processed as non-INVITE */
#define RS_METHOD_ROW(name, source, flags, meaning) RS_METHOD_##name,
#include "sip/methods.def"
#undef RS_METHOD_ROW
    RS_METHOD__COUNT
};

enum rs_method_flag {
    RS_METHOD_IANA = 1,         /* in IANA's sip-parameters registry */
    RS_METHOD_VENDOR = 2,       /* a vendor's, documented */
    RS_METHOD_LEGACY = 4,       /* an expired draft */
    RS_METHOD_ONE_WAY = 8,      /* never gets a response: ACK, BENOTIFY */
    RS_METHOD_DIALOG = 16,      /* may create a dialog */
    RS_METHOD_TARGET_REFRESH = 32,
    RS_METHOD_NEEDS_CONTACT = 64 /* request must carry Contact */
};

/* Methods are case-sensitive (RFC 3261 7.1). */
enum rs_method rs_method_find(struct rs_span name);
const char *rs_method_name(enum rs_method m);    /* "INVITE"; "" for unknown */
const char *rs_method_meaning(enum rs_method m); /* a few words for people */
unsigned rs_method_flags(enum rs_method m);

/* RFC 5057 table 1: what a failure response does to the dialog it comes in. */
enum rs_status_effect { RS_EFFECT_NONE, RS_EFFECT_TRANSACTION, RS_EFFECT_USAGE, RS_EFFECT_DIALOG };

enum rs_status_flag {
    RS_STATUS_CHALLENGE = 1,   /* 401, 407 */
    RS_STATUS_REDIRECT = 2,    /* 3xx */
    RS_STATUS_USER = 4,        /* 480, 486, 600, 603: the called person's doing */
    RS_STATUS_INEFFECTIVE = 8, /* 408, 500, 503, 504 (RFC 6076 4.8) */
    RS_STATUS_LOOP = 16,       /* 482, 483, 440 */
    RS_STATUS_IDENTITY = 32    /* 428, 436, 437, 438 */
};

/* Registered phrase of a code, or that of its class (RFC 3261 8.1.3.2). Never NULL. */
const char *rs_status_phrase(unsigned status);
enum rs_status_effect rs_status_effect(unsigned status);
unsigned rs_status_flags(unsigned status);
bool rs_status_registered(unsigned status);

/* "Information", "Success", "Redirect", "Client Error", "Server Error", "Global Error"; "" else. */
const char *rs_status_class(unsigned status);
/* RFC 3261 21: "Provisional", "Successful", "Redirection", "Request Failure" ... */
const char *rs_status_class_rfc(unsigned status);

#endif
