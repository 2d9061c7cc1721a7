/*
 * What became of TLS sessions: counted by reason, and told once each, with what
 * their hellos said. A connection that was there before the capture has no
 * hello: on the port of SIP over TLS it is told all the same, so that the
 * reader knows that SIP was there.
 *
 * Connections that cannot be read are forgotten, but not that they were told:
 * a table remembers some number of them, the latest ones.
 */
#include "packet/decoder.h"

#include <stdlib.h>

#include "packet/layers.h"
#include "packet/octets.h"
#include "packet/secured.h"
#include "packet/tls_cipher.h"

enum { SEEN_SETS = 8192, SEEN_WAYS = 8, SIP_PORT = 5060, SIPS_PORT = 5061 };

/* ---- connections that were told ---- */

/* The same for both directions; never 0. */
static uint64_t flow_of(const struct rs_decoder *d, const struct rs_origin *o)
{
    return (rs_tcp_key(d, &o->src, &o->dst, o->tunnel).lo +
            rs_tcp_key(d, &o->dst, &o->src, o->tunnel).lo) | 1;
}

/* Was it seen? It is from now on. */
static bool seen(struct rs_decoder *d, const struct rs_origin *o)
{
    uint64_t flow = flow_of(d, o), moved = flow;
    if (!d->secured.seen)
        d->secured.seen = calloc((size_t)SEEN_SETS * SEEN_WAYS, sizeof *d->secured.seen);
    if (!d->secured.seen)
        return true; /* rather told too little than with each segment */
    uint64_t *way = d->secured.seen + (flow >> 1) % SEEN_SETS * SEEN_WAYS;
    for (int i = 0; i < SEEN_WAYS && moved; i++) {
        uint64_t here = way[i];
        way[i] = moved;
        if (here == flow)
            return true;
        moved = here;
    }
    return false;
}

/* ---- outcomes ---- */

static bool is_port(uint16_t port)
{
    return port == SIPS_PORT || port == SIP_PORT;
}

static bool has_port(const struct rs_origin *o)
{
    return is_port(o->src.port) || is_port(o->dst.port);
}

static enum rs_tls_sip sip_of(const struct rs_tls_outcome *t, bool inside)
{
    if (inside)
        return RS_TLS_SIP_INSIDE;
    if (!strcmp(t->facts.alpn, "sip"))
        return RS_TLS_SIP_ALPN;
    return has_port(&t->origin) ? RS_TLS_SIP_PORT : RS_TLS_SIP_NO;
}

static void turn(struct rs_origin *o)
{
    struct rs_endpoint src = o->src;
    o->src = o->dst;
    o->dst = src;
    o->tunnel_number ^= o->tunnel_number ? RS_TUNNEL_TURNED : 0;
}

/* Without a ClientHello the port tells: SIP's, else the lower one, is the server's. */
static bool from_server(const struct rs_origin *o)
{
    if (has_port(o))
        return !is_port(o->dst.port);
    return o->src.port < o->dst.port;
}

static struct rs_origin origin_of(const struct rs_secured *link)
{
    int client = rs_tls_facts(link->session)->client;
    int side = client >= 0 ? client : 0;
    bool other = !link->origin[side].src.addr.family; /* nothing came from that side */
    struct rs_origin o = link->origin[other ? !side : side];
    if (client >= 0 ? other : from_server(&o))
        turn(&o);
    o.transport = RS_TRANSPORT_TLS;
    o.time_us = link->met_us;
    o.frame = link->met_frame;
    return o;
}

static void tell(struct rs_decoder *d, const struct rs_tls_outcome *t)
{
    if (d->sink && d->sink->secured.session)
        d->sink->secured.session(d->sink->secured.user, t);
}

static void count_unread(struct rs_decoder *d, const struct rs_tls_outcome *t)
{
    d->counters.tls_unread[t->reason]++;
    if (t->reason == RS_TLS_EMPTY)
        return;
    d->counters.tls_undecryptable++;
    d->counters.tls_undecryptable_sip += t->sip != RS_TLS_SIP_NO;
}

void rs_secured_count(struct rs_secured *link)
{
    link->decoder->counters.tls_sessions += !link->counted;
    link->counted = true;
}

void rs_secured_tell_readable(struct rs_secured *link)
{
    struct rs_tls_outcome t = {.origin = origin_of(link), .facts = *rs_tls_facts(link->session)};
    t.readable = true;
    t.sip = sip_of(&t, link->sip);
    link->told = true;
    tell(link->decoder, &t);
}

void rs_secured_tell_unread(struct rs_secured *link, enum rs_tls_reason reason)
{
    struct rs_tls_outcome t = {.origin = origin_of(link), .facts = *rs_tls_facts(link->session)};
    t.reason = reason;
    t.sip = sip_of(&t, link->sip);
    rs_secured_count(link);
    count_unread(link->decoder, &t);
    seen(link->decoder, &t.origin);
    if (!link->told)
        tell(link->decoder, &t);
    link->told = true;
}

/* ---- connections without a hello ---- */

static bool is_record(struct rs_span octets)
{
    return octets.n >= RS_TLS_HEADER_LEN && rs_u8(octets, 0) >= 20 && rs_u8(octets, 0) <= 23 &&
           rs_u8(octets, 1) == 3 && rs_u8(octets, 2) <= 4 && rs_u16(octets, 3) > 0 &&
           rs_u16(octets, 3) <= RS_TLS_FRAGMENT_MAX;
}

void rs_secured_stranger(struct rs_packet *p, struct rs_span octets)
{
    struct rs_decoder *d = p->decoder;
    if (!has_port(&p->origin) || !is_record(octets) || seen(d, &p->origin))
        return;
    struct rs_tls_outcome t = {.origin = *rs_packet_origin(p),
                               .facts = {.client = -1},
                               .sip = RS_TLS_SIP_PORT,
                               .reason = RS_TLS_MIDSTREAM};
    if (from_server(&t.origin))
        turn(&t.origin);
    t.origin.transport = RS_TRANSPORT_TLS;
    d->counters.tls_sessions++;
    count_unread(d, &t);
    tell(d, &t);
}
