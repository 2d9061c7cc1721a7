/* What streams hold between segments: how much, for how long, who loses it. */
#include "packet/decoder.h"

static struct rs_tcp_stream *at(const struct rs_tcp *tcp, uint32_t index)
{
    return rs_table_at(&tcp->table, index);
}

static void begins_to_hold(struct rs_tcp *tcp, struct rs_tcp_stream *s)
{
    if (s->holds)
        return;
    s->holds = true;
    s->holds_longer = tcp->holds_shortest;
    s->holds_shorter = 0;
    if (tcp->holds_shortest)
        at(tcp, tcp->holds_shortest)->holds_shorter = s->link.self;
    else
        tcp->holds_longest = s->link.self;
    tcp->holds_shortest = s->link.self;
}

static void ceases_to_hold(struct rs_tcp *tcp, struct rs_tcp_stream *s)
{
    if (!s->holds)
        return;
    s->holds = false;
    if (s->holds_longer)
        at(tcp, s->holds_longer)->holds_shorter = s->holds_shorter;
    else
        tcp->holds_longest = s->holds_shorter;
    if (s->holds_shorter)
        at(tcp, s->holds_shorter)->holds_longer = s->holds_longer;
    else
        tcp->holds_shortest = s->holds_longer;
}

void rs_tcp_drop_all(struct rs_decoder *d, struct rs_tcp_stream *s)
{
    rs_lane_drop(d, &s->lane);
    rs_pieces_clear(&s->ahead, &d->tcp.pool);
    rs_tcp_held_changed(d, s);
}

/* When its octets are to be given up, if nothing happens. */
static int64_t deadline_of(const struct rs_decoder *d, const struct rs_tcp_stream *s)
{
    const struct rs_packet_limits *l = &d->limits;
    if (!s->ahead.count)
        return d->now_us + l->hold_us;
    return s->hole_since_us + l->gap_us;
}

void rs_tcp_hole_closed(struct rs_decoder *d, struct rs_tcp_stream *s)
{
    d->tcp.holes -= s->hole_open;
    s->hole_open = s->hole_acked = false;
}

static void hole_opened(struct rs_decoder *d, struct rs_tcp_stream *s)
{
    d->tcp.holes += !s->hole_open;
    if (!s->hole_open)
        s->hole_since_us = d->now_us;
    s->hole_open = true;
}

void rs_tcp_held_changed(struct rs_decoder *d, struct rs_tcp_stream *s)
{
    struct rs_tcp *tcp = &d->tcp;
    if (s->ahead.count)
        hole_opened(d, s);
    else
        rs_tcp_hole_closed(d, s);
    if (rs_lane_holds(&s->lane) || s->ahead.count) {
        begins_to_hold(tcp, s);
        if (!s->hole_acked)
            rs_deadline_arm(&tcp->deadlines, s->link.self, deadline_of(d, s));
    } else {
        ceases_to_hold(tcp, s);
        rs_deadline_cancel(&tcp->deadlines, s->link.self);
    }
}

/* A copy of what is missing may be on its way to us all the same: not at once. */
void rs_tcp_acked(struct rs_decoder *d, struct rs_tcp_stream *s, uint32_t ack)
{
    if (!s->hole_open || s->hole_acked || (int32_t)(ack - s->next_seq) <= 0)
        return;
    int64_t early = d->now_us + d->limits.gap_acked_us;
    s->hole_acked = true;
    if (early < deadline_of(d, s))
        rs_deadline_arm(&d->tcp.deadlines, s->link.self, early);
}

/* It loses what it holds: a gap up to the end of what it held ahead. */
static void starve(struct rs_decoder *d, struct rs_tcp_stream *s)
{
    uint64_t end = s->ahead.last ? rs_piece_end(s->ahead.last) : s->next;
    rs_lane_gap(d, &s->lane, end - s->next);
    if (s->ahead.last) {
        s->next_seq += (uint32_t)(end - s->next);
        s->next = end;
    }
    d->counters.streams_starved++;
    rs_tcp_drop_all(d, s);
}

bool rs_tcp_make_room(struct rs_decoder *d, struct rs_tcp_stream *s, size_t cost)
{
    while (!rs_pool_room(&d->tcp.pool, cost)) {
        struct rs_tcp_stream *longest = at(&d->tcp, d->tcp.holds_longest);
        if (!longest || longest == s) {
            starve(d, s);
            return false;
        }
        starve(d, longest);
    }
    return true;
}

/* One deadline has come: the hole is given up, or the message that does not go on. */
static void time_over(struct rs_decoder *d, struct rs_tcp_stream *s,
                      const struct rs_packet_sink *sink)
{
    if (s->ahead.count) {
        rs_tcp_skip_hole(d, s, sink);
        return;
    }
    rs_lane_drop(d, &s->lane);
    rs_tcp_held_changed(d, s);
}

void rs_tcp_expire(struct rs_decoder *d, const struct rs_packet_sink *sink)
{
    uint32_t due;
    while ((due = rs_deadlines_pop(&d->tcp.deadlines, d->now_us)))
        time_over(d, rs_table_at(&d->tcp.table, due), sink);
}
