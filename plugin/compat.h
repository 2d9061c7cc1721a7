/*
 * All that differs between Wireshark 4.0, 4.4 and 4.6: the only #ifs on its
 * version stand here. Everything of the plugin includes this first.
 */
#ifndef RS_PLUGIN_COMPAT_H
#define RS_PLUGIN_COMPAT_H

#include <ws_version.h>

#include <epan/packet.h>

#include <epan/expert.h>
#include <epan/prefs.h>
#include <epan/tap.h>
#include <epan/tfs.h>

#include <wiretap/wtap.h>

#define RS_WIRESHARK (WIRESHARK_VERSION_MAJOR * 100 + WIRESHARK_VERSION_MINOR)

#if RS_WIRESHARK >= 404
#include <wsutil/plugins.h>
#define RS_PLUGIN_KINDS (WS_PLUGIN_DESC_DISSECTOR | WS_PLUGIN_DESC_TAP_LISTENER)
#define RS_STATS_SEPARATOR "//"
#define RS_FILTER_ARGUMENTS packet_info *pinfo, void *user_data _U_
#define RS_FILTER_USER , NULL
#define RS_FOLLOW_COUNTS , NULL, NULL
typedef bool rs_ws_bool; /* preferences, callbacks */
#else
#define RS_PLUGIN_KINDS 0
#define RS_STATS_SEPARATOR "/"
#define RS_FILTER_ARGUMENTS packet_info *pinfo
#define RS_FILTER_USER
#define RS_FOLLOW_COUNTS
typedef gboolean rs_ws_bool;
#endif

#endif
