/*
 * bytes -> lines: the ends of the lines of a header section, and the octets
 * that are no plain text, found in one pass of 64 octets a look, in the form that
 * RS_ISA says (base/isa.h). Internal to the parser. Never reads at or past `end`.
 */
#ifndef RS_SIP_LINES_H
#define RS_SIP_LINES_H

#include "sip/simd.h"

struct rs_lines {
    const char *begin;
    const char *block;   /* what the bits in `odd` count from */
    const char *next;    /* the first octet not yet looked at */
    const char *end;
    uint64_t odd;        /* octets of the block that are no text, not yet given */
    const char *bare_cr; /* the first CR without LF behind it; NULL: none so far */
    const char *strange; /* the first octet that is neither text nor HTAB, CR, LF; NULL: none */
    struct rs_look look;
    bool skip;           /* the LF of a CRLF given before begins the next block */
};

static inline void rs_lines_init(struct rs_lines *l, const char *begin, const char *end)
{
    *l = (struct rs_lines){begin, begin, begin, end, 0, NULL, NULL, rs_look_init(), false};
}

/* Fewer than 64 octets: the last ones of a whole block, or with spaces behind them. */
static inline uint64_t rs_lines_odd_tail(const struct rs_lines *l, size_t left)
{
    char tail[RS_BLOCK];
    if (l->end - l->begin >= RS_BLOCK)
        return rs_block_odd(&l->look, l->end - RS_BLOCK) >> (RS_BLOCK - left);
    memset(tail, ' ', sizeof tail);
    memcpy(tail, l->block, left);
    return rs_block_odd(&l->look, tail);
}

/* False at the end. */
static inline bool rs_lines_load(struct rs_lines *l)
{
    size_t left = (size_t)(l->end - l->next);
    if (!left)
        return false;
    l->block = l->next;
    if (left >= RS_BLOCK) {
        l->odd = rs_block_odd(&l->look, l->block);
        l->next += RS_BLOCK;
    } else {
        l->odd = rs_lines_odd_tail(l, left);
        l->next = l->end;
    }
    l->odd &= ~(uint64_t)l->skip;
    l->skip = false;
    return true;
}

/* An octet that is no text and ends no line. */
static inline void rs_lines_note(struct rs_lines *l, const char *at)
{
    if (*at == '\r')
        l->bare_cr = l->bare_cr ? l->bare_cr : at;
    else if (*at != '\t')
        l->strange = l->strange ? l->strange : at;
}

/* Where the next line ends: at its CRLF, or at a LF alone. NULL when there is none. */
static inline const char *rs_lines_next(struct rs_lines *l)
{
    for (;;) {
        while (!l->odd)
            if (!rs_lines_load(l))
                return NULL;
        const char *at = l->block + rs_lowest_bit(l->odd);
        l->odd &= l->odd - 1;
        if (*at == '\r' && l->end - at > 1 && at[1] == '\n') {
            /* Its LF is the next bit, here or in the block to come. */
            l->skip = !l->odd;
            l->odd &= l->odd - 1;
            return at;
        }
        if (*at == '\n')
            return at;
        rs_lines_note(l, at);
    }
}

/* What follows the line end that rs_lines_next gave. */
static inline const char *rs_lines_behind(const char *line_end)
{
    return line_end + 1 + (*line_end == '\r');
}

#endif
