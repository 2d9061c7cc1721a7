#include "base/print.h"

static inline uint64_t stripe(const uint64_t *secret, const unsigned char *p)
{
    return rs_print_product(secret[0], rs_print_word(p)) +
           rs_print_product(secret[1], rs_print_word(p + 8)) +
           rs_print_product(secret[2], rs_print_word(p + 16)) +
           rs_print_product(secret[3], rs_print_word(p + 24));
}

uint64_t rs_print_sum_portable(const uint64_t *secret, const unsigned char *p, size_t n)
{
    const unsigned char *end = p + n, *last = end - RS_PRINT_STRIPE;
    uint64_t sum = 0;
    for (; p <= last; p += RS_PRINT_STRIPE, secret += RS_PRINT_STRIPE_WORDS)
        sum += stripe(secret, p);
    return p < end ? sum + stripe(secret, last) : sum;
}
