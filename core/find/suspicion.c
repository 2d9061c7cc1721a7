#include "find/suspicion.h"

static bool at_least(unsigned part, unsigned of, unsigned percent)
{
    return part * 100 >= of * percent;
}

enum rs_alarm_verdict rs_suspicion_ask(struct rs_suspicion *s, const struct rs_question *q,
                                       const struct rs_attempts_sum *sum, unsigned bad,
                                       const struct rs_deed *d, struct rs_origin *since,
                                       bool *wait)
{
    since->frame = 0;
    if (s->alarm.on && sum->tried * 2 >= q->threshold)
        return RS_ALARM_MORE;
    s->alarm.on = false;
    if (sum->tried < q->threshold || !at_least(bad + sum->undecided, sum->tried, q->share)) {
        s->since.frame = 0;
        return RS_ALARM_SILENT;
    }
    bool decided = at_least(bad, sum->tried, q->share) && (sum->answered || !q->needs_answers);
    if (!decided) {
        if (!s->since.frame && d)
            s->since = *d->note->origin;
        *wait = true;
        return RS_ALARM_SILENT;
    }
    *since = s->since;
    s->since.frame = 0;
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
