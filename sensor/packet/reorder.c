#include "packet/decoder.h"

#include "base/err.h"

enum {
    FAR_BEHIND = 1 << 20, /* a copy of octets seen that long ago is none */
    FAR_AHEAD = 1 << 24   /* no window is as wide: another connection */
};

/* After octets were taken or dropped. False: the stream has ended and is forgotten. */
static bool settle(struct rs_decoder *d, struct rs_tcp_stream *s)
{
    rs_tcp_held_changed(d, s);
    if (s->next < s->end || s->state == RS_TCP_CLOSED)
        return true;
    return rs_tcp_close(d, s);
}

static void move_on(struct rs_tcp_stream *s, uint64_t len)
{
    s->next += len;
    s->next_seq += (uint32_t)len;
}

/* After FORGOTTEN s is gone. */
static enum rs_tcp_taken consume(struct rs_decoder *d, struct rs_tcp_stream *s,
                                 const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    move_on(s, run->octets.n + run->missing);
    if (s->state == RS_TCP_CLOSED)
        return RS_TCP_NOTHING;
    enum rs_tcp_taken taken = rs_lane_push(d, &s->lane, run, sink);
    if (taken == RS_TCP_FORGOTTEN)
        rs_tcp_forget(d, s);
    return taken;
}

/* What of a piece is behind `next`, as a run; `own`: with the frame that brought it. */
static enum rs_tcp_taken consume_piece(struct rs_decoder *d, struct rs_tcp_stream *s,
                                       const struct rs_piece *piece,
                                       const struct rs_origin *filling,
                                       const struct rs_packet_sink *sink)
{
    struct rs_origin own = s->origin;
    own.frame = piece->frame;
    own.time_us = piece->time_us;
    struct rs_span octets = rs_span(piece->octets, piece->len);
    struct rs_tcp_run run = {
        rs_span_skip(octets, (size_t)(s->next - piece->offset)),
        piece->missing,
        filling ? filling : &own,
    };
    return run.octets.n ? consume(d, s, &run, sink) : RS_TCP_NOTHING;
}

/*
 * Take the pieces that are in order now. filling: origin of the frame that
 * closed the hole and so makes their messages whole; NULL: the hole was given
 * up, they bear their own. False: s is forgotten.
 */
static bool drain(struct rs_decoder *d, struct rs_tcp_stream *s, const struct rs_origin *filling,
                  const struct rs_packet_sink *sink)
{
    while (s->ahead.first && s->ahead.first->offset <= s->next) {
        struct rs_piece *piece = rs_pieces_take(&s->ahead);
        rs_tcp_hole_closed(d, s);
        enum rs_tcp_taken taken = consume_piece(d, s, piece, filling, sink);
        rs_piece_return(&d->tcp.pool, piece);
        if (taken == RS_TCP_FORGOTTEN)
            return false;
    }
    return true;
}

static void pass_over(struct rs_decoder *d, struct rs_tcp_stream *s, uint64_t until)
{
    if (s->state == RS_TCP_SIP) {
        d->counters.tcp_gaps++;
        d->counters.tcp_gap_octets += until - s->next;
    }
    rs_lane_gap(d, &s->lane, until - s->next);
    rs_tcp_hole_closed(d, s);
    s->unseen = s->next;
    s->unseen_end = until;
    move_on(s, until - s->next);
}

bool rs_tcp_skip_hole(struct rs_decoder *d, struct rs_tcp_stream *s,
                      const struct rs_packet_sink *sink)
{
    pass_over(d, s, s->ahead.first->offset);
    return drain(d, s, NULL, sink) && settle(d, s);
}

bool rs_tcp_skip_all(struct rs_decoder *d, struct rs_tcp_stream *s,
                     const struct rs_packet_sink *sink)
{
    while (s->ahead.count)
        if (!rs_tcp_skip_hole(d, s, sink))
            return false;
    return true;
}

/* A hole is before it. */
static enum rs_packet_verdict keep_ahead(struct rs_decoder *d, struct rs_tcp_stream *s,
                                         uint64_t offset, const struct rs_tcp_run *run,
                                         const struct rs_packet_sink *sink)
{
    const struct rs_packet_limits *l = &d->limits;
    struct rs_piece like = {.offset = offset,
                            .missing = run->missing,
                            .frame = run->origin->frame,
                            .time_us = run->origin->time_us};
    if (!rs_tcp_make_room(d, s, rs_pieces_cost(&s->ahead, run->octets.n)))
        return RS_PACKET_STREAM_LIMIT;
    int found = rs_pieces_add(&s->ahead, &d->tcp.pool, &like, run->octets);
    d->counters.tcp_retransmitted += found == RS_PIECES_NOTHING;
    d->counters.tcp_overlapping += found == RS_PIECES_PARTLY;
    d->counters.tcp_out_of_order += found > RS_PIECES_NOTHING;
    s->origin = *run->origin;
    rs_tcp_held_changed(d, s);
    while (s->ahead.count > l->gap_segments || s->ahead.octets > l->gap_octets)
        if (!rs_tcp_skip_hole(d, s, sink))
            break;
    return found < 0 ? RS_PACKET_STREAM_LIMIT : RS_PACKET_ANALYSED;
}

/* Its part from `next` up to the first piece that is there already. */
static struct rs_tcp_run part_of(const struct rs_tcp_stream *s, uint64_t offset,
                                 const struct rs_tcp_run *run)
{
    uint64_t end = offset + run->octets.n, until = end;
    if (s->ahead.first && s->ahead.first->offset < end)
        until = s->ahead.first->offset;
    return (struct rs_tcp_run){
        rs_span(run->octets.p + (s->next - offset), (size_t)(until - s->next)),
        until == end ? run->missing : 0,
        run->origin,
    };
}

static enum rs_packet_verdict verdict_of(enum rs_tcp_taken taken)
{
    return taken == RS_TCP_TAKEN     ? RS_PACKET_ANALYSED
           : taken == RS_TCP_STARVED ? RS_PACKET_STREAM_LIMIT
                                     : RS_PACKET_NOT_SIP;
}

/* It begins at `next` or before, and ends behind it. */
static enum rs_packet_verdict take(struct rs_decoder *d, struct rs_tcp_stream *s, uint64_t offset,
                                   const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    enum rs_packet_verdict verdict = RS_PACKET_NOT_SIP;
    while (s->next < offset + run->octets.n) {
        struct rs_tcp_run part = part_of(s, offset, run);
        enum rs_tcp_taken taken = consume(d, s, &part, sink);
        if (verdict == RS_PACKET_NOT_SIP)
            verdict = verdict_of(taken);
        if (taken == RS_TCP_FORGOTTEN || !drain(d, s, run->origin, sink))
            return verdict;
    }
    settle(d, s);
    return verdict;
}

/* All its octets were passed: seen, or given up. */
static enum rs_packet_verdict behind(struct rs_decoder *d, struct rs_tcp_stream *s, uint64_t offset,
                                     const struct rs_tcp_run *run,
                                     const struct rs_packet_sink *sink)
{
    uint64_t end = offset + run->octets.n;
    if (offset < s->unseen || end > s->unseen_end) {
        d->counters.tcp_retransmitted += s->state != RS_TCP_OPENING;
        return s->state == RS_TCP_OPENING ? RS_PACKET_NOT_SIP : RS_PACKET_ANALYSED;
    }
    /* The larger part of what is unseen stays so. */
    if (offset - s->unseen > s->unseen_end - end)
        s->unseen_end = offset;
    else
        s->unseen = end;
    return rs_tcp_late(d, run, sink) ? RS_PACKET_ANALYSED : RS_PACKET_NOT_SIP;
}

static bool begins(const struct rs_tcp_run *run)
{
    return rs_tcp_begins(run->octets, true) == RS_TCP_BEGIN_SIP;
}

/*
 * It does not belong where the stream is: behind a loss wider than is waited
 * for, or of another connection on the same ports whose SYN was not seen. Only
 * a start line is believed; what else would be taken up could be anything.
 */
static enum rs_packet_verdict elsewhere(struct rs_decoder *d, struct rs_tcp_stream *s, uint32_t seq,
                                        const struct rs_tcp_run *run,
                                        const struct rs_packet_sink *sink)
{
    int32_t distance = (int32_t)(seq - s->next_seq);
    if (!begins(run))
        return s->state == RS_TCP_SIP ? RS_PACKET_STREAM_LIMIT : RS_PACKET_NOT_SIP;
    if (distance < 0 || distance > FAR_AHEAD || s->state == RS_TCP_CLOSED) {
        rs_tcp_restart(d, s, seq);
        return take(d, s, s->next, run, sink);
    }
    if (!rs_tcp_skip_all(d, s, sink))
        return RS_PACKET_NOT_SIP;
    distance = (int32_t)(seq - s->next_seq);
    if (distance < 0) /* what was held ahead reached beyond it: it is no news, or in part */
        return rs_tcp_segment(d, s, seq, run, sink);
    uint64_t offset = s->next + (uint32_t)distance;
    if (distance > 0)
        pass_over(d, s, offset);
    return take(d, s, offset, run, sink);
}

static bool is_elsewhere(const struct rs_decoder *d, const struct rs_tcp_stream *s,
                         int32_t distance)
{
    if (s->state == RS_TCP_CLOSED && distance >= 0)
        return true;
    return distance < -FAR_BEHIND || distance > (int64_t)d->limits.gap_octets;
}

enum rs_packet_verdict rs_tcp_segment(struct rs_decoder *d, struct rs_tcp_stream *s, uint32_t seq,
                                      const struct rs_tcp_run *run,
                                      const struct rs_packet_sink *sink)
{
    int32_t distance = (int32_t)(seq - s->next_seq);
    uint64_t offset = s->next + (uint64_t)(int64_t)distance;
    if (is_elsewhere(d, s, distance))
        return elsewhere(d, s, seq, run, sink);
    if (distance > 0)
        return keep_ahead(d, s, offset, run, sink);
    if (offset + run->octets.n <= s->next)
        return behind(d, s, offset, run, sink);
    d->counters.tcp_overlapping += distance < 0 && s->state == RS_TCP_SIP;
    return take(d, s, offset, run, sink);
}

void rs_tcp_ends(struct rs_decoder *d, struct rs_tcp_stream *s, uint32_t seq)
{
    int32_t distance = (int32_t)(seq - s->next_seq);
    if (s->end != UINT64_MAX || distance < 0 || distance > (int64_t)d->limits.gap_octets)
        return;
    s->end = s->next + (uint32_t)distance;
    settle(d, s);
}
