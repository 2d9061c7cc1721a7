#include "packet/tunnels.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"

/*
 * A number is: turned (1 bit), place, turn of that place. A place is used anew
 * with its next turn, so that old numbers no longer find it.
 */
enum { WAYS = 4, TURN_BITS = 15, TURN_MAX = (1 << TURN_BITS) - 1, PLACES_MAX = 1 << 16 };

_Static_assert((uint64_t)PLACES_MAX << TURN_BITS <= RS_TUNNEL_TURNED, "the number has room");

struct rs_tunnels_place {
    struct rs_digest print; /* of the stack */
    uint16_t turn;          /* 0: never used */
    uint8_t next;           /* in the first of a set: which of them goes next */
    struct rs_tunnel_stack stack;
};

enum id { BOTH_WAYS, ONE_WAY, LABEL };

static const struct {
    const char *name;
    uint8_t protocol, id;
} KINDS[RS_TUNNEL__COUNT] = {
#define RS_TUNNEL(kind, name, protocol, id) {name, protocol, id},
#include "packet/tunnels.def"
#undef RS_TUNNEL
};

const char *rs_tunnel_name(enum rs_tunnel_kind kind)
{
    return KINDS[kind].name;
}

bool rs_tunnel_id_both_ways(enum rs_tunnel_kind kind)
{
    return KINDS[kind].id == BOTH_WAYS;
}

bool rs_tunnel_is_label(enum rs_tunnel_kind kind)
{
    return KINDS[kind].id == LABEL;
}

/* src/util-proto-name.c: the names of /etc/protocols. */
const char *rs_tunnel_protocol_name(uint8_t protocol)
{
    switch (protocol) {
    case 4: return "IPv4";
    case 17: return "UDP";
    case 41: return "IPv6";
    case 47: return "GRE";
    case 50: return "ESP";
    case 97: return "ETHERIP";
    case 115: return "L2TP";
    case 137: return "MPLS-in-IP";
    default: return "";
    }
}

int rs_tunnels_init(struct rs_tunnels *t, uint32_t capacity)
{
    *t = (struct rs_tunnels){0};
    if (capacity > PLACES_MAX)
        capacity = PLACES_MAX;
    if (capacity < WAYS)
        return RS_OK;
    for (t->sets = 1; t->sets * 2 * WAYS <= capacity;)
        t->sets *= 2;
    t->places = calloc((size_t)t->sets * WAYS, sizeof *t->places);
    return t->places ? RS_OK : RS_ERR_MEMORY;
}

int rs_tunnels_init_like(struct rs_tunnels *t, const struct rs_tunnels *other)
{
    return rs_tunnels_init(t, other->sets * WAYS);
}

void rs_tunnels_put(struct rs_tunnels *t, uint32_t number, const struct rs_tunnel_stack *stack)
{
    uint32_t at = number >> TURN_BITS;
    if (at >= t->sets * WAYS)
        return;
    t->places[at].turn = number & TURN_MAX;
    t->places[at].stack = *stack;
}

void rs_tunnels_fini(struct rs_tunnels *t)
{
    free(t->places);
    *t = (struct rs_tunnels){0};
}

void rs_tunnel_stack_put(struct rs_tunnel_stack *s, const struct rs_tunnel_level *level)
{
    if (s->depth < RS_TUNNEL_LEVELS) {
        struct rs_tunnel_level *l = &s->level[s->depth];
        memset(l, 0, sizeof *l); /* padding is hashed too */
        l->src = level->src;
        l->dst = level->dst;
        l->id = level->id;
        l->has_id = level->has_id;
        l->kind = level->kind;
        l->protocol = level->protocol ? level->protocol : KINDS[level->kind].protocol;
    }
    if (s->depth < UINT8_MAX)
        s->depth++;
}

static unsigned kept(const struct rs_tunnel_stack *s)
{
    return s->depth < RS_TUNNEL_LEVELS ? s->depth : RS_TUNNEL_LEVELS;
}

static struct rs_tunnels_place *find(struct rs_tunnels_place *set, struct rs_digest print)
{
    for (unsigned i = 0; i < WAYS; i++)
        if (set[i].turn && rs_digest_eq(set[i].print, print))
            return &set[i];
    return NULL;
}

static struct rs_tunnels_place *take(struct rs_tunnels *t, struct rs_tunnels_place *set,
                                     struct rs_digest print, const struct rs_tunnel_stack *s)
{
    struct rs_tunnels_place *p = &set[set->next];
    set->next = (uint8_t)((set->next + 1) % WAYS);
    t->forgotten += p->turn != 0;
    p->turn = p->turn == TURN_MAX ? 1 : (uint16_t)(p->turn + 1);
    p->print = print;
    p->stack.depth = s->depth;
    memcpy(p->stack.level, s->level, kept(s) * sizeof *s->level);
    return p;
}

uint32_t rs_tunnels_number(struct rs_tunnels *t, const struct rs_hash *hash,
                           const struct rs_tunnel_stack *s)
{
    if (!t->sets)
        return 0;
    struct rs_digest depth = {s->depth, 0};
    struct rs_digest print =
        rs_digest_with(hash, depth, s->level, kept(s) * sizeof *s->level);
    struct rs_tunnels_place *set = t->places + ((uint32_t)print.lo & (t->sets - 1)) * WAYS;
    struct rs_tunnels_place *p = find(set, print);
    bool known = p != NULL;
    if (!known)
        p = take(t, set, print, s);
    uint32_t number = (uint32_t)(p - t->places) << TURN_BITS | p->turn;
    if (!known && t->watch.met)
        t->watch.met(t->watch.user, number, &p->stack);
    return number;
}

static void turn_round(struct rs_tunnel_stack *s)
{
    for (unsigned i = 0; i < kept(s); i++) {
        struct rs_tunnel_level *l = &s->level[i];
        struct rs_endpoint src = l->src;
        l->src = l->dst;
        l->dst = src;
        l->has_id = l->has_id && rs_tunnel_id_both_ways((enum rs_tunnel_kind)l->kind);
    }
}

bool rs_tunnels_get(const struct rs_tunnels *t, const struct rs_origin *origin,
                    struct rs_tunnel_stack *s)
{
    uint32_t number = origin->tunnel_number & ~RS_TUNNEL_TURNED, at = number >> TURN_BITS;
    if (!number || at >= t->sets * WAYS || t->places[at].turn != (number & TURN_MAX))
        return false;
    *s = t->places[at].stack;
    if (origin->tunnel_number & RS_TUNNEL_TURNED)
        turn_round(s);
    return true;
}
