/*
 * How often has this been seen lately? The memory behind "first per source"
 * and "n in s seconds": counts by key in fixed windows, bounded. When full the
 * key silent for longest is forgotten.
 */
#ifndef RS_FIND_REPEATS_H
#define RS_FIND_REPEATS_H

#include "base/origin.h"
#include "base/table.h"

struct rs_repeats {
    struct rs_hash hash;
    struct rs_table table;
};

int rs_repeats_init(struct rs_repeats *r, const struct rs_hash_key *key, uint32_t capacity);
void rs_repeats_fini(struct rs_repeats *r);

/*
 * Count one more of `what` (any number that names the kind) at that address,
 * port 0 for all of it, and of that text (may be empty). Returns the count
 * within the window that began with the first, this one included.
 */
uint32_t rs_repeats_count(struct rs_repeats *r, uint32_t what, const struct rs_endpoint *who,
                          const char *text, int64_t now_us, int64_t window_us);

/* The same of an owner whose key is at hand: a digest of more than four octets. */
uint32_t rs_repeats_count_key(struct rs_repeats *r, struct rs_digest key, int64_t now_us,
                              int64_t window_us);

#endif
