#include "track/state.h"

/*
 * What was seen of a transaction behind its request: answers, ACK, CANCEL and
 * copies of the request, a struct rs_seen for each sort, made when the first of
 * it comes. There is always room: rs_hop_make_room sees to it.
 */

struct rs_seen *rs_seen_find(const struct rs_tracker *t, const struct rs_transaction *tx,
                             enum rs_seen_sort sort)
{
    for (uint32_t i = tx->seen; i;) {
        struct rs_seen *x = rs_slab_at(&t->seen, i);
        if (x->sort == sort)
            return x;
        i = x->next;
    }
    return NULL;
}

struct rs_seen *rs_seen_get(struct rs_tracker *t, struct rs_transaction *tx,
                            enum rs_seen_sort sort, struct rs_moment first)
{
    struct rs_seen *x = rs_seen_find(t, tx, sort);
    if (x)
        return x;
    uint32_t i = rs_slab_take(&t->seen);
    x = rs_slab_at(&t->seen, i);
    if (sort == RS_SEEN_PROVISIONAL)
        x->ringing_us = -1;
    x->sort = (uint8_t)sort;
    x->first = first;
    x->next = tx->seen;
    tx->seen = i;
    return x;
}

void rs_seen_forget(struct rs_tracker *t, struct rs_transaction *tx)
{
    while (tx->seen) {
        uint32_t next = ((struct rs_seen *)rs_slab_at(&t->seen, tx->seen))->next;
        rs_slab_give(&t->seen, tx->seen);
        tx->seen = next;
    }
}

int64_t rs_seen_us(const struct rs_tracker *t, const struct rs_transaction *tx,
                   enum rs_seen_sort sort)
{
    const struct rs_seen *x = rs_seen_find(t, tx, sort);
    return x ? rs_moment_us(&x->first) : -1;
}

uint64_t rs_seen_frame(const struct rs_tracker *t, const struct rs_transaction *tx,
                       enum rs_seen_sort sort)
{
    const struct rs_seen *x = rs_seen_find(t, tx, sort);
    return x ? rs_moment_frame(&x->first) : 0;
}

uint32_t rs_seen_copies(const struct rs_tracker *t, const struct rs_transaction *tx,
                        enum rs_seen_sort sort)
{
    const struct rs_seen *x = rs_seen_find(t, tx, sort);
    return x ? x->copies : sort == RS_SEEN_REQUEST_AGAIN;
}
