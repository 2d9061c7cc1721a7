/*
 * bytes -> lines: the ends of the lines of a header section, 64 octets a look.
 * Internal to the parser. Never reads at or past `end`.
 */
#ifndef RS_SIP_LINES_H
#define RS_SIP_LINES_H

#include "sip/simd.h"

struct rs_lines {
    const char *block;   /* what the bits in `lf` count from */
    const char *next;    /* the first octet not yet looked at */
    const char *end;
    uint64_t lf;         /* line ends of the block not yet given */
    const char *bare_cr; /* the first CR without LF behind it; NULL: none so far */
    bool cr_last;        /* the block before ended in CR */
};

static inline void rs_lines_init(struct rs_lines *l, const char *begin, const char *end)
{
    *l = (struct rs_lines){begin, begin, end, 0, NULL, false};
}

/* A CR is bare when its neighbour is no LF; the last one of a block is judged with the next. */
static inline void rs_lines_note_cr(struct rs_lines *l, struct rs_line_ends ends)
{
    uint64_t bare = ends.cr & ~(ends.lf >> 1) & ~(1ull << 63);
    if (l->cr_last && !(ends.lf & 1))
        l->bare_cr = l->block - 1;
    else if (bare)
        l->bare_cr = l->block + rs_lowest_bit(bare);
}

static inline bool rs_lines_load(struct rs_lines *l)
{
    size_t left = (size_t)(l->end - l->next);
    if (!left)
        return false;
    struct rs_line_ends ends;
    l->block = l->next;
    if (left >= RS_BLOCK) {
        ends = rs_block_line_ends(l->block);
        l->next += RS_BLOCK;
    } else {
        char tail[RS_BLOCK] = {0};
        memcpy(tail, l->block, left);
        ends = rs_block_line_ends(tail);
        l->next = l->end;
    }
    if (!l->bare_cr)
        rs_lines_note_cr(l, ends);
    l->cr_last = ends.cr >> 63;
    l->lf = ends.lf;
    return true;
}

/* The next LF, or NULL when there is none before the end. */
static inline const char *rs_lines_next(struct rs_lines *l)
{
    while (!l->lf)
        if (!rs_lines_load(l))
            return NULL;
    const char *at = l->block + rs_lowest_bit(l->lf);
    l->lf &= l->lf - 1;
    return at;
}

#endif
