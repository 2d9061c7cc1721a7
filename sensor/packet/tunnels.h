/*
 * bytes -> packet: which tunnels a packet came through, kept for the outputs.
 *
 * The core needs one number of a tunnel, which is equal for equal ones
 * (origin.tunnel); people want addresses and ids. Layers put them on a stack
 * while they read a frame; a stack that a message came through is remembered in
 * a table, and origin.tunnel_number says where: an origin stays as small as it
 * is, and may be kept as long as one likes.
 *
 * The decoder owns the table. It has a ceiling (struct rs_packet_limits); a
 * new stack takes the place of the oldest of the few with which it shares a
 * part of the table, and records of an older message then lack their tunnel.
 * Frames without tunnels never come here.
 */
#ifndef RS_PACKET_TUNNELS_H
#define RS_PACKET_TUNNELS_H

#include "base/hash.h"
#include "base/origin.h"

enum rs_tunnel_kind {
#define RS_TUNNEL(kind, name, protocol, id) RS_TUNNEL_##kind,
#include "packet/tunnels.def"
#undef RS_TUNNEL
    RS_TUNNEL__COUNT
};

enum { RS_TUNNEL_LEVELS = 4 };

/* One tunnel, or one label on a link. */
struct rs_tunnel_level {
    struct rs_endpoint src, dst; /* of the outer packet; family 0: a label; port 0: no ports */
    uint32_t id;
    bool has_id;
    uint8_t kind;     /* enum rs_tunnel_kind */
    uint8_t protocol; /* IP protocol that carries it; 0: a label */
};

struct rs_tunnel_stack {
    uint8_t depth; /* levels met; only the first RS_TUNNEL_LEVELS are kept */
    struct rs_tunnel_level level[RS_TUNNEL_LEVELS]; /* outermost first */
};

/* "gre", "vxlan" ... / "UDP", "GRE" ... as Suricata names IP protocols. */
const char *rs_tunnel_name(enum rs_tunnel_kind kind);
const char *rs_tunnel_protocol_name(uint8_t protocol);

/* The id tells this tunnel from others in both directions. */
bool rs_tunnel_id_both_ways(enum rs_tunnel_kind kind);
bool rs_tunnel_is_label(enum rs_tunnel_kind kind);

struct rs_tunnels_place;

/* Who wants to know of each stack that is met for the first time, or again after it was forgotten. */
struct rs_tunnels_watch {
    void *user;
    void (*met)(void *user, uint32_t number, const struct rs_tunnel_stack *stack);
};

struct rs_tunnels {
    struct rs_tunnels_place *places;
    uint32_t sets; /* each of a few places; a power of two, or 0 */
    uint64_t forgotten;
    struct rs_tunnels_watch watch; /* met NULL: nobody */
};

/* capacity: the ceiling, in stacks; 0: none is remembered. RS_OK or RS_ERR_MEMORY. */
int rs_tunnels_init(struct rs_tunnels *t, uint32_t capacity);
void rs_tunnels_fini(struct rs_tunnels *t);

/* A table of the same size, to be filled by rs_tunnels_put with what the other's watch is told. */
int rs_tunnels_init_like(struct rs_tunnels *t, const struct rs_tunnels *other);
void rs_tunnels_put(struct rs_tunnels *t, uint32_t number, const struct rs_tunnel_stack *stack);

/* Put a level on; past RS_TUNNEL_LEVELS it is counted only. */
void rs_tunnel_stack_put(struct rs_tunnel_stack *s, const struct rs_tunnel_level *level);

/* Remember the stack. Its number for origin.tunnel_number, 0 where there is no room at all. */
uint32_t rs_tunnels_number(struct rs_tunnels *t, const struct rs_hash *hash,
                           const struct rs_tunnel_stack *s);

/*
 * The stack of an origin; false when it has none, or it was forgotten. For an
 * origin that was turned round (RS_TUNNEL_TURNED) addresses change places, and
 * ids that only hold for the other direction are left out.
 */
bool rs_tunnels_get(const struct rs_tunnels *t, const struct rs_origin *origin,
                    struct rs_tunnel_stack *s);

#endif
