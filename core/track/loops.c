#include "track/state.h"

/*
 * One request seen again under another branch: a further hop, a fork, a
 * spiral, a loop or a merge (RFC 3261 8.2.2.2, 16.3; 5393 4.2; semantics 2.5).
 */
enum { HOPS_LOOKED_AT = 16, VIAS_RISEN = 10 };

static bool same_sent_by(const struct rs_via *a, const struct rs_via *b)
{
    return rs_span_eq_nocase(a->host, b->host) &&
           (a->port ? a->port : rs_via_default_port(a)) ==
               (b->port ? b->port : rs_via_default_port(b));
}

/* Does the sender's name stand in the list below its own entry? Then *earlier is that entry. */
static bool has_been_here(const struct rs_step *s, struct rs_via *earlier)
{
    struct rs_values it = {0};
    struct rs_span value;
    for (int i = 0; rs_msg_next_value(s->msg, RS_HEADER_VIA, &it, &value); i++) {
        if (i == 0 || rs_via_parse(value, earlier) != RS_OK)
            continue;
        if (same_sent_by(&s->view->via, earlier))
            return true;
    }
    return false;
}

/* "the same Request-URI": a spiral has another one, and is legal. */
static bool uri_unchanged(struct rs_tracker *t, const struct rs_step *s,
                          const struct rs_via *earlier, const struct rs_transaction *tx)
{
    const struct rs_transaction *before = rs_table_find(
        &t->transactions, rs_keys_transaction_at(&t->hash, &s->keys, s->view, earlier));
    return before && before->uri_print == tx->uri_print;
}

static void tell_loop(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                      const struct rs_transaction *tx, const char *subkind)
{
    struct rs_event e = rs_event_at(s, RS_EVENT_LOOP);
    e.subkind = subkind;
    e.tx = tx;
    e.request = r;
    e.count = ++r->loops;
    e.number = s->view->via_count;
    e.other_frame = rs_request_first_frame(t, r);
    rs_tell(t, &e);
}

static void check_merged(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                         const struct rs_transaction *tx)
{
    const struct rs_transaction *hop = rs_table_at(&t->transactions, r->first_tx);
    const struct rs_endpoint *src = &s->origin->src, *dst = &s->origin->dst;
    for (int i = 0; hop && i < HOPS_LOOKED_AT; i++) {
        bool open = hop->state == RS_TX_CALLING || hop->state == RS_TX_PROCEEDING;
        bool linked =
            tx->parent == (uint32_t)hop->number || hop->parent == (uint32_t)tx->number;
        struct rs_origin o = rs_hop_origin(t, hop);
        bool other_way = hop->via_count == tx->via_count && !rs_endpoint_eq(&o.src, src);
        if (hop != tx && open && !linked && other_way && !r->merged_told &&
            rs_endpoint_eq(&o.dst, dst)) {
            r->merged_told = true;
            struct rs_event e = rs_event_at(s, RS_EVENT_MERGED);
            e.tx = tx;
            e.request = r;
            e.other_frame = o.frame;
            rs_tell(t, &e);
        }
        hop = rs_table_at(&t->transactions, hop->next_hop);
    }
}

void rs_loop_check(struct rs_tracker *t, struct rs_step *s, struct rs_request *r,
                   struct rs_transaction *tx)
{
    struct rs_via earlier;
    if (s->view->via_count > 1 && has_been_here(s, &earlier) &&
        uri_unchanged(t, s, &earlier, tx))
        tell_loop(t, s, r, tx, "loop");
    else if (tx->via_count >= r->min_vias + VIAS_RISEN && tx->via_count == r->max_vias)
        tell_loop(t, s, r, tx, "vias");
    if (!r->in_dialog && s->view->method != RS_METHOD_CANCEL)
        check_merged(t, s, r, tx);
}
