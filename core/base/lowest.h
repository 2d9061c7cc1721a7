/*
 * A set of numbers below a bound, the lowest of which is found in four steps:
 * a bit a number, above it a bit a word that is not empty, and so on. The
 * memory is its owner's.
 */
#ifndef RS_BASE_LOWEST_H
#define RS_BASE_LOWEST_H

#include <stddef.h>
#include <stdint.h>

enum { RS_LOWEST_LEVELS = 4, RS_LOWEST_BITS = 6 };

#define RS_LOWEST_NONE UINT32_MAX

struct rs_lowest {
    uint64_t *level[RS_LOWEST_LEVELS];
};

/* How much it takes for numbers below the bound, which is at most 2^24. */
size_t rs_lowest_octets(uint32_t bound);
/* memory: so many octets, zero, for 64-bit words. The set is empty. */
void rs_lowest_init(struct rs_lowest *x, uint32_t bound, void *memory);

static inline void rs_lowest_add(struct rs_lowest *x, uint32_t number)
{
    for (int i = 0; i < RS_LOWEST_LEVELS; i++, number >>= RS_LOWEST_BITS)
        x->level[i][number >> RS_LOWEST_BITS] |= UINT64_C(1) << (number & 63);
}

static inline void rs_lowest_remove(struct rs_lowest *x, uint32_t number)
{
    for (int i = 0; i < RS_LOWEST_LEVELS; i++, number >>= RS_LOWEST_BITS)
        if (x->level[i][number >> RS_LOWEST_BITS] &= ~(UINT64_C(1) << (number & 63)))
            return;
}

/* RS_LOWEST_NONE: it is empty. */
uint32_t rs_lowest_first(const struct rs_lowest *x);

#endif
