/*
 * The pass of sip/head.h, in the form that RS_ISA says. Included by the files
 * glance_*.c alone.
 */
#ifndef RS_SIP_HEAD_PASS_H
#define RS_SIP_HEAD_PASS_H

#include "sip/head.h"
#include "sip/header_find.h"
#include "sip/lines.h"

/*
 * The header of "Name: value", with at most one space before the value, none
 * behind it, a line end at `end`, and a name that has a row and a colon within 32 octets;
 * *h is filled. `name` is the line, or a copy of its beginning, with so many
 * readable octets. OTHER: the line is not usual.
 */
static inline enum rs_header_id rs_head_usual(const char *begin, const char *line, const char *name,
                                              const char *end, struct rs_header *h)
{
    const uint32_t colons = rs_name_colons(name);
    if (!colons)
        return RS_HEADER_OTHER;
    const unsigned n = rs_lowest_bit(colons);
    const char *value = line + n + 1;
    if (value >= end)
        return RS_HEADER_OTHER;
    value += *value == ' ';
    /* What precedes the line's first octet is a LF. */
    if ((unsigned char)*value <= ' ' || (unsigned char)end[-1] <= ' ' ||
        (unsigned char)line[(int)n - 1] <= ' ')
        return RS_HEADER_OTHER;
    enum rs_header_id id = rs_header_find_block(name, n, colons ^ (colons - 1));
    h->name = (uint16_t)(line - begin);
    h->value = (uint16_t)(value - begin);
    h->value_len = (uint16_t)(end - value);
    h->next = 0;
    h->name_len = (uint8_t)n;
    h->id = (uint8_t)id;
    h->folded = 0;
    return id;
}

/* The same where the octets may end within 32, or some are no text (header_find.h). */
static __attribute__((noinline)) enum rs_header_id
rs_head_careful(const struct rs_head *x, const char *line, const char *end, struct rs_header *h)
{
    char copy[RS_NAME_BLOCK] = {0};
    const size_t left = (size_t)(x->end - line);
    memcpy(copy, line, left < sizeof copy ? left : sizeof copy);
    enum rs_header_id id = rs_head_usual(x->begin, line, copy, end, h);
    return id == RS_HEADER_OTHER ? id : rs_header_find(rs_span(line, h->name_len));
}

/* The line that ends there; `plain`: nothing but text was found so far. */
static inline void rs_head_take(struct rs_head *x, const char *line, const char *end, bool plain)
{
    struct rs_msg *m = x->m;
    struct rs_header *h = &m->header[m->header_count];
    enum rs_header_id id = RS_HEADER_OTHER;
    if ((unsigned char)*line > ' ' && m->header_count < RS_HEAD_PLACES)
        id = plain && x->end - line >= RS_NAME_BLOCK
                 ? rs_head_usual(x->begin, line, line, end, h)
                 : rs_head_careful(x, line, end, h);
    if (id != RS_HEADER_OTHER) {
        x->open = h;
        rs_head_chain(m, id, m->header_count++);
    } else {
        rs_head_line(x, line, end);
    }
}

/* The start line, if there is one; what follows it. */
static inline const char *rs_head_first(struct rs_head *x, struct rs_lines *lines)
{
    const char *end = rs_lines_next(lines);
    if (end && *end == '\n')
        rs_head_bare_lf(x, x->begin, end);
    rs_head_start(x, x->begin, end ? end : x->end);
    return end ? rs_lines_behind(end) : x->end;
}

/* Up to the empty line, or to the end; nothing behind a start line that is none. */
static void rs_head_pass(struct rs_head *x)
{
    struct rs_lines lines;
    rs_lines_init(&lines, x->begin, x->end);
    const char *line = rs_head_first(x, &lines), *end;
    if (x->kind == RS_START_NONE)
        return;
    while ((end = rs_lines_next(&lines))) {
        const char *begin = line;
        line = rs_lines_behind(end);
        if (*end == '\n' && !x->kept_bare_lf)
            rs_head_bare_lf(x, begin, end);
        x->ended = begin == end;
        if (x->ended)
            break;
        rs_head_take(x, begin, end, !lines.strange && !lines.bare_cr);
    }
    if (!x->ended && line < x->end) {
        rs_head_line(x, line, x->end); /* a line without LF ends with the octets */
        line = x->end;
    }
    x->line = line;
    x->bare_cr = lines.bare_cr;
    x->m->strange = lines.strange;
}

#endif
