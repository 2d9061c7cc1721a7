/*
 * Analyze > Conversation Filter, and Colorize Conversation: the call, the dialog
 * and the transaction of the selected packet; of its first message where it
 * holds several. The call comes first: it is what a colour falls on.
 */
#include "compat.h"

#include <epan/conversation_filter.h>

#include "tap.h"

static const struct rs_record *record_of(const packet_info *pinfo)
{
    struct rs_store *s = rs_tap_store();
    return s ? rs_store_first(s, pinfo->num) : NULL;
}

static rs_ws_bool has_call(RS_FILTER_ARGUMENTS)
{
    const struct rs_record *r = record_of(pinfo);
    return r && r->call;
}

static rs_ws_bool has_dialog(RS_FILTER_ARGUMENTS)
{
    const struct rs_record *r = record_of(pinfo);
    return r && r->dialog;
}

static rs_ws_bool has_transaction(RS_FILTER_ARGUMENTS)
{
    const struct rs_record *r = record_of(pinfo);
    return r && r->transaction;
}

static char *call_filter(RS_FILTER_ARGUMENTS)
{
    const struct rs_record *r = record_of(pinfo);
    return r ? g_strdup_printf("ringside.call == %u", rs_store_call(rs_tap_store(), r->call))
             : NULL;
}

static char *dialog_filter(RS_FILTER_ARGUMENTS)
{
    const struct rs_record *r = record_of(pinfo);
    return r ? g_strdup_printf("ringside.dialog == %u", r->dialog) : NULL;
}

static char *transaction_filter(RS_FILTER_ARGUMENTS)
{
    const struct rs_record *r = record_of(pinfo);
    return r ? g_strdup_printf("ringside.transaction == %u", r->transaction) : NULL;
}

static void register_filters(void)
{
    register_conversation_filter("ringside", "SIP call", has_call, call_filter RS_FILTER_USER);
    register_conversation_filter("ringside", "SIP dialog", has_dialog,
                                 dialog_filter RS_FILTER_USER);
    register_conversation_filter("ringside", "SIP transaction", has_transaction,
                                 transaction_filter RS_FILTER_USER);
    add_conversation_filter_protocol("ringside");
}

void rs_conversation_register(void)
{
    static proto_plugin plugin; /* after the protocol is there */
    plugin.register_handoff = register_filters;
    proto_register_plugin(&plugin);
}
