/*
 * The belt: batches on their way from the capture's thread to the tracker's, in
 * order, a fixed number of them.
 *
 *   empty ─capture fills─► raw ─anybody prepares─► ready ─tracker takes─► used ─► empty
 *
 * Whoever has a batch in hand is its only user until he gives it back; this is
 * where threads wait for one another, and nobody spins. A capture that finds no
 * empty batch prepares one itself in place of waiting, the newest, which the
 * tracker comes to last; a tracker that comes to a raw one prepares it itself:
 * so the work is shared as it falls, whatever costs most.
 */
#ifndef RS_RUN_BELT_H
#define RS_RUN_BELT_H

#include "run/batch.h"

#include <pthread.h>

enum { RS_BELT_BATCHES = 16 };

struct rs_belt {
    pthread_mutex_t lock;
    pthread_cond_t emptied, filled, made_ready;
    unsigned char *room; /* of all batches: in huge pages they are found without waiting */
    struct rs_batch *all[RS_BELT_BATCHES];
    struct rs_batch *empty[RS_BELT_BATCHES];
    unsigned empty_count;
    struct rs_batch *line[RS_BELT_BATCHES]; /* a ring: in order, from `first` on */
    unsigned first, count;
    bool ended;
};

/* RS_OK or RS_ERR_MEMORY; _fini after either. */
int rs_belt_init(struct rs_belt *belt);
void rs_belt_fini(struct rs_belt *belt);

/*
 * Capture: an empty batch; or, with *prepare, one that is to be prepared
 * meanwhile (then rs_belt_prepared, and ask again). Waits when there is neither.
 */
struct rs_batch *rs_belt_empty(struct rs_belt *belt, bool *prepare);
void rs_belt_fill(struct rs_belt *belt, struct rs_batch *b);
/* Nothing comes any more. */
void rs_belt_end(struct rs_belt *belt);

/* Who only prepares: the oldest raw one, waiting for it; NULL: the end. */
struct rs_batch *rs_belt_raw(struct rs_belt *belt);
void rs_belt_prepared(struct rs_belt *belt, struct rs_batch *b);

/*
 * Tracker: the next in order, waiting for it; NULL: the end. *raw: prepare it
 * first. It comes with one user, the tracker.
 */
struct rs_batch *rs_belt_next(struct rs_belt *belt, bool *raw);

/* Somebody else uses it too, / does not use it any more; the last one empties it. */
void rs_belt_share(struct rs_belt *belt, struct rs_batch *b);
void rs_belt_done(struct rs_belt *belt, struct rs_batch *b);

/* So many are kept by outputs that the belt would stand still soon. */
bool rs_belt_is_short(struct rs_belt *belt);

#endif
