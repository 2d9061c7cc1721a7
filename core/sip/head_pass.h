/*
 * The pass of sip/head.h, in the form that RS_ISA says. Included by the files
 * glance_*.c alone.
 *
 *   rs_head_plain   lines of text that end with CRLF: nearly all that come
 *   rs_head_uneven  from the first line on that is within 64 octets of a HTAB, a
 *                   control octet, one above ASCII, or a line end of another kind
 *
 * The plain walk calls nobody, so that what it knows stays in registers; it
 * gives back the line that it does not understand.
 */
#ifndef RS_SIP_HEAD_PASS_H
#define RS_SIP_HEAD_PASS_H

#include "sip/head.h"
#include "sip/header_find.h"
#include "sip/lines.h"

/* ---- one line ---- */

/*
 * The header of "Name: value", with at most one space before the value, none
 * behind it, and a name that has a row and a colon within 32 octets; *h is
 * filled. The line is [line, end) of the octets from `begin` on, and its end, which
 * has a LF, follows. `name` is the line, or a copy of its beginning, with so many
 * readable octets. OTHER: the line is not usual.
 */
static inline enum rs_header_id rs_head_usual(const char *begin, size_t line, const char *name,
                                              size_t end, struct rs_header *h)
{
    const uint32_t colons = rs_name_colons(name);
    if (!colons)
        return RS_HEADER_OTHER;
    const size_t n = rs_lowest_bit(colons);
    const enum rs_header_id id = rs_header_find_block(name, n, colons ^ (colons - 1));
    if (id == RS_HEADER_OTHER)
        return id;
    /* No name has white space or a LF in it: it ends in its line, and so does what follows. */
    size_t value = line + n + 1;
    value += begin[value] == ' ';
    if ((unsigned char)begin[value] <= ' ' || (unsigned char)begin[end - 1] <= ' ')
        return RS_HEADER_OTHER;
    h->name = (uint16_t)line;
    h->value = (uint16_t)value;
    h->value_len = (uint16_t)(end - value);
    h->next = 0;
    h->name_len = (uint8_t)n;
    h->id = (uint8_t)id;
    h->folded = 0;
    return id;
}

/* The same of a line like those of the plain walk, where the octets end within 32. */
static inline enum rs_header_id rs_head_near_end(const struct rs_head *x, size_t line, size_t end,
                                                 struct rs_header *h)
{
    enum { LOOK = RS_NAME_LEAD + RS_NAME_BLOCK };
    const size_t size = (size_t)(x->end - x->begin);
    char copy[LOOK + RS_NAME_BLOCK] = {0};
    if (size < LOOK)
        return RS_HEADER_OTHER;
    memcpy(copy, x->end - LOOK, LOOK);
    return rs_head_usual(x->begin, line, copy + LOOK - (size - line), end, h);
}

/* The same of any line: some octets may pass for others (header_find.h). */
static inline enum rs_header_id rs_head_careful(const struct rs_head *x, size_t line, size_t end,
                                                struct rs_header *h)
{
    const size_t left = (size_t)(x->end - x->begin) - line;
    char copy[RS_NAME_LEAD + RS_NAME_BLOCK] = "\r\n";
    memcpy(copy + RS_NAME_LEAD, x->begin + line, left < RS_NAME_BLOCK ? left : RS_NAME_BLOCK);
    enum rs_header_id id = rs_head_usual(x->begin, line, copy + RS_NAME_LEAD, end, h);
    return id == RS_HEADER_OTHER ? id : rs_header_find(rs_span(x->begin + line, h->name_len));
}

/* The line that the plain walk did not understand, or that is none of its lines (not `plain`). */
static __attribute__((noinline)) void rs_head_take(struct rs_head *x, size_t line, size_t end,
                                                   bool plain)
{
    struct rs_msg *m = x->m;
    struct rs_header *h = &m->header[m->header_count];
    enum rs_header_id id = RS_HEADER_OTHER;
    if (m->header_count < RS_HEAD_PLACES) {
        if (!plain)
            id = rs_head_careful(x, line, end, h);
        else if ((size_t)(x->end - x->begin) - line < RS_NAME_BLOCK)
            id = rs_head_near_end(x, line, end, h);
    }
    if (id != RS_HEADER_OTHER) {
        x->open = h;
        rs_head_chain(m, id, m->header_count++);
    } else {
        rs_head_line(x, x->begin + line, x->begin + end);
    }
}

/* ---- plain lines ---- */

/* Where the plain walk stands; offsets from the first octet. */
struct rs_plain {
    size_t line;  /* where the line at hand begins */
    size_t size;
    size_t block; /* what the bits in `odd` count from */
    uint64_t odd; /* octets that are no text: of CRLFs, as long as all is plain */
};

/* The block that begins there. False at the end of the octets. */
static inline bool rs_plain_load(struct rs_plain *p, const char *begin, size_t block)
{
    p->block = block;
    if (block + RS_BLOCK <= p->size) {
        p->odd = rs_block_odd(begin + block);
        return true;
    }
    if (block >= p->size || p->size < RS_BLOCK)
        return false;
    p->odd = rs_block_odd(begin + p->size - RS_BLOCK) >> (RS_BLOCK - (p->size - block));
    return true;
}

/*
 * Where the line at hand ends: at a CRLF, with nothing but text before it. 0:
 * that is not known, and the line is for rs_head_uneven.
 */
static inline size_t rs_plain_end(struct rs_plain *p, const char *begin)
{
    for (;;) {
        while (!p->odd)
            if (!rs_plain_load(p, begin, p->block + RS_BLOCK))
                return 0;
        const size_t at = p->block + rs_lowest_bit(p->odd);
        p->odd &= p->odd - 1;
        if (at < p->line) /* the LF of the line end before, in a block of its own */
            continue;
        if (p->size - at < 2 || memcmp(begin + at, "\r\n", 2) != 0)
            return 0;
        p->odd &= p->odd - 1;
        return at;
    }
}

enum rs_plain_stop { RS_PLAIN_EMPTY_LINE, RS_PLAIN_OTHER_LINE, RS_PLAIN_UNEVEN };

/*
 * Index one line after the other, up to one that is not usual: its end is *end,
 * and at->line stands on it.
 */
static inline enum rs_plain_stop rs_head_plain(struct rs_head *x, struct rs_plain *at, size_t *end)
{
    struct rs_plain p = *at;
    struct rs_msg *m = x->m;
    const char *begin = x->begin;
    size_t count = m->header_count, stop;
    for (;;) {
        stop = rs_plain_end(&p, begin);
        if (stop <= p.line || p.size - p.line < RS_NAME_BLOCK || count >= RS_HEAD_PLACES)
            break;
        struct rs_header *h = &m->header[count];
        enum rs_header_id id = rs_head_usual(begin, p.line, begin + p.line, stop, h);
        if (id == RS_HEADER_OTHER)
            break;
        rs_head_chain(m, id, (unsigned)count++);
        p.line = stop + 2;
    }
    if (count != m->header_count)
        x->open = &m->header[count - 1];
    m->header_count = (uint16_t)count;
    *at = p;
    *end = stop;
    return !stop ? RS_PLAIN_UNEVEN : stop == p.line ? RS_PLAIN_EMPTY_LINE : RS_PLAIN_OTHER_LINE;
}

/* ---- others ---- */

/* The start line, if there is one; what follows it. */
static inline const char *rs_head_first(struct rs_head *x, struct rs_lines *lines)
{
    const char *end = rs_lines_next(lines);
    if (end && *end == '\n')
        rs_head_bare_lf(x, x->begin, end);
    rs_head_start(x, x->begin, end ? end : x->end);
    return end ? rs_lines_behind(end) : x->end;
}

/* From that line on, up to the empty line or to the end. */
static __attribute__((noinline)) void rs_head_uneven(struct rs_head *x, const char *line)
{
    struct rs_lines lines;
    rs_lines_init(&lines, line, x->end);
    if (line == x->begin)
        line = rs_head_first(x, &lines);
    const char *end;
    while (x->kind != RS_START_NONE && !x->ended && (end = rs_lines_next(&lines))) {
        const char *begin = line;
        line = rs_lines_behind(end);
        if (*end == '\n' && !x->kept_bare_lf)
            rs_head_bare_lf(x, begin, end);
        x->ended = begin == end;
        if (!x->ended)
            rs_head_take(x, (size_t)(begin - x->begin), (size_t)(end - x->begin), false);
    }
    if (x->kind != RS_START_NONE && !x->ended && line < x->end) {
        rs_head_line(x, line, x->end); /* a line without LF ends with the octets */
        line = x->end;
    }
    x->line = line;
    x->bare_cr = lines.bare_cr;
    x->m->strange = lines.strange;
}

/* ---- all ---- */

/* The header lines behind a plain start line. */
static inline void rs_head_lines(struct rs_head *x, struct rs_plain *p)
{
    enum rs_plain_stop why;
    size_t end;
    while ((why = rs_head_plain(x, p, &end)) == RS_PLAIN_OTHER_LINE) {
        rs_head_take(x, p->line, end, true);
        p->line = end + 2;
    }
    x->ended = why == RS_PLAIN_EMPTY_LINE;
    if (x->ended)
        x->line = x->begin + end + 2;
    else
        rs_head_uneven(x, x->begin + p->line);
}

/* Up to the empty line, or to the end; nothing behind a start line that is none. */
static void rs_head_pass(struct rs_head *x)
{
    struct rs_plain p = {.size = (size_t)(x->end - x->begin)};
    const size_t end = rs_plain_load(&p, x->begin, 0) ? rs_plain_end(&p, x->begin) : 0;
    if (!end) {
        rs_head_uneven(x, x->begin);
        return;
    }
    rs_head_start(x, x->begin, x->begin + end);
    p.line = end + 2;
    if (x->kind != RS_START_NONE)
        rs_head_lines(x, &p);
}

#endif
