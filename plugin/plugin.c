/*
 * ringside.so: what Wireshark looks for, and what it is told. The rest hangs on
 * the postdissector, which is called for every frame on every pass.
 */
#include "compat.h"

#include "experts.h"
#include "feed.h"
#include "fields.h"
#include "octets.h"
#include "prefs.h"
#include "show.h"
#include "tap.h"

#define EXPORT __attribute__((visibility("default")))

extern const char plugin_version[];
extern const int plugin_want_major, plugin_want_minor;
void plugin_register(void);
guint32 plugin_describe(void);

EXPORT const char plugin_version[] = RS_VERSION;
EXPORT const int plugin_want_major = WIRESHARK_VERSION_MAJOR;
EXPORT const int plugin_want_minor = WIRESHARK_VERSION_MINOR;

static dissector_handle_t postdissector, sip, sip_tcp;

/* ---- life of a capture ---- */

/* Asked for only while we are switched on: it makes Wireshark build a tree for every frame. */
static void want_sip(bool on)
{
    GArray *wanted = NULL;
    int field = rs_octets_wanted();
    if (on && field >= 0) {
        wanted = g_array_new(FALSE, FALSE, sizeof field);
        g_array_append_val(wanted, field);
    }
    set_postdissector_wanted_hfids(postdissector, wanted);
}

static void open_capture(void)
{
    if (!proto_is_protocol_enabled(find_protocol_by_id(proto_ringside)))
        return;
    rs_show_open();
    rs_feed_open();
    want_sip(true);
}

static void close_capture(void)
{
    want_sip(false);
    rs_feed_close();
}

/* ---- a frame ---- */

static bool has_message(proto_tree *tree)
{
    struct rs_octets_walk walk;
    struct rs_octets first;
    rs_octets_begin(&walk, tree);
    return rs_octets_next(&walk, &first);
}

/*
 * Frames without SIP are none of ours: 0. Where nobody asks, now or later, there
 * is no state to keep: tshark is as fast as without us.
 */
static int dissect_frame(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    struct rs_store *store = rs_feed_store();
    if (!store)
        return 0;
    if (rs_octets_only_pass() && !rs_show_asked(tree))
        return has_message(tree) ? (int)tvb_captured_length(tvb) : 0;
    if (PINFO_FD_VISITED(pinfo))
        rs_feed_visited();
    else
        rs_feed_frame(tvb, pinfo, tree);
    return rs_show_frame(store, tvb, pinfo, tree) ? (int)tvb_captured_length(tvb) : 0;
}

/* ---- Decode As ---- */

static int decode_datagram(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    return call_dissector(sip, tvb, pinfo, tree);
}

/* TCP's reassembly is for the dissector right above it: stock's, not this one between them. */
static int decode_stream(tvbuff_t *tvb, packet_info *pinfo, proto_tree *tree, void *data _U_)
{
    pinfo->can_desegment = pinfo->saved_can_desegment;
    return call_dissector(sip_tcp, tvb, pinfo, tree);
}

static void register_decode_as(void)
{
    sip = find_dissector_add_dependency("sip", proto_ringside);
    sip_tcp = find_dissector_add_dependency("sip.tcp", proto_ringside);
    if (sip)
        dissector_add_for_decode_as("udp.port",
                                    create_dissector_handle(decode_datagram, proto_ringside));
    if (sip_tcp)
        dissector_add_for_decode_as("tcp.port",
                                    create_dissector_handle(decode_stream, proto_ringside));
}

/* ---- registration ---- */

static void proto_register_ringside(void)
{
    int proto = rs_fields_register();
    rs_experts_register(proto);
    rs_prefs_register(proto);
    rs_show_register();
    postdissector = register_dissector("ringside", dissect_frame, proto);
    register_init_routine(open_capture);
    register_cleanup_routine(close_capture);
}

static void proto_reg_handoff_ringside(void)
{
    rs_feed_init();
    register_decode_as();
    register_postdissector(postdissector);
}

EXPORT void plugin_register(void)
{
    static proto_plugin plugin;
    plugin.register_protoinfo = proto_register_ringside;
    plugin.register_handoff = proto_reg_handoff_ringside;
    proto_register_plugin(&plugin);
    rs_stats_tree_register();
    rs_srt_register();
    rs_conversation_register();
    rs_follow_register();
}

EXPORT guint32 plugin_describe(void)
{
    return RS_PLUGIN_KINDS;
}
