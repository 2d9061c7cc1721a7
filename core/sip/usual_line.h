/*
 * The start lines nearly everybody sends, known at a glance: "METHOD uri SIP/2.0"
 * with a method of ours, and "SIP/2.0 200 reason". False: look closer
 * (start_line.c); nothing of *out counts. No part of the API.
 */
#ifndef RS_SIP_USUAL_LINE_H
#define RS_SIP_USUAL_LINE_H

#include "base/stops.h"
#include "sip/method.h"
#include "sip/start_line.h"

enum { RS_USUAL_TAIL = sizeof " SIP/2.0" - 1, RS_USUAL_HEAD = sizeof "SIP/2.0 " - 1 };

static inline bool rs_usual_response_begins(struct rs_span line)
{
    if (line.n < RS_USUAL_HEAD + 4 || memcmp(line.p, "SIP/2.0 ", RS_USUAL_HEAD) != 0)
        return false;
    const char *code = line.p + RS_USUAL_HEAD;
    return rs_is_digit(code[0]) && rs_is_digit(code[1]) && rs_is_digit(code[2]) && code[3] == ' ';
}

static inline bool rs_usual_response(struct rs_span line, struct rs_start_line *out)
{
    if (!rs_usual_response_begins(line))
        return false;
    out->method = RS_SPAN_NONE;
    out->uri = RS_SPAN_NONE;
    out->method_id = RS_METHOD_UNKNOWN;
    out->version = rs_span(line.p, RS_USUAL_HEAD - 1);
    out->status = rs_span(line.p + RS_USUAL_HEAD, 3);
    out->reason = rs_span_skip(line, RS_USUAL_HEAD + 4);
    return true;
}

/* Method and what stands between it and the version; that may hold white space. */
static inline bool rs_usual_request_parts(struct rs_span line, struct rs_start_line *out)
{
    if (line.n <= RS_USUAL_TAIL)
        return false;
    const char *end = rs_span_end(line) - RS_USUAL_TAIL;
    if (memcmp(end, " SIP/2.0", RS_USUAL_TAIL) != 0)
        return false;
    const char *sp = rs_next_stop(line.p, end, RS_CHAR_LWS);
    out->method = rs_span_between(line.p, sp);
    out->method_id = (uint8_t)rs_method_find(out->method);
    if (out->method_id == RS_METHOD_UNKNOWN || end - sp < 2 || *sp != ' ')
        return false;
    out->uri = rs_span_between(sp + 1, end);
    out->version = rs_span(end + 1, RS_USUAL_TAIL - 1);
    return true;
}

static inline bool rs_usual_request(struct rs_span line, struct rs_start_line *out)
{
    if (!rs_usual_request_parts(line, out) || *out->uri.p == '<')
        return false;
    /* The first white space behind the method is that before the version. */
    const char *end = rs_span_end(out->uri);
    out->status = RS_SPAN_NONE;
    out->reason = RS_SPAN_NONE;
    return rs_next_stop(out->uri.p, end + RS_USUAL_TAIL, RS_CHAR_LWS) == end;
}

#endif
