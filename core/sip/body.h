/*
 * Bodies: the parts of a multipart body (RFC 2046 5.1), or the body itself as
 * its only part. Nested multiparts are opened to a depth of 4; deeper ones, and
 * those without a boundary, are given whole. A part without its closing line
 * (a cut message) goes to the end.
 */
#ifndef RS_SIP_BODY_H
#define RS_SIP_BODY_H

#include "sip/msg.h"
#include "sip/values.h"

struct rs_part {
    struct rs_content_type type;
    struct rs_span type_text; /* Content-Type as sent; p == NULL: none */
    struct rs_span disposition;
    struct rs_span octets;
};

enum { RS_BODY_DEPTH = 4, RS_BODY_BOUNDARY_MAX = 255 }; /* RFC 2046: a boundary has 70 octets */

struct rs_parts {
    struct rs_span rest[RS_BODY_DEPTH];
    struct rs_span boundary[RS_BODY_DEPTH];
    int depth;
    bool started;
};

/* Start with *it zeroed. False at the end. */
bool rs_body_next_part(const struct rs_msg *m, struct rs_parts *it, struct rs_part *part);

/*
 * The first part with that type, e.g. "application", "sdp"; false if there is
 * none.
 */
bool rs_body_find(const struct rs_msg *m, struct rs_span type, struct rs_span subtype,
                  struct rs_part *part);

#endif
