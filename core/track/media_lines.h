/*
 * message -> session: of an SDP's lines those that say where media go and in
 * which direction (RFC 8866 5.14, 6.7; 3264), gathered while the body is walked.
 */
#ifndef RS_TRACK_MEDIA_LINES_H
#define RS_TRACK_MEDIA_LINES_H

#include "track/offer.h"

struct rs_media_lines {
    struct rs_media_side side;
    struct rs_media_line *current; /* the medium whose attributes are read; NULL: none, or too many */
    bool media_seen;
    uint8_t direction;             /* of the session */
};

void rs_media_lines_begin(struct rs_media_lines *l);
void rs_media_lines_medium(struct rs_media_lines *l, struct rs_span line);    /* m= */
void rs_media_lines_attribute(struct rs_media_lines *l, struct rs_span line); /* a= */

#endif
