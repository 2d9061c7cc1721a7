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

/*
 * Each form has
 *   rs_look        the constants of a walk, in registers all along: left to itself
 *                  the compiler makes them anew at each look
 *   rs_block_odd   bits of the octets that are no text (0x20-0x7e) in 64 readable
 *                  ones; bit 0 is the first octet
 *   rs_name_equal  of 32 readable octets, those whose bits are set in `upto`, which are
 *                  the first ones, equal `name`, which has the case bit (0x20) set in
 *                  each octet, when it is set in p's too: control octets may pass
 *                  for others
 *   rs_name_colons the bit of the first colon in 32 readable octets, and perhaps those
 *                  of others; 0: no colon
 */
#if RS_ISA == RS_ISA_AVX2
#include <immintrin.h>

struct rs_look {
    __m256i one, behind_text, colon, case_bit;
};

static inline __m256i rs_look_kept(char octet)
{
    __m256i v = _mm256_set1_epi8(octet);
    __asm__("" : "+x"(v));
    return v;
}

static inline struct rs_look rs_look_init(void)
{
    return (struct rs_look){rs_look_kept(1), rs_look_kept(0x21), rs_look_kept(':'),
                            rs_look_kept(0x20)};
}

static inline __m256i rs_block_load(const char *p)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

/* One more than the octet, as a signed number, is 0x21 or more for 0x20-0x7e alone. */
static inline uint64_t rs_odd_at(const struct rs_look *k, const char *p)
{
    __m256i next = _mm256_add_epi8(rs_block_load(p), k->one);
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpgt_epi8(k->behind_text, next));
}

static inline uint64_t rs_block_odd(const struct rs_look *k, const char *p)
{
    return rs_odd_at(k, p) | rs_odd_at(k, p + 32) << 32;
}

static inline bool rs_name_equal(const struct rs_look *k, const char *p, const char *name,
                                 uint32_t upto)
{
    __m256i folded = _mm256_or_si256(rs_block_load(p), k->case_bit);
    __m256i same = _mm256_cmpeq_epi8(folded, rs_block_load(name));
    return !(~(uint32_t)_mm256_movemask_epi8(same) & upto);
}

static inline uint32_t rs_name_colons(const struct rs_look *k, const char *p)
{
    return (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(rs_block_load(p), k->colon));
}

#elif RS_ISA == RS_ISA_SSE2
#include <emmintrin.h>

struct rs_look {
    __m128i one, colon, case_bit;
};

static inline __m128i rs_look_kept(char octet)
{
    __m128i v = _mm_set1_epi8(octet);
    __asm__("" : "+x"(v));
    return v;
}

static inline struct rs_look rs_look_init(void)
{
    return (struct rs_look){rs_look_kept(1), rs_look_kept(':'), rs_look_kept(0x20)};
}

static inline __m128i rs_look_load(const char *p)
{
    return _mm_loadu_si128((const __m128i *)(const void *)p);
}

/* One more than the octet, as a signed number, is above 0x20 for 0x20-0x7e alone. */
static inline uint64_t rs_text_at(const struct rs_look *k, const char *p)
{
    __m128i next = _mm_add_epi8(rs_look_load(p), k->one);
    return (uint32_t)_mm_movemask_epi8(_mm_cmpgt_epi8(next, k->case_bit));
}

static inline uint64_t rs_block_odd(const struct rs_look *k, const char *p)
{
    return ~(rs_text_at(k, p) | rs_text_at(k, p + 16) << 16 | rs_text_at(k, p + 32) << 32 |
             rs_text_at(k, p + 48) << 48);
}

/* Bits of the octets of 16 that are equal, case apart. */
static inline uint32_t rs_name_same(const struct rs_look *k, const char *p, const char *name)
{
    __m128i folded = _mm_or_si128(rs_look_load(p), k->case_bit);
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(folded, rs_look_load(name)));
}

static inline bool rs_name_equal(const struct rs_look *k, const char *p, const char *name,
                                 uint32_t upto)
{
    uint32_t same = rs_name_same(k, p, name) | rs_name_same(k, p + 16, name + 16) << 16;
    return !(~same & upto);
}

static inline uint32_t rs_name_colons(const struct rs_look *k, const char *p)
{
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(rs_look_load(p), k->colon)) |
           (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(rs_look_load(p + 16), k->colon)) << 16;
}

#else

struct rs_look {
    uint64_t case_bit;
};

static inline struct rs_look rs_look_init(void)
{
    return (struct rs_look){RS_WORD(0x20)};
}

static inline uint64_t rs_block_odd(const struct rs_look *k, const char *p)
{
    (void)k;
    uint64_t odd = 0;
    for (int i = 0; i < RS_BLOCK; i += 8) {
        uint64_t v = rs_word(p + i), low = v & RS_WORD(0x7f);
        /* 0x20 and more carries into the top bit of its octet; so does 0x7f + 1. */
        odd |= rs_word_bits(v | ~(low + RS_WORD(0x60)) | (low + RS_WORD(1))) << i;
    }
    return odd;
}

/* The lowest bit marks the first octet that is no text; those above it say nothing. */
static inline uint64_t rs_word_odd(uint64_t v)
{
    return (v | (v - RS_WORD(0x20)) | (v + RS_WORD(1))) & RS_WORD(0x80);
}

/* Of 16 readable octets, the first that is no text; 16: all are. */
static inline size_t rs_first_odd(const char *p)
{
    const uint64_t odd = rs_word_odd(rs_word(p)), more = rs_word_odd(rs_word(p + 8));
    if (!(odd | more))
        return 16;
    return (size_t)__builtin_ctzll(odd ? odd : more) / 8 + (odd ? 0 : 8);
}

static inline bool rs_name_equal(const struct rs_look *k, const char *p, const char *name,
                                 uint32_t upto)
{
    for (; upto > 0xff; p += 8, name += 8, upto >>= 8)
        if ((rs_word(p) | k->case_bit) != rs_word(name))
            return false;
    uint64_t differs = (rs_word(p) | k->case_bit) ^ rs_word(name);
    return !(differs << __builtin_clz(upto << 24 | 1) * 8);
}

static inline uint32_t rs_name_colons(const struct rs_look *k, const char *p)
{
    (void)k;
    for (unsigned i = 0; i < RS_NAME_BLOCK; i += 8) {
        const uint64_t marked = rs_word_equal(rs_word(p + i), ':');
        if (marked)
            return 1u << (i + (unsigned)__builtin_ctzll(marked) / 8);
    }
    return 0;
}

#endif

/* The same number, of which the compiler keeps nothing but itself in registers. */
static inline size_t rs_look_number(size_t n)
{
    __asm__("" : "+r"(n));
    return n;
}

/* Index of the lowest set bit; v is not 0. */
static inline size_t rs_lowest_bit(uint64_t v)
{
    return (size_t)__builtin_ctzll(v);
}

#endif
