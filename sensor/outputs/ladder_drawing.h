/*
 * The page that a ladder is drawn on: one call, its rows and columns, and the
 * line under the pen. Shared by ladder_draw.c (the page), ladder_arrow.c (a
 * row's own line) and ladder_beside.c (what is written beside and below it).
 */
#ifndef RS_OUTPUTS_LADDER_DRAWING_H
#define RS_OUTPUTS_LADDER_DRAWING_H

#include "outputs/canvas.h"
#include "outputs/ladder_rows.h"

struct rs_drawing {
    struct rs_ladder *l;
    const struct rs_ladder_call *c;
    struct rs_ladder_rows *rows;
    struct rs_ladder_columns cols;
    struct rs_canvas line;
    int64_t first_us, before_us; /* of the first row, of the row before */
};

/* A new line, with all lifelines on it. */
void rs_drawing_begin_line(struct rs_drawing *d);
/* Write it out. */
void rs_drawing_end_line(struct rs_drawing *d);

/* Text that ends before column `end`. */
void rs_drawing_put_right(struct rs_drawing *d, unsigned end, const char *text,
                          enum rs_paint paint);

/* Times, and the arrow with its label: leaves the line open. */
void rs_drawing_put_arrow(struct rs_drawing *d, const struct rs_ladder_row *row);

/* Findings beside the arrow or below it, then notes: ends the line. */
void rs_drawing_put_beside(struct rs_drawing *d, const struct rs_ladder_row *row,
                           uint32_t row_index);

/* "◄ T213 No ACK for a 200" at column x of the line. */
void rs_drawing_put_finding(struct rs_drawing *d, unsigned x, const struct rs_ladder_finding *f);

#endif
