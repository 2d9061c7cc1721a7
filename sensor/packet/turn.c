#include "packet/turn.h"

#include "packet/decoder.h"
#include "packet/octets.h"
#include "sip/recognise.h"

enum {
    STUN_LEN = 20,
    CHANNEL_LEN = 4,
    SEND_INDICATION = 0x0016,
    DATA_INDICATION = 0x0017,
    DATA_ATTRIBUTE = 0x0013,
    FRAMES_MAX = 64 /* frames without SIP, then the lane carries something else */
};

static size_t padded(size_t len)
{
    return (len + 3) & ~(size_t)3;
}

/* ---- one frame ---- */

static struct rs_span data_attribute(struct rs_span attributes)
{
    while (attributes.n >= 4) {
        size_t len = rs_u16(attributes, 2);
        struct rs_span value = rs_span_skip(attributes, 4);
        if (rs_u16(attributes, 0) == DATA_ATTRIBUTE && len <= value.n)
            return rs_span_first(value, len);
        attributes = rs_span_skip(value, padded(len));
    }
    return RS_SPAN_NONE;
}

/* RFC 8489 5: two zero bits, a length in units of 4, the magic cookie. */
enum rs_turn_found rs_turn_begins(struct rs_span octets)
{
    static const char cookie[] = {0x21, 0x12, (char)0xa4, 0x42};
    if (octets.n >= 1 && rs_u8(octets, 0) > 3)
        return RS_TURN_NO;
    if (octets.n >= 2 && rs_u16(octets, 0) == 0)
        return RS_TURN_NO;
    if (octets.n >= 4 && (rs_u8(octets, 3) & 3))
        return RS_TURN_NO;
    size_t have = octets.n > 4 ? octets.n - 4 < 4 ? octets.n - 4 : 4 : 0;
    if (have && memcmp(octets.p + 4, cookie, have) != 0)
        return RS_TURN_NO;
    return octets.n < STUN_LEN ? RS_TURN_MORE : RS_TURN_FRAME;
}

static enum rs_turn_found read_stun(struct rs_span octets, struct rs_turn_frame *frame)
{
    enum rs_turn_found found = rs_turn_begins(octets);
    if (found != RS_TURN_FRAME)
        return found;
    uint16_t type = rs_u16(octets, 0);
    size_t len = rs_u16(octets, 2);
    *frame = (struct rs_turn_frame){.len = STUN_LEN + len};
    if (octets.n < frame->len)
        return RS_TURN_MORE;
    if (type == SEND_INDICATION || type == DATA_INDICATION)
        frame->data = data_attribute(rs_span(octets.p + STUN_LEN, len));
    return RS_TURN_FRAME;
}

/* RFC 8656 12.4. In a stream it is padded, in a datagram it may be. */
static enum rs_turn_found read_channel(struct rs_span octets, bool stream,
                                       struct rs_turn_frame *frame)
{
    if (octets.n < CHANNEL_LEN)
        return RS_TURN_MORE;
    size_t len = rs_u16(octets, 2), whole = CHANNEL_LEN + len;
    *frame = (struct rs_turn_frame){.len = stream ? padded(whole) : whole,
                                    .id = rs_u16(octets, 0)};
    if (octets.n < frame->len)
        return RS_TURN_MORE;
    frame->data = rs_span(octets.p + CHANNEL_LEN, len);
    return RS_TURN_FRAME;
}

enum rs_turn_found rs_turn_read(struct rs_span octets, bool stream, struct rs_turn_frame *frame)
{
    if (!octets.n)
        return RS_TURN_MORE;
    if ((rs_u8(octets, 0) & 0xf0) == 0x40)
        return read_channel(octets, stream, frame);
    return read_stun(octets, frame);
}

/* ---- in a stream ---- */

static bool relay(struct rs_decoder *d, struct rs_lane *lane, const struct rs_turn_frame *frame,
                  const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    if (!frame->data.n || rs_recognise(frame->data) != RS_SIP_MESSAGE) {
        rs_lane_junk(d, lane, RS_LANE_JUNK_MAX / FRAMES_MAX);
        return false;
    }
    struct rs_origin origin = *run->origin;
    struct rs_tcp_run datagram = {run->octets, run->missing, &origin};
    origin.datagram_len = (uint32_t)frame->data.n;
    d->counters.turn_relayed++;
    rs_tcp_found_sip(d, lane->owner);
    lane->transport = RS_TRANSPORT_UDP;
    rs_lane_give(d, lane, &datagram, frame->data, false, sink);
    return true;
}

/* Behind a hole only a segment that begins with a frame is believed. */
static bool found_back(struct rs_decoder *d, struct rs_lane *lane, struct rs_span octets)
{
    struct rs_turn_frame frame;
    bool found = rs_turn_read(octets, true, &frame) == RS_TURN_FRAME &&
                 (!frame.id || rs_recognise(frame.data) == RS_SIP_MESSAGE);
    lane->lost = !found;
    if (!found)
        rs_lane_junk(d, lane, octets.n);
    return found;
}

static enum rs_tcp_taken end(struct rs_decoder *d, struct rs_lane *lane, struct rs_span rest,
                             uint32_t missing, bool is_sip)
{
    if (lane->junk > RS_LANE_JUNK_MAX)
        return RS_TCP_FORGOTTEN;
    if (missing)
        rs_lane_gap(d, lane, missing);
    else if (!rs_lane_keep(d, lane, rest))
        return RS_TCP_STARVED;
    return is_sip || rest.n ? RS_TCP_TAKEN : RS_TCP_NOTHING;
}

enum rs_tcp_taken rs_turn_push(struct rs_decoder *d, struct rs_lane *lane,
                               const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    struct rs_span work;
    struct rs_turn_frame frame;
    bool is_sip = false;
    if (lane->lost && !found_back(d, lane, run->octets))
        return lane->junk > RS_LANE_JUNK_MAX ? RS_TCP_FORGOTTEN : RS_TCP_NOTHING;
    if (!rs_lane_gather(d, lane, run->octets, &work))
        return RS_TCP_STARVED;
    enum rs_turn_found found = RS_TURN_MORE;
    while (work.n && (found = rs_turn_read(work, true, &frame)) == RS_TURN_FRAME) {
        is_sip |= relay(d, lane, &frame, run, sink);
        work = rs_span_skip(work, frame.len);
    }
    if (found == RS_TURN_NO) {
        rs_lane_drop(d, lane);
        return rs_tcp_is_sip(lane->owner) ? RS_TCP_NOTHING : RS_TCP_FORGOTTEN;
    }
    return end(d, lane, work, run->missing, is_sip);
}
