/*
 * What the user can set (Edit > Preferences > Protocols > Ringside, tshark -o
 * ringside.NAME:VALUE). Read by feed and show, written by Wireshark alone.
 */
#ifndef RS_PLUGIN_PREFS_H
#define RS_PLUGIN_PREFS_H

#include "compat.h"
#include "store.h"

/* What is added to the Info column. */
enum rs_info { RS_INFO_NOTHING, RS_INFO_FINDINGS, RS_INFO_SUMMARY };

void rs_prefs_register(int proto);

enum rs_info rs_prefs_info(void);

/* The settings file, as the sensor's -c; NULL or "": none. */
const char *rs_prefs_settings(void);

/* The core's ceilings and the store's. */
struct rs_limits rs_prefs_limits(void);
struct rs_store_limits rs_prefs_store_limits(void);

/* What comes again within it may be the same packet captured twice (rs_copy_judge). */
uint32_t rs_prefs_copy_window_us(void);

/* Is the finding's group (first letter of its id) switched on? */
bool rs_prefs_shows(enum rs_finding_id id);

#endif
