#include "track/state.h"

/*
 * The rounds of a sign-in, each a REGISTER and its answer: kept only where
 * somebody wants its record (signin_record.c), in a slab of their own; what finds
 * no room is counted. A ring: the sign-in names the last.
 */

static struct rs_signin_round *round_at(const struct rs_tracker *t, uint32_t index)
{
    return rs_slab_at(&t->signin_rounds, index);
}

static unsigned count_rounds(const struct rs_tracker *t, const struct rs_signin *g)
{
    unsigned n = 0;
    for (uint32_t i = g->rounds; i && (!n || i != g->rounds); i = round_at(t, i)->next)
        n++;
    return n;
}

/* One more behind the last; of a sign-in that has its number of them, the last is told anew. */
static struct rs_signin_round *round_add(struct rs_tracker *t, struct rs_signin *g)
{
    uint32_t index = count_rounds(t, g) < RS_ROUNDS_TOLD ? rs_slab_take(&t->signin_rounds) : 0;
    struct rs_signin_round *last = round_at(t, g->rounds), *r = round_at(t, index);
    if (!r) {
        g->rounds_left_out++;
        if (last)
            *last = (struct rs_signin_round){.next = last->next};
        return last;
    }
    r->next = last ? last->next : index;
    if (last)
        last->next = index;
    g->rounds = index;
    return r;
}

void rs_signin_round(struct rs_tracker *t, struct rs_signin *g, const struct rs_step *s)
{
    const struct rs_auth *auth = &s->view->auth;
    struct rs_signin_round *r = t->sink.registration ? round_add(t, g) : NULL;
    if (!r)
        return;
    r->request = rs_moment(t->now_us, s->origin->frame);
    r->cseq = s->view->cseq.number;
    r->request_copies = 1;
    if (!s->view->auth_ok)
        return;
    r->scheme = auth->scheme;
    r->resync = auth->auts.n > 0;
    rs_strings_drop(&t->strings, g->algorithm);
    g->algorithm = rs_strings_keep(&t->strings, auth->algorithm);
}

/* The one that the message at hand is of; NULL: it is not kept. */
static struct rs_signin_round *round_of(const struct rs_tracker *t, const struct rs_signin *g,
                                        const struct rs_step *s)
{
    unsigned n = 0;
    for (uint32_t i = g->rounds; i && (!n || i != g->rounds); i = round_at(t, i)->next, n++)
        if (round_at(t, i)->cseq == s->view->cseq.number)
            return round_at(t, i);
    return NULL;
}

void rs_signin_round_again(struct rs_tracker *t, const struct rs_signin *g, const struct rs_step *s)
{
    struct rs_signin_round *r = round_of(t, g, s);
    if (r)
        r->request_copies++;
}

void rs_signin_round_answered(struct rs_tracker *t, const struct rs_signin *g,
                              const struct rs_step *s, bool again)
{
    struct rs_signin_round *r = round_of(t, g, s);
    if (!r || s->msg->status < 200)
        return;
    if (again && rs_moment_seen(&r->final)) {
        r->final_copies++;
    } else if (!again && !rs_moment_seen(&r->final)) {
        r->final = rs_moment(t->now_us, s->origin->frame);
        r->status = s->msg->status;
        /* The first challenge speaks for all: whoever offers several offers them anew. */
        r->stale = s->view->auth_ok && s->view->auth.stale;
        r->final_copies = 1;
    }
}

void rs_signin_rounds_forget(struct rs_tracker *t, struct rs_signin *g)
{
    if (!g->rounds)
        return;
    uint32_t i = round_at(t, g->rounds)->next, next;
    round_at(t, g->rounds)->next = 0;
    for (; i; i = next) {
        next = round_at(t, i)->next;
        rs_slab_give(&t->signin_rounds, i);
    }
    g->rounds = 0;
}

void rs_signin_rounds_record(const struct rs_tracker *t, const struct rs_signin *g,
                             struct rs_registration_record *r)
{
    uint32_t i = g->rounds;
    r->rounds_left_out = g->rounds_left_out;
    for (unsigned n = count_rounds(t, g); n && r->round_count < RS_ROUNDS_TOLD; n--) {
        i = round_at(t, i)->next;
        const struct rs_signin_round *x = round_at(t, i);
        r->rounds[r->round_count++] = (struct rs_round_record){
            .cseq = x->cseq,
            .status = x->status,
            .scheme = x->scheme,
            .stale = x->stale,
            .resync = x->resync,
            .request_copies = x->request_copies,
            .final_copies = x->final_copies,
            .request_us = rs_moment_us(&x->request),
            .final_us = rs_moment_us(&x->final),
            .request_frame = rs_moment_frame(&x->request),
            .final_frame = rs_moment_frame(&x->final),
        };
        r->retransmissions += x->request_copies - 1 + (x->final_copies ? x->final_copies - 1 : 0);
    }
}
