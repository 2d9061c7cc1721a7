#include "track/state.h"

/* What it means that a hop's time has run out: absence, told once. */

/* *origin: where it stood, borrowed by the event. */
static struct rs_event absence(const struct rs_tracker *t, const struct rs_transaction *tx,
                               enum rs_event_kind kind, const struct rs_origin *origin)
{
    const struct rs_request *r = rs_table_at(&t->requests, tx->request);
    return (struct rs_event){
        .kind = (uint8_t)kind,
        .time_us = rs_waits_until(t, RS_WAITS_TX, tx->link.self),
        .first_us = origin->time_us,
        .last_us = rs_hop_last_us(tx),
        .origin = origin,
        .frame = origin->frame,
        .count = rs_seen_copies(t, tx, RS_SEEN_REQUEST_AGAIN),
        .interval_us = rs_hop_last_us(tx) - origin->time_us,
        .tx = tx,
        .request = r,
        .dialog = rs_request_dialog(t, r),
    };
}

static void tell_no_answer(struct rs_tracker *t, struct rs_transaction *tx,
                           const struct rs_origin *origin)
{
    bool invite = tx->method == RS_METHOD_INVITE;
    struct rs_event e =
        absence(t, tx, invite ? RS_EVENT_INVITE_NO_ANSWER : RS_EVENT_NO_ANSWER, origin);
    e.subkind = tx->unsigned_cancel ? "unsigned_cancel" : NULL;
    rs_tell(t, &e);
}

static void tell_stalled(struct rs_tracker *t, struct rs_transaction *tx,
                         const struct rs_origin *origin)
{
    struct rs_request *r = rs_table_at(&t->requests, tx->request);
    if (!tx->cancel_accepted) {
        struct rs_event e = absence(t, tx, RS_EVENT_INVITE_STALLED, origin);
        const struct rs_seen *provisional = rs_seen_find(t, tx, RS_SEEN_PROVISIONAL);
        e.status = provisional ? provisional->status : 0;
        e.interval_us = t->now_us - rs_hop_last_us(tx);
        rs_tell(t, &e);
        return;
    }
    /* "the server ... SHOULD immediately respond to [the INVITE] with a 487" (9.2) */
    if (r->t211_told)
        return;
    r->t211_told = true;
    struct rs_event e = absence(t, tx, RS_EVENT_CANCEL_UNFINISHED, origin);
    struct rs_origin cancel =
        rs_origin_near(origin, rs_seen_frame(t, tx, RS_SEEN_CANCEL),
                       rs_request_more_get(t, r)->cancel_us, false);
    e.origin = &cancel;
    e.frame = cancel.frame;
    e.other_frame = origin->frame;
    rs_tell(t, &e);
}

static void tell_no_ack(struct rs_tracker *t, struct rs_transaction *tx,
                        const struct rs_origin *origin)
{
    struct rs_event e = absence(t, tx, RS_EVENT_ACK_MISSING_FAILURE, origin);
    struct rs_origin final = rs_origin_near(origin, rs_seen_frame(t, tx, RS_SEEN_FINAL),
                                            rs_seen_us(t, tx, RS_SEEN_FINAL), true);
    e.origin = &final;
    e.frame = final.frame;
    e.other_frame = origin->frame;
    e.status = tx->final_status;
    e.count = rs_seen_copies(t, tx, RS_SEEN_FINAL);
    e.first_us = final.time_us;
    rs_tell(t, &e);
}

/*
 * Where only one direction is captured nothing is known to be missing (C901);
 * what was acknowledged was answered.
 */
static void tell_absence(struct rs_tracker *t, struct rs_transaction *tx,
                         enum rs_tx_notice notice)
{
    const struct rs_origin origin = rs_hop_origin(t, tx);
    if (rs_flow_is_one_way(t, &origin.src.addr, &origin.dst.addr))
        return;
    if (rs_hop_was_acked(t, tx) && notice != RS_TX_NO_ACK) {
        struct rs_event e = absence(t, tx, RS_EVENT_UNSEEN, &origin);
        rs_tell(t, &e);
        return;
    }
    if (notice == RS_TX_NO_ANSWER)
        tell_no_answer(t, tx, &origin);
    else if (notice == RS_TX_STALLED)
        tell_stalled(t, tx, &origin);
    else
        tell_no_ack(t, tx, &origin);
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
        rs_hop_close(t, tx, RS_CLOSES);
    else
        rs_wait(t, RS_WAITS_TX, tx->link.self, t->now_us + 2 * (int64_t)RS_TIMEOUT_US);
}
