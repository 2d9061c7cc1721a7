#include "sip/body.h"

/* Lines -------------------------------------------------------------------- */

/* The next line without CRLF or LF; *rest goes behind it. False at the end. */
static bool next_line(struct rs_span *rest, struct rs_span *line)
{
    const char *lf = rs_span_find(*rest, '\n');
    const char *end = rs_span_end(*rest);

    if (!rest->n)
        return false;
    *line = rs_span_between(rest->p, lf ? lf : end);
    *rest = rs_span_between(lf ? lf + 1 : end, end);
    if (lf && line->n && line->p[line->n - 1] == '\r')
        line->n--;
    return true;
}

enum delimiter { DELIMITER_NONE, DELIMITER_PART, DELIMITER_CLOSE };

/*
 * RFC 2046 5.1.1: dash-boundary transport-padding, or with two dashes behind
 * it.
 */
static enum delimiter delimiter_of(struct rs_span line, struct rs_span boundary)
{
    if (line.n < boundary.n + 2 || memcmp(line.p, "--", 2) != 0 ||
        memcmp(line.p + 2, boundary.p, boundary.n) != 0)
        return DELIMITER_NONE;
    line = rs_span_trim(rs_span_skip(line, boundary.n + 2));
    if (!line.n)
        return DELIMITER_PART;
    return line.n >= 2 && memcmp(line.p, "--", 2) == 0 ? DELIMITER_CLOSE : DELIMITER_NONE;
}

/*
 * What stands before the next delimiter line, without the line end that
 * belongs to that line. *rest goes behind it, and is empty when no part
 * follows.
 */
static struct rs_span take_until_delimiter(struct rs_span *rest, struct rs_span boundary,
                                           bool *found)
{
    struct rs_span all = *rest, line;
    const char *end = all.p;

    while (next_line(rest, &line)) {
        enum delimiter kind = delimiter_of(line, boundary);
        if (kind != DELIMITER_NONE) {
            *found = true;
            if (kind == DELIMITER_CLOSE)
                *rest = RS_SPAN_NONE;
            return rs_span_between(all.p, end);
        }
        end = rs_span_end(line);
    }
    *found = false;
    *rest = RS_SPAN_NONE;
    return all;
}

/* Parts -------------------------------------------------------------------- */

/* A header line of a part: Content-Type and Content-Disposition are kept. */
static void take_header(struct rs_span line, struct rs_part *part)
{
    const char *colon = rs_span_find(line, ':');
    struct rs_span name, value;

    if (!colon)
        return;
    name = rs_span_trim(rs_span_between(line.p, colon));
    value = rs_span_trim(rs_span_between(colon + 1, rs_span_end(line)));
    if (!part->type_text.p && (rs_span_eq_nocase(name, RS_SPAN("Content-Type")) ||
                               rs_span_eq_nocase(name, RS_SPAN("c"))))
        part->type_text = value;
    else if (!part->disposition.p && rs_span_eq_nocase(name, RS_SPAN("Content-Disposition")))
        part->disposition = value;
}

/*
 * One header with its continuation lines; false at the empty line or the end.
 */
static bool next_header(struct rs_span *rest, struct rs_span *header)
{
    struct rs_span line;

    if (!next_line(rest, header) || !header->n)
        return false;
    while (rest->n && rs_is_wsp(*rest->p) && next_line(rest, &line))
        *header = rs_span_between(header->p, rs_span_end(line));
    return true;
}

/* RFC 2046 5.1: headers, which may be none, an empty line, octets. */
static void split_part(struct rs_span text, struct rs_part *part)
{
    struct rs_span header;

    memset(part, 0, sizeof *part);
    while (next_header(&text, &header))
        take_header(header, part);
    part->octets = text;
    rs_content_type_parse(part->type_text, &part->type);
}

/* A multipart that can be opened: its parts come next. */
static bool open_part(struct rs_parts *it, const struct rs_part *part)
{
    struct rs_span boundary = part->type.boundary;
    struct rs_span rest = part->octets;
    bool found;

    if (!rs_span_eq_nocase(part->type.type, RS_SPAN("multipart")) || !boundary.n ||
        boundary.n > RS_BODY_BOUNDARY_MAX || it->depth == RS_BODY_DEPTH)
        return false;
    take_until_delimiter(&rest, boundary, &found); /* the preamble */
    if (!found)
        return false;
    it->rest[it->depth] = rest;
    it->boundary[it->depth++] = boundary;
    return true;
}

static bool begin(const struct rs_msg *m, struct rs_parts *it, struct rs_part *part)
{
    memset(it, 0, sizeof *it);
    it->started = true;
    memset(part, 0, sizeof *part);
    part->octets = rs_msg_content(m);
    part->type_text = rs_msg_value(m, RS_HEADER_CONTENT_TYPE);
    part->disposition = rs_msg_value(m, RS_HEADER_CONTENT_DISPOSITION);
    rs_content_type_parse(part->type_text, &part->type);
    return m->body.n > 0;
}

bool rs_body_next_part(const struct rs_msg *m, struct rs_parts *it, struct rs_part *part)
{
    bool found;

    if (!it->started) {
        if (!begin(m, it, part))
            return false;
        if (!open_part(it, part))
            return true;
    }
    while (it->depth) {
        int level = it->depth - 1;
        if (!it->rest[level].n) {
            it->depth--;
            continue;
        }
        split_part(take_until_delimiter(&it->rest[level], it->boundary[level], &found), part);
        if (!open_part(it, part))
            return true;
    }
    return false;
}

bool rs_body_find(const struct rs_msg *m, struct rs_span type, struct rs_span subtype,
                  struct rs_part *part)
{
    struct rs_parts it = {.started = false};

    while (rs_body_next_part(m, &it, part)) {
        if (rs_content_type_is(&part->type, type, subtype))
            return true;
    }
    return false;
}
