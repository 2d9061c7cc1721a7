/*
 * Which calls ran alike, and which of them are drawn. Belongs to the ladder
 * (ladder.h); made when all calls are known and in order.
 */
#ifndef RS_OUTPUTS_LADDER_ALIKE_H
#define RS_OUTPUTS_LADDER_ALIKE_H

#include "outputs/ladder_rows.h"

/* The calls of one shape. */
struct rs_ladder_alike {
    uint64_t shape;
    uint32_t calls, room;  /* in all; how many ladders at most */
    uint32_t drawn;        /* how many ladders are drawn: the first ones */
    GString *listed;       /* numbers of the others: "3, 5-9" */
    bool cut;              /* `listed` is long enough */
    uint64_t run_first, run_last; /* not yet in `listed` */
};

struct rs_ladder_shapes {
    GHashTable *by_shape;
    struct rs_ladder_alike **of_call; /* in the order of the ladder's calls */
};

void rs_ladder_shapes_init(struct rs_ladder_shapes *s, struct rs_ladder *l);
void rs_ladder_shapes_fini(struct rs_ladder_shapes *s);

#endif
