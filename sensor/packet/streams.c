/* The table of streams: taking up, letting go, who goes when it is full. */
#include "packet/decoder.h"

#include "base/err.h"

int rs_tcp_init(struct rs_tcp *tcp, const struct rs_packet_limits *limits)
{
    memset(tcp, 0, sizeof *tcp);
    tcp->pool.limit = limits->stream_octets;
    if (rs_deadlines_init(&tcp->deadlines, limits->streams, 0) != RS_OK)
        return RS_ERR_MEMORY;
    return rs_table_init(&tcp->table, sizeof(struct rs_tcp_stream), limits->streams);
}

void rs_tcp_fini(struct rs_decoder *d)
{
    struct rs_tcp_stream *s;
    while (d->tcp.table.slab.objects && (s = rs_table_oldest(&d->tcp.table)))
        rs_tcp_forget(d, s);
    rs_table_fini(&d->tcp.table);
    rs_deadlines_fini(&d->tcp.deadlines);
}

void rs_tcp_forget(struct rs_decoder *d, struct rs_tcp_stream *s)
{
    rs_tcp_drop_all(d, s);
    rs_lane_fini(d, &s->lane);
    rs_table_remove(&d->tcp.table, s);
    d->counters.streams_live--;
}

static void set_state(struct rs_decoder *d, struct rs_tcp_stream *s, enum rs_tcp_state state)
{
    s->state = (uint8_t)state;
    rs_table_promote(&d->tcp.table, s, state);
}

/* One that is not known to be SIP, or has ended; only if it must be, the SIP one silent longest. */
static bool evict_one(struct rs_decoder *d, bool must)
{
    struct rs_tcp_stream *s = rs_table_oldest(&d->tcp.table);
    if (!s || (s->state == RS_TCP_SIP && !must))
        return false;
    d->counters.streams_evicted++;
    rs_tcp_forget(d, s);
    return true;
}

static void begin(struct rs_decoder *d, struct rs_tcp_stream *s, uint32_t seq)
{
    set_state(d, s, RS_TCP_OPENING);
    s->next_seq = s->first_seq = seq;
    /* So far from 0 that a segment before the first one has an offset too. */
    s->next = s->unseen_end = (uint64_t)1 << 32;
    s->unseen = 0;
    s->end = UINT64_MAX;
    s->last_us = 0;
    s->syn_seen = false;
    rs_lane_begin(&s->lane, s, RS_TRANSPORT_TCP);
    d->counters.streams_opened++;
}

struct rs_tcp_stream *rs_tcp_take_up(struct rs_decoder *d, struct rs_digest key, uint32_t seq,
                                     bool must)
{
    if (rs_table_full(&d->tcp.table) && !evict_one(d, must))
        return NULL;
    struct rs_tcp_stream *s = rs_table_add(&d->tcp.table, key);
    begin(d, s, seq);
    d->counters.streams_live++;
    return s;
}

void rs_tcp_restart(struct rs_decoder *d, struct rs_tcp_stream *s, uint32_t seq)
{
    rs_tcp_drop_all(d, s);
    rs_lane_fini(d, &s->lane);
    begin(d, s, seq);
    d->counters.tcp_reused++;
}

void rs_tcp_found_sip(struct rs_decoder *d, struct rs_tcp_stream *s)
{
    if (s->state == RS_TCP_SIP)
        return;
    set_state(d, s, RS_TCP_SIP);
    d->counters.streams_sip++;
    d->counters.tcp_midstream += !s->syn_seen;
    if (s->lane.secured)
        rs_secured_found_sip(s->lane.secured);
}

bool rs_tcp_close(struct rs_decoder *d, struct rs_tcp_stream *s)
{
    bool waits = s->state == RS_TCP_OPENING && rs_secured_waits(&s->lane);
    if (s->state == RS_TCP_OPENING && !waits) {
        rs_tcp_forget(d, s);
        return false;
    }
    /* It stays, so that a late copy of its octets is known for one, or until keys come. */
    rs_tcp_drop_all(d, s);
    if (!waits)
        rs_lane_fini(d, &s->lane);
    set_state(d, s, RS_TCP_CLOSED);
    return true;
}

void rs_tcp_finish(struct rs_decoder *d, const struct rs_packet_sink *sink)
{
    struct rs_tcp_stream *s;
    while ((s = rs_table_oldest(&d->tcp.table)))
        if (rs_tcp_skip_all(d, s, sink))
            rs_tcp_forget(d, s);
}
