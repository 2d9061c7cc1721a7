/* Opening, closing, and what all event types begin with. */
#include "outputs/eve.h"

#include <stdlib.h>

#include "base/err.h"
#include "base/strings.h"
#include "find/sipvicious.h"

static int eve_open(void **state, struct rs_writer *w, const struct rs_output_settings *s)
{
    struct rs_eve *e = calloc(1, sizeof *e);

    if (!e)
        return RS_ERR_OUTPUT;
    e->w = w;
    e->j.w = w;
    e->settings = s;
    *state = e;
    return RS_OK;
}

static int eve_close(void *state)
{
    struct rs_eve *e = state;
    int result = rs_writer_flush(e->w);

    free(e);
    return result;
}

const struct rs_output_class rs_output_eve = {
    .word = "eve",
    .summary = "JSON lines in Suricata's EVE schema, for Filebeat, Wazuh, Splunk",
    .default_log = RS_LOG_ALERT | RS_LOG_STATS,
    .open = eve_open,
    .alert = rs_eve_alert,
    .message = rs_eve_message,
    .transaction = rs_eve_transaction,
    .dialog = rs_eve_dialog,
    .registration = rs_eve_registration,
    .secured = rs_eve_secured,
    .stats = rs_eve_stats,
    .close = eve_close,
};

static bool flow_is(const struct rs_eve_flow *f, const struct rs_origin *o, uint8_t protocol)
{
    if (f->protocol != protocol)
        return false;
    return (rs_endpoint_eq(&f->a, &o->src) && rs_endpoint_eq(&f->b, &o->dst)) ||
           (rs_endpoint_eq(&f->a, &o->dst) && rs_endpoint_eq(&f->b, &o->src));
}

static const struct rs_eve_flow *flow_of(struct rs_eve *e, const struct rs_origin *o)
{
    uint8_t protocol = rs_transport_ip_protocol((enum rs_transport)o->transport);
    uint64_t id = rs_flow_id(&o->src, &o->dst, protocol);
    struct rs_eve_flow *f = &e->flows[id % RS_EVE_FLOWS];

    if (!flow_is(f, o, protocol)) {
        f->a = o->src;
        f->b = o->dst;
        f->protocol = protocol;
        f->id = id;
        rs_community_id(&o->src, &o->dst, protocol, 0, f->community_id);
    }
    return f;
}

const char *rs_eve_input(const struct rs_eve *e, const struct rs_origin *origin)
{
    const struct rs_output_settings *s = e->settings;

    return origin->interface < s->input_count ? s->input_names[origin->interface] : NULL;
}

uint64_t rs_eve_frame(const struct rs_eve *e, uint64_t frame)
{
    struct rs_place own, place;

    if (!rs_places_find(e->settings->places, e->input, e->frame, &own))
        return frame;
    if (!rs_places_find(e->settings->places, e->input, frame, &place))
        return 0;
    return strcmp(own.file, place.file) ? 0 : place.frame;
}

void rs_eve_put_frame(struct rs_eve *e, const char *key, uint64_t frame)
{
    if (frame)
        rs_json_u64_if(&e->j, key, rs_eve_frame(e, frame));
}

const char *rs_eve_file(const struct rs_eve *e)
{
    struct rs_place own;

    return rs_places_find(e->settings->places, e->input, e->frame, &own) ? own.file : NULL;
}

static void put_vlans(struct rs_json *j, const struct rs_origin *o)
{
    if (!o->vlan_count)
        return;
    rs_json_array_key(j, "vlan");
    for (unsigned i = 0; i < o->vlan_count && i < RS_VLANS_MAX; i++)
        rs_json_u64_element(j, o->vlan[i]);
    rs_json_array_close(j);
}

/* Suricata knows the layer that ports belong to, not what runs inside it. */
static const char *protocol_name(uint8_t protocol)
{
    if (protocol == 17)
        return "UDP";
    return protocol == 132 ? "SCTP" : "TCP";
}

/* What is said of an interface alone (C902) has no addresses. */
static void put_tuple(struct rs_eve *e, const struct rs_origin *o)
{
    if (!o->src.addr.family)
        return;
    const struct rs_eve_flow *flow = flow_of(e, o);
    struct rs_json *j = &e->j;

    put_vlans(j, o);
    rs_json_addr(j, "src_ip", &o->src.addr);
    rs_json_u64(j, "src_port", o->src.port);
    rs_json_addr(j, "dest_ip", &o->dst.addr);
    rs_json_u64(j, "dest_port", o->dst.port);
    rs_json_text(j, "proto", protocol_name(flow->protocol));
    rs_json_u64(j, "ip_v", o->src.addr.family);
    rs_json_text(j, "community_id", flow->community_id);
}

void rs_eve_begin(struct rs_eve *e, const char *event_type, int64_t time_us, uint64_t frame,
                  const struct rs_origin *origin)
{
    struct rs_json *j = &e->j;
    const char *input = rs_eve_input(e, origin);

    e->input = origin->interface;
    e->frame = frame;
    const char *file = rs_eve_file(e);

    rs_json_open(j);
    rs_json_time(j, "timestamp", time_us);
    if (origin->src.addr.family)
        rs_json_u64(j, "flow_id", flow_of(e, origin)->id);
    if (input && !e->settings->from_files)
        rs_json_text(j, "in_iface", input);
    if (frame && e->settings->from_files)
        rs_json_u64(j, "pcap_cnt", rs_eve_frame(e, frame));
    if (file)
        rs_json_text(j, "pcap_filename", file);
    rs_json_text(j, "event_type", event_type);
    put_tuple(e, origin);
    rs_eve_tunnel(e, origin, frame);
}

int rs_eve_end(struct rs_eve *e)
{
    rs_json_close(&e->j);
    rs_json_line_end(&e->j);
    return rs_writer_error(e->w);
}

void rs_eve_sip_summary(struct rs_eve *e, struct rs_span method, unsigned status)
{
    struct rs_json *j = &e->j;

    rs_json_open_key(j, "sip");
    if (method.n)
        rs_json_span(j, "method", method);
    if (status) {
        rs_json_u64_text(j, "code", status);
        rs_json_text(j, "reason", rs_status_phrase(status));
    }
    rs_json_close(j);
}

void rs_eve_call(struct rs_json *j, uint64_t call, uint64_t leg, enum rs_join join)
{
    unsigned score = rs_join_score(join);

    rs_json_u64_if(j, "call", call);
    if (leg != call)
        rs_json_u64_if(j, "leg", leg);
    if (join == RS_JOIN_NONE || join == RS_JOIN_CALL_ID)
        return;
    rs_json_text(j, "join", rs_join_word(join));
    rs_json_u64(j, "join_score", score);
    rs_json_true_if(j, "join_guessed", score < 100);
}

void rs_eve_id(struct rs_json *j, const char *key, struct rs_span id)
{
    id = rs_sipvicious_hide(id);
    if (id.n)
        rs_json_span(j, key, rs_span_first(id, RS_TEXT_MAX));
}

void rs_eve_hosts(struct rs_eve *e, const struct rs_origin *origin)
{
    const char *src = rs_hosts_name(e->settings->hosts, &origin->src.addr);
    const char *dst = rs_hosts_name(e->settings->hosts, &origin->dst.addr);

    if (src)
        rs_json_text(&e->j, "src_host", src);
    if (dst)
        rs_json_text(&e->j, "dest_host", dst);
}

bool rs_eve_open_ours(struct rs_eve *e, const struct rs_origin *origin)
{
    rs_json_text(&e->j, "app_proto", "sip");
    if (e->settings->strict_eve)
        return false;
    rs_json_open_key(&e->j, "ringside");
    rs_eve_hosts(e, origin);
    rs_eve_tunnels(e, origin);
    return true;
}

void rs_eve_scheme(struct rs_json *j, unsigned scheme)
{
    if (scheme)
        rs_json_text(j, "auth_scheme", rs_auth_scheme_name((enum rs_auth_scheme)scheme));
}
