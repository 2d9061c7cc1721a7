/*
 * Sliding counters: several numbers over one window of time, in twelve slots.
 *
 * A tally is memory of its owner: rs_tally_words() of uint32_t, zeroed. Sums
 * over the window are kept up to date, so that reading one costs nothing; what
 * has slid out is taken off when time moves on. Time is an argument and only
 * moves on.
 */
#ifndef RS_BASE_TALLY_H
#define RS_BASE_TALLY_H

#include <stddef.h>
#include <stdint.h>

enum { RS_TALLY_SLOTS = 12 };

/* What a tally counts: the same for all of its kind. */
struct rs_tally_shape {
    uint32_t numbers;
    int64_t window_us;
};

/* numbers in each slot, their sums, and which slot is the newest (two words). */
#define RS_TALLY_WORDS(numbers) ((size_t)(RS_TALLY_SLOTS + 1) * (numbers) + 2)

/* Move on to now_us; done by rs_tally_add too. */
void rs_tally_advance(const struct rs_tally_shape *s, uint32_t *tally, int64_t now_us);

/* Add to a number; it saturates. */
void rs_tally_add(const struct rs_tally_shape *s, uint32_t *tally, int64_t now_us,
                  uint32_t number, uint32_t amount);

/* Sums over the window, as of the last move: `numbers` of them. */
static inline const uint32_t *rs_tally_sums(const struct rs_tally_shape *s, const uint32_t *tally)
{
    return tally + (size_t)RS_TALLY_SLOTS * s->numbers;
}

#endif
