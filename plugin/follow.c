/*
 * Follow a call: the text of its messages in order, whatever the connections,
 * hops and dialogs; what was captured twice stands once. The number is that of
 * ringside.call. `tshark -z follow,ringside,ascii,3`; Wireshark from 4.4 on has
 * it in its menu.
 */
#include "compat.h"

#include <epan/follow.h>

#include "tap.h"

/* The call last asked for. Wireshark does not hand a listener its number. */
static unsigned asked;

/* Naming sip makes epan hand its items, and with them the octets, on every pass. */
static char *call_filter(unsigned call, unsigned sub_stream _U_)
{
    asked = call;
    return g_strdup_printf("sip && ringside.call == %u", call);
}

static char *packet_filter(epan_dissect_t *edt _U_, packet_info *pinfo, unsigned *stream,
                           unsigned *sub_stream)
{
    struct rs_store *s = rs_tap_store();
    const struct rs_record *r = s ? rs_store_first(s, pinfo->num) : NULL;
    if (!r || !r->call)
        return NULL;
    *stream = rs_store_call(s, r->call);
    *sub_stream = 0;
    return call_filter(*stream, 0);
}

/* A call is not a pair of addresses. */
static char *address_filter(address *src _U_, address *dst _U_, int sport _U_, int dport _U_)
{
    return NULL;
}

static char *show_port(wmem_allocator_t *scope, unsigned port)
{
    return wmem_strdup_printf(scope, "%u", port);
}

static bool frame_has_call(struct rs_store *s, uint32_t frame, unsigned call)
{
    uint32_t first, n = rs_store_frame(s, frame, &first);
    for (uint32_t i = 0; i < n; i++)
        if (rs_store_call(s, rs_store_record(s, first + i)->call) == call)
            return true;
    return false;
}

/*
 * Which call this listener follows. The filter lets whole frames pass, and a
 * frame may hold messages of several calls; so the first one settles it: the
 * call last asked for if it is there, else (tshark, several -z follow) its own.
 * Kept in seq, which only followers of TCP use.
 */
static unsigned call_of(const follow_info_t *info)
{
    return info->seq[0];
}

/* The first sender is the client. */
static void begin(follow_info_t *info, const struct rs_tap_message *m, const packet_info *pinfo)
{
    struct rs_store *s = rs_tap_store();
    if (info->client_port)
        return;
    info->seq[0] = s && frame_has_call(s, pinfo->num, asked) ? asked : m->call;
    info->client_port = pinfo->srcport;
    info->server_port = pinfo->destport;
    copy_address(&info->client_ip, &pinfo->src);
    copy_address(&info->server_ip, &pinfo->dst);
}

/* On which side the message stands: the caller's is the client's, on all hops. */
static bool is_called_side(const struct rs_record *r)
{
    return r->dialog ? !(r->flags & RS_RECORD_FROM_CALLER) : r->status != 0;
}

static follow_record_t *make_record(const struct rs_tap_message *m, const packet_info *pinfo)
{
    follow_record_t *record = g_new0(follow_record_t, 1);
    unsigned n = (unsigned)tvb_captured_length_remaining(m->tvb, m->offset);
    n = MIN(n, (unsigned)m->length);
    record->data = g_byte_array_sized_new(n);
    g_byte_array_append(record->data, tvb_get_ptr(m->tvb, m->offset, (int)n), n);
    record->is_server = is_called_side(m->record);
    record->packet_num = pinfo->num;
    record->abs_ts = pinfo->abs_ts;
    return record;
}

static tap_packet_status follow_packet(void *tapdata, packet_info *pinfo, epan_dissect_t *edt _U_,
                                       const void *data, tap_flags_t flags _U_)
{
    follow_info_t *info = tapdata;
    const struct rs_tap_message *m = data;
    if (!m->tvb || m->length <= 0 || m->record->role == RS_ROLE_DUPLICATE)
        return TAP_PACKET_DONT_REDRAW;
    begin(info, m, pinfo);
    if (m->call != call_of(info))
        return TAP_PACKET_DONT_REDRAW;
    follow_record_t *record = make_record(m, pinfo);
    info->bytes_written[record->is_server] += record->data->len;
    info->payload = g_list_prepend(info->payload, record); /* in reverse order */
    return TAP_PACKET_DONT_REDRAW;
}

static void register_follow(void)
{
    register_follow_stream(proto_get_id_by_filter_name("ringside"), "ringside", packet_filter,
                           call_filter, address_filter, show_port, follow_packet RS_FOLLOW_COUNTS);
}

void rs_follow_register(void)
{
    static proto_plugin plugin; /* after the protocol is there */
    plugin.register_handoff = register_follow;
    proto_register_plugin(&plugin);
}
