/* Two words at a time, on x86-64. */
#include "base/print.h"

#if RS_ISA_BUILT == RS_ISA_AVX2
#include <emmintrin.h>

static inline __m128i two(const uint64_t *secret, const unsigned char *p)
{
    __m128i v = _mm_add_epi32(_mm_loadu_si128((const void *)p),
                              _mm_loadu_si128((const void *)secret));
    return _mm_mul_epu32(v, _mm_srli_epi64(v, 32));
}

static inline __m128i stripe(const uint64_t *secret, const unsigned char *p)
{
    return _mm_add_epi64(two(secret, p), two(secret + 2, p + 16));
}

uint64_t rs_print_sum_sse2(const uint64_t *secret, const unsigned char *p, size_t n)
{
    const unsigned char *end = p + n, *last = end - RS_PRINT_STRIPE;
    __m128i sum = _mm_setzero_si128();
    for (; p <= last; p += RS_PRINT_STRIPE, secret += RS_PRINT_STRIPE_WORDS)
        sum = _mm_add_epi64(sum, stripe(secret, p));
    if (p < end)
        sum = _mm_add_epi64(sum, stripe(secret, last));
    sum = _mm_add_epi64(sum, _mm_unpackhi_epi64(sum, sum));
    return (uint64_t)_mm_cvtsi128_si64(sum);
}
#else
typedef int rs_print_sse2_is_not_for_this_machine;
#endif
