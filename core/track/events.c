#include "track/state.h"

struct rs_event rs_event_at(const struct rs_step *s, enum rs_event_kind kind)
{
    return (struct rs_event){
        .kind = (uint8_t)kind,
        .time_us = s->origin->time_us,
        .first_us = s->origin->time_us,
        .last_us = s->origin->time_us,
        .origin = s->origin,
        .frame = s->origin->frame,
        .view = s->view,
        .call = s->call,
        .status = s->msg->status,
        .count = 1,
    };
}

struct rs_origin rs_origin_near(const struct rs_origin *like, uint64_t frame, int64_t time_us,
                                bool back)
{
    struct rs_origin o = *like;
    o.frame = frame;
    o.time_us = time_us;
    if (back) {
        o.src = like->dst;
        o.dst = like->src;
        o.tunnel_number ^= like->tunnel_number ? RS_TUNNEL_TURNED : 0;
    }
    return o;
}

void rs_tell(struct rs_tracker *t, struct rs_event *e)
{
    if (!e->call && e->request)
        e->call = rs_table_at(&t->calls, e->request->call);
    if (!e->call && e->dialog)
        e->call = rs_table_at(&t->calls, e->dialog->call);
    if (e->dialog && e->dialog->partial)
        e->partial = true;
    if (t->sink.event)
        t->sink.event(t->sink.user, e);
}

void rs_tell_full(struct rs_tracker *t, const struct rs_origin *o, const char *what)
{
    struct rs_event e = {
        .kind = RS_EVENT_TABLE_FULL,
        .time_us = o->time_us,
        .first_us = o->time_us,
        .last_us = o->time_us,
        .origin = o,
        .frame = o->frame,
        .subkind = what,
        .count = 1,
        .partial = true,
    };
    rs_tell(t, &e);
}

bool rs_settling(const struct rs_tracker *t, int64_t time_us)
{
    return time_us - t->start_us < RS_TIMEOUT_US;
}

struct rs_span rs_tracker_text(const struct rs_tracker *t, rs_text text)
{
    return rs_strings_get(&t->strings, text);
}
