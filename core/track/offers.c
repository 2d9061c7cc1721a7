#include "track/state.h"

#include "sip/sdp.h"

/*
 * Offers and answers: which SDP is which (RFC 3261 13.2.1, 3262 5, 3311 5.1; the
 * six patterns of 6337 table 1), and what was agreed.
 *
 *   offer in       answer in
 *   INVITE         2xx, or 1xx (reliable; unreliable: a preview that the 2xx repeats)
 *   2xx            ACK
 *   reliable 1xx   PRACK
 *   PRACK          its 2xx
 *   UPDATE         its 2xx
 */

static bool pending(const struct rs_offer *o)
{
    return o->state != RS_OFFER_NONE && o->state != RS_OFFER_AGREED;
}

/* ---- kept ---- */

static struct rs_offer *offer_of(const struct rs_tracker *t, const struct rs_dialog *d)
{
    return rs_slab_at(&t->offers, d->offer);
}

/* One a dialog at most, and as many places: there is always room. */
static struct rs_offer *offer_get(struct rs_tracker *t, struct rs_dialog *d)
{
    struct rs_offer *o = offer_of(t, d);
    if (o)
        return o;
    d->offer = rs_slab_take(&t->offers);
    o = offer_of(t, d);
    if (o)
        o->held_since_us = -1;
    return o;
}

void rs_offer_forget(struct rs_tracker *t, struct rs_dialog *d)
{
    if (d->offer)
        rs_slab_give(&t->offers, d->offer);
    d->offer = 0;
}

/* Each fork of an INVITE answers the same offer. */
void rs_offer_inherit(struct rs_tracker *t, struct rs_dialog *d, const struct rs_dialog *first)
{
    const struct rs_offer *from = offer_of(t, first);
    if (!from || from->in_response || from->method != RS_METHOD_INVITE)
        return;
    struct rs_offer *o = offer_get(t, d);
    if (!o)
        return;
    *o = (struct rs_offer){.pending = pending(from) ? from->pending : from->side[0],
                           .cseq = from->cseq,
                           .offers = 1,
                           .held_since_us = -1,
                           .state = RS_OFFER_BY_CALLER,
                           .method = RS_METHOD_INVITE,
                           .by_caller = true};
}

/* Its address has just been put in the dialog's list, if there was room. */
static struct rs_kept_side keep_side(const struct rs_tracker *t, const struct rs_dialog *d,
                                     const struct rs_media_side *m)
{
    struct rs_kept_side k = {.addr = rs_dialog_media_place(t, d, &m->addr), .count = m->count};
    for (int i = 0; i < m->count; i++)
        k.line[i] = (struct rs_kept_line){m->line[i].port, m->line[i].kind & 15,
                                          m->line[i].direction & 7, m->line[i].t38};
    return k;
}

static struct rs_media_side side_of(const struct rs_tracker *t, const struct rs_dialog *d,
                                    const struct rs_kept_side *k)
{
    struct rs_media_side m = {.addr = rs_dialog_media_at(t, d, k->addr), .count = k->count};
    for (int i = 0; i < k->count; i++)
        m.line[i] = (struct rs_media_line){k->line[i].port, k->line[i].kind, k->line[i].direction,
                                           k->line[i].t38};
    return m;
}

/* ---- hold ---- */

/* "a=sendonly", "a=inactive" (3264 8.4), and 0.0.0.0 as it was done before (2543 B.5). */
static bool holds(const struct rs_kept_side *m)
{
    if (!m->count)
        return false;
    return rs_dialog_media_nowhere(m->addr) || m->line[0].direction == RS_SDP_SENDONLY ||
           m->line[0].direction == RS_SDP_INACTIVE;
}

static void take_hold(const struct rs_tracker *t, struct rs_offer *o)
{
    unsigned by = (holds(&o->side[0]) ? RS_SIDE_CALLER : 0) |
                  (holds(&o->side[1]) ? RS_SIDE_CALLEE : 0);
    /* Who is put on hold with "inactive" must say so too (3264 6.1), and does not hold. */
    if (by == (RS_SIDE_CALLER | RS_SIDE_CALLEE) && !o->held_by)
        by = o->by_caller ? RS_SIDE_CALLER : RS_SIDE_CALLEE;
    if (by && !o->held_by) {
        o->holds++;
        o->held_since_us = t->now_us;
    } else if (!by && o->held_by) {
        o->held_us += t->now_us - o->held_since_us;
        o->held_since_us = -1;
    }
    o->held_by = (uint8_t)by;
}

/* ---- moved ---- */

static void offered(struct rs_offer *o, const struct rs_step *s,
                    const struct rs_kept_side *sdp, bool by_caller)
{
    bool crosses = pending(o) && (o->by_caller != by_caller);
    o->offers++;
    o->state = rs_offer_machine(o->state, by_caller ? RS_OFF_CALLER_OFFERS : RS_OFF_CALLEE_OFFERS)
                   .next;
    if (crosses)
        return;
    o->pending = *sdp;
    o->by_caller = by_caller;
    o->cseq = s->view->cseq.number;
    o->method = s->view->method == RS_METHOD_ACK ? RS_METHOD_INVITE : s->view->method;
    o->in_response = s->msg->kind == RS_MSG_RESPONSE;
}

static void answered(const struct rs_tracker *t, struct rs_offer *o,
                     const struct rs_kept_side *sdp, bool by_caller)
{
    o->answers += pending(o);
    if (pending(o))
        o->side[by_caller ? 1 : 0] = o->pending;
    o->side[by_caller ? 0 : 1] = *sdp;
    o->state = rs_offer_machine(o->state,
                                by_caller ? RS_OFF_CALLER_ANSWERS : RS_OFF_CALLEE_ANSWERS)
                   .next;
    for (int i = 0; i < sdp->count; i++)
        o->t38 |= sdp->line[i].t38 && sdp->line[i].port;
    take_hold(t, o);
}

static void in_request(const struct rs_tracker *t, struct rs_offer *o, const struct rs_step *s,
                       const struct rs_kept_side *sdp, bool by_caller)
{
    bool answers = pending(o) && o->in_response && o->by_caller != by_caller &&
                   (s->view->method == RS_METHOD_ACK || s->view->method == RS_METHOD_PRACK);
    if (answers)
        answered(t, o, sdp, by_caller);
    else if (s->view->method != RS_METHOD_ACK)
        offered(o, s, sdp, by_caller);
}

static bool of_this(const struct rs_offer *o, const struct rs_step *s)
{
    return o->state != RS_OFFER_NONE && o->cseq == s->view->cseq.number &&
           o->method == s->view->method;
}

static void in_response(const struct rs_tracker *t, struct rs_offer *o, const struct rs_step *s,
                        const struct rs_kept_side *sdp, bool by_caller)
{
    bool reliable = s->msg->status >= 200 || s->msg->first[RS_HEADER_RSEQ];
    if (of_this(o, s) && !o->in_response && o->by_caller != by_caller)
        answered(t, o, sdp, by_caller);
    else if (of_this(o, s) && o->in_response)
        return; /* the offer again, in the 2xx */
    else if (reliable && s->view->method == RS_METHOD_INVITE)
        offered(o, s, sdp, by_caller);
}

static void note(struct rs_step *s, const struct rs_offer *was, const struct rs_offer *is)
{
    s->note->offer = (struct rs_offer_note){.before = was->state,
                                            .after = is->state,
                                            .held_before = was->held_by,
                                            .held_by = is->held_by};
}

/* SDP was read from the message: s->sdp.side. */
void rs_offer_sdp(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    unsigned m = s->view->method;
    bool session = m == RS_METHOD_INVITE || m == RS_METHOD_ACK || m == RS_METHOD_PRACK ||
                   m == RS_METHOD_UPDATE;
    struct rs_offer *o = session ? offer_get(t, d) : NULL;
    if (!o)
        return;
    bool request = s->msg->kind == RS_MSG_REQUEST;
    bool by_caller = (rs_tag_key(s->keys.from_tag) == d->caller) == request;
    const struct rs_kept_side sdp = keep_side(t, d, &s->sdp.side);
    struct rs_offer was = *o;
    if (request)
        in_request(t, o, s, &sdp, by_caller);
    else
        in_response(t, o, s, &sdp, by_caller);
    note(s, &was, o);
    s->note->offer.by = by_caller ? RS_SIDE_CALLER : RS_SIDE_CALLEE;
    s->note->offer.sdp = o->offers != was.offers     ? RS_SDP_IS_OFFER
                         : o->answers != was.answers ? RS_SDP_IS_ANSWER
                                                     : RS_SDP_IS_REPEATED;
}

/* A failure, which has no SDP that counts. */
void rs_offer_refused(struct rs_tracker *t, struct rs_step *s, struct rs_dialog *d)
{
    struct rs_offer *o = offer_of(t, d);
    bool by_caller = rs_tag_key(s->keys.from_tag) == d->caller;
    if (!o || !pending(o) || !of_this(o, s) || (o->by_caller != by_caller) != o->in_response)
        return;
    struct rs_offer was = *o;
    o->state = rs_offer_machine(o->state, RS_OFF_REFUSED).next;
    note(s, &was, o);
}

void rs_offer_record(const struct rs_tracker *t, const struct rs_dialog *d,
                     struct rs_session_record *r)
{
    const struct rs_offer *o = offer_of(t, d);
    if (!o)
        return;
    int64_t end_us = d->bye_us >= 0 ? d->bye_us : t->now_us;
    *r = (struct rs_session_record){
        .offers = o->offers,
        .answers = o->answers,
        .holds = o->holds,
        .held_us = o->held_us,
        .state = o->state,
        .held_by = o->held_by,
        .t38 = o->t38,
        .caller = side_of(t, d, &o->side[0]),
        .callee = side_of(t, d, &o->side[1]),
    };
    if (o->held_since_us >= 0 && end_us > o->held_since_us)
        r->held_us += end_us - o->held_since_us;
}
