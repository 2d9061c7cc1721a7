/*
 * packet -> message, between two threads: what the capture's thread hands on,
 * copied and in order, up to RS_BATCH_ITEMS at a time. Messages among it are
 * prepared (find/prepare.h) in any thread; then the tracker's thread takes all
 * of it in its order.
 *
 * A batch owns the copies, and is one thread's at a time (belt.h): no locks
 * here. It is used again and again. The room that it works in is lent: who
 * makes many has one piece of memory for all, large enough for huge pages.
 */
#ifndef RS_RUN_BATCH_H
#define RS_RUN_BATCH_H

#include "packet/inflate.h"
#include "run/direct.h"
#include "run/lookups_copy.h"

enum { RS_BATCH_ITEMS = 64, RS_BATCH_OCTETS = 96 * 1024 };

enum { RS_BATCH_ROOM = RS_BATCH_ITEMS * sizeof(struct rs_prepared) + RS_BATCH_OCTETS };

enum rs_item_kind {
    RS_ITEM_MESSAGE,
    RS_ITEM_UNREACHABLE,
    RS_ITEM_SECURED,
    RS_ITEM_LOGGED,
    RS_ITEM_GAP,
    RS_ITEM_EXPIRE,
    RS_ITEM_POLICY,
    RS_ITEM_STATS,
    RS_ITEM_FINISH,
    RS_ITEM_LOOKUP,   /* passed on to the outputs' side, as these are: */
    RS_ITEM_PROGRESS,
    RS_ITEM_FLUSH
};

struct rs_item {
    uint8_t kind;
    void *data; /* in the batch's memory */
};

/* The data of each kind that is more than what stage.h hands in. */
struct rs_item_unreachable {
    struct rs_origin origin;
    enum rs_unreachable why;
    struct rs_span octets;
};
struct rs_item_logged {
    struct rs_origin origin;
    struct rs_logged logged;
};
struct rs_item_gap {
    struct rs_origin origin;
    uint64_t lost;
    const char *what;
};
struct rs_item_stats {
    struct rs_stats stats; /* points at the next */
    struct rs_packet_counters packets;
};

struct rs_batch {
    unsigned count, messages;
    struct rs_item item[RS_BATCH_ITEMS];
    struct rs_prepared *slot;      /* per message, in order; lent, as is at first: */
    struct rs_span octets[RS_BATCH_ITEMS];
    unsigned char *memory;
    size_t used, capacity;
    unsigned char *larger;         /* memory of its own, for an item that is larger; NULL: none */
    struct rs_batch_body *opened;  /* bodies that were sent compressed */
    uint8_t state;                 /* of the belt: belt.h */
    unsigned users;
};

/* room: RS_BATCH_ROOM octets, as rs_memory_reserve gives them. NULL when there is no memory. */
struct rs_batch *rs_batch_new(void *room);
void rs_batch_free(struct rs_batch *b);

/* Empty again. */
void rs_batch_reset(struct rs_batch *b);

/*
 * Room for one more item, to be filled in; NULL: hand this batch on and take
 * another one, which always has it, or else there is no memory.
 */
void *rs_batch_put(struct rs_batch *b, enum rs_item_kind kind, size_t octets);

/* Copies into the memory of the last item, which was given room for it at its end. */
bool rs_batch_message(struct rs_batch *b, const struct rs_origin *origin, struct rs_span octets);
bool rs_batch_unreachable(struct rs_batch *b, const struct rs_item_unreachable *u);
bool rs_batch_logged(struct rs_batch *b, const struct rs_item_logged *l);

/* All of its messages. The inflater is this thread's own; *inflater is made when it is needed. */
void rs_batch_prepare(struct rs_batch *b, const struct rs_hash *hash,
                      struct rs_inflater **inflater);

/* What is meant for the outputs' side, on its way. */
struct rs_passing {
    void *user;
    void (*pass)(void *user, const struct rs_item *item);
};

/* All in order, to the watcher and what stands behind it. */
void rs_batch_take(struct rs_batch *b, struct rs_direct *direct, const struct rs_passing *passing);

#endif
