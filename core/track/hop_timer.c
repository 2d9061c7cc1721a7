#include "track/state.h"

/* What it means that a hop's time has run out: absence, told once. */

static struct rs_event absence(const struct rs_tracker *t, const struct rs_transaction *tx,
                               enum rs_event_kind kind)
{
    const struct rs_request *r = rs_table_at(&t->requests, tx->request);
    return (struct rs_event){
        .kind = (uint8_t)kind,
        .time_us = rs_waits_until(t, RS_WAITS_TX, tx->link.self),
        .first_us = tx->first_us,
        .last_us = tx->last_us,
        .origin = &tx->origin,
        .frame = tx->origin.frame,
        .count = tx->request_copies,
        .interval_us = tx->last_us - tx->first_us,
        .tx = tx,
        .request = r,
        .dialog = rs_request_dialog(t, r),
    };
}

static void tell_no_answer(struct rs_tracker *t, struct rs_transaction *tx)
{
    bool invite = tx->method == RS_METHOD_INVITE;
    struct rs_event e = absence(t, tx, invite ? RS_EVENT_INVITE_NO_ANSWER : RS_EVENT_NO_ANSWER);
    rs_tell(t, &e);
}

static void tell_stalled(struct rs_tracker *t, struct rs_transaction *tx)
{
    struct rs_request *r = rs_table_at(&t->requests, tx->request);
    if (!tx->cancel_accepted) {
        struct rs_event e = absence(t, tx, RS_EVENT_INVITE_STALLED);
        e.status = tx->last_provisional;
        e.interval_us = t->now_us - tx->last_us;
        rs_tell(t, &e);
        return;
    }
    /* "the server ... SHOULD immediately respond to [the INVITE] with a 487" (9.2) */
    if (r->t211_told)
        return;
    r->t211_told = true;
    struct rs_event e = absence(t, tx, RS_EVENT_CANCEL_UNFINISHED);
    struct rs_origin cancel = rs_origin_near(&tx->origin, tx->cancel_frame, r->cancel_us, false);
    e.origin = &cancel;
    e.frame = tx->cancel_frame;
    e.other_frame = tx->origin.frame;
    rs_tell(t, &e);
}

static void tell_no_ack(struct rs_tracker *t, struct rs_transaction *tx)
{
    struct rs_event e = absence(t, tx, RS_EVENT_ACK_MISSING_FAILURE);
    struct rs_origin final = rs_origin_near(&tx->origin, tx->final_frame, tx->final_us, true);
    e.origin = &final;
    e.frame = tx->final_frame;
    e.other_frame = tx->origin.frame;
    e.status = tx->final_status;
    e.count = tx->final_copies;
    e.first_us = tx->final_us;
    rs_tell(t, &e);
}

/*
 * Where only one direction is captured nothing is known to be missing (C901);
 * what was acknowledged was answered.
 */
static void tell_absence(struct rs_tracker *t, struct rs_transaction *tx,
                         enum rs_tx_notice notice)
{
    const struct rs_request *r = rs_table_at(&t->requests, tx->request);
    if (rs_flow_is_one_way(t, &tx->origin.src.addr, &tx->origin.dst.addr))
        return;
    if (r->acked_tag && notice != RS_TX_NO_ACK) {
        struct rs_event e = absence(t, tx, RS_EVENT_UNSEEN);
        rs_tell(t, &e);
        return;
    }
    if (notice == RS_TX_NO_ANSWER)
        tell_no_answer(t, tx);
    else if (notice == RS_TX_STALLED)
        tell_stalled(t, tx);
    else
        tell_no_ack(t, tx);
}

void rs_hop_timer(struct rs_tracker *t, struct rs_transaction *tx)
{
    enum rs_tx_notice notice = rs_hop_step(tx, RS_TX_TIMER);
    if (notice != RS_TX_SILENT)
        tell_absence(t, tx, notice);
    if (notice == RS_TX_NO_ANSWER || notice == RS_TX_STALLED)
        rs_dialog_request_timeout(t, rs_table_at(&t->requests, tx->request), tx,
                                  notice == RS_TX_STALLED);
    if (tx->state == RS_TX_GONE)
        rs_hop_close(t, tx, false);
    else
        rs_wait(t, RS_WAITS_TX, tx->link.self, t->now_us + 2 * (int64_t)RS_TIMEOUT_US);
}
