#include "track/state.h"

/*
 * ACK (semantics 2.4): of a failure to its hop, by branch; of a 2xx to its
 * dialog, by tags and CSeq; else it is an orphan or has a wrong branch.
 */

static uint8_t again(const struct rs_tracker *t, const struct rs_copy *last,
                     const struct rs_step *s)
{
    return rs_copy_judge(last, &s->copy, t->copy_window_us) == RS_COPY_DUPLICATE
               ? RS_ROLE_DUPLICATE
               : RS_ROLE_RETRANSMISSION;
}

static void ack_of_failure(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx)
{
    struct rs_seen *seen =
        rs_seen_get(t, tx, RS_SEEN_ACK, rs_moment(t->now_us, s->origin->frame));
    struct rs_copy *last = &seen->last;
    s->note->role = RS_ROLE_ACK;
    if (rs_moment_seen(&last->at) && last->print == s->copy.print) {
        s->note->transaction.retransmission_of = rs_moment_frame(&last->at);
        s->note->role = again(t, last, s);
        seen->copies += s->note->role == RS_ROLE_RETRANSMISSION;
    }
    if (s->note->role != RS_ROLE_DUPLICATE)
        *last = s->copy;
    rs_hop_step(tx, RS_TX_ACK);
    rs_hop_arm(t, tx);
    rs_hop_annotate(t, tx, &s->note->transaction);
    struct rs_request *r = rs_table_at(&t->requests, tx->request);
    struct rs_dialog *d = rs_request_dialog(t, r);
    if (d)
        rs_dialog_touch(t, d, s);
}

/* The hop of the INVITE with the ACK's ends, or NULL. */
static struct rs_transaction *hop_between(struct rs_tracker *t, const struct rs_step *s,
                                          const struct rs_request *r)
{
    enum { HOPS_LOOKED_AT = 16 };
    struct rs_transaction *hop = rs_table_at(&t->transactions, r->first_tx);
    for (int i = 0; hop && i < HOPS_LOOKED_AT; i++) {
        struct rs_origin o = rs_hop_origin(t, hop);
        if (rs_addr_eq(&o.src.addr, &s->origin->src.addr) &&
            rs_addr_eq(&o.dst.addr, &s->origin->dst.addr))
            return hop;
        hop = rs_table_at(&t->transactions, hop->next_hop);
    }
    return NULL;
}

/* The hop the ACK travels: the INVITE's with the same ends, else its first. */
static struct rs_transaction *hop_like(struct rs_tracker *t, const struct rs_step *s,
                                       const struct rs_request *r)
{
    struct rs_transaction *hop = hop_between(t, s, r);
    return hop ? hop : rs_table_at(&t->transactions, r->first_tx);
}

static void ack_of_2xx(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d,
                       struct rs_request *invite)
{
    s->note->role = RS_ROLE_ACK;
    struct rs_transaction *tx = invite ? hop_like(t, s, invite) : NULL;
    struct rs_seen *seen = tx ? rs_seen_find(t, tx, RS_SEEN_ACK) : NULL;
    if (tx && !seen) {
        seen = rs_seen_get(t, tx, RS_SEEN_ACK, rs_moment(t->now_us, s->origin->frame));
        seen->last = s->copy;
    } else if (tx && rs_moment_seen(&seen->last.at) && seen->last.print == s->copy.print) {
        s->note->transaction.retransmission_of = rs_moment_frame(&seen->last.at);
        s->note->role = again(t, &seen->last, s);
        seen->copies += s->note->role == RS_ROLE_RETRANSMISSION;
    }
    if (tx && tx->state == RS_TX_ACCEPTED)
        rs_hop_step(tx, RS_TX_ACK);
    if (tx)
        rs_hop_annotate(t, tx, &s->note->transaction);
    if (invite && !invite->final_status)
        rs_request_acked_early(t, invite, s, false);
    rs_dialog_touch(t, d, s);
    rs_dialog_ack(t, s, d);
}

static void tell_ack(struct rs_tracker *t, struct rs_step *s, enum rs_event_kind kind,
                     const struct rs_request *invite, struct rs_dialog *d)
{
    s->note->role = RS_ROLE_UNMATCHED;
    if (rs_stray_judge(t, s) == RS_COPY_DUPLICATE)
        return;
    struct rs_event e = rs_event_at(s, kind);
    e.request = invite;
    e.tx = invite ? rs_table_at(&t->transactions, invite->first_tx) : NULL;
    e.dialog = d;
    e.other_frame = invite ? rs_request_first_frame(t, invite) : 0;
    e.status = invite ? invite->final_status : 0;
    rs_tell(t, &e);
}

/* Reordered, or the answer was missed; on the INVITE's branch it will have been a failure. */
static void ack_before_answer(struct rs_tracker *t, struct rs_step *s, struct rs_transaction *tx,
                              struct rs_request *invite)
{
    s->note->role = RS_ROLE_ACK;
    rs_request_acked_early(t, invite, s, tx != NULL);
    if (!tx)
        return;
    rs_seen_get(t, tx, RS_SEEN_ACK, rs_moment(t->now_us, s->origin->frame));
    rs_hop_step(tx, RS_TX_ACK);
    rs_hop_annotate(t, tx, &s->note->transaction);
}

static bool failed(const struct rs_request *r)
{
    return r && r->final_status >= 300;
}

/* Of a re-INVITE without a 2xx, with the branch of none of its hops: hop or answer may come. */
static bool before_its_hop(const struct rs_step *s, const struct rs_transaction *tx,
                           const struct rs_request *invite)
{
    return invite->in_dialog && !tx && s->view->via.cookie &&
           (!invite->final_status || failed(invite));
}

/* Its answer is not known yet; its INVITE is. */
static void link_ack(struct rs_tracker *t, struct rs_step *s, const struct rs_transaction *hop)
{
    s->note->role = RS_ROLE_ACK;
    if (hop)
        rs_hop_annotate(t, hop, &s->note->transaction);
}

void rs_on_ack(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_transaction *stranger;
    struct rs_transaction *tx = rs_hop_find(t, s, &stranger);
    if (tx && tx->final_status >= 300) {
        ack_of_failure(t, s, tx);
        return;
    }
    struct rs_request *invite = rs_request_find(t, s, RS_METHOD_ACK);
    struct rs_dialog *d = rs_dialog_find(t, s);
    /* Its own branch has no answer yet, whatever the others of a fork have. */
    bool before = tx && !tx->final_status && s->view->via.cookie;
    if (before)
        ack_before_answer(t, s, tx, rs_table_at(&t->requests, tx->request));
    if (d && d->state >= RS_DIALOG_CONFIRMED) {
        bool early = invite ? before_its_hop(s, tx, invite)
                            : !d->partial && s->view->cseq.number > d->invite_cseq;
        link_ack(t, s, invite ? hop_like(t, s, invite) : NULL);
        s->note->dialog.before = d->state;
        rs_dialog_annotate(d, &s->note->dialog);
        if (!early || !rs_held_keep(t, s))
            ack_of_2xx(t, s, d, invite);
        return;
    }
    if (before)
        return;
    if (failed(invite) && s->view->via.cookie) {
        /* Of another fork's 2xx, maybe; or of a hop whose INVITE, with this branch, comes yet. */
        struct rs_transaction *hop = hop_between(t, s, invite);
        bool other_fork = s->keys.has_dialog && !rs_request_failed_with(t, invite, s);
        if (!hop || other_fork) {
            link_ack(t, s, hop);
            if (rs_held_keep(t, s) || !hop) /* its hop was missed: nobody knows that branch */
                return;
        }
        tell_ack(t, s, RS_EVENT_ACK_WRONG_BRANCH, invite, d);
        /* Everybody means it as the ACK: T212 would only say the same again. */
        if (hop && hop->final_status >= 300 && hop->state == RS_TX_COMPLETED) {
            rs_hop_step(hop, RS_TX_ACK);
            rs_hop_arm(t, hop);
        }
        return;
    }
    /* Before any answer was seen, or in a dialog the capture missed: no orphan. */
    if (invite && !invite->final_status) {
        link_ack(t, s, tx ? tx : hop_like(t, s, invite));
        if (tx || !rs_held_keep(t, s)) /* not its branch: a 2xx's, or wrong; the answer tells */
            ack_before_answer(t, s, tx, invite);
    } else if (!invite && rs_held_keep(t, s))
        s->note->role = RS_ROLE_UNMATCHED; /* so far */
    else if (!rs_settling(t, t->now_us) && !rs_stray_answered(t, s))
        tell_ack(t, s, RS_EVENT_ACK_ORPHAN, invite, d);
    else
        s->note->role = RS_ROLE_UNMATCHED;
}
