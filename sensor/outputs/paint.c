#include "outputs/paint.h"

#include <stdlib.h>

#include "base/finding.h"
#include "sip/method.h"

bool rs_paint_wanted(const struct rs_writer *w)
{
    const char *no_colour = getenv("NO_COLOR");

    return rs_writer_is_terminal(w) && (!no_colour || !*no_colour);
}

void rs_put_paint(struct rs_writer *w, enum rs_paint p)
{
    /* Of the 256-colour set, so that orange and amber are not both "yellow". */
    static const char *const codes[RS_PAINT__COUNT] = {
        [RS_PAINT_NONE] = "\x1b[0m",          [RS_PAINT_BOLD] = "\x1b[1m",
        [RS_PAINT_DIM] = "\x1b[2m",           [RS_PAINT_GREY] = "\x1b[38;5;245m",
        [RS_PAINT_GREEN] = "\x1b[38;5;34m",   [RS_PAINT_BLUE] = "\x1b[38;5;39m",
        [RS_PAINT_AMBER] = "\x1b[38;5;220m",  [RS_PAINT_ORANGE] = "\x1b[38;5;208m",
        [RS_PAINT_RED] = "\x1b[1;38;5;196m",
    };

    rs_put_str(w, codes[p]);
}

enum rs_paint rs_paint_of_status(unsigned status)
{
    static const enum rs_paint classes[] = {RS_PAINT_NONE,   RS_PAINT_GREY,
                                            RS_PAINT_GREEN,  RS_PAINT_BLUE,
                                            RS_PAINT_ORANGE, RS_PAINT_RED, RS_PAINT_RED};

    if (rs_status_flags(status) & RS_STATUS_CHALLENGE)
        return RS_PAINT_AMBER;
    return status / 100 < sizeof classes / sizeof classes[0] ? classes[status / 100]
                                                             : RS_PAINT_NONE;
}

enum rs_paint rs_paint_of_severity(unsigned severity)
{
    if (severity >= RS_HIGH)
        return RS_PAINT_RED;
    if (severity == RS_MEDIUM)
        return RS_PAINT_ORANGE;
    return severity == RS_LOW ? RS_PAINT_AMBER : RS_PAINT_GREY;
}
