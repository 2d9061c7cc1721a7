/*
 * Findings, and of closed transactions and dialogs what a ladder needs of them.
 */
#include "outputs/ladder.h"

static void add_absence(struct rs_ladder_call *c, enum rs_ladder_absence_kind kind,
                        const struct rs_origin *origin, unsigned method, int64_t time_us)
{
    int from = rs_ladder_endpoint(c, &origin->dst), to = rs_ladder_endpoint(c, &origin->src);
    struct rs_ladder_absence *a;

    if (from < 0 || to < 0 || c->absence_count == RS_LADDER_ABSENCES)
        return;
    a = &c->absence[c->absence_count++];
    a->kind = (uint8_t)kind;
    a->src = (uint8_t)from;
    a->dst = (uint8_t)to;
    a->method = (uint8_t)method;
    a->time_us = time_us;
    a->frame = origin->frame;
}

/* A final answer waits for an ACK from the one whom it was sent to. */
static void add_missing_ack(struct rs_ladder_call *c, const struct rs_finding *f)
{
    if (f->id == RS_FINDING_T212 || f->id == RS_FINDING_T213)
        add_absence(c, RS_ABSENT_ACK, &f->origin, RS_METHOD_ACK, f->time_us);
}

int rs_ladder_finding(void *state, const struct rs_finding *f)
{
    struct rs_ladder *l = state;
    struct rs_ladder_call *c;
    struct rs_ladder_finding *kept;

    /* No failure: its header stands below the arrow already, in words. */
    if (f->id == RS_FINDING_L601 && f->severity == RS_INFO)
        return RS_OK;
    c = rs_ladder_call_get(l, f->call, f->call_id);
    kept = c ? rs_ladder_finding_add(l, c) : NULL;
    if (!kept)
        return RS_OK;
    kept->frame = f->frame;
    kept->interface = f->origin.interface;
    kept->id = (uint16_t)f->id;
    kept->severity = f->severity;
    add_missing_ack(c, f);
    return RS_OK;
}

/*
 * Timers B and F: 64*T1 after the first copy (RFC 3261 17.1.1.2, 17.1.2.2); an
 * INVITE that hangs waits as long as its finding does.
 */
static int64_t time_of_giving_up(const struct rs_transaction_record *r)
{
    int64_t timer_us = r->first_us + INT64_C(32000000);

    if (!r->timed_out)
        return r->last_us;
    if (r->method == RS_METHOD_INVITE && r->last_provisional)
        timer_us = r->last_us + INT64_C(1000) * rs_catalogue_get(RS_FINDING_T203)->window_ms;
    return timer_us > r->last_us ? timer_us : r->last_us;
}

static enum rs_ladder_absence_kind kind_of(const struct rs_transaction_record *r)
{
    if (r->timed_out)
        return r->last_provisional ? RS_ABSENT_FINAL : RS_ABSENT_ANSWER;
    return r->last_provisional ? RS_OPEN_FINAL : RS_OPEN_ANSWER;
}

int rs_ladder_transaction(void *state, const struct rs_transaction_record *r)
{
    struct rs_ladder *l = state;
    struct rs_ladder_call *c = rs_ladder_call_get(l, r->call, r->call_id);

    if (!c || r->final_status || (!r->timed_out && !r->open_at_end))
        return RS_OK;
    if (rs_method_flags((enum rs_method)r->method) & RS_METHOD_ONE_WAY)
        return RS_OK;
    add_absence(c, kind_of(r), &r->origin, r->method, time_of_giving_up(r));
    return RS_OK;
}

int rs_ladder_dialog(void *state, const struct rs_dialog_record *r)
{
    struct rs_ladder *l = state;
    struct rs_ladder_call *c = rs_ladder_call_get(l, r->call, r->call_id);
    struct rs_ladder_dialog *d;

    if (!c || c->dialog_count == RS_LADDER_DIALOGS)
        return RS_OK;
    d = &c->dialog[c->dialog_count++];
    d->state = r->state;
    d->end = r->end;
    d->usage = r->usage;
    d->fork = r->fork;
    d->partial = r->partial;
    d->open_at_end = r->open_at_end;
    d->final_status = r->final_status;
    d->opened_us = r->opened_us;
    d->ringing_us = r->ringing_us;
    d->confirmed_us = r->confirmed_us;
    d->acked_us = r->acked_us;
    d->bye_us = r->bye_us;
    d->closed_us = r->closed_us;
    d->holds = r->session.holds;
    d->held_us = r->session.held_us;
    return RS_OK;
}
