/*
 * The two places where octets are looked at many at a time. Each has a form
 * for SSE2 (every x86-64) and a portable one; both give the same answers.
 */
#ifndef RS_SIP_SIMD_H
#define RS_SIP_SIMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { RS_BLOCK = 64, RS_NAME_BLOCK = 32 };

#if defined(__SSE2__) && !defined(RS_PORTABLE)
#include <emmintrin.h>

/* One more than the octet, as a signed number, is above 0x20 for 0x20-0x7e alone. */
static inline uint64_t rs_text_at(const char *p)
{
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i text = _mm_cmpgt_epi8(_mm_add_epi8(v, _mm_set1_epi8(1)), _mm_set1_epi8(0x20));
    return (uint32_t)_mm_movemask_epi8(text);
}

/*
 * Bits of the octets that are no text (0x20-0x7e) in a block of 64; bit 0 is
 * the first octet. p has 64 readable octets.
 */
static inline uint64_t rs_block_odd(const char *p)
{
    return ~(rs_text_at(p) | rs_text_at(p + 16) << 16 | rs_text_at(p + 32) << 32 |
             rs_text_at(p + 48) << 48);
}

/* Bits of the first 16 octets that differ in more than the case bit, or are controls. */
static inline uint32_t rs_name_differs(const char *p, const char *name)
{
    const __m128i bit = _mm_set1_epi8(0x20);
    __m128i a = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)name);
    __m128i same = _mm_cmpeq_epi8(_mm_or_si128(a, bit), _mm_or_si128(b, bit));
    __m128i text = _mm_cmpgt_epi8(a, _mm_set1_epi8(0x1f));
    return (uint32_t)_mm_movemask_epi8(_mm_and_si128(text, same)) ^ 0xffff;
}

/*
 * The first n (at most 32) of 32 readable octets equal `name` when the case bit
 * is set in both, and none of them is a control octet.
 */
static inline bool rs_name_equal(const char *p, const char *name, size_t n)
{
    if (n <= 16)
        return !(rs_name_differs(p, name) & ((1u << n) - 1));
    return !(rs_name_differs(p, name) & 0xffff) &&
           !(rs_name_differs(p + 16, name + 16) & ((1u << (n - 16)) - 1));
}

/* Bits of the colons in 32 readable octets. */
static inline uint32_t rs_name_colons(const char *p)
{
    const __m128i colon = _mm_set1_epi8(':');
    __m128i a = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i b = _mm_loadu_si128((const __m128i *)(const void *)(p + 16));
    return (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(a, colon)) |
           (uint32_t)_mm_movemask_epi8(_mm_cmpeq_epi8(b, colon)) << 16;
}

#else

static inline uint64_t rs_block_odd(const char *p)
{
    uint64_t odd = 0;
    for (int i = 0; i < RS_BLOCK; i++)
        odd |= (uint64_t)((unsigned char)p[i] < 0x20 || (unsigned char)p[i] > 0x7e) << i;
    return odd;
}

static inline bool rs_name_equal(const char *p, const char *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)p[i] | 0x20) != ((unsigned char)name[i] | 0x20) ||
            (unsigned char)p[i] < 0x20)
            return false;
    return true;
}

static inline uint32_t rs_name_colons(const char *p)
{
    const char *colon = memchr(p, ':', RS_NAME_BLOCK);
    return colon ? 1u << (colon - p) : 0;
}

#endif

/* Index of the lowest set bit; v is not 0. */
static inline unsigned rs_lowest_bit(uint64_t v)
{
    return (unsigned)__builtin_ctzll(v);
}

#endif
