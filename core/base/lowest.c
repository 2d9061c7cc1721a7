#include "base/lowest.h"

static size_t words_at(uint32_t bound, int level)
{
    return ((size_t)bound >> RS_LOWEST_BITS * (level + 1)) + 1;
}

size_t rs_lowest_octets(uint32_t bound)
{
    size_t words = 0;
    for (int i = 0; i < RS_LOWEST_LEVELS; i++)
        words += words_at(bound, i);
    return words * sizeof(uint64_t);
}

void rs_lowest_init(struct rs_lowest *x, uint32_t bound, void *memory)
{
    uint64_t *words = memory;
    for (int i = 0; i < RS_LOWEST_LEVELS; i++) {
        x->level[i] = words;
        words += words_at(bound, i);
    }
}

uint32_t rs_lowest_first(const struct rs_lowest *x)
{
    uint32_t at = 0;
    for (int i = RS_LOWEST_LEVELS - 1; i >= 0; i--) {
        uint64_t word = x->level[i][at];
        if (!word)
            return RS_LOWEST_NONE;
        at = at << RS_LOWEST_BITS | (uint32_t)__builtin_ctzll(word);
    }
    return at;
}
