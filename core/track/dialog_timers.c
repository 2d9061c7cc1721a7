#include "track/state.h"

/* What it means that nothing more came: for a dialog and for the request in it. */

static void tell_at(struct rs_tracker *t, struct rs_dialog *d, enum rs_event_kind kind,
                    const char *subkind, const struct rs_origin *anchor)
{
    const struct rs_origin own = rs_dialog_origin(t, d);
    if (rs_flow_is_one_way(t, &own.src.addr, &own.dst.addr))
        return;
    struct rs_event e = rs_dialog_event_now(t, d, kind);
    e.subkind = subkind;
    e.origin = anchor;
    e.frame = anchor->frame;
    e.other_frame = d->opened_frame;
    e.interval_us = t->now_us - d->last_us;
    e.status = d->final_status;
    rs_tell(t, &e);
}

/* Anchored at the message that opened the dialog. */
static void tell(struct rs_tracker *t, struct rs_dialog *d, enum rs_event_kind kind,
                 const char *subkind)
{
    const struct rs_origin own = rs_dialog_origin(t, d);
    tell_at(t, d, kind, subkind, &own);
}

/* A fork is opened by the called side's response, all others by a request. */
static struct rs_origin sent_by(const struct rs_tracker *t, const struct rs_dialog *d, bool caller,
                                uint64_t frame, int64_t time_us)
{
    const struct rs_origin own = rs_dialog_origin(t, d);
    return rs_origin_near(&own, frame, time_us, caller == (d->fork > 1));
}

/* Anchored at the 2xx that opened or changed the session. */
static void tell_answer(struct rs_tracker *t, struct rs_dialog *d, enum rs_event_kind kind,
                        const char *subkind)
{
    struct rs_origin answer =
        sent_by(t, d, !d->invite_by_caller, d->invite_2xx_frame, d->invite_2xx_us);
    tell_at(t, d, kind, subkind, &answer);
}

static bool overdue(const struct rs_tracker *t, int64_t from_us)
{
    return from_us >= 0 && t->now_us - from_us >= RS_TIMEOUT_US;
}

static void answer_timer(struct rs_tracker *t, struct rs_dialog *d)
{
    if (!overdue(t, d->invite_2xx_us))
        return;
    if (d->waits_for_ack && !d->t213_told) {
        d->t213_told = true;
        tell_answer(t, d, RS_EVENT_ACK_MISSING_2XX, "never");
    }
    if (d->cancel_race) {
        d->cancel_race = false;
        if (d->acked_us < 0 || d->bye_us < 0)
            tell_answer(t, d, RS_EVENT_CANCEL_RACE_OPEN, NULL);
    }
}

static void early_timer(struct rs_tracker *t, struct rs_dialog *d)
{
    if (!overdue(t, d->fork_won_us))
        return;
    /*
     * A fork that fell silent was cancelled where this tap does not see it, as
     * in every call to two phones; one that was heard of again rings on.
     */
    if (d->state == RS_DIALOG_EARLY && d->last_us > d->fork_won_us)
        tell(t, d, RS_EVENT_NOT_TORN_DOWN, "fork");
    rs_dialog_step(t, d, RS_DLG_FORK_LOST, t->now_us, d->last_frame);
}

static void idle_timer(struct rs_tracker *t, struct rs_dialog *d)
{
    if (d->state == RS_DIALOG_CONFIRMED && d->usage == RS_USAGE_INVITE)
        tell(t, d, RS_EVENT_NOT_TORN_DOWN, "idle");
    bool challenged = d->state == RS_DIALOG_TRYING && d->final_status;
    rs_dialog_step(t, d, challenged ? RS_DLG_REJECT : RS_DLG_IDLE, t->now_us, d->last_frame);
}

static void run(struct rs_tracker *t, struct rs_dialog *d)
{
    struct rs_reliable *rel = rs_reliable_of(t, d);
    if (rel && rel->state == RS_RELIABLE_WAITING && overdue(t, rel->time_us)) {
        rel->state = rs_reliable_machine(rel->state, RS_REL_RAN_OUT).next;
        struct rs_origin o = sent_by(t, d, false, rel->frame, rel->time_us);
        if (d->state < RS_DIALOG_TERMINATED)
            tell_at(t, d, RS_EVENT_PRACK_MISSING, "never", &o);
    }
    if (d->state == RS_DIALOG_TERMINATING && overdue(t, d->bye_us)) {
        tell(t, d, RS_EVENT_BYE_UNANSWERED, NULL);
        rs_dialog_step(t, d, RS_DLG_BYE_TIMEOUT, t->now_us, d->bye_frame);
    }
    if (d->state == RS_DIALOG_CONFIRMED)
        answer_timer(t, d);
    else if (d->state < RS_DIALOG_CONFIRMED)
        early_timer(t, d);
}

void rs_dialog_timer(struct rs_tracker *t, struct rs_dialog *d)
{
    if (d->state == RS_DIALOG_TERMINATED && overdue(t, d->closed_us)) {
        rs_dialog_close(t, d, RS_CLOSES);
        return;
    }
    int64_t due_us = rs_waits_until(t, RS_WAITS_DIALOG, d->link.self);
    run(t, d);
    rs_dialog_arm(t, d);
    /* Still due, and nothing above moved it: it has been silent for too long. */
    if (rs_waits_until(t, RS_WAITS_DIALOG, d->link.self) <= due_us)
        idle_timer(t, d);
}

void rs_dialog_request_forgotten(struct rs_tracker *t, struct rs_request *r,
                                 const struct rs_transaction *tx)
{
    struct rs_dialog *d = rs_request_dialog(t, r);
    if (!d || tx->via_count != r->min_vias || r->final_status || r->in_dialog)
        return;
    for (; d; d = rs_table_at(&t->dialogs, d->next_fork)) {
        d->untimed = true;
        rs_dialog_arm(t, d);
    }
}

void rs_dialog_request_timeout(struct rs_tracker *t, struct rs_request *r,
                               const struct rs_transaction *tx, bool stalled)
{
    struct rs_dialog *d = rs_request_dialog(t, r);
    if (!d || tx->via_count != r->min_vias || r->final_status)
        return;
    if (!r->in_dialog) {
        for (struct rs_dialog *f = d; f; f = rs_table_at(&t->dialogs, f->next_fork))
            if (f->state < RS_DIALOG_CONFIRMED)
                rs_dialog_step(t, f, stalled ? RS_DLG_STALL : RS_DLG_NO_ANSWER, t->now_us,
                               f->last_frame);
        return;
    }
    if (r->method == RS_METHOD_INVITE || r->method == RS_METHOD_UPDATE)
        rs_dialog_step(t, d, RS_DLG_NO_ANSWER, t->now_us, d->last_frame);
    rs_subscription_unanswered(t, r, d);
}
