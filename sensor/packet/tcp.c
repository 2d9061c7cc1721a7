#include "packet/layers.h"
#include "packet/octets.h"
#include "packet/prelude.h"

enum { TCP_LEN = 20, FIN = 1, SYN = 2, RST = 4, ACK = 16, COPY_US = 1000000 };

struct segment {
    uint32_t seq, ack;
    uint8_t flags;
    struct rs_span payload;
};

/* RFC 9293 3.1. */
static enum rs_packet_verdict read_header(const struct rs_packet *p, struct rs_span octets,
                                          struct segment *g)
{
    if (octets.n < TCP_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_TRANSPORT);
    size_t len = (rs_u8(octets, 12) >> 4) * 4u;
    if (len < TCP_LEN)
        return RS_PACKET_BAD_TRANSPORT;
    if (octets.n < len)
        return rs_packet_short(p, RS_PACKET_BAD_TRANSPORT);
    g->seq = rs_u32(octets, 4);
    g->ack = rs_u32(octets, 8);
    g->flags = rs_u8(octets, 13);
    g->payload = rs_span_skip(octets, len);
    return RS_PACKET_ANALYSED;
}

struct rs_digest rs_tcp_key(const struct rs_decoder *d, const struct rs_endpoint *from,
                            const struct rs_endpoint *to, uint64_t tunnel)
{
    struct {
        uint8_t from[16], to[16];
        uint64_t tunnel;
        uint16_t from_port, to_port, family;
    } k;
    memset(&k, 0, sizeof k); /* padding is hashed too */
    memcpy(k.from, from->addr.octet, sizeof k.from);
    memcpy(k.to, to->addr.octet, sizeof k.to);
    k.tunnel = tunnel;
    k.from_port = from->port;
    k.to_port = to->port;
    k.family = from->addr.family;
    return rs_digest(&d->hash, &k, sizeof k);
}

/* It acknowledges octets of the other direction, where some may be missing. */
static void acknowledge(struct rs_packet *p, uint32_t ack)
{
    struct rs_decoder *d = p->decoder;
    const struct rs_origin *o = &p->origin;
    struct rs_tcp_stream *other =
        rs_table_find(&d->tcp.table, rs_tcp_key(d, &o->dst, &o->src, o->tunnel));
    if (other)
        rs_tcp_acked(d, other, ack);
}

/*
 * The SYN of a stream that has carried octets: a second tap's copy of it comes
 * at once. Later it is a capture that is replayed, and a stream of its own.
 */
static bool is_replayed(const struct rs_decoder *d, const struct rs_tcp_stream *s)
{
    return s->last_us && d->now_us - s->last_us > COPY_US;
}

/*
 * A SYN begins a stream, or begins it anew on the same ports. A copy of the one
 * seen changes nothing, nor does one that comes late for a stream taken up in
 * its first octets.
 */
static struct rs_tcp_stream *opened(struct rs_packet *p, struct rs_digest key,
                                    struct rs_tcp_stream *s, uint32_t first_seq)
{
    struct rs_decoder *d = p->decoder;
    if (!s)
        s = rs_tcp_take_up(d, key, first_seq, false);
    else if (s->first_seq != first_seq || is_replayed(d, s))
        rs_tcp_restart(d, s, first_seq);
    if (s && !s->syn_seen) {
        s->syn_seen = s->lane.begun = true;
        s->unseen = s->unseen_end = 0;
    }
    return s;
}

/* No stream: where a segment begins with a start line, one is taken up. */
static struct rs_tcp_stream *picked_up(struct rs_packet *p, struct rs_digest key,
                                       const struct segment *g, enum rs_packet_verdict *verdict)
{
    enum rs_tcp_begin begin = rs_prelude_read(g->payload, true).begin;
    *verdict = RS_PACKET_NOT_SIP;
    if (begin == RS_TCP_BEGIN_NO || begin == RS_TCP_BEGIN_BLANK) {
        rs_secured_stranger(p, g->payload);
        return NULL;
    }
    bool is_sip = begin == RS_TCP_BEGIN_SIP;
    struct rs_tcp_stream *s = rs_tcp_take_up(p->decoder, key, g->seq, is_sip);
    if (!s)
        *verdict = RS_PACKET_STREAM_LIMIT;
    return s;
}

static enum rs_packet_verdict payload(struct rs_packet *p, struct rs_digest key,
                                      struct rs_tcp_stream *s, const struct segment *g)
{
    struct rs_decoder *d = p->decoder;
    enum rs_packet_verdict verdict;
    if (!s && !(s = picked_up(p, key, g, &verdict)))
        return verdict;
    rs_table_touch(s);
    s->last_us = d->now_us;
    p->origin.transport = RS_TRANSPORT_TCP;
    struct rs_tcp_run run = {g->payload, (uint32_t)p->missing, rs_packet_origin(p)};
    return rs_tcp_segment(d, s, g->seq, &run, p->sink);
}

/* The connection is torn down: what stands behind holes will never be in order. */
static void torn_down(struct rs_packet *p, struct rs_tcp_stream *s, uint32_t seq)
{
    struct rs_decoder *d = p->decoder;
    int64_t distance = (int32_t)(seq - s->next_seq);
    if (distance < 0 || distance > (int64_t)d->limits.gap_octets)
        return; /* not of this connection, or forged */
    if (rs_tcp_skip_all(d, s, p->sink))
        rs_tcp_close(d, s);
}

static enum rs_packet_verdict connected(struct rs_packet *p, struct segment *g)
{
    struct rs_decoder *d = p->decoder;
    const struct rs_origin *o = &p->origin;
    enum rs_packet_verdict verdict = p->missing ? RS_PACKET_TRUNCATED : RS_PACKET_NOT_SIP;
    struct rs_digest key = rs_tcp_key(d, &o->src, &o->dst, o->tunnel);
    struct rs_tcp_stream *s = rs_table_find(&d->tcp.table, key);
    if (g->flags & SYN)
        s = opened(p, key, s, ++g->seq);
    if (g->payload.n && !(g->flags & RST)) {
        verdict = payload(p, key, s, g);
        s = g->flags & FIN ? rs_table_find(&d->tcp.table, key) : NULL; /* it may be forgotten */
    }
    if (s && (g->flags & RST))
        torn_down(p, s, g->seq);
    else if (s && (g->flags & FIN))
        rs_tcp_ends(d, s, g->seq + (uint32_t)(g->payload.n + p->missing));
    return verdict;
}

static enum rs_packet_verdict quoted(struct rs_packet *p, const struct segment *g)
{
    if (rs_tcp_begins(g->payload, true) == RS_TCP_BEGIN_SIP)
        rs_packet_quoted(p, g->payload);
    return RS_PACKET_NOT_SIP;
}

enum rs_packet_verdict rs_tcp_layer(struct rs_packet *p, struct rs_span octets)
{
    struct segment g;
    enum rs_packet_verdict read = read_header(p, octets, &g);
    if (read != RS_PACKET_ANALYSED)
        return read;
    p->origin.src.port = rs_u16(octets, 0);
    p->origin.dst.port = rs_u16(octets, 2);
    if (p->quoted)
        return quoted(p, &g);
    p->decoder->counters.tcp_segments += g.payload.n > 0;
    if ((g.flags & ACK) && p->decoder->tcp.holes)
        acknowledge(p, g.ack);
    if (!g.payload.n && !(g.flags & (SYN | FIN | RST)))
        return p->missing ? RS_PACKET_TRUNCATED : RS_PACKET_NOT_SIP;
    return connected(p, &g);
}
