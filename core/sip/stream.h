/*
 * bytes -> message on a stream: where one message ends and the next begins
 * (RFC 3261 18.3, 7.5; CRLF keep-alives RFC 5626 4.4.1).
 *
 * The caller owns a buffer that begins where the last answer ended, and asks
 * again when it has more; the struct remembers how far the octets were looked
 * at, so that a message in many segments costs no second look.
 */
#ifndef RS_SIP_STREAM_H
#define RS_SIP_STREAM_H

#include "base/span.h"

enum { RS_STREAM_MESSAGE_MAX = 1 << 20 }; /* octets a message may have before it is given up */

enum rs_stream_verdict {
    RS_STREAM_MORE,     /* nothing whole here yet */
    RS_STREAM_MESSAGE,  /* a message of `length` octets begins at `skip` */
    RS_STREAM_KEEPALIVE, /* `skip` octets of CRLF (or NUL) are to be thrown away */
    RS_STREAM_JUNK      /* `skip` octets are no SIP: thrown away to find the next start line */
};

struct rs_stream {
    uint32_t looked;    /* octets known to hold no end of head */
    uint32_t line_looked; /* octets known to hold no end of the start line */
    uint32_t needed;    /* head found: octets of the whole message; 0: not yet */
    bool synced;        /* the last thing seen was a message or a keep-alive */
    bool lost;          /* in junk: only an undamaged start line ends it */
};

struct rs_stream_answer {
    enum rs_stream_verdict verdict;
    size_t skip;
    size_t length;
};

/* `octets`: all that is not yet consumed. The caller consumes skip + length. */
struct rs_stream_answer rs_stream_next(struct rs_stream *s, struct rs_span octets);

/* A gap, or the caller threw the buffer away: what comes next may be mid-message. */
void rs_stream_reset(struct rs_stream *s);

#endif
