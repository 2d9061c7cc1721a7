/*
 * One line of a drawing: cells of one terminal column each, into which
 * lifelines, arrows and texts are put over one another before it is written.
 * Belongs to the arrow "finding -> output"; the caller owns the storage. Texts
 * from the traffic are made safe as they come in (utf8.h).
 */
#ifndef RS_OUTPUTS_CANVAS_H
#define RS_OUTPUTS_CANVAS_H

#include "outputs/paint.h"

enum { RS_CANVAS_COLUMNS_MAX = 400 };

struct rs_cell {
    char glyph[5];   /* UTF-8, NUL-terminated; "" is blank, or the right half of a wide one */
    uint8_t paint;   /* enum rs_paint */
    bool right_half;
};

struct rs_canvas {
    unsigned width;
    struct rs_cell cell[RS_CANVAS_COLUMNS_MAX];
};

/* Blank, width columns wide (at most RS_CANVAS_COLUMNS_MAX). */
void rs_canvas_clear(struct rs_canvas *c, unsigned width);

/* One glyph of ours in column x; nothing outside the width. */
void rs_canvas_glyph(struct rs_canvas *c, unsigned x, const char *glyph, enum rs_paint paint);

/*
 * Text from column x on, at most `columns` wide: what does not fit ends in an
 * ellipsis. Returns the columns used.
 */
unsigned rs_canvas_text(struct rs_canvas *c, unsigned x, struct rs_span text, unsigned columns,
                        enum rs_paint paint);

/* Columns that rs_canvas_text would need for all of it. */
unsigned rs_text_columns(struct rs_span text);

/* Write the line, without blanks at its end. */
void rs_canvas_write(const struct rs_canvas *c, struct rs_writer *w, bool colour);

#endif
