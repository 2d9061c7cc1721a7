/*
 * bytes -> lines: a text file as UTF-8 lines, whatever it was written in:
 * UTF-8 or any octets with ASCII in them, UTF-16 in either byte order (Windows
 * tools), with CRLF or LF. Does no I/O: the owner of the buffer shows what
 * there is.
 */
#ifndef RS_CAPTURE_LOG_LINES_H
#define RS_CAPTURE_LOG_LINES_H

#include "base/span.h"

enum {
    RS_LOG_LINE_MAX = 128 * 1024, /* octets in the file; a longer line is given in pieces */
    RS_LOG_LOOK = 16 * 1024       /* octets at the beginning that tell what a file is */
};

enum rs_log_encoding { RS_LOG_UNKNOWN, RS_LOG_OCTETS, RS_LOG_UTF16_LE, RS_LOG_UTF16_BE };

struct rs_log_lines {
    uint8_t encoding; /* enum rs_log_encoding; begin with all zero */
    char *converted;  /* of UTF-16: the line as UTF-8 */
};

/*
 * Take the next line off `in`, which begins where the last one ended. 1: *line
 * is it, without its end, borrowed until the next call or from `in`, and
 * *octets are to be passed over; 0: it does not end within `in` (show more, or
 * set `last`: there is no more); RS_ERR_MEMORY.
 */
int rs_log_line(struct rs_log_lines *l, struct rs_span in, bool last, struct rs_span *line,
                size_t *octets);

void rs_log_lines_fini(struct rs_log_lines *l);

#endif
