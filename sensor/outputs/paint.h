/*
 * Colours for people: one set for all outputs that speak to a terminal.
 * Belongs to the arrow "finding -> output". Nothing is painted in a file or a
 * pipe, nor where NO_COLOR is set (no-color.org).
 */
#ifndef RS_OUTPUTS_PAINT_H
#define RS_OUTPUTS_PAINT_H

#include "outputs/writer.h"

enum rs_paint {
    RS_PAINT_NONE,
    RS_PAINT_BOLD,
    RS_PAINT_DIM,
    RS_PAINT_GREY,
    RS_PAINT_GREEN,
    RS_PAINT_BLUE,
    RS_PAINT_AMBER,
    RS_PAINT_ORANGE,
    RS_PAINT_RED,
    RS_PAINT__COUNT
};

/* Is anything painted on that writer? */
bool rs_paint_wanted(const struct rs_writer *w);

/*
 * Begin a colour; RS_PAINT_NONE ends it. The caller has asked rs_paint_wanted.
 */
void rs_put_paint(struct rs_writer *w, enum rs_paint p);

/*
 * 1xx grey, 2xx green, 3xx blue, 401 and 407 amber, 4xx orange, 5xx and 6xx
 * red.
 */
enum rs_paint rs_paint_of_status(unsigned status);
enum rs_paint rs_paint_of_severity(unsigned severity);

#endif
