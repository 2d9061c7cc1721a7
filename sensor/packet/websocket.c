/*
 * SIP over WebSocket (RFC 7118) in one direction: octets in order -> messages.
 *
 *     frame head ──► payload ──┬─ data: unmasked, put behind what is held ──► FIN: message
 *         ▲                    └─ control: passed over
 *         └────────────────────┘
 *
 * The payload of a message's frames is gathered in the lane. A hole inside a
 * frame costs the message and not the place: its length is known. A wider one
 * costs the place too; then only a segment that begins with a frame with SIP
 * in it is believed.
 */
#include "packet/decoder.h"

#include "packet/ws_frame.h"
#include "sip/recognise.h"

struct rs_websocket {
    struct rs_ws_frame frame;
    uint64_t at;              /* octets of its payload that have passed */
    struct rs_window *window; /* of deflated messages */
    uint32_t credit;          /* what may still come of them above the ratio */
    char head[RS_WS_HEAD_MAX];
    uint8_t head_len;
    bool in_frame;
    bool in_message; /* its last frame has not come */
    bool deflated;   /* the message is */
    bool dropped;    /* the message is not kept */
};

bool rs_websocket_begin(struct rs_decoder *d, struct rs_lane *lane)
{
    if (!rs_tcp_make_room(d, lane->owner, sizeof *lane->websocket))
        return false;
    lane->websocket = rs_pool_take(&d->tcp.pool, sizeof *lane->websocket);
    if (!lane->websocket)
        return false;
    *lane->websocket = (struct rs_websocket){.credit = RS_INFLATE_FREE};
    lane->kind = RS_LANE_WEBSOCKET;
    lane->transport = lane->transport == RS_TRANSPORT_TLS ? RS_TRANSPORT_WSS : RS_TRANSPORT_WS;
    lane->lost = false;
    d->counters.websockets++;
    return true;
}

void rs_websocket_end(struct rs_decoder *d, struct rs_lane *lane)
{
    struct rs_websocket *ws = lane->websocket;
    if (!ws)
        return;
    rs_windows_forget(&d->windows, &ws->window);
    rs_pool_return(&d->tcp.pool, ws, sizeof *ws);
    lane->websocket = NULL;
}

/* ---- messages ---- */

void rs_websocket_drop(struct rs_decoder *d, struct rs_lane *lane)
{
    struct rs_websocket *ws = lane->websocket;
    if (ws->in_message) {
        d->counters.messages_incomplete += !ws->dropped;
        ws->dropped = true;
        if (ws->deflated) /* the next ones refer back to it */
            rs_windows_forget(&d->windows, &ws->window);
    }
    rs_lane_free_held(d, lane);
}

static bool opened(struct rs_decoder *d, struct rs_websocket *ws, struct rs_span in,
                   struct rs_span *out)
{
    struct rs_inflater *z = rs_decoder_inflater(d);
    int result = z ? rs_inflate_message(z, rs_windows_use(&d->windows, &ws->window), &ws->credit,
                                        in, out)
                   : RS_ERR_MEMORY;
    d->counters.inflate_bombs += result == RS_ERR_FULL;
    d->counters.websocket_unreadable += result != RS_OK;
    if (result != RS_OK)
        rs_windows_forget(&d->windows, &ws->window);
    return result == RS_OK;
}

/* RFC 7118 5: a message is a message. False: no SIP is spoken here. */
static bool give(struct rs_decoder *d, struct rs_lane *lane, const struct rs_tcp_run *run,
                 struct rs_span message, bool truncated, const struct rs_packet_sink *sink)
{
    enum rs_recognised kind = message.n ? rs_recognise(message) : RS_SIP_KEEPALIVE;
    d->counters.keepalives += kind == RS_SIP_KEEPALIVE;
    if (kind == RS_NOT_SIP || kind == RS_SIP_STUN)
        rs_lane_junk(d, lane, message.n);
    if (kind == RS_SIP_MESSAGE) {
        rs_tcp_found_sip(d, lane->owner);
        rs_lane_give(d, lane, run, message, truncated, sink);
    }
    return kind != RS_NOT_SIP || lane->promised || rs_tcp_is_sip(lane->owner);
}

static bool end_message(struct rs_decoder *d, struct rs_lane *lane, const struct rs_tcp_run *run,
                        const struct rs_packet_sink *sink)
{
    struct rs_websocket *ws = lane->websocket;
    struct rs_span message = rs_span(lane->held, lane->held_len);
    bool kept = !ws->dropped, stays = true;
    ws->in_message = ws->dropped = false;
    if (kept && (!ws->deflated || opened(d, ws, message, &message)))
        stays = give(d, lane, run, message, false, sink);
    rs_lane_free_held(d, lane);
    return stays;
}

/* ---- frames ---- */

/* Not a frame where one must be. */
static void lose_place(struct rs_decoder *d, struct rs_lane *lane)
{
    struct rs_websocket *ws = lane->websocket;
    rs_websocket_drop(d, lane);
    rs_windows_forget(&d->windows, &ws->window);
    ws->in_frame = ws->in_message = ws->dropped = false;
    ws->head_len = 0;
    lane->lost = true;
}

/* The head is whole. False: it cannot follow on what was before. */
static bool begin_frame(struct rs_websocket *ws)
{
    unsigned opcode = ws->frame.first & RS_WS_OPCODE;
    ws->in_frame = true;
    ws->at = 0;
    ws->head_len = 0;
    if (rs_ws_is_control(ws->frame.first))
        return true;
    if (ws->in_message != (opcode == RS_WS_CONTINUATION))
        return false;
    if (!ws->in_message)
        ws->deflated = ws->frame.first & RS_WS_DEFLATED;
    ws->in_message = true;
    return true;
}

/* All its payload has passed. False: no SIP is spoken here. */
static bool end_frame(struct rs_decoder *d, struct rs_lane *lane, const struct rs_tcp_run *run,
                      const struct rs_packet_sink *sink)
{
    struct rs_websocket *ws = lane->websocket;
    ws->in_frame = false;
    if (!rs_ws_is_control(ws->frame.first))
        return !(ws->frame.first & RS_WS_FIN) || end_message(d, lane, run, sink);
    d->counters.keepalives += (ws->frame.first & RS_WS_OPCODE) != RS_WS_CLOSE;
    return true;
}

/* The octets of a head, which may come one by one. RS_OK, or RS_ERR_MALFORMED. */
static int take_head(struct rs_websocket *ws, struct rs_span *octets)
{
    while (octets->n) {
        ws->head[ws->head_len++] = octets->p[0];
        *octets = rs_span_skip(*octets, 1);
        int len = rs_ws_frame_read(rs_span(ws->head, ws->head_len), &ws->frame);
        if (len)
            return len > 0 && begin_frame(ws) ? RS_OK : RS_ERR_MALFORMED;
    }
    return RS_OK;
}

static bool keep_payload(struct rs_decoder *d, struct rs_lane *lane, struct rs_span octets)
{
    struct rs_websocket *ws = lane->websocket;
    if (lane->held_len + octets.n > RS_STREAM_MESSAGE_MAX) {
        rs_websocket_drop(d, lane);
        return true;
    }
    if (!rs_lane_append(d, lane, octets))
        return false;
    char *copy = lane->held + lane->held_len - octets.n;
    rs_ws_unmask(&ws->frame, ws->at - octets.n, octets, copy);
    return true;
}

/* As much of the payload as there is, counted first: who has no room may lose what follows too. */
static bool take_payload(struct rs_decoder *d, struct rs_lane *lane, struct rs_span *octets)
{
    struct rs_websocket *ws = lane->websocket;
    struct rs_span part = rs_span_first(*octets, (size_t)(ws->frame.len - ws->at));
    bool wanted = !rs_ws_is_control(ws->frame.first) && !ws->dropped;
    *octets = rs_span_skip(*octets, part.n);
    ws->at += part.n;
    return !wanted || !part.n || keep_payload(d, lane, part);
}

/* ---- the push ---- */

/* What the capture cut off is missing; what came of the message is given. */
static void end_cut(struct rs_decoder *d, struct rs_lane *lane, const struct rs_tcp_run *run,
                    const struct rs_packet_sink *sink)
{
    struct rs_websocket *ws = lane->websocket;
    struct rs_span message = rs_span(lane->held, lane->held_len);
    if (ws->in_message && !ws->dropped && !ws->deflated && message.n &&
        rs_tcp_begins(message, true) == RS_TCP_BEGIN_SIP) {
        give(d, lane, run, message, true, sink);
        ws->dropped = true; /* its rest is of no use, and it is not lost */
        rs_lane_free_held(d, lane);
    }
    rs_lane_gap(d, lane, run->missing);
}

static bool found_back(struct rs_decoder *d, struct rs_lane *lane, struct rs_span octets)
{
    lane->lost = !rs_ws_begins_sip(octets);
    if (lane->lost)
        rs_lane_junk(d, lane, octets.n);
    return !lane->lost;
}

/* A lane that has lost its place and never spoke SIP is not waited for. */
static enum rs_tcp_taken no_place(const struct rs_lane *lane)
{
    bool hopeless = lane->junk > RS_LANE_JUNK_MAX || !rs_tcp_is_sip(lane->owner);
    return hopeless ? RS_TCP_FORGOTTEN : RS_TCP_NOTHING;
}

enum rs_tcp_taken rs_websocket_push(struct rs_decoder *d, struct rs_lane *lane,
                                    const struct rs_tcp_run *run,
                                    const struct rs_packet_sink *sink)
{
    struct rs_websocket *ws = lane->websocket;
    struct rs_span octets = run->octets;
    bool is_sip = false;
    if (lane->lost && !found_back(d, lane, octets))
        return no_place(lane);
    while (octets.n) {
        if (!ws->in_frame && take_head(ws, &octets) != RS_OK) {
            lose_place(d, lane);
            rs_lane_junk(d, lane, octets.n);
            return no_place(lane);
        }
        if (!ws->in_frame)
            break;
        is_sip |= !rs_ws_is_control(ws->frame.first);
        if (!take_payload(d, lane, &octets)) {
            lose_place(d, lane);
            return RS_TCP_STARVED;
        }
        if (ws->at == ws->frame.len && !end_frame(d, lane, run, sink))
            return RS_TCP_FORGOTTEN;
    }
    if (lane->junk > RS_LANE_JUNK_MAX)
        return RS_TCP_FORGOTTEN;
    if (run->missing)
        end_cut(d, lane, run, sink);
    return is_sip ? RS_TCP_TAKEN : RS_TCP_NOTHING;
}

void rs_websocket_gap(struct rs_decoder *d, struct rs_lane *lane, uint64_t missing)
{
    struct rs_websocket *ws = lane->websocket;
    if (lane->lost)
        return;
    if (!missing || (ws->in_frame && missing <= ws->frame.len - ws->at)) {
        if (missing && !rs_ws_is_control(ws->frame.first))
            rs_websocket_drop(d, lane);
        ws->at += missing;
    } else {
        lose_place(d, lane);
        return;
    }
    if (ws->in_frame && ws->at == ws->frame.len) {
        ws->in_frame = false;
        if (!rs_ws_is_control(ws->frame.first) && (ws->frame.first & RS_WS_FIN))
            ws->in_message = ws->dropped = false;
    }
}
