/* Chunks of one SCTP flow in order of TSN, and the messages that they make. */
#include "packet/decoder.h"

#include <stdlib.h>

#include "sip/recognise.h"

enum { ALONE = RS_SCTP_BEGIN | RS_SCTP_END };

/* TSNs wrap (RFC 9260 1.6). */
static int32_t distance(uint32_t from, uint32_t to)
{
    return (int32_t)(to - from);
}

/* ---- messages ---- */

/* False: no SIP, and none was before; the flow is of no use. */
static bool give(struct rs_decoder *d, struct rs_sctp_flow *f, struct rs_span message,
                 bool truncated, const struct rs_origin *origin, const struct rs_packet_sink *sink)
{
    enum rs_recognised kind = message.n ? rs_recognise(message) : RS_SIP_KEEPALIVE;
    d->counters.keepalives += kind == RS_SIP_KEEPALIVE;
    if (kind != RS_SIP_MESSAGE)
        return kind == RS_SIP_KEEPALIVE || f->state == RS_SCTP_SIP;
    struct rs_origin o = *origin;
    o.transport = RS_TRANSPORT_SCTP;
    o.after_gap = f->after_gap;
    o.truncated = truncated;
    f->after_gap = false;
    rs_sctp_found_sip(d, f);
    rs_decoder_give(d, sink, &o, message);
    return true;
}

static struct rs_sctp_stream *stream_of(struct rs_sctp_flow *f, uint16_t id)
{
    struct rs_sctp_stream *s = &f->stream[id % RS_SCTP_STREAMS];
    if (s->id != id)
        *s = (struct rs_sctp_stream){.id = id};
    return s;
}

/* An SSN has 16 bits, an MID 32. */
static void count_message(struct rs_sctp_flow *f, const struct rs_sctp_data *data)
{
    struct rs_sctp_stream *s = stream_of(f, data->stream);
    if (data->flags & RS_SCTP_UNORDERED)
        return;
    s->known = true;
    s->next = data->interleaved ? data->message + 1 : (uint16_t)(data->message + 1);
}

/* Is it the turn of the message that begins with this chunk? */
static bool is_its_turn(struct rs_sctp_flow *f, const struct rs_sctp_chunk *c, bool hole_before)
{
    if (!hole_before || (c->data.flags & RS_SCTP_UNORDERED))
        return true;
    const struct rs_sctp_stream *s = stream_of(f, c->data.stream);
    return s->known && s->next == c->data.message;
}

/* ---- fragments ---- */

static bool same_message(const struct rs_sctp_data *a, const struct rs_sctp_data *b)
{
    return a->stream == b->stream && a->message == b->message &&
           a->interleaved == b->interleaved &&
           ((a->flags ^ b->flags) & RS_SCTP_UNORDERED) == 0;
}

/*
 * Of the message that chunk x belongs to: its first chunk when all are there,
 * else NULL. One walk over what the flow holds.
 */
static struct rs_sctp_chunk *whole_with(const struct rs_sctp_flow *f, const struct rs_sctp_chunk *x)
{
    struct rs_sctp_chunk *begin = NULL;
    uint32_t expected = 0;
    bool has_x = false;
    for (struct rs_sctp_chunk *c = f->first; c; c = c->next) {
        if (!same_message(&c->data, &x->data))
            continue;
        if (c->data.flags & RS_SCTP_BEGIN) {
            begin = c;
            expected = c->data.fragment;
            has_x = false;
        }
        if (!begin || c->data.fragment != expected++) {
            begin = NULL;
            continue;
        }
        has_x |= c == x;
        if (!(c->data.flags & RS_SCTP_END))
            continue;
        if (has_x)
            return begin;
        begin = NULL;
    }
    return NULL;
}

enum pass { MEASURE, COPY };

/*
 * The chunks of the message that begins here, up to its last one. The first
 * pass only adds up, the second copies (to: NULL, not even that) and marks them
 * as done with; both walk the same chunks. Returns the octets in them.
 */
static size_t gather(struct rs_sctp_chunk *begin, enum pass pass, char *to)
{
    size_t len = 0;
    for (struct rs_sctp_chunk *c = begin; c; c = c->next) {
        if (c->given || !same_message(&c->data, &begin->data))
            continue;
        if (pass == COPY && to)
            memcpy(to + len, c->data.octets.p, c->data.octets.n);
        c->given = pass == COPY;
        len += c->data.octets.n;
        if (c->data.flags & RS_SCTP_END)
            break;
    }
    return len;
}

/* The message that begins with this chunk is whole. False: f is of no use. */
static bool give_from(struct rs_decoder *d, struct rs_sctp_flow *f, struct rs_sctp_chunk *begin,
                      const struct rs_origin *origin, const struct rs_packet_sink *sink)
{
    count_message(f, &begin->data);
    if (begin->data.flags & RS_SCTP_END) {
        begin->given = true;
        return give(d, f, begin->data.octets, false, origin, sink);
    }
    size_t len = gather(begin, MEASURE, NULL);
    char *message = malloc(len ? len : 1); /* not from the pool: one at a time */
    gather(begin, COPY, message);
    bool stays = !message || give(d, f, rs_span(message, len), false, origin, sink);
    free(message);
    return stays;
}

/* ---- order ---- */

/* Deadline: the hole's, or that of fragments which do not go on. */
static void watch(struct rs_decoder *d, struct rs_sctp_flow *f)
{
    const struct rs_packet_limits *l = &d->limits;
    if (!f->first) {
        rs_deadline_cancel(&d->sctp.deadlines, f->link.self);
        return;
    }
    uint32_t last = f->next;
    for (const struct rs_sctp_chunk *c = f->first; c && c->data.tsn == last; c = c->next)
        last++;
    bool hole = distance(f->next, last) != (int32_t)f->count;
    if (!hole)
        f->hole_since_us = 0;
    else if (!f->hole_since_us)
        f->hole_since_us = d->now_us;
    rs_deadline_arm(&d->sctp.deadlines, f->link.self,
                    hole ? f->hole_since_us + l->gap_us : d->now_us + l->hold_us);
}

/* Chunks at the head that are done with go. */
static void advance(struct rs_decoder *d, struct rs_sctp_flow *f)
{
    while (f->first && f->first->data.tsn == f->next && f->first->given) {
        rs_sctp_chunk_drop(d, f);
        f->next++;
    }
}

/*
 * Give what is whole and has its turn. now: the frame that made it so; NULL: a
 * hole was given up, messages bear the frame of their first chunk. False: f is
 * forgotten.
 */
static bool deliver(struct rs_decoder *d, struct rs_sctp_flow *f, const struct rs_origin *now,
                    const struct rs_packet_sink *sink)
{
    uint32_t expected = f->next;
    bool hole = false;
    for (struct rs_sctp_chunk *c = f->first; c; c = c->next) {
        hole |= c->data.tsn != expected;
        expected = c->data.tsn + 1;
        if (!c->whole || c->given || !is_its_turn(f, c, hole))
            continue;
        struct rs_origin own = f->origin;
        own.frame = c->frame;
        own.time_us = c->time_us;
        if (!give_from(d, f, c, now ? now : &own, sink)) {
            rs_sctp_forget(d, f);
            return false;
        }
    }
    advance(d, f);
    watch(d, f);
    return true;
}

/* Put it at its place; false: it is there already. */
static bool place(struct rs_sctp_flow *f, uint32_t tsn, struct rs_sctp_chunk ***at)
{
    struct rs_sctp_chunk **p = &f->first;
    while (*p && distance((*p)->data.tsn, tsn) > 0)
        p = &(*p)->next;
    *at = p;
    return !*p || (*p)->data.tsn != tsn;
}

static enum rs_packet_verdict hold(struct rs_decoder *d, struct rs_sctp_flow *f,
                                   const struct rs_sctp_data *data, const struct rs_origin *origin,
                                   const struct rs_packet_sink *sink)
{
    struct rs_sctp_chunk **at;
    if (!place(f, data->tsn, &at)) {
        d->counters.sctp_retransmitted++;
        return RS_PACKET_ANALYSED;
    }
    struct rs_sctp_chunk *c = rs_sctp_chunk_new(d, f, data, origin);
    if (!c)
        return RS_PACKET_STREAM_LIMIT;
    d->counters.sctp_out_of_order += *at != NULL || (!f->first && data->tsn != f->next);
    c->next = *at;
    *at = c;
    f->count++;
    f->octets += (uint32_t)data->octets.n;
    f->origin = *origin;
    struct rs_sctp_chunk *begin = whole_with(f, c);
    if (begin)
        begin->whole = true;
    if (!deliver(d, f, origin, sink))
        return RS_PACKET_NOT_SIP;
    while (f->count > RS_SCTP_CHUNKS_MAX || f->octets > RS_SCTP_OCTETS_MAX)
        if (!rs_sctp_skip(d, f, sink))
            break;
    return RS_PACKET_ANALYSED;
}

/* ---- giving up ---- */

static void drop_first(struct rs_decoder *d, struct rs_sctp_flow *f)
{
    const struct rs_sctp_chunk *c = f->first;
    d->counters.messages_incomplete += !c->given && (c->data.flags & RS_SCTP_BEGIN);
    f->next = c->data.tsn + 1;
    rs_sctp_chunk_drop(d, f);
}

bool rs_sctp_skip(struct rs_decoder *d, struct rs_sctp_flow *f, const struct rs_packet_sink *sink)
{
    /* What waits before the hole waits for something in it. */
    while (f->first && f->first->data.tsn == f->next)
        drop_first(d, f);
    if (f->first) {
        d->counters.sctp_gaps++;
        d->counters.sctp_gap_chunks += f->first->data.tsn - f->next;
        f->next = f->first->data.tsn;
        f->after_gap = true;
        f->hole_since_us = 0;
    }
    while (f->first && f->first->data.tsn == f->next &&
           !f->first->given && !(f->first->data.flags & RS_SCTP_BEGIN))
        drop_first(d, f);
    return deliver(d, f, NULL, sink);
}

void rs_sctp_forward(struct rs_decoder *d, struct rs_sctp_flow *f, uint32_t tsn,
                     const struct rs_packet_sink *sink)
{
    int32_t ahead = distance(f->next, tsn + 1);
    if (!f->next_known || ahead <= 0 || ahead > RS_SCTP_FAR)
        return;
    while (f->first && distance(f->first->data.tsn, tsn) >= 0)
        drop_first(d, f);
    f->next = tsn + 1;
    deliver(d, f, NULL, sink);
}

/* ---- one chunk ---- */

bool rs_sctp_begins_sip(const struct rs_sctp_data *data)
{
    if ((data->flags & ALONE) == ALONE)
        return rs_recognise(data->octets) == RS_SIP_MESSAGE;
    if (!(data->flags & RS_SCTP_BEGIN))
        return false;
    enum rs_tcp_begin b = rs_tcp_begins(data->octets, true);
    return b == RS_TCP_BEGIN_SIP || b == RS_TCP_BEGIN_MAYBE;
}

/* A flow met in the middle begins here, or begins anew. */
static void begin_at(struct rs_decoder *d, struct rs_sctp_flow *f, uint32_t tsn)
{
    while (f->first)
        drop_first(d, f);
    memset(f->stream, 0, sizeof f->stream);
    f->next = tsn;
    f->next_known = true;
    f->hole_since_us = 0;
}

/* Whole, in one chunk, in its turn, and nothing waits: nothing is copied. */
static enum rs_packet_verdict at_once(struct rs_decoder *d, struct rs_sctp_flow *f,
                                      const struct rs_sctp_data *data, bool truncated,
                                      const struct rs_origin *origin,
                                      const struct rs_packet_sink *sink)
{
    f->next++;
    count_message(f, data);
    uint64_t before = d->counters.messages;
    if (!give(d, f, data->octets, truncated, origin, sink)) {
        rs_sctp_forget(d, f);
        return RS_PACKET_NOT_SIP;
    }
    return d->counters.messages > before ? RS_PACKET_ANALYSED : RS_PACKET_NOT_SIP;
}

enum rs_packet_verdict rs_sctp_data(struct rs_decoder *d, struct rs_sctp_flow *f,
                                    const struct rs_sctp_data *data, bool truncated,
                                    const struct rs_origin *origin,
                                    const struct rs_packet_sink *sink)
{
    int32_t ahead = distance(f->next, data->tsn);
    if (!f->next_known || ahead > RS_SCTP_FAR || ahead < -RS_SCTP_FAR) {
        if (!rs_sctp_begins_sip(data))
            return f->state == RS_SCTP_SIP ? RS_PACKET_STREAM_LIMIT : RS_PACKET_NOT_SIP;
        begin_at(d, f, data->tsn);
        ahead = 0;
    }
    if (ahead < 0) {
        d->counters.sctp_retransmitted++;
        return f->state == RS_SCTP_SIP ? RS_PACKET_ANALYSED : RS_PACKET_NOT_SIP;
    }
    bool alone = (data->flags & ALONE) == ALONE;
    if (ahead == 0 && alone && !f->first)
        return at_once(d, f, data, truncated, origin, sink);
    if (truncated) /* like one that never came */
        return RS_PACKET_TRUNCATED;
    return hold(d, f, data, origin, sink);
}
