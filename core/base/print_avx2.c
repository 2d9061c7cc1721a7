/* Four words at a time, on x86-64 with AVX2: compiled for that. */
#include "base/print.h"

#if RS_ISA_BUILT == RS_ISA_AVX2
#include <immintrin.h>

static inline __m256i stripe(const uint64_t *secret, const unsigned char *p)
{
    __m256i v = _mm256_add_epi32(_mm256_loadu_si256((const void *)p),
                                 _mm256_loadu_si256((const void *)secret));
    return _mm256_mul_epu32(v, _mm256_srli_epi64(v, 32));
}

uint64_t rs_print_sum_avx2(const uint64_t *secret, const unsigned char *p, size_t n)
{
    enum { FOUR = 4 * RS_PRINT_STRIPE };
    const unsigned char *end = p + n, *last = end - RS_PRINT_STRIPE;
    __m256i a = _mm256_setzero_si256(), b = a;
    for (; (size_t)(end - p) >= FOUR; p += FOUR, secret += 4 * RS_PRINT_STRIPE_WORDS) {
        a = _mm256_add_epi64(a, stripe(secret, p));
        b = _mm256_add_epi64(b, stripe(secret + 4, p + 32));
        a = _mm256_add_epi64(a, stripe(secret + 8, p + 64));
        b = _mm256_add_epi64(b, stripe(secret + 12, p + 96));
    }
    for (; p <= last; p += RS_PRINT_STRIPE, secret += RS_PRINT_STRIPE_WORDS)
        a = _mm256_add_epi64(a, stripe(secret, p));
    if (p < end)
        b = _mm256_add_epi64(b, stripe(secret, last));
    a = _mm256_add_epi64(a, b);
    __m128i sum = _mm_add_epi64(_mm256_castsi256_si128(a), _mm256_extracti128_si256(a, 1));
    sum = _mm_add_epi64(sum, _mm_unpackhi_epi64(sum, sum));
    return (uint64_t)_mm_cvtsi128_si64(sum);
}
#else
typedef int rs_print_avx2_is_not_for_this_machine;
#endif
