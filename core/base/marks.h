/*
 * Marks: the octets of a value that are none of alphanum - . _, where its
 * meaning may turn. Values are mostly of the others, so that a parser which
 * goes from mark to mark looks at each octet once and stops at few. SSE2 (every
 * x86-64) or, elsewhere, the table of classes. Never reads outside the value.
 *
 * A value is looked at as a whole before the walk begins, which keeps the walk
 * in registers; the few that are longer are for parsers that need no marks.
 */
#ifndef RS_BASE_MARKS_H
#define RS_BASE_MARKS_H

#include "base/chars.h"

enum { RS_MARKS_MAX = 127 }; /* octets of a value */

struct rs_marks {
    const char *at, *end; /* the mark at hand; the end of the value is the last one */
    char c;               /* the octet there; NUL at the end */
    const char *base;     /* what the bits count from */
    uint64_t bits, more;  /* the marks to come, of 64 octets and of the next 64 */
};

#if defined(__SSE2__) && !defined(RS_PORTABLE)
#include <emmintrin.h>

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

static inline uint64_t rs_marks_at(const char *p)
{
    return rs_marks_of(_mm_loadu_si128((const __m128i *)(const void *)p));
}

/* Fewer than 16 octets, with nothing readable around them. */
static inline uint64_t rs_marks_few(const char *p, size_t n)
{
    uint64_t bits = 0;
    if (n < 8) {
        for (size_t i = 0; i < n; i++)
            bits |= (uint64_t)!rs_char_is(p[i], RS_CHAR_HOST) << i;
        return bits;
    }
    bits = rs_marks_of(
        _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)(const void *)p),
                           _mm_loadl_epi64((const __m128i *)(const void *)(p + n - 8))));
    return (bits & 0xff) | (bits >> 8) << (n - 8);
}

/* Bits of the first 64 octets; `before`: how many octets before p are readable. */
static inline uint64_t rs_marks_look(const char *p, size_t n, size_t before)
{
    uint64_t bits = 0;
    size_t at = 0;
    if (n >= 64)
        return rs_marks_at(p) | rs_marks_at(p + 16) << 16 | rs_marks_at(p + 32) << 32 |
               rs_marks_at(p + 48) << 48;
    for (; n - at >= 16; at += 16)
        bits |= rs_marks_at(p + at) << at;
    if (n == at)
        return bits;
    /* The last 16 octets, of which the first were looked at before. */
    return n + before < 16 ? rs_marks_few(p, n)
                           : bits | rs_marks_at(p + n - 16) >> (at + 16 - n) << at;
}

#else

static inline uint64_t rs_marks_look(const char *p, size_t n, size_t before)
{
    uint64_t bits = 0;
    (void)before;
    for (size_t i = 0; i < n && i < 64; i++)
        bits |= (uint64_t)!rs_char_is(p[i], RS_CHAR_HOST) << i;
    return bits;
}

#endif

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
    m->bits = rs_marks_look(s.p, s.n, 0);
    m->more = 0;
    if (s.n < 64)
        m->bits |= 1ull << s.n;
    else
        m->more = rs_marks_look(s.p + 64, s.n - 64, 64) | 1ull << (s.n - 64);
    rs_marks_next(m);
    return true;
}

#endif
