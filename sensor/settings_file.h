/*
 * The settings file of -c: read whole, given to the core's reader
 * (base/settings.h), and what is wrong with it said line by line. The only I/O
 * that settings need; what is loaded is the caller's.
 */
#ifndef RS_SETTINGS_FILE_H
#define RS_SETTINGS_FILE_H

#include "base/policy.h"

/*
 * The policy of a file; NULL path: all defaults. NULL when it cannot be read or
 * anything in it is wrong, said on standard error, one line each.
 */
struct rs_policy *rs_settings_load(const char *path);

/* --check-config: what is wrong is said; true when it is good. */
bool rs_settings_check(const char *path);

#endif
