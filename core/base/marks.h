/*
 * Marks: the octets of a value that are none of alphanum - . _, where its
 * meaning may turn. Values are mostly of the others, so that a parser which
 * goes from mark to mark looks at each octet once and stops at few. In the form
 * that RS_ISA says (base/isa.h). Never reads outside the value.
 *
 * A value is looked at as a whole before the walk begins, which keeps the walk
 * in registers; the few that are longer are for parsers that need no marks.
 */
#ifndef RS_BASE_MARKS_H
#define RS_BASE_MARKS_H

#include "base/chars.h"
#include "base/isa.h"
#include "base/words.h"

enum { RS_MARKS_MAX = 127 }; /* octets of a value */

struct rs_marks {
    const char *at, *end; /* the mark at hand; the end of the value is the last one */
    char c;               /* the octet there; NUL at the end */
    const char *base;     /* what the bits count from */
    uint64_t bits, more;  /* the marks to come, of 64 octets and of the next 64 */
};

#if RS_ISA == RS_ISA_PORTABLE

/* Bits of the marks among 8 octets. */
static inline uint64_t rs_marks_8(const char *p)
{
    uint64_t v = rs_word(p);
    uint64_t plain = rs_word_range(v | RS_WORD(0x20), 'a', 'z') | rs_word_range(v, '-', '9');
    return rs_word_bits(~plain | rs_word_equal(v, '/')) & ~rs_word_bits(rs_word_equal(v, '_'));
}

static inline uint64_t rs_marks_64(const char *p)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < 64; i += 8)
        bits |= rs_marks_8(p + i) << i;
    return bits;
}

/* 8 to 63 octets: words from the first on, and the last one, which may overlap. */
static inline uint64_t rs_marks_some(const char *p, size_t n)
{
    uint64_t bits = 0;
    for (size_t i = 0; i + 8 < n; i += 8)
        bits |= rs_marks_8(p + i) << i;
    return bits | rs_marks_8(p + n - 8) << (n - 8);
}

#else
#include <immintrin.h>

/* Bits of the marks among 16 octets. As signed numbers, only the last of a range + n is 127. */
static inline uint32_t rs_marks_of(__m128i v)
{
    __m128i lower = _mm_or_si128(v, _mm_set1_epi8(0x20));
    __m128i alpha = _mm_cmpgt_epi8(_mm_add_epi8(lower, _mm_set1_epi8(127 - 'z')),
                                   _mm_set1_epi8(127 - 26));
    __m128i dash_to_9 = _mm_cmpgt_epi8(_mm_add_epi8(v, _mm_set1_epi8(127 - '9')),
                                       _mm_set1_epi8(127 - 13));
    __m128i slash = _mm_cmpeq_epi8(v, _mm_set1_epi8('/'));
    __m128i plain = _mm_or_si128(_mm_andnot_si128(slash, dash_to_9),
                                 _mm_or_si128(alpha, _mm_cmpeq_epi8(v, _mm_set1_epi8('_'))));
    return (uint32_t)_mm_movemask_epi8(plain) ^ 0xffff;
}

static inline uint64_t rs_marks_16(const char *p)
{
    return rs_marks_of(_mm_loadu_si128((const __m128i *)(const void *)p));
}

/* 8 to 15 octets: the first eight and the last eight as one vector. */
static inline uint64_t rs_marks_few(const char *p, size_t n)
{
    uint64_t bits = rs_marks_of(
        _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)(const void *)p),
                           _mm_loadl_epi64((const __m128i *)(const void *)(p + n - 8))));
    return (bits & 0xff) | (bits >> 8) << (n - 8);
}

#if RS_ISA == RS_ISA_AVX2

static inline uint64_t rs_marks_32(const char *p)
{
    __m256i v = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i lower = _mm256_or_si256(v, _mm256_set1_epi8(0x20));
    __m256i alpha = _mm256_cmpgt_epi8(_mm256_add_epi8(lower, _mm256_set1_epi8(127 - 'z')),
                                      _mm256_set1_epi8(127 - 26));
    __m256i dash_to_9 = _mm256_cmpgt_epi8(_mm256_add_epi8(v, _mm256_set1_epi8(127 - '9')),
                                          _mm256_set1_epi8(127 - 13));
    __m256i slash = _mm256_cmpeq_epi8(v, _mm256_set1_epi8('/'));
    __m256i plain =
        _mm256_or_si256(_mm256_andnot_si256(slash, dash_to_9),
                        _mm256_or_si256(alpha, _mm256_cmpeq_epi8(v, _mm256_set1_epi8('_'))));
    return (uint32_t)~_mm256_movemask_epi8(plain);
}

#else

static inline uint64_t rs_marks_32(const char *p)
{
    return rs_marks_16(p) | rs_marks_16(p + 16) << 16;
}

#endif

static inline uint64_t rs_marks_64(const char *p)
{
    return rs_marks_32(p) | rs_marks_32(p + 32) << 32;
}

/* 8 to 63 octets: the first ones and the last ones, which may overlap. */
static inline uint64_t rs_marks_some(const char *p, size_t n)
{
    if (n >= 32)
        return rs_marks_32(p) | rs_marks_32(p + n - 32) << (n - 32);
    if (n >= 16)
        return rs_marks_16(p) | rs_marks_16(p + n - 16) << (n - 16);
    return rs_marks_few(p, n);
}

#endif

/* Fewer than 8, with nothing readable around them. */
static inline uint64_t rs_marks_single(const char *p, size_t n)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < n; i++)
        bits |= (uint64_t)!rs_char_is(p[i], RS_CHAR_HOST) << i;
    return bits;
}

/* On to the next mark; there is none behind the end. */
static inline __attribute__((always_inline)) void rs_marks_next(struct rs_marks *m)
{
    if (!m->bits) {
        m->base += 64;
        m->bits = m->more;
        m->more = 0;
    }
    m->at = m->base + __builtin_ctzll(m->bits);
    m->bits &= m->bits - 1;
    m->c = m->at < m->end ? *m->at : '\0';
}

/* Stands on the first mark of s. False for a value that is empty or too long. */
static inline __attribute__((always_inline)) bool rs_marks_init(struct rs_marks *m,
                                                                struct rs_span s)
{
    if (s.n - 1 >= RS_MARKS_MAX)
        return false;
    m->base = s.p;
    m->end = s.p + s.n;
    m->more = 0;
    if (s.n < 64) {
        m->bits = (s.n < 8 ? rs_marks_single(s.p, s.n) : rs_marks_some(s.p, s.n)) | 1ull << s.n;
    } else {
        m->bits = rs_marks_64(s.p);
        m->more = 1ull << (s.n - 64);
        if (s.n > 64)
            m->more |= rs_marks_64(s.p + s.n - 64) >> (128 - s.n);
    }
    rs_marks_next(m);
    return true;
}

#endif
