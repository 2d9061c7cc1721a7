/*
 * HEP in a TCP stream of the capture (or hidden by TLS): packets one behind
 * another, as agents send them to a server whose link is mirrored. Each is read
 * as hep_layer.c reads a datagram's; where the next one begins is said by its
 * length. Behind lost octets the next name is looked for.
 */
#include "packet/hep.h"
#include "packet/layers.h"
#include "packet/octets.h"

enum { CHUNK = 6, CHUNKS_END = 0x40 };

/* The name, and a first chunk as all agents write one: theirs and of a known kind. */
bool rs_hep_begins(struct rs_span octets)
{
    if (!rs_hep_recognise(octets) || rs_hep_len(octets) < RS_HEP_HEADER)
        return false;
    if (octets.n < RS_HEP_HEADER + CHUNK)
        return true;
    return rs_u16(octets, RS_HEP_HEADER + 2) < CHUNKS_END &&
           rs_u16(octets, RS_HEP_HEADER + 4) >= CHUNK;
}

/* What is before the next name is junk; all of it where there is none. */
static struct rs_span find_back(struct rs_decoder *d, struct rs_lane *lane, struct rs_span octets)
{
    struct rs_span rest = octets;
    while (rest.n && !rs_hep_begins(rest)) {
        rest = rs_span_skip(rest, 1);
        const char *e = rest.n ? rs_span_find(rest, 'E') : NULL; /* the second sign of both */
        rest = !e ? RS_SPAN_NONE : e > rest.p ? rs_span_skip(rest, (size_t)(e - rest.p - 1)) : rest;
    }
    rs_lane_junk(d, lane, octets.n - rest.n);
    lane->lost = !rest.n;
    return rest;
}

/* The tunnels of the stream are those of the packet; the frame on its way may be another's. */
static bool take(struct rs_decoder *d, struct rs_lane *lane, struct rs_span octets, bool cut,
                 const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    struct rs_tunnel_stack stack = d->stack;
    struct rs_frame frame = {.time_us = run->origin->time_us,
                             .number = run->origin->frame,
                             .interface = run->origin->interface};
    struct rs_packet p = {.decoder = d,
                          .frame = &frame,
                          .sink = sink,
                          .origin = *run->origin,
                          .cut = cut,
                          .in_ip = true};
    if (!rs_tunnels_get(&d->tunnels, run->origin, &d->stack))
        d->stack.depth = 0;
    p.origin.after_gap = lane->after_gap;
    bool is_sip = rs_hep_layer(&p, octets) == RS_PACKET_ANALYSED;
    d->stack = stack;
    if (!is_sip)
        return false;
    rs_tcp_found_sip(d, lane->owner);
    lane->after_gap = false;
    lane->junk = 0;
    return true;
}

/* The capture cut the segment: what there is of the last packet is read, nothing waits. */
static bool end_cut(struct rs_decoder *d, struct rs_lane *lane, struct rs_span rest,
                    const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    bool is_sip = rest.n > RS_HEP_HEADER && take(d, lane, rest, true, run, sink);
    rs_lane_free_held(d, lane);
    rs_lane_gap(d, lane, run->missing);
    return is_sip;
}

enum rs_tcp_taken rs_hep_push(struct rs_decoder *d, struct rs_lane *lane,
                              const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    struct rs_span work, octets = run->octets;
    bool is_sip = false;
    if (lane->lost)
        octets = find_back(d, lane, octets);
    if (!rs_lane_gather(d, lane, octets, &work))
        return RS_TCP_STARVED;
    while (work.n >= RS_HEP_HEADER) {
        if (!rs_hep_begins(work)) {
            work = find_back(d, lane, work);
            continue;
        }
        size_t len = rs_hep_len(work);
        if (work.n < len)
            break;
        is_sip |= take(d, lane, rs_span_first(work, len), false, run, sink);
        work = rs_span_skip(work, len);
    }
    if (lane->junk > RS_LANE_JUNK_MAX)
        return RS_TCP_FORGOTTEN;
    if (run->missing)
        is_sip |= end_cut(d, lane, work, run, sink);
    else if (!rs_lane_keep(d, lane, work))
        return RS_TCP_STARVED;
    return is_sip || work.n ? RS_TCP_TAKEN : RS_TCP_NOTHING;
}
