/*
 * bytes -> message: the first line (RFC 3261 7.1, 7.2).
 */
#ifndef RS_SIP_START_LINE_H
#define RS_SIP_START_LINE_H

#include "sip/fault.h"

enum rs_start_line_kind {
    RS_START_NONE,     /* no start line of SIP */
    RS_START_WEAK,     /* a request line without version: SIP only if the headers say so */
    RS_START_REQUEST,
    RS_START_RESPONSE
};

struct rs_start_line {
    struct rs_span method, uri;    /* request; uri may hold white space or <> */
    uint8_t method_id;             /* enum rs_method */
    struct rs_span version;        /* "SIP/2.0" as sent; empty when there is none */
    struct rs_span status, reason; /* response */
};

/*
 * `line` is without its line end. Damage is noted in *faults (may be NULL) as
 * far as the line is one of SIP's.
 */
enum rs_start_line_kind rs_start_line_parse(struct rs_span line, struct rs_start_line *out,
                                            struct rs_faults *faults);

/*
 * True for what is certainly a request or a response, at a glance; false says
 * nothing. `text` begins with the line and may go on behind it.
 */
bool rs_start_line_glance(struct rs_span text);

#endif
