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

/* What is found out about a usual line; the rest follows from where it begins and ends. */
struct rs_head_name {
    size_t n, value; /* octets of the name; where the value begins */
    size_t id;       /* enum rs_header_id */
};

/*
 * A line of "Name: value", with at most one space before the value, none behind
 * it, and a name that has a row and a colon within 32 octets. The line is
 * [line, end) of the octets from `begin` on, and its end, which has a LF, follows.
 * `name` is the line, or a copy of its beginning, with so many readable octets.
 * False: the line is not usual, or empty.
 */
static inline bool rs_head_usual(const struct rs_look *look, const char *begin, size_t line,
                                 const char *name, size_t end, struct rs_head_name *out)
{
    /* Where there is no colon, the last octet, which is none, ends a name that is not found. */
    const uint32_t colons = rs_name_colons(look, name) | 1u << (RS_NAME_BLOCK - 1);
    out->n = (size_t)__builtin_ctz(colons);
    if (__builtin_expect(out->n <= 1, 0)) {
        out->id = out->n ? rs_header_find_letter(name[0]) : RS_HEADER_OTHER;
        if (out->id == RS_HEADER_OTHER)
            return false;
    } else if (!rs_header_find_block(look, name, out->n, colons ^ (colons - 1), &out->id)) {
        return false;
    }
    /* No name has white space or a LF in it: it ends in its line, and so does what follows. */
    size_t value = line + out->n + 1;
    value += begin[value] == ' ';
    out->value = value;
    return (unsigned char)begin[value] > ' ' && (unsigned char)begin[end - 1] > ' ';
}

/* The same of any line: some octets may pass for others (header_find.h). */
static inline bool rs_head_careful(const struct rs_head *x, size_t line, size_t end,
                                   struct rs_head_name *out)
{
    const struct rs_look look = rs_look_init();
    const size_t left = (size_t)(x->end - x->begin) - line;
    char copy[RS_NAME_LEAD + RS_NAME_BLOCK] = "\r\n";
    memcpy(copy + RS_NAME_LEAD, x->begin + line, left < RS_NAME_BLOCK ? left : RS_NAME_BLOCK);
    if (!rs_head_usual(&look, x->begin, line, copy + RS_NAME_LEAD, end, out))
        return false;
    out->id = rs_header_find(rs_span(x->begin + line, out->n));
    return out->id != RS_HEADER_OTHER;
}

/* The line that the plain walk did not understand, or that is none of its lines (not `plain`). */
static __attribute__((noinline)) void rs_head_take(struct rs_head *x, size_t line, size_t end,
                                                   bool plain)
{
    struct rs_msg *m = x->m;
    struct rs_head_name name;
    if (plain || m->header_count >= RS_HEAD_PLACES || !rs_head_careful(x, line, end, &name)) {
        rs_head_line(x, x->begin + line, x->begin + end);
        return;
    }
    x->open = &m->header[m->header_count];
    rs_header_set(x->open, line, name.n, name.value, end - name.value, name.id);
    rs_head_chain(m, name.id, m->header_count++);
}

/* ---- plain lines ---- */

/* Where the plain walk stands; offsets from the first octet. */
struct rs_plain {
    const char *begin;
    size_t size;       /* but for the last octet, so that each of these has one behind it */
    size_t last_block; /* the last 64 of them begin there */
    size_t line;       /* where the line at hand begins */
    size_t block;      /* what the bits in `odd` count from */
    uint64_t odd;      /* octets that are no text: of CRLFs, as long as all is plain */
};

static inline bool rs_plain_is_end(const struct rs_plain *p, size_t at)
{
    return memcmp(p->begin + at, "\r\n", 2) == 0;
}

#if RS_ISA == RS_ISA_PORTABLE

/* As below, without blocks: few octets at a time are sooner looked at than kept as bits. */
static inline bool rs_plain_end(const struct rs_look *look, struct rs_plain *p, size_t *end)
{
    (void)look;
    size_t at = p->line, odd;
    for (; at + 16 <= p->size; at += odd)
        if ((odd = rs_first_odd(p->begin + at)) < 16) {
            *end = at + odd;
            return rs_plain_is_end(p, *end);
        }
    while (at < p->size && p->begin[at] >= ' ' && p->begin[at] < 0x7f)
        at++;
    *end = at;
    return at < p->size && rs_plain_is_end(p, at);
}

#else

/* On to the next octet that is no text, some blocks on. False: there is none. */
static inline bool rs_plain_load(const struct rs_look *look, struct rs_plain *p)
{
    do {
        p->block += RS_BLOCK;
        if (__builtin_expect(p->block > p->last_block, 0)) {
            if (p->block >= p->size)
                return false;
            p->odd = rs_block_odd(look, p->begin + p->last_block) >> (p->block - p->last_block);
        } else {
            p->odd = rs_block_odd(look, p->begin + p->block);
        }
    } while (!p->odd);
    return true;
}

/*
 * Where the line at hand ends: at a CRLF, with nothing but text before it.
 * False: that is not known, and the line is for rs_head_uneven.
 */
static inline bool rs_plain_end(const struct rs_look *look, struct rs_plain *p, size_t *end)
{
    size_t at;
    do {
        if (!p->odd && !rs_plain_load(look, p))
            return false;
        at = p->block + rs_lowest_bit(p->odd);
        p->odd &= p->odd - 1;
    } while (__builtin_expect(at < p->line, 0)); /* the LF of a CRLF, in a block of its own */
    p->odd &= p->odd - 1;
    *end = at;
    return rs_plain_is_end(p, at);
}

#endif

/* Holds a line that begins within 32 octets of the end, with room behind it. */
struct rs_plain_tail {
    char octets[RS_NAME_LEAD + RS_NAME_BLOCK + RS_NAME_BLOCK];
};

/* The beginning of the line at hand, in *tail. */
static inline const char *rs_plain_name(const struct rs_plain *p, struct rs_plain_tail *tail)
{
    enum { LAST = RS_NAME_LEAD + RS_NAME_BLOCK };
    const size_t from = p->size + 1 - LAST;
    memcpy(tail->octets, p->begin + from, LAST);
    memset(tail->octets + LAST, 0, sizeof tail->octets - LAST);
    return tail->octets + (p->line - from);
}

enum rs_plain_stop { RS_PLAIN_EMPTY_LINE, RS_PLAIN_OTHER_LINE, RS_PLAIN_UNEVEN };

/*
 * Index one line after the other, up to one that is not usual: its end is *end,
 * and at->line stands on it.
 */
static inline enum rs_plain_stop rs_head_plain(struct rs_head *x, const struct rs_look *look,
                                               struct rs_plain *at, size_t *end)
{
    struct rs_plain p = *at;
    struct rs_msg *m = x->m;
    const size_t last_name = p.size + 1 - RS_NAME_BLOCK;
    size_t count = m->header_count, stop = 0;
    bool plain;
    while ((plain = rs_plain_end(look, &p, &stop)) && count < RS_HEAD_PLACES) {
        const char *text = p.begin + p.line;
        struct rs_plain_tail tail;
        struct rs_head_name name;
        if (__builtin_expect(p.line > last_name, 0)) {
            if (stop == p.line)
                break;
            text = rs_plain_name(&p, &tail);
        }
        if (!rs_head_usual(look, p.begin, p.line, text, stop, &name))
            break;
        rs_header_set(&m->header[rs_look_number(count)], p.line, name.n, name.value,
                      stop - name.value, name.id);
        rs_head_chain(m, name.id, (unsigned)count++);
        p.line = stop + 2;
    }
    if (count != m->header_count)
        x->open = &m->header[count - 1];
    m->header_count = (uint16_t)count;
    *at = p;
    *end = stop;
    return !plain ? RS_PLAIN_UNEVEN : stop == p.line ? RS_PLAIN_EMPTY_LINE : RS_PLAIN_OTHER_LINE;
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
    const struct rs_look look = rs_look_init();
    enum rs_plain_stop why;
    size_t end;
    while ((why = rs_head_plain(x, &look, p, &end)) == RS_PLAIN_OTHER_LINE) {
        rs_head_take(x, p->line, end, true);
        p->line = end + 2;
    }
    x->ended = why == RS_PLAIN_EMPTY_LINE;
    if (x->ended)
        x->line = x->begin + end + 2;
    else
        rs_head_uneven(x, x->begin + p->line);
}

/* The first line, if it is plain. */
static inline bool rs_plain_begin(struct rs_plain *p, const struct rs_head *x, size_t *end)
{
    const struct rs_look look = rs_look_init();
    const size_t size = (size_t)(x->end - x->begin);
    if (size <= RS_BLOCK)
        return false;
    *p = (struct rs_plain){.begin = x->begin,
                           .size = size - 1,
                           .last_block = size - 1 - RS_BLOCK,
                           .odd = RS_ISA ? rs_block_odd(&look, x->begin) : 0};
    return rs_plain_end(&look, p, end) && *end;
}

/* Up to the empty line, or to the end; nothing behind a start line that is none. */
static void rs_head_pass(struct rs_head *x)
{
    struct rs_plain p;
    size_t end;
    if (!rs_plain_begin(&p, x, &end)) {
        rs_head_uneven(x, x->begin);
        return;
    }
    rs_head_start(x, x->begin, x->begin + end);
    p.line = end + 2;
    if (x->kind != RS_START_NONE)
        rs_head_lines(x, &p);
}

#endif
