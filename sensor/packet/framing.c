/* SIP on a stream: octets in order -> messages, as sip/stream.h finds them. */
#include "packet/decoder.h"

/* One answer of the framing. True when it was SIP. */
static bool act(struct rs_decoder *d, struct rs_lane *lane, const struct rs_tcp_run *run,
                struct rs_stream_answer a, struct rs_span work, const struct rs_packet_sink *sink)
{
    switch (a.verdict) {
    case RS_STREAM_MESSAGE:
        rs_lane_give(d, lane, run, rs_span(work.p + a.skip, a.length), false, sink);
        return true;
    case RS_STREAM_KEEPALIVE:
        d->counters.keepalives++;
        return false;
    default:
        rs_lane_junk(d, lane, a.skip);
        return false;
    }
}

/* The capture cut the segment: what there is of its last message is given, nothing waits. */
static void end_cut(struct rs_decoder *d, struct rs_lane *lane, const struct rs_tcp_run *run,
                    struct rs_span rest, const struct rs_packet_sink *sink)
{
    if (rs_tcp_begins(rest, true) == RS_TCP_BEGIN_SIP) {
        rs_lane_give(d, lane, run, rest, true, sink);
        lane->held_len = 0; /* given: not lost */
    }
    rs_lane_drop(d, lane);
    lane->after_gap = true;
}

enum rs_tcp_taken rs_framing_work(struct rs_decoder *d, struct rs_lane *lane, struct rs_span work,
                                  const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    bool is_sip = false;
    for (;;) {
        struct rs_stream_answer a = rs_stream_next(&lane->framing, work);
        size_t used = a.skip + a.length;
        if (a.verdict == RS_STREAM_MORE || !used)
            break;
        is_sip |= act(d, lane, run, a, work, sink);
        work = rs_span_skip(work, used);
    }
    if (lane->junk > RS_LANE_JUNK_MAX)
        return RS_TCP_FORGOTTEN;
    is_sip |= work.n > 0;
    if (run->missing)
        end_cut(d, lane, run, work, sink);
    else if (!rs_lane_keep(d, lane, work))
        return RS_TCP_STARVED;
    return is_sip ? RS_TCP_TAKEN : RS_TCP_NOTHING;
}

/*
 * Behind a gap the octets may stand anywhere in a message. A segment that
 * begins with a start line is the best sign; else the first line end, behind
 * which the framing looks at lines. What is before that is no line of its own:
 * the tail of a start line looks like one.
 */
static struct rs_span find_back(struct rs_decoder *d, struct rs_lane *lane, struct rs_span octets)
{
    if (rs_tcp_begins(octets, true) == RS_TCP_BEGIN_SIP) {
        rs_lane_junk(d, lane, lane->held_len);
        rs_lane_free_held(d, lane);
        rs_stream_reset(&lane->framing);
        lane->lost = false;
        return octets;
    }
    if (lane->held_len)
        return octets;
    const char *line_end = rs_span_find(octets, '\n');
    size_t skip = line_end ? (size_t)(line_end + 1 - octets.p) : octets.n;
    rs_lane_junk(d, lane, skip);
    return rs_span_skip(octets, skip);
}

enum rs_tcp_taken rs_framing_push(struct rs_decoder *d, struct rs_lane *lane,
                                  const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    struct rs_span work, octets = run->octets;
    if (lane->lost)
        octets = find_back(d, lane, octets);
    if (!rs_lane_gather(d, lane, octets, &work))
        return RS_TCP_STARVED;
    return rs_framing_work(d, lane, work, run, sink);
}

unsigned rs_tcp_late(struct rs_decoder *d, const struct rs_tcp_run *run,
                     const struct rs_packet_sink *sink)
{
    struct rs_stream framing = {0};
    struct rs_span work = run->octets;
    unsigned messages = 0;
    if (rs_tcp_begins(work, true) != RS_TCP_BEGIN_SIP)
        return 0;
    for (;;) {
        struct rs_stream_answer a = rs_stream_next(&framing, work);
        if (a.verdict != RS_STREAM_MESSAGE)
            return messages;
        struct rs_origin origin = *run->origin;
        origin.after_gap = true;
        rs_decoder_give(d, sink, &origin, rs_span(work.p + a.skip, a.length));
        messages++;
        work = rs_span_skip(work, a.skip + a.length);
    }
}
