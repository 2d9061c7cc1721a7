#include "track/state.h"

/* End-to-end requests: what all hops and forks of one request have in common. */

/*
 * Inside a dialog the To tag is part of the key: the caller of two forks counts
 * CSeq for each of them, and so sends two BYEs with one number. So is what a
 * PRACK acknowledges: two with one number are two (D301), not two hops.
 */
static struct rs_digest in_dialog_key(struct rs_digest key, const struct rs_step *s)
{
    if (s->view->method == RS_METHOD_PRACK) {
        struct rs_rack rack; /* a damaged one counts as 0 */
        rs_rack_parse(rs_msg_value(s->msg, RS_HEADER_RACK), &rack);
        key = rs_digest_plus(key, rack.rseq, 0);
    }
    return s->view->to.tag.n ? rs_digest_plus(key, s->keys.to_tag.lo, s->keys.to_tag.hi) : key;
}

struct rs_request *rs_request_find(struct rs_tracker *t, const struct rs_step *s,
                                   enum rs_method method)
{
    struct rs_digest key = method == s->view->method
                               ? s->keys.request
                               : rs_keys_request_for(&t->hash, &s->keys, s->view, method);
    struct rs_request *r = rs_table_find(&t->requests, in_dialog_key(key, s));
    /* The ACK of an opening INVITE has the To tag that the answer brought. */
    return r || method != RS_METHOD_ACK ? r : rs_table_find(&t->requests, key);
}

static rs_text keep_uri(struct rs_tracker *t, const struct rs_name_addr *na)
{
    return rs_strings_keep(&t->strings, na->uri.text);
}

struct rs_request *rs_request_open(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_call *c = rs_call_get(t, s);
    struct rs_request *r =
        c ? rs_table_add(&t->requests, in_dialog_key(s->keys.request, s)) : NULL;
    if (!r)
        return NULL;
    const struct rs_view *v = s->view;
    rs_call_use(t, c);
    r->call = c->link.self;
    r->method = v->method;
    r->cseq = v->cseq.number;
    r->half = s->keys.half;
    r->from_tag = s->keys.from_tag;
    r->to_tag = s->keys.to_tag;
    r->in_dialog = v->to.tag.n > 0;
    r->from_uri = keep_uri(t, &v->from);
    r->to_uri = keep_uri(t, &v->to);
    r->from_tag_text = rs_strings_keep(&t->strings, v->from.tag);
    r->to_tag_text = rs_strings_keep(&t->strings, v->to.tag);
    r->first_us = t->now_us;
    r->first_frame = s->origin->frame;
    r->cancel_us = r->cancel_accepted_us = -1;
    r->min_vias = r->max_vias = v->via_count;
    return r;
}

void rs_request_add_hop(struct rs_tracker *t, struct rs_request *r, struct rs_transaction *tx)
{
    tx->request = r->link.self;
    struct rs_transaction *last = rs_table_at(&t->transactions, r->last_tx);
    if (last)
        last->next_hop = tx->link.self;
    else
        r->first_tx = tx->link.self;
    tx->prev_hop = r->last_tx;
    r->last_tx = tx->link.self;
    r->users++;
    if (tx->via_count < r->min_vias)
        r->min_vias = tx->via_count;
    if (tx->via_count > r->max_vias)
        r->max_vias = tx->via_count;
}

static void request_close(struct rs_tracker *t, struct rs_request *r)
{
    rs_strings_drop(&t->strings, r->from_uri);
    rs_strings_drop(&t->strings, r->to_uri);
    rs_strings_drop(&t->strings, r->from_tag_text);
    rs_strings_drop(&t->strings, r->to_tag_text);
    uint32_t call = r->call;
    rs_table_remove(&t->requests, r);
    rs_call_drop(t, call);
}

void rs_request_drop_hop(struct rs_tracker *t, struct rs_transaction *tx)
{
    struct rs_request *r = rs_table_at(&t->requests, tx->request);
    struct rs_transaction *before = rs_table_at(&t->transactions, tx->prev_hop);
    struct rs_transaction *after = rs_table_at(&t->transactions, tx->next_hop);
    *(before ? &before->next_hop : &r->first_tx) = tx->next_hop;
    *(after ? &after->prev_hop : &r->last_tx) = tx->prev_hop;
    if (--r->users == 0)
        request_close(t, r);
}

bool rs_request_first_sight(struct rs_request *r, const struct rs_step *s)
{
    struct rs_sighting now = {s->msg->status, (uint32_t)s->keys.to_tag.lo};
    for (int i = 0; i < r->sighting_count; i++)
        if (r->sighting[i].status == now.status && r->sighting[i].to_tag == now.to_tag)
            return false;
    if (r->sighting_count == RS_SIGHTINGS_MAX) {
        memmove(r->sighting, r->sighting + 1, sizeof r->sighting - sizeof r->sighting[0]);
        r->sighting_count--;
    }
    r->sighting[r->sighting_count++] = now;
    if (s->msg->status >= 200 && !r->final_status)
        r->final_status = s->msg->status;
    return true;
}

static uint32_t folded(struct rs_digest tag)
{
    return (uint32_t)tag.lo | 1;
}

void rs_request_acked_early(struct rs_request *r, const struct rs_step *ack)
{
    if (ack->keys.has_dialog)
        r->acked_tag = folded(ack->keys.to_tag);
}

bool rs_request_was_acked(const struct rs_request *r, const struct rs_step *answer)
{
    return r->acked_tag && r->acked_tag == folded(answer->keys.to_tag);
}

struct rs_dialog *rs_request_dialog(const struct rs_tracker *t, const struct rs_request *r)
{
    struct rs_dialog *d = rs_table_at(&t->dialogs, r->dialog);
    return d && d->link.self && d->number == r->dialog_number ? d : NULL;
}
