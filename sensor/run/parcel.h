/*
 * finding -> output, between two threads: results, copied and in order, for the
 * thread of the outputs to unpack. Texts are copied; a message's annotation
 * points into the batch that it came in, which has to wait (`batch`).
 *
 * A parcel is one thread's at a time (post.h): no locks here.
 */
#ifndef RS_RUN_PARCEL_H
#define RS_RUN_PARCEL_H

#include "run/batch.h"
#include "run/results.h"

enum { RS_PARCEL_OCTETS = 64 * 1024 };

struct rs_parcel {
    unsigned char *memory;
    size_t used, capacity;
    unsigned count;         /* of results; progress and lookups are none */
    bool flush;             /* the last thing to do */
    struct rs_batch *batch; /* that messages in it point into; NULL: none does */
};

/* NULL when there is no memory. */
struct rs_parcel *rs_parcel_new(void);
void rs_parcel_free(struct rs_parcel *p);
void rs_parcel_reset(struct rs_parcel *p);

/*
 * Each: false when there is no room left; an empty parcel has room for anything,
 * or else there is no memory.
 */
bool rs_parcel_finding(struct rs_parcel *p, const struct rs_finding *f);
bool rs_parcel_message(struct rs_parcel *p, const struct rs_annotation *a);
bool rs_parcel_transaction(struct rs_parcel *p, const struct rs_transaction_record *r);
bool rs_parcel_dialog(struct rs_parcel *p, const struct rs_dialog_record *r);
bool rs_parcel_registration(struct rs_parcel *p, const struct rs_registration_record *r);
bool rs_parcel_secured(struct rs_parcel *p, const struct rs_tls_outcome *t);
bool rs_parcel_policy(struct rs_parcel *p, const struct rs_policy *policy); /* it is not copied */
bool rs_parcel_time(struct rs_parcel *p, int64_t now_us);
bool rs_parcel_stats(struct rs_parcel *p, const struct rs_stats *s);
bool rs_parcel_lookup(struct rs_parcel *p, const struct rs_lookup *l);
bool rs_parcel_progress(struct rs_parcel *p, const char *line);

/* All in order to where they were meant to go. */
void rs_parcel_unpack(struct rs_parcel *p, const struct rs_results *to,
                      struct rs_lookups_copy *lookups);

#endif
