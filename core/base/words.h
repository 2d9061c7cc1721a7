/*
 * Eight octets as one number, where a machine has no vectors: the first octet
 * is the lowest. What is found is marked in the top bit of its octet.
 */
#ifndef RS_BASE_WORDS_H
#define RS_BASE_WORDS_H

#include <stdint.h>
#include <string.h>

/* Eight times that octet. */
#define RS_WORD(octet) ((octet) * 0x0101010101010101ull)

static inline uint64_t rs_word(const char *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

/* The octets of v that are c (which is ASCII). */
static inline uint64_t rs_word_equal(uint64_t v, char c)
{
    uint64_t differs = v ^ RS_WORD((uint64_t)(unsigned char)c);
    return ~(((differs & RS_WORD(0x7f)) + RS_WORD(0x7f)) | differs) & RS_WORD(0x80);
}

/* The octets of v that are from `first` to `last` (both ASCII). */
static inline uint64_t rs_word_range(uint64_t v, char first, char last)
{
    uint64_t low = v & RS_WORD(0x7f);
    uint64_t from = low + RS_WORD((uint64_t)(0x80 - first));
    uint64_t behind = low + RS_WORD((uint64_t)(0x7f - last));
    return from & ~behind & ~v & RS_WORD(0x80);
}

/* The top bits of the octets, bit 0 for the first. */
static inline uint64_t rs_word_bits(uint64_t marked)
{
    return ((marked >> 7 & RS_WORD(1)) * 0x0102040810204080ull) >> 56;
}

#endif
