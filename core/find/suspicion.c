#include "find/suspicion.h"

static bool at_least(unsigned part, unsigned of, unsigned percent)
{
    return part * 100 >= of * percent;
}

/* As many can be kept as there are suspicions (behaviour.c). */
static void keep(struct rs_behaviour *b, struct rs_suspicion *s, const struct rs_origin *o)
{
    struct rs_origin *kept = rs_slab_at(&b->origins, s->since = rs_slab_take_raw(&b->origins));
    if (kept)
        *kept = *o;
}

void rs_suspicion_forget(struct rs_behaviour *b, struct rs_suspicion *s)
{
    if (s->since)
        rs_slab_give(&b->origins, s->since);
    s->since = 0;
}

enum rs_alarm_verdict rs_suspicion_ask(struct rs_behaviour *b, struct rs_suspicion *s,
                                       const struct rs_question *q,
                                       const struct rs_attempts_sum *sum, unsigned bad,
                                       const struct rs_deed *d, struct rs_origin *since,
                                       bool *wait)
{
    since->frame = 0;
    if (s->alarm.on && sum->tried * 2 >= q->threshold)
        return RS_ALARM_MORE;
    s->alarm.on = false;
    if (sum->tried < q->threshold || !at_least(bad + sum->undecided, sum->tried, q->share)) {
        rs_suspicion_forget(b, s);
        return RS_ALARM_SILENT;
    }
    bool decided = at_least(bad, sum->tried, q->share) && (sum->answered || !q->needs_answers);
    if (!decided) {
        if (!s->since && d)
            keep(b, s, d->note->origin);
        *wait = true;
        return RS_ALARM_SILENT;
    }
    if (s->since)
        *since = *(const struct rs_origin *)rs_slab_at(&b->origins, s->since);
    rs_suspicion_forget(b, s);
    s->alarm.on = since->frame || d;
    return s->alarm.on ? RS_ALARM_CROSSED : RS_ALARM_SILENT;
}

void rs_suspicion_begin(struct rs_behaviour *b, struct rs_telling *t, const struct rs_deed *d,
                        enum rs_finding_id id, const struct rs_origin *since,
                        struct rs_digest owner, uint32_t count)
{
    if (d && (!since->frame || d->note->origin->frame == since->frame))
        rs_telling_begin(t, d, id, owner, count);
    else
        rs_telling_begin_at(b, t, since, id, owner, count);
}
