#include "track/join.h"

/*
 * A call is a ring of legs, each a Call-ID. All are known by the lowest number
 * among them, also after the leg that had it is forgotten: so two legs are of
 * one call exactly if they are known by the same number. At most RS_LEGS_MAX
 * are in a ring: walking it costs the same whatever anybody sends.
 */
enum { DIALOGS_LOOKED_AT = 16 };

struct rs_leg *rs_leg_of(const struct rs_tracker *t, const struct rs_call *c)
{
    return rs_slab_at(&t->legs, c->more);
}

struct rs_leg *rs_leg_get(struct rs_tracker *t, struct rs_call *c)
{
    if (c->more)
        return rs_leg_of(t, c);
    c->more = rs_slab_take(&t->legs);
    struct rs_leg *l = rs_leg_of(t, c);
    l->known_as = c->number;
    l->next = c->link.self;
    l->join = RS_JOIN_CALL_ID;
    return l;
}

uint64_t rs_call_known_as(const struct rs_tracker *t, const struct rs_call *c)
{
    const struct rs_leg *l = rs_leg_of(t, c);
    return l ? l->known_as : c->number;
}

enum rs_join rs_call_join(const struct rs_tracker *t, const struct rs_call *c)
{
    const struct rs_leg *l = rs_leg_of(t, c);
    return l ? (enum rs_join)l->join : RS_JOIN_CALL_ID;
}

static struct rs_call *next_leg(const struct rs_tracker *t, const struct rs_call *c)
{
    const struct rs_leg *l = rs_leg_of(t, c);
    return rs_table_at(&t->calls, l ? l->next : c->link.self);
}

void rs_leg_forget(struct rs_tracker *t, struct rs_call *c)
{
    const struct rs_leg *own = rs_leg_of(t, c);
    if (!own)
        return;
    struct rs_leg *before = rs_leg_get(t, c);
    while (before->next != c->link.self)
        before = rs_leg_of(t, rs_table_at(&t->calls, before->next));
    before->next = own->next;
    rs_slab_give(&t->legs, c->more);
    c->more = 0;
}

unsigned rs_leg_others(const struct rs_tracker *t, const struct rs_call *c,
                       uint64_t number[RS_LEGS_MAX])
{
    unsigned n = 0;
    for (const struct rs_call *l = next_leg(t, c); l != c && n < RS_LEGS_MAX; l = next_leg(t, l))
        number[n++] = l->number;
    return n;
}

static unsigned count_legs(const struct rs_tracker *t, const struct rs_call *c)
{
    unsigned n = 1;
    for (const struct rs_call *l = next_leg(t, c); l != c; l = next_leg(t, l))
        n++;
    return n;
}

/* ---- joining ---- */

/* The better reason stays; for a leg that was alone any is better. */
static void tie(struct rs_tracker *t, struct rs_call *c, enum rs_join why)
{
    struct rs_leg *l = rs_leg_get(t, c);
    if (l->join == RS_JOIN_CALL_ID || rs_join_score(why) > rs_join_score((enum rs_join)l->join))
        l->join = (uint8_t)why;
}

static void rename_ring(const struct rs_tracker *t, const struct rs_call *c, uint64_t known_as)
{
    const struct rs_call *l = c;
    do {
        rs_leg_of(t, l)->known_as = known_as;
        l = next_leg(t, l);
    } while (l != c);
}

static void unite(struct rs_tracker *t, struct rs_call *a, struct rs_call *b, enum rs_join why)
{
    struct rs_leg *la = rs_leg_get(t, a), *lb = rs_leg_get(t, b);
    bool b_is_older = lb->known_as < la->known_as;
    uint64_t older = b_is_older ? lb->known_as : la->known_as;
    uint64_t younger = b_is_older ? la->known_as : lb->known_as;
    t->joined[t->joined_count++] = (struct rs_joined){younger, older, (uint8_t)why};
    t->counters.joins++;
    rename_ring(t, b_is_older ? a : b, older);
    /* Two rings whose members change places become one. */
    uint32_t next = la->next;
    la->next = lb->next;
    lb->next = next;
}

bool rs_leg_join(struct rs_tracker *t, struct rs_call *own, struct rs_call *other,
                 enum rs_join why)
{
    if (own == other)
        return true;
    if (!rs_leg_same_call(t, own, other)) {
        if (t->joined_count == RS_JOINED_MAX ||
            count_legs(t, own) + count_legs(t, other) > RS_LEGS_MAX) {
            t->counters.joins_refused++;
            return false;
        }
        unite(t, own, other, why);
    }
    tie(t, own, why);
    tie(t, other, why);
    return true;
}

/* ---- where their INVITEs went ---- */

const struct rs_dialog *rs_leg_dialog(const struct rs_tracker *t, const struct rs_call *c)
{
    const struct rs_dialog *found = NULL, *d = rs_table_at(&t->dialogs, rs_call_last_dialog(c));
    for (int i = 0; d && i < DIALOGS_LOOKED_AT; i++) {
        if (d->usage == RS_USAGE_INVITE && !d->first_fork && !d->partial)
            found = d; /* newest first: the last one is the oldest */
        d = rs_table_at(&t->dialogs, d->next_in_call);
    }
    return found;
}

/* A host that talks to itself (a lab, a proxy and its application server): ports tell. */
static bool to_itself(const struct rs_origin *o)
{
    return rs_addr_eq(&o->src.addr, &o->dst.addr);
}

static bool same_sender(const struct rs_origin *a, const struct rs_origin *b)
{
    return to_itself(a) && to_itself(b) ? rs_endpoint_eq(&a->src, &b->src)
                                        : rs_addr_eq(&a->src.addr, &b->src.addr);
}

static enum rs_beside beside(const struct rs_tracker *t, const struct rs_dialog *a,
                             const struct rs_dialog *b)
{
    const struct rs_dialog *up = a->number < b->number ? a : b, *down = up == a ? b : a;
    const struct rs_origin first = rs_dialog_origin(t, up), second = rs_dialog_origin(t, down);
    if (same_sender(&first, &second))
        return RS_BESIDE_SIBLING;
    bool taken_part = to_itself(&first) ? rs_endpoint_eq(&first.dst, &second.src)
                                        : rs_dialog_has_party(t, up, &second.src.addr);
    return taken_part ? RS_BESIDE_SENT_ON : RS_BESIDE_NOTHING;
}

enum rs_beside rs_leg_beside(const struct rs_tracker *t, const struct rs_call *own,
                             const struct rs_call *other)
{
    const struct rs_dialog *mine = rs_leg_dialog(t, own), *theirs = rs_leg_dialog(t, other);
    return mine && theirs ? beside(t, mine, theirs) : RS_BESIDE_NOTHING;
}
