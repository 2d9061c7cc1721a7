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

static inline uint64_t rs_header_word(const char *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap32(v);
#endif
    return v;
}

/* The compact form of one letter, or OTHER. */
static inline enum rs_header_id rs_header_find_letter(char c)
{
    const unsigned letter = (unsigned)(c | 0x20) - 'a';
    return letter < RS_HEADER_LETTERS ? rs_header_compact[letter] : RS_HEADER_OTHER;
}

/*
 * block: 32 readable octets, of which the first n (2 to 31) are the name, and the
 * next a colon; `upto` has the bits of all those. A CRLF stands before them, and
 * makes up for what "To" and "Via" are too short for. Control octets in the name
 * may pass for others. The row of OTHER has no colon: it equals nothing. False: no row.
 */
static inline bool rs_header_find_block(const struct rs_look *look, const char *block, size_t n,
                                        uint32_t upto, size_t *id)
{
    const uint64_t first = rs_header_word(block + n / 4 - RS_NAME_LEAD);
    const uint64_t last = rs_header_word(block + n - 4);
    const uint64_t key = first | last << 32 | RS_WORD(0x20);
    *id = rs_header_slot[key * RS_HEADER_HASH_K >> (64 - RS_HEADER_HASH_BITS)];
    return rs_name_equal(look, block, rs_header_folded[*id], upto);
}

#endif
