#include "packet/decoder.h"

enum {
    HELD_ROOM = 2048,    /* first room for an incomplete message; doubled as it grows */
    JUNK_MAX = 64 * 1024 /* octets without a message, then it is no SIP stream any more */
};

static bool append(struct rs_decoder *d, struct rs_tcp_stream *s, struct rs_span octets)
{
    size_t need = s->held_len + octets.n, room = s->held_room ? s->held_room : HELD_ROOM;
    while (room < need)
        room *= 2;
    if (room > s->held_room) {
        if (!rs_tcp_make_room(d, s, room - s->held_room))
            return false;
        char *grown = rs_pool_grow(&d->tcp.pool, s->held, s->held_room, room);
        if (!grown) {
            rs_tcp_drop_held(d, s);
            return false;
        }
        s->held = grown;
        s->held_room = (uint32_t)room;
    }
    memcpy(s->held + s->held_len, octets.p, octets.n);
    s->held_len = (uint32_t)need;
    return true;
}

/* All that is not consumed yet: what is held with the run behind it, or the run itself. */
static bool gather(struct rs_decoder *d, struct rs_tcp_stream *s, struct rs_span octets,
                   struct rs_span *work)
{
    *work = octets;
    if (!s->held_len)
        return true;
    if (!append(d, s, octets))
        return false;
    *work = rs_span(s->held, s->held_len);
    return true;
}

/* Hold what is left of the work. */
static bool keep(struct rs_decoder *d, struct rs_tcp_stream *s, struct rs_span rest)
{
    if (!rest.n) {
        rs_tcp_free_held(d, s);
        return true;
    }
    if (!s->held_len)
        return append(d, s, rest);
    memmove(s->held, rest.p, rest.n);
    s->held_len = (uint32_t)rest.n;
    return true;
}

static void give(struct rs_decoder *d, struct rs_tcp_stream *s, const struct rs_tcp_run *run,
                 struct rs_span message, bool truncated, const struct rs_packet_sink *sink)
{
    struct rs_origin origin = *run->origin;
    origin.after_gap = s->after_gap;
    origin.truncated = truncated;
    s->after_gap = s->lost = false;
    s->junk = 0;
    rs_decoder_give(d, sink, &origin, message);
}

static void count_junk(struct rs_decoder *d, struct rs_tcp_stream *s, size_t len)
{
    d->counters.tcp_junk_octets += len;
    s->junk += (uint32_t)len;
}

/* One answer of the framing. True when it was SIP. */
static bool act(struct rs_decoder *d, struct rs_tcp_stream *s, const struct rs_tcp_run *run,
                struct rs_stream_answer a, struct rs_span work, const struct rs_packet_sink *sink)
{
    switch (a.verdict) {
    case RS_STREAM_MESSAGE:
        give(d, s, run, rs_span(work.p + a.skip, a.length), false, sink);
        return true;
    case RS_STREAM_KEEPALIVE:
        d->counters.keepalives++;
        return false;
    default:
        count_junk(d, s, a.skip);
        return false;
    }
}

/* The capture cut the segment: what there is of its last message is given, nothing waits. */
static void end_cut(struct rs_decoder *d, struct rs_tcp_stream *s, const struct rs_tcp_run *run,
                    struct rs_span rest, const struct rs_packet_sink *sink)
{
    if (rs_tcp_begins(rest, true) == RS_TCP_BEGIN_SIP) {
        give(d, s, run, rest, true, sink);
        s->held_len = 0; /* given: not lost */
    }
    rs_tcp_drop_held(d, s);
    s->after_gap = true;
}

static enum rs_tcp_taken frame(struct rs_decoder *d, struct rs_tcp_stream *s, struct rs_span work,
                               const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    bool is_sip = false;
    for (;;) {
        struct rs_stream_answer a = rs_stream_next(&s->framing, work);
        size_t used = a.skip + a.length;
        if (a.verdict == RS_STREAM_MORE || !used)
            break;
        is_sip |= act(d, s, run, a, work, sink);
        work = rs_span_skip(work, used);
    }
    if (s->junk > JUNK_MAX) {
        rs_tcp_forget(d, s);
        return RS_TCP_FORGOTTEN;
    }
    is_sip |= work.n > 0;
    if (run->missing)
        end_cut(d, s, run, work, sink);
    else if (!keep(d, s, work))
        return RS_TCP_STARVED;
    return is_sip ? RS_TCP_TAKEN : RS_TCP_NOTHING;
}

/* The first octets of a stream tell whether it is SIP. */
static enum rs_tcp_taken open_with(struct rs_decoder *d, struct rs_tcp_stream *s,
                                   struct rs_span work, const struct rs_tcp_run *run,
                                   const struct rs_packet_sink *sink)
{
    switch (rs_tcp_begins(work, !s->syn_seen)) {
    case RS_TCP_BEGIN_SIP:
        rs_tcp_found_sip(d, s);
        return frame(d, s, work, run, sink);
    case RS_TCP_BEGIN_BLANK:
        rs_tcp_free_held(d, s);
        return RS_TCP_NOTHING;
    case RS_TCP_BEGIN_MAYBE:
        if (!run->missing)
            return keep(d, s, work) ? RS_TCP_TAKEN : RS_TCP_STARVED;
        /* fall through */
    default:
        rs_tcp_forget(d, s);
        return RS_TCP_FORGOTTEN;
    }
}

/*
 * Behind a gap the octets may stand anywhere in a message. A segment that
 * begins with a start line is the best sign; else the first line end, behind
 * which the framing looks at lines. What is before that is no line of its own:
 * the tail of a start line looks like one.
 */
static struct rs_span find_back(struct rs_decoder *d, struct rs_tcp_stream *s,
                                struct rs_span octets)
{
    if (rs_tcp_begins(octets, true) == RS_TCP_BEGIN_SIP) {
        count_junk(d, s, s->held_len);
        rs_tcp_free_held(d, s);
        rs_stream_reset(&s->framing);
        s->lost = false;
        return octets;
    }
    if (s->held_len)
        return octets;
    const char *line_end = rs_span_find(octets, '\n');
    size_t skip = line_end ? (size_t)(line_end + 1 - octets.p) : octets.n;
    count_junk(d, s, skip);
    return rs_span_skip(octets, skip);
}

enum rs_tcp_taken rs_tcp_in_order(struct rs_decoder *d, struct rs_tcp_stream *s,
                                  const struct rs_tcp_run *run, const struct rs_packet_sink *sink)
{
    struct rs_span work, octets = run->octets;
    if (s->state == RS_TCP_CLOSED)
        return RS_TCP_NOTHING;
    if (s->state == RS_TCP_SIP && s->lost)
        octets = find_back(d, s, octets);
    if (!gather(d, s, octets, &work))
        return RS_TCP_STARVED;
    if (s->state == RS_TCP_OPENING)
        return open_with(d, s, work, run, sink);
    return frame(d, s, work, run, sink);
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
