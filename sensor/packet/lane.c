#include "packet/decoder.h"

#include "packet/prelude.h"

enum {
    HELD_ROOM = 2048, /* first room for an incomplete message; doubled as it grows */
    PRELUDES_MAX = 3
};

void rs_lane_begin(struct rs_lane *lane, struct rs_tcp_stream *owner, enum rs_transport transport)
{
    *lane = (struct rs_lane){.owner = owner, .transport = (uint8_t)transport};
}

/* ---- what it holds ---- */

void rs_lane_free_held(struct rs_decoder *d, struct rs_lane *lane)
{
    rs_pool_return(&d->tcp.pool, lane->held, lane->held_room);
    lane->held = NULL;
    lane->held_len = lane->held_room = 0;
}

void rs_lane_drop(struct rs_decoder *d, struct rs_lane *lane)
{
    if (lane->websocket) {
        rs_websocket_drop(d, lane);
        return;
    }
    if (lane->secured) {
        rs_secured_drop(d, lane);
        return;
    }
    if (lane->held_len && lane->kind != RS_LANE_OPENING)
        d->counters.messages_incomplete++;
    rs_lane_free_held(d, lane);
    rs_stream_reset(&lane->framing);
    lane->lost = true;
}

void rs_lane_fini(struct rs_decoder *d, struct rs_lane *lane)
{
    rs_lane_drop(d, lane);
    rs_websocket_end(d, lane);
    rs_secured_end(d, lane);
    lane->kind = RS_LANE_OPENING;
}

static bool grow(struct rs_decoder *d, struct rs_lane *lane, size_t need)
{
    size_t room = lane->held_room ? lane->held_room : HELD_ROOM;
    while (room < need)
        room *= 2;
    if (!rs_tcp_make_room(d, lane->owner, room - lane->held_room)) {
        rs_lane_drop(d, lane); /* of another stream's, where its own is gone */
        lane->after_gap = true;
        return false;
    }
    char *grown = rs_pool_grow(&d->tcp.pool, lane->held, lane->held_room, room);
    if (!grown) {
        rs_lane_drop(d, lane);
        lane->after_gap = true;
        return false;
    }
    lane->held = grown;
    lane->held_room = (uint32_t)room;
    return true;
}

bool rs_lane_append(struct rs_decoder *d, struct rs_lane *lane, struct rs_span octets)
{
    size_t need = lane->held_len + octets.n;
    if (need > lane->held_room && !grow(d, lane, need))
        return false;
    memcpy(lane->held + lane->held_len, octets.p, octets.n);
    lane->held_len = (uint32_t)need;
    return true;
}

bool rs_lane_gather(struct rs_decoder *d, struct rs_lane *lane, struct rs_span octets,
                    struct rs_span *work)
{
    *work = octets;
    if (!lane->held_len)
        return true;
    if (!rs_lane_append(d, lane, octets))
        return false;
    *work = rs_span(lane->held, lane->held_len);
    return true;
}

bool rs_lane_keep(struct rs_decoder *d, struct rs_lane *lane, struct rs_span rest)
{
    if (!rest.n) {
        rs_lane_free_held(d, lane);
        return true;
    }
    if (!lane->held_len)
        return rs_lane_append(d, lane, rest);
    memmove(lane->held, rest.p, rest.n);
    lane->held_len = (uint32_t)rest.n;
    return true;
}

/* ---- what comes out ---- */

void rs_lane_junk(struct rs_decoder *d, struct rs_lane *lane, size_t octets)
{
    d->counters.tcp_junk_octets += octets;
    lane->junk += (uint32_t)octets;
}

void rs_lane_give(struct rs_decoder *d, struct rs_lane *lane, const struct rs_tcp_run *run,
                  struct rs_span message, bool truncated, const struct rs_packet_sink *sink)
{
    struct rs_origin origin = *run->origin;
    origin.transport = lane->transport;
    origin.after_gap = lane->after_gap;
    origin.truncated = truncated;
    lane->after_gap = lane->lost = false;
    lane->junk = 0;
    rs_decoder_give(d, sink, &origin, message);
}

/* ---- what comes in ---- */

/* It is known what it is. */
static bool become(struct rs_decoder *d, struct rs_lane *lane, const struct rs_prelude *p,
                   const struct rs_origin *origin)
{
    lane->promised = p->promised;
    lane->lost = false;
    if (p->promised || p->kind == RS_LANE_SIP)
        rs_tcp_found_sip(d, lane->owner);
    if (p->kind == RS_LANE_WEBSOCKET)
        return rs_websocket_begin(d, lane);
    if (p->kind == RS_LANE_TLS)
        return lane->transport == RS_TRANSPORT_TCP && rs_secured_begin(d, lane, origin);
    lane->kind = p->kind;
    return p->kind != RS_LANE_OPENING || lane->preludes++ < PRELUDES_MAX;
}

/*
 * What stands behind a prelude goes to the level that begins there. The octets
 * may lie in what the lane holds: that is taken off it first.
 */
static enum rs_tcp_taken hand_on(struct rs_decoder *d, struct rs_lane *lane, struct rs_span rest,
                                 const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    char *held = lane->held;
    size_t room = lane->held_room;
    lane->held = NULL;
    lane->held_len = lane->held_room = 0;
    struct rs_tcp_run behind = {rest, run->missing, run->origin};
    bool anything = rest.n || run->missing;
    enum rs_tcp_taken taken = anything ? rs_lane_push(d, lane, &behind, sink) : RS_TCP_NOTHING;
    rs_pool_return(&d->tcp.pool, held, room);
    return taken;
}

static enum rs_tcp_taken open_other(struct rs_decoder *d, struct rs_lane *lane, struct rs_span work,
                                    const struct rs_prelude *p, const struct rs_tcp_run *run,
                                    const struct rs_packet_sink *sink)
{
    if (!become(d, lane, p, run->origin))
        return RS_TCP_FORGOTTEN;
    return hand_on(d, lane, rs_span_skip(work, p->skip), run, sink);
}

/* The first octets tell what it is. */
static enum rs_tcp_taken open_with(struct rs_decoder *d, struct rs_lane *lane,
                                   const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    struct rs_span work;
    if (!rs_lane_gather(d, lane, run->octets, &work))
        return RS_TCP_STARVED;
    struct rs_prelude p = rs_prelude_read(work, !lane->begun);
    switch (p.begin) {
    case RS_TCP_BEGIN_SIP:
        become(d, lane, &p, run->origin);
        return rs_framing_work(d, lane, work, run, sink);
    case RS_TCP_BEGIN_OTHER:
        return open_other(d, lane, work, &p, run, sink);
    case RS_TCP_BEGIN_BLANK:
        rs_lane_free_held(d, lane);
        return RS_TCP_NOTHING;
    case RS_TCP_BEGIN_MAYBE:
        if (!run->missing)
            return rs_lane_keep(d, lane, work) ? RS_TCP_TAKEN : RS_TCP_STARVED;
        return RS_TCP_FORGOTTEN;
    default:
        return RS_TCP_FORGOTTEN;
    }
}

enum rs_tcp_taken rs_lane_push(struct rs_decoder *d, struct rs_lane *lane,
                               const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    switch (lane->kind) {
    case RS_LANE_SIP:
        return rs_framing_push(d, lane, run, sink);
    case RS_LANE_WEBSOCKET:
        return rs_websocket_push(d, lane, run, sink);
    case RS_LANE_TURN:
        return rs_turn_push(d, lane, run, sink);
    case RS_LANE_HEP:
        return rs_hep_push(d, lane, run, sink);
    case RS_LANE_TLS:
        return rs_secured_push(d, lane, run, sink);
    default:
        return open_with(d, lane, run, sink);
    }
}

void rs_lane_gap(struct rs_decoder *d, struct rs_lane *lane, uint64_t missing)
{
    if (lane->websocket)
        rs_websocket_gap(d, lane, missing);
    else if (lane->secured)
        rs_secured_gap(lane, missing);
    else
        rs_lane_drop(d, lane);
    lane->after_gap = true;
}
