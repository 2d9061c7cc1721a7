#include "track/state.h"

/* End-to-end requests: what all hops and forks of one request have in common. */

/*
 * Inside a dialog the To tag is part of the key: the caller of two forks counts
 * CSeq for each of them, and so sends two BYEs with one number. So is what a
 * PRACK acknowledges: two with one number are two (D301), not two hops.
 */
struct rs_digest rs_request_key(struct rs_digest key, const struct rs_keys *k,
                                const struct rs_msg *m, const struct rs_view *v)
{
    if (v->method == RS_METHOD_PRACK) {
        struct rs_rack rack; /* a damaged one counts as 0 */
        rs_rack_parse(rs_msg_value(m, RS_HEADER_RACK), &rack);
        key = rs_digest_plus(key, 0, (uint64_t)rack.rseq << 32); /* apart from CSeq and method */
    }
    return v->to.tag.n ? rs_digest_plus(key, k->to_tag.lo, k->to_tag.hi) : key;
}

static struct rs_digest own_key(struct rs_digest key, const struct rs_step *s)
{
    return rs_request_key(key, &s->keys, s->msg, s->view);
}

struct rs_request *rs_request_find(struct rs_tracker *t, const struct rs_step *s,
                                   enum rs_method method)
{
    struct rs_digest key = method == s->view->method
                               ? s->keys.request
                               : rs_keys_request_for(&t->hash, &s->keys, s->view, method);
    struct rs_request *r = rs_table_find_at(&t->requests, own_key(key, s), s->met.request);
    /* The ACK of an opening INVITE has the To tag that the answer brought. */
    return r || method != RS_METHOD_ACK ? r : rs_table_find(&t->requests, key);
}

static rs_pack keep_texts(struct rs_tracker *t, const struct rs_view *v)
{
    const struct rs_span texts[RS_REQUEST_TEXTS] = {
        [RS_REQUEST_FROM_URI] = v->from.uri.text,
        [RS_REQUEST_TO_URI] = v->to.uri.text,
        [RS_REQUEST_FROM_TAG] = v->from.tag,
        [RS_REQUEST_TO_TAG] = v->to.tag,
    };
    return rs_pack_keep(&t->strings, texts, RS_REQUEST_TEXTS);
}

struct rs_span rs_request_text(const struct rs_tracker *t, const struct rs_request *r,
                               enum rs_request_text which)
{
    return rs_pack_get(&t->strings, r->kept, which);
}

struct rs_request *rs_request_open(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_call *c = rs_call_get(t, s);
    struct rs_request *r =
        c ? rs_table_add(&t->requests, own_key(s->keys.request, s)) : NULL;
    if (!r)
        return NULL;
    const struct rs_view *v = s->view;
    rs_call_use(t, c);
    r->call = c->link.self;
    r->method = v->method;
    r->cseq = v->cseq.number;
    r->half = rs_request_half(&s->keys);
    r->in_dialog = v->to.tag.n > 0;
    r->kept = keep_texts(t, v);
    r->min_vias = r->max_vias = v->via_count;
    return r;
}

static struct rs_transaction *hop_at(const struct rs_tracker *t, uint32_t index)
{
    return rs_table_at(&t->transactions, index);
}

void rs_request_add_hop(struct rs_tracker *t, struct rs_request *r, struct rs_transaction *tx)
{
    tx->request = r->link.self;
    struct rs_transaction *first = rs_table_at(&t->transactions, r->first_tx);
    tx->prev_hop = first ? first->prev_hop : tx->link.self;
    if (first)
        hop_at(t, first->prev_hop)->next_hop = tx->link.self;
    else
        r->first_tx = tx->link.self;
    hop_at(t, r->first_tx)->prev_hop = tx->link.self;
    if (tx->via_count < r->min_vias)
        r->min_vias = tx->via_count;
    if (tx->via_count > r->max_vias)
        r->max_vias = tx->via_count;
}

/* ---- what few have ---- */

struct rs_request_more *rs_request_more(const struct rs_tracker *t, const struct rs_request *r)
{
    return rs_slab_at(&t->mores, r->more);
}

struct rs_request_more *rs_request_more_get(struct rs_tracker *t, struct rs_request *r)
{
    if (!r->more) {
        r->more = rs_slab_take(&t->mores);
        struct rs_request_more *m = rs_request_more(t, r);
        m->cancel_us = m->cancel_accepted_us = -1;
    }
    return rs_request_more(t, r);
}

struct rs_moment rs_request_first(const struct rs_tracker *t, const struct rs_request *r)
{
    const struct rs_request_more *m = rs_request_more(t, r);
    const struct rs_transaction *hop = rs_table_at(&t->transactions, r->first_tx);
    if (m && rs_moment_seen(&m->first))
        return m->first;
    return hop ? hop->first : (struct rs_moment){{0, 0, 0}};
}

int64_t rs_request_first_us(const struct rs_tracker *t, const struct rs_request *r)
{
    struct rs_moment first = rs_request_first(t, r);
    return rs_moment_us(&first);
}

uint64_t rs_request_first_frame(const struct rs_tracker *t, const struct rs_request *r)
{
    struct rs_moment first = rs_request_first(t, r);
    return rs_moment_frame(&first);
}

/* ---- the end ---- */

static void request_close(struct rs_tracker *t, struct rs_request *r)
{
    while (r->sightings) {
        uint32_t next = ((struct rs_sightings *)rs_slab_at(&t->sightings, r->sightings))->next;
        rs_slab_give(&t->sightings, r->sightings);
        r->sightings = next;
    }
    if (r->more)
        rs_slab_give(&t->mores, r->more);
    rs_strings_drop(&t->strings, r->kept);
    uint32_t call = r->call;
    rs_table_remove(&t->requests, r);
    rs_call_drop(t, call);
}

void rs_request_expect_end(const struct rs_tracker *t, const struct rs_request *r)
{
    rs_table_prefetch_own_slot(&t->requests, &r->link);
    rs_table_prefetch_at(&t->calls, r->call);
    rs_prefetch(rs_slab_at(&t->sightings, r->sightings));
    rs_strings_prefetch(&t->strings, r->kept);
}

void rs_request_drop_hop(struct rs_tracker *t, struct rs_transaction *tx)
{
    struct rs_request *r = rs_table_at(&t->requests, tx->request);
    struct rs_transaction *after = hop_at(t, tx->next_hop);
    bool first = r->first_tx == tx->link.self;
    if (first && after) {
        struct rs_request_more *m = rs_request_more_get(t, r);
        if (!rs_moment_seen(&m->first))
            m->first = tx->first;
    }
    if (after)
        after->prev_hop = tx->prev_hop;
    else
        hop_at(t, r->first_tx)->prev_hop = tx->prev_hop;
    if (first)
        r->first_tx = tx->next_hop;
    else
        hop_at(t, tx->prev_hop)->next_hop = tx->next_hop;
    if (!r->first_tx)
        request_close(t, r);
}

/* ---- answers ---- */

/* The place of the nth, made as they come. */
static struct rs_sightings *sightings_for(struct rs_tracker *t, struct rs_request *r, unsigned nth)
{
    if (!r->sightings)
        r->sightings = rs_slab_take(&t->sightings);
    struct rs_sightings *x = rs_slab_at(&t->sightings, r->sightings);
    if (nth < RS_SIGHTINGS_EACH)
        return x;
    if (!x->next)
        x->next = rs_slab_take(&t->sightings);
    return rs_slab_at(&t->sightings, x->next);
}

bool rs_request_failed_with(const struct rs_tracker *t, const struct rs_request *r,
                            const struct rs_step *ack)
{
    const struct rs_sightings *x = rs_slab_at(&t->sightings, r->sightings);
    for (; x; x = rs_slab_at(&t->sightings, x->next))
        for (int i = 0; i < RS_SIGHTINGS_EACH; i++)
            if (x->status[i] >= 300 && x->to_tag[i] == (uint32_t)ack->keys.to_tag.lo)
                return true;
    return false;
}

static bool was_sighted(const struct rs_tracker *t, const struct rs_request *r, uint16_t status,
                        uint32_t to_tag)
{
    const struct rs_sightings *x = rs_slab_at(&t->sightings, r->sightings);
    for (; x; x = rs_slab_at(&t->sightings, x->next))
        for (int i = 0; i < RS_SIGHTINGS_EACH; i++)
            if (x->status[i] == status && x->to_tag[i] == to_tag)
                return true;
    return false;
}

/* Two reliable responses with one status are two, by their RSeq (3262 3). */
static uint32_t reliable_print(const struct rs_msg *m)
{
    uint32_t rseq = 0;
    if (m->status < 200 && m->first[RS_HEADER_RSEQ])
        rs_number_parse(rs_msg_value(m, RS_HEADER_RSEQ), UINT32_MAX, &rseq);
    return rseq * 0x9E3779B1u;
}

bool rs_request_first_sight(struct rs_tracker *t, struct rs_request *r, const struct rs_step *s)
{
    uint32_t to_tag = (uint32_t)s->keys.to_tag.lo ^ reliable_print(s->msg);
    if (was_sighted(t, r, s->msg->status, to_tag))
        return false;
    unsigned nth = r->sighting_count;
    struct rs_sightings *x = sightings_for(t, r, nth);
    x->status[nth % RS_SIGHTINGS_EACH] = s->msg->status;
    x->to_tag[nth % RS_SIGHTINGS_EACH] = to_tag;
    r->sighting_count = (uint8_t)((nth + 1) % RS_SIGHTINGS_MAX); /* the oldest makes way */
    if (s->msg->status >= 200 && !r->final_status)
        r->final_status = s->msg->status;
    return true;
}

static uint32_t folded(struct rs_digest tag)
{
    return (uint32_t)tag.lo | 1;
}

void rs_request_acked_early(struct rs_tracker *t, struct rs_request *r, const struct rs_step *ack,
                            bool on_hop)
{
    if (!ack->keys.has_dialog)
        return;
    struct rs_request_more *m = rs_request_more_get(t, r);
    m->acked_whole |= !on_hop;
    m->acked_tag = folded(ack->keys.to_tag);
}

bool rs_request_was_acked(const struct rs_tracker *t, const struct rs_request *r,
                          const struct rs_step *answer)
{
    const struct rs_request_more *m = rs_request_more(t, r);
    return m && m->acked_tag && m->acked_tag == folded(answer->keys.to_tag);
}

/* ---- its dialog ---- */

void rs_request_tie(struct rs_request *r, const struct rs_dialog *d)
{
    r->dialog = d->link.self;
    r->dialog_number = (uint32_t)d->number;
}

struct rs_dialog *rs_request_dialog(const struct rs_tracker *t, const struct rs_request *r)
{
    struct rs_dialog *d = rs_table_at(&t->dialogs, r->dialog);
    return d && d->link.self && (uint32_t)d->number == r->dialog_number ? d : NULL;
}
