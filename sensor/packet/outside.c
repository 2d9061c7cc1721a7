/* What a layer notes of the tunnel that it takes off. */
#include "packet/decoder.h"

/* Outer addresses in one order for both directions. */
static uint64_t path_through(const struct rs_packet *p, enum rs_tunnel_kind kind, uint64_t id)
{
    const struct rs_addr *a = &p->origin.src.addr, *b = &p->origin.dst.addr;
    bool in_order = memcmp(a->octet, b->octet, sizeof a->octet) <= 0;
    struct {
        struct rs_addr low, high;
        uint32_t kind;
        uint64_t id;
    } k;
    memset(&k, 0, sizeof k); /* padding is hashed too */
    k.low = in_order ? *a : *b;
    k.high = in_order ? *b : *a;
    k.kind = kind;
    k.id = rs_tunnel_id_both_ways(kind) ? id : RS_TUNNEL_NO_ID;
    struct rs_digest outside = {p->origin.tunnel, 0};
    return rs_digest_with(&p->decoder->hash, outside, &k, sizeof k).lo | 1;
}

void rs_packet_tunnel(struct rs_packet *p, enum rs_tunnel_kind kind, uint64_t id)
{
    struct rs_endpoint *src = &p->origin.src, *dst = &p->origin.dst;
    struct rs_tunnel_level level = {
        .src = *src,
        .dst = *dst,
        .id = id == RS_TUNNEL_NO_ID ? 0 : (uint32_t)id,
        .has_id = id != RS_TUNNEL_NO_ID,
        .kind = kind,
        .protocol = src->port || dst->port ? 17 : 0,
    };
    p->origin.tunnel = path_through(p, kind, id);
    rs_tunnel_stack_put(&p->decoder->stack, &level);
    src->port = dst->port = 0; /* they were the tunnel's */
    p->tunnelled = true;
}

void rs_packet_tunnel_is(struct rs_packet *p, enum rs_tunnel_kind kind, uint64_t id)
{
    struct rs_tunnel_stack *s = &p->decoder->stack;
    if (!s->depth || s->depth > RS_TUNNEL_LEVELS)
        return;
    struct rs_tunnel_level *level = &s->level[s->depth - 1];
    level->kind = kind;
    level->id = id == RS_TUNNEL_NO_ID ? 0 : (uint32_t)id;
    level->has_id = id != RS_TUNNEL_NO_ID;
}

void rs_packet_label(struct rs_packet *p, enum rs_tunnel_kind kind, uint32_t id)
{
    struct rs_tunnel_level level = {.id = id, .has_id = true, .kind = kind};
    rs_tunnel_stack_put(&p->decoder->stack, &level);
}

void rs_packet_note_tunnels(struct rs_packet *p)
{
    struct rs_decoder *d = p->decoder;
    p->origin.tunnel_number = rs_tunnels_number(&d->tunnels, &d->hash, &d->stack);
    d->counters.tunnels_forgotten = d->tunnels.forgotten;
}
