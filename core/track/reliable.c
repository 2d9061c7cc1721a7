#include "track/state.h"

/* Reliable provisional responses and their PRACK (RFC 3262 3, 4). */

struct rs_reliable *rs_reliable_of(const struct rs_tracker *t, const struct rs_dialog *d)
{
    return rs_slab_at(&t->reliables, d->reliable);
}

static struct rs_reliable *reliable_get(struct rs_tracker *t, struct rs_dialog *d)
{
    if (!d->reliable)
        d->reliable = rs_slab_take(&t->reliables);
    return rs_reliable_of(t, d);
}

void rs_reliable_forget(struct rs_tracker *t, struct rs_dialog *d)
{
    if (d->reliable)
        rs_slab_give(&t->reliables, d->reliable);
}

static void tell_gap(struct rs_tracker *t, struct rs_step *s, const struct rs_dialog *d,
                     uint32_t rseq)
{
    struct rs_event e = rs_event_at(s, RS_EVENT_PRACK_MISSING);
    e.dialog = d;
    e.subkind = "rseq_gap";
    e.number = rs_reliable_of(t, d)->rseq;
    e.other_number = rseq;
    rs_tell(t, &e);
}

void rs_reliable_response(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    unsigned status = s->msg->status;
    uint32_t rseq;
    if (status <= 100 || status >= 200 ||
        rs_number_parse(rs_msg_value(s->msg, RS_HEADER_RSEQ), UINT32_MAX, &rseq) != RS_OK ||
        !rs_msg_lists(s->msg, RS_HEADER_REQUIRE, RS_SPAN("100rel")))
        return;
    struct rs_reliable *rel = reliable_get(t, d);
    bool same_invite = rel->state > RS_RELIABLE_AHEAD && rel->cseq == s->view->cseq.number;
    if (same_invite && rseq == rel->rseq)
        return;
    /* "the value ... MUST be greater by exactly one" than the previous one's (3). */
    if (same_invite && rseq < rel->rseq && t->now_us - rel->time_us <= RS_HOLD_US)
        return; /* captured behind the one that came after it */
    if (same_invite && rseq != rel->rseq + 1)
        tell_gap(t, s, d, rseq);
    bool late = rel->acked_rseq == rseq && rel->acked_cseq == s->view->cseq.number;
    *rel = (struct rs_reliable){
        .rseq = rseq,
        .cseq = s->view->cseq.number,
        .time_us = t->now_us,
        .frame = s->origin->frame,
        .state = rs_reliable_machine(rel->state, late ? RS_REL_SENT_LATE : RS_REL_SENT).next,
    };
    rs_dialog_arm(t, d);
}

void rs_reliable_prack(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    struct rs_reliable *rel = reliable_get(t, d);
    struct rs_rack rack;
    if (rs_rack_parse(rs_msg_value(s->msg, RS_HEADER_RACK), &rack) != RS_OK)
        return;
    bool newest = rack.rseq == rel->rseq && rack.cseq == rel->cseq;
    rel->state = rs_reliable_machine(rel->state, newest ? RS_REL_PRACK : RS_REL_PRACK_OTHER).next;
    if (!newest) {
        rel->acked_rseq = rack.rseq; /* reordered, or that response was missed */
        rel->acked_cseq = rack.cseq;
        return;
    }
    rs_dialog_arm(t, d);
}
