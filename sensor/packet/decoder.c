#include "packet/decoder.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "packet/layers.h"

struct rs_packet_limits rs_packet_limits_default(void)
{
    return (struct rs_packet_limits){
        .streams = 65536,
        .stream_octets = 64u << 20,
        .gap_segments = 32,
        .gap_octets = 64u << 10,
        .gap_us = 2000000,
        .gap_acked_us = 100000,
        .hold_us = 64000000, /* 64*T1 twice: no transaction waits longer for the rest */
        .tls_octets = 64u << 20,
        .tls_backlog_octets = 256u << 10,
        .windows = 512,
        .associations = 4096,
        .association_octets = 16u << 20,
        .datagrams = 4096,
        .fragments = 512, /* 4 kB in pieces of 8 octets */
        .fragment_octets = 16u << 20,
        .fragment_us = 30000000,
        .tunnels = 4096,
    };
}

struct rs_decoder *rs_decoder_new(const struct rs_packet_limits *limits,
                                  const struct rs_hash_key *key)
{
    struct rs_decoder *d = calloc(1, sizeof *d);
    if (!d)
        return NULL;
    d->limits = limits ? *limits : rs_packet_limits_default();
    rs_hash_init(&d->hash, key);
    rs_tls_room_init(&d->tls_room, &(struct rs_tls_limits){d->limits.tls_octets,
                                                          d->limits.tls_backlog_octets});
    d->windows.limit = d->limits.windows;
    rs_layers_index(d->layer_index);
    if (rs_tunnels_init(&d->tunnels, d->limits.tunnels) != RS_OK ||
        rs_tcp_init(&d->tcp, &d->limits) != RS_OK || rs_sctp_init(&d->sctp, &d->limits) != RS_OK ||
        rs_fragments_init(&d->fragments, &d->limits, &d->counters) != RS_OK) {
        rs_decoder_free(d);
        return NULL;
    }
    return d;
}

void rs_decoder_free(struct rs_decoder *d)
{
    if (!d)
        return;
    rs_tcp_fini(d);
    rs_sctp_fini(d);
    free(d->secured.seen);
    rs_fragments_fini(&d->fragments);
    rs_inflater_free(d->inflater);
    rs_tunnels_fini(&d->tunnels);
    free(d);
}

struct rs_inflater *rs_decoder_inflater(struct rs_decoder *d)
{
    if (!d->inflater)
        d->inflater = rs_inflater_new();
    return d->inflater;
}

static void gauge_octets(struct rs_decoder *d)
{
    d->counters.octets_held = d->tcp.pool.used + d->sctp.pool.used + d->fragments.pool.used;
    d->counters.windows_live = d->windows.count;
}

/* Sessions that waited for secrets go on with those that have come. */
static void use_new_keys(struct rs_decoder *d, const struct rs_packet_sink *sink)
{
    if (d->tls_keys && rs_tls_keys_generation(d->tls_keys) != d->tls_generation)
        rs_secured_retry(d, sink);
}

void rs_decoder_expire(struct rs_decoder *d, int64_t now_us, const struct rs_packet_sink *sink)
{
    if (now_us > RS_DEADLINE_TIME_MAX_US)
        now_us = RS_DEADLINE_TIME_MAX_US;
    if (now_us > d->now_us)
        d->now_us = now_us;
    d->sink = sink;
    use_new_keys(d, sink);
    rs_tcp_expire(d, sink);
    rs_sctp_expire(d, sink); /* an empty wheel too: left behind it would turn from 1970 to here */
    rs_fragments_expire(&d->fragments, d->now_us);
    d->sink = NULL;
    gauge_octets(d);
}

enum rs_packet_verdict rs_decoder_frame(struct rs_decoder *d, const struct rs_frame *frame,
                                        const struct rs_packet_sink *sink)
{
    struct rs_packet p = {
        .decoder = d,
        .frame = frame,
        .sink = sink,
        .cut = frame->original_len > frame->data.n,
        .origin =
            {
                .time_us = frame->time_us,
                .frame = frame->number,
                .interface = frame->interface,
                .fragments = 1,
            },
    };
    rs_decoder_expire(d, frame->time_us, sink);
    d->stack.depth = 0;
    d->sink = sink;
    enum rs_packet_verdict verdict = rs_layer_next(&p, RS_BY_LINK, frame->link_type, frame->data);
    d->sink = NULL;
    d->counters.frames++;
    d->counters.verdicts[verdict]++;
    d->counters.tunnelled += p.origin.tunnel != 0;
    gauge_octets(d);
    return verdict;
}

void rs_decoder_finish(struct rs_decoder *d, const struct rs_packet_sink *sink)
{
    d->sink = sink;
    use_new_keys(d, sink);
    rs_tcp_finish(d, sink);
    rs_sctp_finish(d, sink);
    rs_fragments_clear(&d->fragments);
    d->sink = NULL;
    gauge_octets(d);
}

const struct rs_packet_counters *rs_decoder_counters(const struct rs_decoder *d)
{
    return &d->counters;
}

const struct rs_tunnels *rs_decoder_tunnels(const struct rs_decoder *d)
{
    return &d->tunnels;
}

void rs_decoder_on_tunnel(struct rs_decoder *d, void *user,
                          void (*met)(void *user, uint32_t number,
                                      const struct rs_tunnel_stack *stack))
{
    d->tunnels.watch = (struct rs_tunnels_watch){user, met};
}

/* All octets of a pair are in its first eight and its last eight. */
static uint64_t mac_pair(const struct rs_hash *hash, struct rs_span macs)
{
    uint64_t first, last;
    if (macs.n < sizeof first || macs.n > 2 * sizeof first)
        return rs_fingerprint(hash, macs.p, macs.n) | 1;
    memcpy(&first, macs.p, sizeof first);
    memcpy(&last, macs.p + macs.n - sizeof last, sizeof last);
    return rs_fingerprint_words(hash, first ^ macs.n << 56, last) | 1;
}

const struct rs_origin *rs_packet_origin(struct rs_packet *p)
{
    if (p->macs.n && !p->origin.mac_pair)
        p->origin.mac_pair = mac_pair(&p->decoder->hash, p->macs);
    if (p->decoder->stack.depth)
        rs_packet_note_tunnels(p);
    return &p->origin;
}

void rs_decoder_give(struct rs_decoder *d, const struct rs_packet_sink *sink,
                     const struct rs_origin *origin, struct rs_span octets)
{
    d->counters.messages++;
    d->counters.messages_truncated += origin->truncated;
    sink->message(sink->user, origin, octets);
}
