/* The table of SCTP flows: taking up, letting go, who goes when there is no room. */
#include "packet/decoder.h"

#include "base/err.h"

int rs_sctp_init(struct rs_sctp *sctp, const struct rs_packet_limits *limits)
{
    memset(sctp, 0, sizeof *sctp);
    sctp->pool.limit = limits->association_octets;
    if (rs_deadlines_init(&sctp->deadlines, limits->associations, 0) != RS_OK)
        return RS_ERR_MEMORY;
    return rs_table_init(&sctp->table, sizeof(struct rs_sctp_flow), limits->associations);
}

void rs_sctp_fini(struct rs_decoder *d)
{
    struct rs_sctp_flow *f;
    while (d->sctp.table.slab.objects && (f = rs_table_oldest(&d->sctp.table)))
        rs_sctp_forget(d, f);
    rs_table_fini(&d->sctp.table);
    rs_deadlines_fini(&d->sctp.deadlines);
}

void rs_sctp_forget(struct rs_decoder *d, struct rs_sctp_flow *f)
{
    while (f->first) {
        bool lost = !f->first->given && f->state == RS_SCTP_SIP;
        d->counters.messages_incomplete += lost && f->first->data.flags & RS_SCTP_BEGIN;
        rs_sctp_chunk_drop(d, f);
    }
    rs_deadline_cancel(&d->sctp.deadlines, f->link.self);
    rs_table_remove(&d->sctp.table, f);
    d->counters.associations_live--;
}

static bool evict_oldest(struct rs_decoder *d, bool must)
{
    struct rs_sctp_flow *f = rs_table_oldest(&d->sctp.table);
    if (!f || (f->state == RS_SCTP_SIP && !must))
        return false;
    d->counters.associations_evicted++;
    rs_sctp_forget(d, f);
    return true;
}

struct rs_sctp_flow *rs_sctp_take_up(struct rs_decoder *d, struct rs_digest key, bool must)
{
    if (rs_table_full(&d->sctp.table) && !evict_oldest(d, must))
        return NULL;
    struct rs_sctp_flow *f = rs_table_add(&d->sctp.table, key);
    d->counters.associations_live += f != NULL;
    return f;
}

void rs_sctp_found_sip(struct rs_decoder *d, struct rs_sctp_flow *f)
{
    if (f->state == RS_SCTP_SIP)
        return;
    f->state = RS_SCTP_SIP;
    rs_table_promote(&d->sctp.table, f, RS_SCTP_SIP);
    d->counters.associations_sip++;
}

/* The flow that asks was touched just now: when it is the oldest, it is the only one. */
static bool make_room(struct rs_decoder *d, struct rs_sctp_flow *f, size_t cost)
{
    while (!rs_pool_room(&d->sctp.pool, cost))
        if (rs_table_oldest(&d->sctp.table) == f || !evict_oldest(d, true))
            return false;
    return true;
}

struct rs_sctp_chunk *rs_sctp_chunk_new(struct rs_decoder *d, struct rs_sctp_flow *f,
                                        const struct rs_sctp_data *data,
                                        const struct rs_origin *origin)
{
    struct rs_sctp_chunk *c;
    size_t cost = sizeof *c + data->octets.n;
    if (!make_room(d, f, cost) || !(c = rs_pool_take(&d->sctp.pool, cost)))
        return NULL;
    *c = (struct rs_sctp_chunk){
        .data = *data, .frame = origin->frame, .time_us = origin->time_us};
    memcpy(c->octets, data->octets.p, data->octets.n);
    c->data.octets = rs_span(c->octets, data->octets.n);
    return c;
}

void rs_sctp_chunk_drop(struct rs_decoder *d, struct rs_sctp_flow *f)
{
    struct rs_sctp_chunk *c = f->first;
    f->first = c->next;
    f->count--;
    f->octets -= (uint32_t)c->data.octets.n;
    rs_pool_return(&d->sctp.pool, c, sizeof *c + c->data.octets.n);
}

void rs_sctp_expire(struct rs_decoder *d, const struct rs_packet_sink *sink)
{
    uint32_t due;
    while ((due = rs_deadlines_pop(&d->sctp.deadlines, d->now_us)))
        rs_sctp_skip(d, rs_table_at(&d->sctp.table, due), sink);
}

void rs_sctp_finish(struct rs_decoder *d, const struct rs_packet_sink *sink)
{
    struct rs_sctp_flow *f;
    while ((f = rs_table_oldest(&d->sctp.table))) {
        bool stays = true;
        while (stays && f->first)
            stays = rs_sctp_skip(d, f, sink);
        if (stays)
            rs_sctp_forget(d, f);
    }
}
