/*
 * A name -> its row in headers.def, in the form that RS_ISA says; what header.c
 * and the pass over the header section (sip/index.h) share. No part of the API.
 */
#ifndef RS_SIP_HEADER_FIND_H
#define RS_SIP_HEADER_FIND_H

#include "sip/header.h"
#include "sip/header_hash.h"
#include "sip/simd.h"

/*
 * By header: its name with a colon and the case bit set (header_hash.py), compared
 * as one block. The row of OTHER has nothing but case bits.
 */
extern const char rs_header_folded[RS_HEADER__COUNT][RS_NAME_BLOCK];
extern const uint8_t rs_header_slot[1 << RS_HEADER_HASH_BITS];

/*
 * Compact forms by their letter. A row without one has its place behind them,
 * where nobody looks: two rows never meet.
 */
enum { RS_HEADER_LETTERS = 26 };
extern const uint8_t rs_header_compact[RS_HEADER_LETTERS + RS_HEADER__COUNT];

static inline uint32_t rs_header_word(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap32(v);
#endif
    return v | 0x20202020u;
}

/*
 * block: 32 readable octets, of which the first n (up to 31) are the name, and the
 * next a colon, which is no letter where there is no name; `upto` has the bits of
 * all those. A CRLF stands before them, and makes up for what "To" and "Via" are
 * too short for. Control octets in the name may pass for others.
 */
static inline enum rs_header_id rs_header_find_block(const char *block, size_t n, uint32_t upto)
{
    if (n <= 1) {
        const unsigned letter = (unsigned)(block[0] | 0x20) - 'a';
        return letter < RS_HEADER_LETTERS ? rs_header_compact[letter] : RS_HEADER_OTHER;
    }
    const char *first = block + n / 4 - RS_NAME_LEAD, *last = block + n - 4;
    const uint32_t mixed = (rs_header_word(first) * RS_HEADER_HASH_K1 ^
                            rs_header_word(last) * RS_HEADER_HASH_K2) +
                           (uint32_t)n * RS_HEADER_HASH_K3;
    const uint8_t id = rs_header_slot[mixed >> (32 - RS_HEADER_HASH_BITS)];
    return rs_name_equal(block, rs_header_folded[id], rs_header_folded[0], upto)
               ? (enum rs_header_id)id
               : RS_HEADER_OTHER;
}

#endif
