/*
 * HEP as a layer: from an agent's packet to the SIP that it saw. The origin
 * becomes that of the SIP message: its addresses, VLAN, transport and time. The
 * agent is kept as a tunnel, so that one message seen by two agents is one
 * message captured twice.
 *
 * Time: the agent's clock, where it goes right: from 60 s before the frame that
 * brought it (agents gather) to that frame. Otherwise the frame's own time,
 * since all timers run on it: one packet from the year 2099 would end every call.
 */
#include "base/err.h"
#include "packet/hep.h"
#include "packet/layers.h"
#include "sip/recognise.h"
#include "sip/stream.h"

enum { LATE_US = 60000000 };

/* IP's protocol numbers, and two that Kamailio and OpenSIPS use for what IP does not tell. */
static enum rs_transport transport_of(uint8_t ip_protocol)
{
    switch (ip_protocol) {
    case 6: return RS_TRANSPORT_TCP;
    case 22: return RS_TRANSPORT_TLS;
    case 50: return RS_TRANSPORT_WS;
    case 132: return RS_TRANSPORT_SCTP;
    default: return RS_TRANSPORT_UDP;
    }
}

static int64_t time_of(const struct rs_hep *h, int64_t frame_us)
{
    bool right = h->time_us <= frame_us && frame_us - h->time_us <= LATE_US;
    return right ? h->time_us : frame_us;
}

static void note_origin(struct rs_packet *p, const struct rs_hep *h)
{
    struct rs_origin *o = &p->origin;
    rs_packet_tunnel(p, RS_TUNNEL_HEP, h->agent);
    p->macs = RS_SPAN_NONE;
    o->mac_pair = 0;
    o->time_us = time_of(h, p->frame->time_us);
    o->src = h->src;
    o->dst = h->dst;
    o->transport = (uint8_t)transport_of(h->ip_protocol);
    o->ttl = 0;
    o->ip_id = 0;
    o->fragments = 1;
    o->datagram_len = 0;
    o->vlan_count = h->vlan ? 1 : 0;
    o->vlan[0] = h->vlan;
}

/* The chunk's payload, unpacked where it is packed. False: nothing to be read. */
static bool payload_of(struct rs_packet *p, const struct rs_hep *h, struct rs_span *payload)
{
    struct rs_decoder *d = p->decoder;
    *payload = h->payload;
    if (!h->packed)
        return true;
    d->counters.hep_packed++;
    if (rs_unpack(&d->unpacker, h->payload, payload) == RS_OK)
        return true;
    d->counters.hep_bad++;
    return false;
}

static void give(struct rs_packet *p, struct rs_span message, bool truncated)
{
    p->origin.truncated = truncated;
    rs_decoder_give(p->decoder, p->sink, rs_packet_origin(p), message);
}

/*
 * An agent that does not put streams together sends segments: several messages
 * in one, or the beginning of one, of which nothing more can be had here.
 */
static void give_stream(struct rs_packet *p, struct rs_span octets)
{
    struct rs_stream framing = {0};
    for (;;) {
        struct rs_stream_answer a = rs_stream_next(&framing, octets);
        if (a.verdict == RS_STREAM_MORE || a.skip + a.length == 0)
            break;
        if (a.verdict == RS_STREAM_MESSAGE)
            give(p, rs_span(octets.p + a.skip, a.length), false);
        octets = rs_span_skip(octets, a.skip + a.length);
    }
    if (octets.n && rs_recognise(octets) == RS_SIP_MESSAGE)
        give(p, octets, true);
}

static enum rs_packet_verdict inner(struct rs_packet *p, const struct rs_hep *h)
{
    struct rs_decoder *d = p->decoder;
    struct rs_span payload;
    if (h->capture_protocol != RS_HEP_SIP) {
        d->counters.hep_others++;
        return RS_PACKET_NOT_SIP;
    }
    if (!payload_of(p, h, &payload))
        return RS_PACKET_BAD_LINK;
    enum rs_recognised kind = payload.n ? rs_recognise(payload) : RS_NOT_SIP;
    d->counters.keepalives += kind == RS_SIP_KEEPALIVE;
    if (kind != RS_SIP_MESSAGE)
        return h->payload_cut ? RS_PACKET_TRUNCATED : RS_PACKET_NOT_SIP;
    if (transport_of(h->ip_protocol) == RS_TRANSPORT_UDP)
        p->origin.datagram_len = (uint32_t)payload.n;
    if (transport_of(h->ip_protocol) == RS_TRANSPORT_TCP ||
        transport_of(h->ip_protocol) == RS_TRANSPORT_TLS)
        give_stream(p, payload);
    else
        give(p, payload, h->payload_cut);
    return RS_PACKET_ANALYSED;
}

/* Known by its name it is HEP, damaged or not; by its port it may be anything. */
enum rs_packet_verdict rs_hep_layer(struct rs_packet *p, struct rs_span octets)
{
    struct rs_hep h;
    struct rs_packet_counters *c = &p->decoder->counters;
    bool named = rs_hep_recognise(octets);
    int rc = rs_hep_read(octets, &h);
    if (rc != RS_OK && !named)
        return p->frame->link_type == RS_LINK_HEP ? RS_PACKET_BAD_LINK : RS_PACKET_NOT_SIP;
    c->hep_packets++;
    c->hep_bad_chunks += h.bad_chunks;
    if (rc != RS_OK) {
        c->hep_bad++;
        return rs_packet_short(p, RS_PACKET_BAD_LINK);
    }
    note_origin(p, &h);
    return inner(p, &h);
}
