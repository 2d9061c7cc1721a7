/* A call's page: title, hosts, rows. */
#include <stdio.h>

#include "outputs/ladder_drawing.h"

enum { BEGINS = 47 }; /* octets of "  begins <time> UTC, Call-ID " */

void rs_drawing_end_line(struct rs_drawing *d)
{
    rs_canvas_write(&d->line, d->l->w, d->l->colour);
}

void rs_drawing_begin_line(struct rs_drawing *d)
{
    rs_canvas_clear(&d->line, d->l->width);
    for (unsigned i = 0; i < d->cols.shown; i++)
        rs_canvas_glyph(&d->line, d->cols.column[i].x, "│", RS_PAINT_DIM);
}

void rs_drawing_put_right(struct rs_drawing *d, unsigned end, const char *text,
                          enum rs_paint paint)
{
    unsigned columns = rs_text_columns(rs_span_str(text));

    rs_canvas_text(&d->line, end > columns ? end - columns : 0, rs_span_str(text), columns,
                   paint);
}

/* Title */

static void paint(struct rs_ladder *l, enum rs_paint p)
{
    if (l->colour)
        rs_put_paint(l->w, p);
}

/*
 * Three refusals and an acceptance are one sign-in in words, also where all are
 * drawn.
 */
static void make_words(struct rs_ladder *l, const struct rs_ladder_call *c,
                       struct rs_ladder_words *out)
{
    struct rs_ladder_rows folded;

    rs_ladder_rows_init(&folded, l, c, true);
    rs_ladder_outcome(l, c, &folded, out);
    rs_ladder_rows_fini(&folded);
}

static void put_title(struct rs_ladder *l, const struct rs_ladder_call *c)
{
    struct rs_ladder_words outcome;

    make_words(l, c, &outcome);
    paint(l, RS_PAINT_BOLD);
    rs_put_str(l->w, c->number ? "Call " : "Messages that belong to no call");
    if (c->number)
        rs_put_u64(l->w, c->number);
    paint(l, RS_PAINT_NONE);
    if (outcome.text[0]) {
        rs_put_str(l->w, ": ");
        paint(l, outcome.paint);
        rs_put_safe(l->w, rs_span_str(outcome.text));
        paint(l, RS_PAINT_NONE);
    }
    rs_put_char(l->w, '\n');
}

static void put_parties(struct rs_ladder *l, const struct rs_ladder_call *c)
{
    if (!c->from && !c->to)
        return;
    rs_put_str(l->w, "  from ");
    rs_put_safe(l->w, rs_ladder_text(l, c->from));
    rs_put_str(l->w, " to ");
    rs_put_safe(l->w, rs_ladder_text(l, c->to));
    rs_put_char(l->w, '\n');
}

static void put_join(struct rs_ladder *l, enum rs_join join)
{
    bool guessed = rs_join_score(join) < 100;

    rs_put_str(l->w, guessed ? ", guessed by " : ", joined by ");
    rs_put_str(l->w, rs_join_name(join));
    if (!guessed)
        return;
    rs_put_str(l->w, ", score ");
    rs_put_u64(l->w, rs_join_score(join));
}

/* Each Call-ID, and how it is known that it belongs here. */
static void put_legs(struct rs_ladder *l, const struct rs_ladder_call *c)
{
    for (unsigned i = 0; i < c->leg_count; i++) {
        enum rs_join join = (enum rs_join)c->leg[i].join;

        rs_put_str(l->w, "  leg ");
        rs_put_char(l->w, (char)('A' + i));
        rs_put_str(l->w, ": Call-ID ");
        rs_put_safe(l->w, rs_ladder_text(l, c->leg[i].call_id));
        if (i) /* the first is the one that others are joined to */
            put_join(l, join);
        rs_put_char(l->w, '\n');
    }
}

static void put_beginning(struct rs_ladder *l, const struct rs_ladder_call *c)
{
    if (!c->head)
        return;
    rs_put_str(l->w, "  begins ");
    rs_put_clock(l->w, l->message[c->head].time_us);
    rs_put_str(l->w, " UTC");
    if (c->leg_count > 1) {
        rs_put_char(l->w, '\n');
        put_legs(l, c);
        return;
    }
    if (c->call_id) {
        /* Never cut: it is what one looks for elsewhere. */
        rs_put_str(l->w, BEGINS + rs_text_columns(rs_ladder_text(l, c->call_id)) > l->width
                             ? "\n  Call-ID "
                             : ", Call-ID ");
        rs_put_safe(l->w, rs_ladder_text(l, c->call_id));
    }
    rs_put_char(l->w, '\n');
}

/* Hosts */

static void put_hidden_hosts(struct rs_drawing *d)
{
    const struct rs_ladder_columns *cols = &d->cols;

    for (unsigned i = cols->shown; i < cols->count; i++) {
        rs_put_str(d->l->w, "  no room for a column: ");
        rs_put_str(d->l->w, cols->column[i].address);
        if (cols->column[i].role[0])
            rs_put_char(d->l->w, ' ');
        rs_put_safe(d->l->w, rs_span_str(cols->column[i].role));
        rs_put_char(d->l->w, '\n');
    }
}

/* Centred over its lifeline, and not into the neighbour's. */
static void put_heading(struct rs_drawing *d, unsigned column, const char *text,
                        enum rs_paint colour)
{
    const struct rs_ladder_columns *cols = &d->cols;
    unsigned x = cols->column[column].x;
    unsigned spacing = cols->shown > 1 ? cols->column[1].x - cols->column[0].x : 40;
    unsigned columns = rs_text_columns(rs_span_str(text));
    unsigned left;

    if (columns > spacing - 1)
        columns = spacing - 1;
    left = x > columns / 2 ? x - columns / 2 : 0;
    if (left + columns > d->line.width)
        left = d->line.width - columns;
    rs_canvas_text(&d->line, left, rs_span_str(text), columns, colour);
}

static void draw_addresses(struct rs_drawing *d)
{
    rs_canvas_clear(&d->line, d->l->width);
    for (unsigned i = 0; i < d->cols.shown; i++)
        put_heading(d, i, d->cols.column[i].address, RS_PAINT_BOLD);
    rs_drawing_end_line(d);
}

static void draw_roles(struct rs_drawing *d)
{
    bool any = false;

    rs_canvas_clear(&d->line, d->l->width);
    for (unsigned i = 0; i < d->cols.shown; i++) {
        put_heading(d, i, d->cols.column[i].role, RS_PAINT_NONE);
        any |= d->cols.column[i].role[0] != '\0';
    }
    if (any)
        rs_drawing_end_line(d);
}

static void draw_gutter_heading(struct rs_drawing *d)
{
    unsigned end = d->cols.frame_width;

    rs_drawing_begin_line(d);
    rs_drawing_put_right(d, end, "frame", RS_PAINT_GREY);
    end += d->cols.time_width + 1;
    rs_drawing_put_right(d, end, "time", RS_PAINT_GREY);
    end += d->cols.delta_width + 1;
    rs_drawing_put_right(d, end, "delta", RS_PAINT_GREY);
    if (d->c->leg_count > 1)
        rs_drawing_put_right(d, d->cols.gutter - 1, "leg", RS_PAINT_GREY);
    rs_drawing_end_line(d);
}

/* Rows */

static void draw_gap(struct rs_drawing *d)
{
    char text[80];

    rs_drawing_begin_line(d);
    snprintf(text, sizeof text, "… %u messages of this call are left out …", d->c->dropped);
    rs_canvas_text(&d->line, d->cols.gutter, rs_span_str(text), d->line.width - d->cols.gutter,
                   RS_PAINT_AMBER);
    rs_drawing_end_line(d);
}

static void draw_rows(struct rs_drawing *d)
{
    for (uint32_t i = 0; i < d->rows->count; i++) {
        const struct rs_ladder_row *row = &d->rows->row[i];

        if (row->hidden)
            continue;
        if (row->kind == RS_ROW_GAP) {
            draw_gap(d);
            continue;
        }
        rs_drawing_put_arrow(d, row);
        rs_drawing_put_beside(d, row, i);
    }
}

/* Findings whose frame is no row: left out, or told of a gap in a stream. */
static void draw_loose_findings(struct rs_drawing *d)
{
    for (uint32_t i = d->c->findings; i; i = d->l->finding[i].next) {
        if (d->l->finding[i].row)
            continue;
        rs_canvas_clear(&d->line, d->l->width);
        rs_drawing_put_finding(d, 2, &d->l->finding[i]);
        rs_drawing_end_line(d);
    }
}

void rs_ladder_draw(struct rs_ladder *l, const struct rs_ladder_call *c)
{
    struct rs_ladder_rows rows;
    struct rs_drawing d = {.l = l, .c = c, .rows = &rows};

    put_title(l, c);
    put_parties(l, c);
    put_beginning(l, c);
    rs_ladder_rows_init(&rows, l, c, !l->settings->call);
    rs_ladder_place_findings(l, c, &rows);
    rs_ladder_columns_make(&d.cols, l, c, &rows);
    if (rows.count) {
        d.first_us = d.before_us = rows.row[0].time_us;
        put_hidden_hosts(&d);
        draw_addresses(&d);
        draw_roles(&d);
        draw_gutter_heading(&d);
        draw_rows(&d);
    }
    draw_loose_findings(&d);
    rs_ladder_rows_fini(&rows);
}
