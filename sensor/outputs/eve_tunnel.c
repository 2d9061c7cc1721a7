/*
 * tunnel{} as Suricata has it: the outermost packet with addresses, and how
 * many tunnels stand inside one another. All of them with their ids, and the
 * labels on links, are ours.
 */
#include "outputs/eve.h"
#include "packet/tunnels.h"

static unsigned kept(const struct rs_tunnel_stack *s)
{
    return s->depth < RS_TUNNEL_LEVELS ? s->depth : RS_TUNNEL_LEVELS;
}

/* The outermost tunnel, NULL where there are labels alone. */
static const struct rs_tunnel_level *outermost(const struct rs_tunnel_stack *s)
{
    for (unsigned i = 0; i < kept(s); i++)
        if (s->level[i].src.addr.family)
            return &s->level[i];
    return NULL;
}

/* Levels that are not kept are taken for tunnels: labels stand outside. */
static unsigned tunnels_in(const struct rs_tunnel_stack *s)
{
    unsigned n = s->depth - kept(s);
    for (unsigned i = 0; i < kept(s); i++)
        n += s->level[i].src.addr.family != 0;
    return n;
}

static bool stack_of(const struct rs_eve *e, const struct rs_origin *origin,
                     struct rs_tunnel_stack *s)
{
    const struct rs_tunnels *tunnels = e->settings->tunnels;
    return tunnels && origin->tunnel_number && rs_tunnels_get(tunnels, origin, s);
}

void rs_eve_tunnel(struct rs_eve *e, const struct rs_origin *origin, uint64_t frame)
{
    struct rs_tunnel_stack s;
    struct rs_json *j = &e->j;

    if (!stack_of(e, origin, &s) || !outermost(&s))
        return;
    const struct rs_tunnel_level *l = outermost(&s);
    rs_json_open_key(j, "tunnel");
    rs_json_addr(j, "src_ip", &l->src.addr);
    rs_json_u64(j, "src_port", l->src.port);
    rs_json_addr(j, "dest_ip", &l->dst.addr);
    rs_json_u64(j, "dest_port", l->dst.port);
    rs_json_text(j, "proto", rs_tunnel_protocol_name(l->protocol));
    rs_json_u64(j, "depth", tunnels_in(&s));
    if (frame && e->settings->from_files)
        rs_json_u64(j, "pcap_cnt", rs_eve_frame(e, frame));
    rs_json_text(j, "pkt_src", "wire/pcap");
    rs_json_close(j);
}

static void put_level(struct rs_json *j, const struct rs_tunnel_level *l)
{
    rs_json_open_element(j);
    rs_json_text(j, "kind", rs_tunnel_name((enum rs_tunnel_kind)l->kind));
    if (l->has_id)
        rs_json_u64(j, "id", l->id);
    if (l->src.addr.family) {
        rs_json_addr(j, "src_ip", &l->src.addr);
        rs_json_addr(j, "dest_ip", &l->dst.addr);
    }
    rs_json_close(j);
}

void rs_eve_tunnels(struct rs_eve *e, const struct rs_origin *origin)
{
    struct rs_tunnel_stack s;
    struct rs_json *j = &e->j;

    if (!stack_of(e, origin, &s))
        return;
    rs_json_array_key(j, "tunnels");
    for (unsigned i = 0; i < kept(&s); i++)
        put_level(j, &s.level[i]);
    rs_json_array_close(j);
    rs_json_u64_if(j, "tunnels_left_out", s.depth - kept(&s));
}
