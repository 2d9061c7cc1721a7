/*
 * The settings file of the preferences -> policy, with the core's reader: the
 * same text as the sensor's -c gives the same verdicts.
 */
#ifndef RS_PLUGIN_SETTINGS_H
#define RS_PLUGIN_SETTINGS_H

#include "ringside.h"

/*
 * Read anew at each call; the caller's to free. NULL: no file is set, or it
 * cannot be read or has mistakes, which the user is told; defaults hold then.
 */
struct rs_policy *rs_settings_of_user(void);

#endif
