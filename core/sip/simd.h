/*
 * The places of the parser where octets are looked at many at a time, in the
 * form that RS_ISA says (base/isa.h). All forms give the same answers.
 */
#ifndef RS_SIP_SIMD_H
#define RS_SIP_SIMD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/isa.h"
#include "base/words.h"

/* Of a header name: the octets looked at, and those of the line end before them. */
enum { RS_BLOCK = 64, RS_NAME_BLOCK = 32, RS_NAME_LEAD = 2 };

#if RS_ISA == RS_ISA_AVX2
#include <immintrin.h>

static inline __m256i rs_block_load(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* One more than the octet, as a signed number, is above 0x20 for 0x20-0x7e alone. */
static inline uint64_t rs_text_at(const char *p)
{
    __m256i next = _mm256_add_epi8(rs_block_load(p), _mm256_set1_epi8(1));
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(next, _mm256_set1_epi8(0x20)));
}

static inline uint64_t rs_block_odd(const char *p)
{
    return ~(rs_text_at(p) | rs_text_at(p + 32) << 32);
}

static inline bool rs_name_equal(const char *p, const char *name, const char *bits, uint32_t upto)
{
    __m256i folded = _mm256_or_si256(rs_block_load(p), rs_block_load(bits));
    __m256i same = _mm256_cmpeq_epi8(folded, rs_block_load(name));
    return !(~(uint32_t)_mm256_movemask_epi8(same) & upto);
}

static inline uint32_t rs_name_colons(const char *p)
{
    return (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(rs_block_load(p), _mm256_set1_epi8(':')));
}

#elif RS_ISA == RS_ISA_SSE2
#include <emmintrin.h>

static inline uint64_t rs_text_at(const char *p)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i text = _mm_cmpgt_epi8(_mm_add_epi8(v, _mm_set1_epi8(1)), _mm_set1_epi8(0x20));
    return (uint32_t)_mm_movemask_epi8(text);
}

static inline uint64_t rs_block_odd(const char *p)
{
    return ~(rs_text_at(p) | rs_text_at(p + 16) << 16 | rs_text_at(p + 32) << 32 |
             rs_text_at(p + 48) << 48);
}

/* Bits of the octets of 16 that are equal, case apart. */
static inline uint32_t rs_name_same(const char *p, const char *name, const char *bits)
{
    __m128i a = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)name);
    a = _mm_or_si128(a, _mm_loadu_si128((const __m128i *)(const void *)bits));
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(a, b));
}

static inline bool rs_name_equal(const char *p, const char *name, const char *bits, uint32_t upto)
{
    return !(~(rs_name_same(p, name, bits) | rs_name_same(p + 16, name + 16, bits) << 16) & upto);
}

static inline uint32_t rs_name_colons(const char *p)
{
    const __m128i colon = _mm_set1_epi8(':');
    __m128i a = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(p + 16));
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(a, colon)) |
           (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b, colon)) << 16;
}

#else

/*
 * Bits of the octets that are no text (0x20-0x7e) in a block of 64; bit 0 is
 * the first octet. p has 64 readable octets.
 */
static inline uint64_t rs_block_odd(const char *p)
{
    uint64_t odd = 0;
    for (int i = 0; i < RS_BLOCK; i += 8) {
        uint64_t v = rs_word(p + i), low = v & RS_WORD(0x7f);
        /* 0x20 and more carries into the top bit of its octet; so does 0x7f + 1. */
        odd |= rs_word_bits(v | ~(low + RS_WORD(0x60)) | (low + RS_WORD(1))) << i;
    }
    return odd;
}

/*
 * Of 32 readable octets those whose bits are set in `upto`, which are the first
 * ones, equal `name`, which has the case bit (0x20) set in each octet, when it is
 * set in p's too. Control octets may pass for others. bits: 32 case bits.
 */
static inline bool rs_name_equal(const char *p, const char *name, const char *bits, uint32_t upto)
{
    (void)bits;
    for (; upto > 0xff; p += 8, name += 8, upto >>= 8)
        if ((rs_word(p) | RS_WORD(0x20)) != rs_word(name))
            return false;
    uint64_t differs = (rs_word(p) | RS_WORD(0x20)) ^ rs_word(name);
    return !(differs << __builtin_clz(upto << 24 | 1) * 8);
}

/* The bit of the first colon in 32 readable octets; others may have theirs too. 0: no colon. */
static inline uint32_t rs_name_colons(const char *p)
{
    for (unsigned i = 0; i < RS_NAME_BLOCK; i += 8) {
        const uint64_t marked = rs_word_equal(rs_word(p + i), ':');
        if (marked)
            return 1u << (i + (unsigned)__builtin_ctzll(marked) / 8);
    }
    return 0;
}

#endif

/* Index of the lowest set bit; v is not 0. */
static inline unsigned rs_lowest_bit(uint64_t v)
{
    return (unsigned)__builtin_ctzll(v);
}

#endif
