/*
 * The post: parcels on their way from the tracker's thread to that of the
 * outputs, in order, a fixed number of them. A parcel is one thread's at a
 * time; this is where the two wait for one another.
 */
#ifndef RS_RUN_POST_H
#define RS_RUN_POST_H

#include "run/parcel.h"

#include <pthread.h>
#include <stdatomic.h>

enum { RS_POST_PARCELS = 32, RS_POST_PATIENCE_MS = 500 };

struct rs_post {
    pthread_mutex_t lock;
    pthread_cond_t emptied, sent;
    struct rs_parcel *all[RS_POST_PARCELS];
    struct rs_parcel *empty[RS_POST_PARCELS];
    unsigned empty_count;
    struct rs_parcel *line[RS_POST_PARCELS]; /* a ring: in order, from `first` on */
    unsigned first, count;
    bool ended;
    bool hung;          /* outputs did nothing for too long */
    uint64_t unpacked;  /* ever */
    atomic_bool deaf; /* nobody listens to the results any more: asked for each frame */
    uint64_t lost; /* results for which there was no parcel */
};

/* RS_OK or RS_ERR_MEMORY; _fini after either. */
int rs_post_init(struct rs_post *post);
void rs_post_fini(struct rs_post *post);

/*
 * Tracker: an empty parcel, waiting for it. live: NULL when the outputs have not
 * done anything for RS_POST_PATIENCE_MS, and from then on at once, until they do:
 * a disk that hangs must not stop the capture.
 */
struct rs_parcel *rs_post_empty(struct rs_post *post, bool live);
/* Wait, live, until outputs have unpacked one more. False: they hang. */
bool rs_post_await_one(struct rs_post *post);
void rs_post_send(struct rs_post *post, struct rs_parcel *p);
void rs_post_end(struct rs_post *post);
void rs_post_lose(struct rs_post *post, uint64_t results);

/* Outputs: the next in order, waiting for it; NULL: the end. */
struct rs_parcel *rs_post_next(struct rs_post *post);
void rs_post_done(struct rs_post *post, struct rs_parcel *p, bool deaf);

bool rs_post_is_deaf(const struct rs_post *post);
uint64_t rs_post_lost(struct rs_post *post);

#endif
