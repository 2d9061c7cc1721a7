/*
 * A settings file's text -> policy: sections named after findings, [lists] and
 * [alerts]; the keys of each are the rows of policy.def and settings.def.
 * Sensor and plugin read one and the same file with it. Everything that is
 * wrong is told, not only the first, each with its line and what to write
 * instead. Does no I/O; keeps nothing of the text.
 *
 *     # a comment                      a line of its own
 *     [S405]                           or [digest_bruteforce]
 *     failures = 10
 *     severity = medium
 *     allow-source = 10.0.0.0/8 2001:db8::/32
 *     [lists]
 *     peers = 192.0.2.1 carrier 192.0.2.2 carrier, 198.51.100.0/28
 *
 * A list's entries are words, and its key may be given again to go on with it;
 * what a User-Agent begins with is the whole rest of the line.
 */
#ifndef RS_BASE_SETTINGS_H
#define RS_BASE_SETTINGS_H

#include "base/policy.h"

enum {
    RS_SETTINGS_MAX = 1 << 20,       /* octets of a file */
    RS_SETTINGS_ERRORS_MAX = 32,     /* told; more are counted */
    RS_SETTINGS_ERROR_TEXT = 320
};

struct rs_settings_error {
    uint32_t line; /* from 1 on */
    char text[RS_SETTINGS_ERROR_TEXT]; /* what is wrong, what to write instead; printable */
};

struct rs_settings_errors {
    uint32_t count; /* all */
    uint32_t kept;
    struct rs_settings_error each[RS_SETTINGS_ERRORS_MAX]; /* by line */
};

/*
 * Into a policy that is new (rs_policy_new). RS_OK; RS_ERR_USAGE with what is
 * wrong in errors; RS_ERR_MEMORY. After a failure the policy is of no use.
 */
int rs_settings_read(struct rs_policy *p, struct rs_span text,
                     struct rs_settings_errors *errors);

/* "yes", "on", "true", "1" and their opposites, in any case. False: it is neither. */
bool rs_settings_switch(struct rs_span text, bool *on);

/* A severity by its name, in any case. False: there is none. */
bool rs_settings_severity(struct rs_span text, enum rs_severity *s);

#endif
