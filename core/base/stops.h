/*
 * Stops: where a value may turn, looked for 16 octets at a time. One row a
 * class of chars.c; SSE2 (every x86-64) or, elsewhere, the table of classes.
 * Never reads outside [p, end).
 */
#ifndef RS_BASE_STOPS_H
#define RS_BASE_STOPS_H

#include "base/chars.h"
#include "base/isa.h"

#if RS_ISA != RS_ISA_PORTABLE
#include <emmintrin.h>

static inline __m128i rs_stops_are(__m128i v, char c)
{
    return _mm_cmpeq_epi8(v, _mm_set1_epi8(c));
}

/* The octets of v that are PARAM_STOPs, URI_STOPs or LWS, as which all controls count. */
static inline uint32_t rs_stops_of(__m128i v, enum rs_char class)
{
    const __m128i white = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(' ')), v);
    if (class == RS_CHAR_LWS)
        return (uint32_t)_mm_movemask_epi8(white);
    __m128i is = _mm_or_si128(rs_stops_are(v, ';'), class == RS_CHAR_PARAM_STOP
                                                        ? rs_stops_are(v, '"')
                                                        : rs_stops_are(v, '@'));
    if (class == RS_CHAR_PARAM_STOP) {
        is = _mm_or_si128(is, _mm_or_si128(rs_stops_are(v, '<'), rs_stops_are(v, '\\')));
        is = _mm_or_si128(is, _mm_or_si128(rs_stops_are(v, ','), rs_stops_are(v, '=')));
    } else {
        is = _mm_or_si128(is, _mm_or_si128(rs_stops_are(v, ':'), rs_stops_are(v, '?')));
        is = _mm_or_si128(is, _mm_or_si128(rs_stops_are(v, '%'), white));
    }
    return (uint32_t)_mm_movemask_epi8(is);
}

/* 8 to 15 octets as one vector: the first eight and the last eight. */
static inline uint32_t rs_stops_short(const char *p, size_t n, enum rs_char class)
{
    __m128i v = _mm_unpacklo_epi64(_mm_loadl_epi64((const __m128i *)(const void *)p),
                                   _mm_loadl_epi64((const __m128i *)(const void *)(p + n - 8)));
    uint32_t bits = rs_stops_of(v, class);
    return (bits & 0xff) | (bits >> 8) << (n - 8);
}

/* The first position from p on that may be of the class, or `end`. */
static inline const char *rs_next_stop(const char *p, const char *end, enum rs_char class)
{
    if (p < end && rs_char_is(*p, class)) /* where stops stand side by side */
        return p;
    for (; end - p >= 16; p += 16) {
        uint32_t bits = rs_stops_of(_mm_loadu_si128((const __m128i *)(const void *)p), class);
        if (bits)
            return p + __builtin_ctz(bits);
    }
    if (end - p >= 8) {
        uint32_t bits = rs_stops_short(p, (size_t)(end - p), class);
        return bits ? p + __builtin_ctz(bits) : end;
    }
    while (p < end && !rs_char_is(*p, class))
        p++;
    return p;
}

#else

static inline const char *rs_next_stop(const char *p, const char *end, enum rs_char class)
{
    while (p < end && !rs_char_is(*p, class))
        p++;
    return p;
}

#endif
#endif
