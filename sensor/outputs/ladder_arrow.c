/* A row's own line: frame, time, delta, and the arrow with what it carries. */
#include <stdio.h>

#include "outputs/ladder_drawing.h"

static bool has_time(const struct rs_ladder_row *row)
{
    /* What is open when the capture ends happened at no time. */
    return row->kind != RS_ROW_ABSENCE || row->absence->kind < RS_OPEN_ANSWER;
}

/* "A" for the oldest leg. */
static void put_leg(struct rs_drawing *d, const struct rs_ladder_row *row)
{
    char text[2] = {row->message ? (char)('A' + row->message->leg) : ' ', '\0'};

    if (d->c->leg_count > 1)
        rs_drawing_put_right(d, d->cols.gutter - 2, text, RS_PAINT_BOLD);
}

static void put_gutter(struct rs_drawing *d, const struct rs_ladder_row *row)
{
    const struct rs_ladder_columns *cols = &d->cols;
    unsigned end = cols->frame_width;
    char text[40];

    if (row->frame) {
        snprintf(text, sizeof text, "%llu", (unsigned long long)row->frame);
        rs_drawing_put_right(d, end, text, RS_PAINT_NONE);
    }
    if (!has_time(row))
        return;
    end += cols->time_width + 1;
    snprintf(text, sizeof text, "%.3f", (double)(row->time_us - d->first_us) / 1e6);
    rs_drawing_put_right(d, end, text, RS_PAINT_NONE);
    end += cols->delta_width + 1;
    snprintf(text, sizeof text, "+%.3f", (double)(row->time_us - d->before_us) / 1e6);
    rs_drawing_put_right(d, end, text, RS_PAINT_GREY);
    d->before_us = row->time_us;
}

/* The line of an arrow: full for a message, dotted for what never came. */
static void put_shaft(struct rs_drawing *d, unsigned from, unsigned to, bool dotted,
                      enum rs_paint paint)
{
    unsigned left = from < to ? from : to, right = from < to ? to : from;

    for (unsigned x = left + 1; x < right; x++)
        rs_canvas_glyph(&d->line, x, dotted ? "┄" : "─", paint);
    for (unsigned i = 0; i < d->cols.shown; i++)
        if (d->cols.column[i].x > left && d->cols.column[i].x < right)
            rs_canvas_glyph(&d->line, d->cols.column[i].x, "┼", paint);
}

static void put_heads(struct rs_drawing *d, const struct rs_ladder_row *row, unsigned from,
                      unsigned to, enum rs_paint paint)
{
    bool both = row->kind == RS_ROW_SIGN_IN || row->kind == RS_ROW_CHALLENGE;

    rs_canvas_glyph(&d->line, from < to ? to - 1 : to + 1, from < to ? "►" : "◄", paint);
    if (both)
        rs_canvas_glyph(&d->line, from < to ? from + 1 : from - 1, from < to ? "◄" : "►", paint);
    else if (row->kind == RS_ROW_MESSAGE)
        rs_canvas_glyph(&d->line, from, from < to ? "├" : "┤", paint);
}

/* How wide each part of a label is drawn. */
struct widths {
    unsigned main, soft, tail, extra;
};

static unsigned sum(const struct widths *w)
{
    return w->main + w->soft + w->tail + w->extra;
}

/* "200 OK" in five columns is "200": an ellipsis would say less. */
static unsigned cut_main(const char *main, unsigned columns)
{
    unsigned word = (unsigned)strcspn(main, " ");

    return word < columns && columns < word + 4 ? word : columns;
}

static struct widths fit(const struct rs_ladder_label *label, const char *soft, unsigned columns)
{
    struct widths w = {
        .main = rs_text_columns(rs_span_str(label->main)),
        .soft = rs_text_columns(rs_span_str(soft)),
        .tail = rs_text_columns(rs_span_str(label->tail)),
        .extra = rs_text_columns(rs_span_str(label->extra)),
    };

    if (sum(&w) > columns)
        w.extra = 0;
    if (sum(&w) > columns)
        w.soft = 0;
    if (w.tail > columns - 4)
        w.tail = columns - 4;
    if (sum(&w) > columns)
        w.main = cut_main(label->main, columns - w.tail);
    return w;
}

static struct rs_span first_word_or_all(const char *text, unsigned columns)
{
    size_t word = strcspn(text, " ");

    return rs_span(text, word == columns ? word : strlen(text));
}

/* In the middle of `columns`, with a blank at both sides. */
static void put_label(struct rs_drawing *d, const struct rs_ladder_label *label, unsigned left,
                      unsigned columns)
{
    struct widths w = fit(label, label->soft, columns - 4); /* blanks, and some of the shaft */
    bool brief = !w.soft && *label->brief;
    const char *soft = brief ? label->brief : label->soft;

    if (brief)
        w = fit(label, soft, columns - 4);
    const struct {
        const char *text;
        unsigned columns;
    } part[] = {{" ", 1},
                {label->main, w.main},
                {soft, w.soft},
                {label->tail, w.tail},
                {label->extra, w.extra},
                {" ", 1}};

    left += (columns - 2 - sum(&w)) / 2;
    for (unsigned i = 0; i < sizeof part / sizeof part[0]; i++)
        left += rs_canvas_text(&d->line, left, first_word_or_all(part[i].text, part[i].columns),
                               part[i].columns, label->paint);
}

static void put_between(struct rs_drawing *d, const struct rs_ladder_row *row,
                        const struct rs_ladder_label *label)
{
    unsigned from = d->cols.column[d->cols.of_endpoint[row->src]].x;
    unsigned to = d->cols.column[d->cols.of_endpoint[row->dst]].x;

    put_shaft(d, from, to, row->kind == RS_ROW_ABSENCE, label->paint);
    put_heads(d, row, from, to, label->paint);
    /* What the head leaves free. */
    put_label(d, label, from < to ? from + 1 : to + 2, (from < to ? to - from : from - to) - 2);
}

/*
 * A message that stays in its column, or whose host has none: words instead of
 * an arrow.
 */
static void put_words(struct rs_drawing *d, const struct rs_ladder_row *row,
                      const struct rs_ladder_label *label)
{
    const struct rs_ladder_columns *cols = &d->cols;
    unsigned src = cols->of_endpoint[row->src], dst = cols->of_endpoint[row->dst];
    unsigned x = (src < cols->shown ? cols->column[src].x : cols->gutter) + 2, columns;
    char text[600];

    if (src == dst)
        snprintf(text, sizeof text, "↺ %s%s%s%s", label->main, label->soft, label->tail,
                 label->extra);
    else
        snprintf(text, sizeof text, "%s → %s: %s%s%s%s", cols->column[src].address,
                 cols->column[dst].address, label->main, label->soft, label->tail, label->extra);
    columns = rs_text_columns(rs_span_str(text));
    if (columns > d->line.width - x) /* rather over other lifelines than cut */
        x = columns < d->line.width - cols->gutter ? d->line.width - columns : cols->gutter;
    rs_canvas_text(&d->line, x, rs_span_str(text), d->line.width - x, label->paint);
}

void rs_drawing_put_arrow(struct rs_drawing *d, const struct rs_ladder_row *row)
{
    unsigned src = d->cols.of_endpoint[row->src], dst = d->cols.of_endpoint[row->dst];
    struct rs_ladder_label label;

    rs_ladder_label_row(d->l, d->rows, row, &label);
    rs_drawing_begin_line(d);
    put_gutter(d, row);
    if (src == dst || src >= d->cols.shown || dst >= d->cols.shown)
        put_words(d, row, &label);
    else
        put_between(d, row, &label);
    put_leg(d, row);
}
