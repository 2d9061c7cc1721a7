/*
 * The sum behind rs_fingerprint: NH (hash.h) over words of 32 bits, which
 * machines multiply several at a time. Each form of base/isa.h gives the same
 * sums. No part of the API.
 *
 *   octets   0 ─ 31 │ 32 ─ 63 │ ...      stripes of four words of 64 bits
 *                   last stripe: the last 32 octets, which may overlap
 *
 * Each word's halves have those of a word of the secret added, and are
 * multiplied; what is summed up is the products, modulo 2^64. For one length, the
 * same words come of the same octets alone.
 */
#ifndef RS_BASE_PRINT_H
#define RS_BASE_PRINT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/isa.h"

enum { RS_PRINT_STRIPE = 32, RS_PRINT_STRIPE_WORDS = RS_PRINT_STRIPE / 8 };

/* n is at least RS_PRINT_STRIPE; a word of the secret for each, rounded up to whole stripes. */
uint64_t rs_print_sum_portable(const uint64_t *secret, const unsigned char *p, size_t n);
#if RS_ISA_BUILT == RS_ISA_AVX2
uint64_t rs_print_sum_sse2(const uint64_t *secret, const unsigned char *p, size_t n);
uint64_t rs_print_sum_avx2(const uint64_t *secret, const unsigned char *p, size_t n);
#endif

static inline uint64_t rs_print_word(const unsigned char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

static inline uint64_t rs_print_product(uint64_t secret, uint64_t word)
{
    const uint32_t low = (uint32_t)word + (uint32_t)secret;
    const uint32_t high = (uint32_t)(word >> 32) + (uint32_t)(secret >> 32);
    return (uint64_t)low * high;
}

static inline uint64_t rs_print_sum(const uint64_t *secret, const unsigned char *p, size_t n)
{
#if RS_ISA_BUILT == RS_ISA_AVX2
    const int isa = rs_isa();
    if (isa == RS_ISA_AVX2)
        return rs_print_sum_avx2(secret, p, n);
    if (isa == RS_ISA_SSE2)
        return rs_print_sum_sse2(secret, p, n);
#endif
    return rs_print_sum_portable(secret, p, n);
}

#endif
