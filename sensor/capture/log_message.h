/*
 * lines -> frame: a message put together from the lines of a log, as the octets
 * that were sent, as far as the log tells: CRLF ends each line, and what the
 * log added behind the body is taken off. The message stands in a frame of
 * link type RS_LINK_EXPORTED, with the addresses that the log gives.
 *
 * Owns its room; what it gives is borrowed until the next message begins.
 */
#ifndef RS_CAPTURE_LOG_MESSAGE_H
#define RS_CAPTURE_LOG_MESSAGE_H

#include "base/err.h"
#include "packet/exported.h"
#include "packet/packet.h"

enum { RS_LOG_MESSAGE_MAX = 200 * 1024 }; /* octets of one; the rest is cut off */

struct rs_log_message {
    char *room; /* RS_EXPORTED_HEAD_MAX, then the message */
    size_t begin, len;
    size_t head_len;     /* with the empty line; 0: still in the head */
    int64_t length;      /* Content-Length; -1: none */
    bool masked, cut;    /* the log left the body out; it ends before the message does */
    struct rs_origin origin;
};

/* The first line. RS_OK or RS_ERR_MEMORY. */
int rs_log_message_begin(struct rs_log_message *m, struct rs_span start_line);

/* A header; one without a colon goes on with the header before it. */
void rs_log_message_header(struct rs_log_message *m, struct rs_span line);

/* The head is over; then the body, line by line. */
void rs_log_message_body(struct rs_log_message *m);
void rs_log_message_body_line(struct rs_log_message *m, struct rs_span line);

/*
 * It is whole: fill *frame. False: nothing of SIP in it. When another message
 * stands behind it (both came in one packet), rs_log_message_next goes on with
 * that one; call it until it says false.
 */
bool rs_log_message_end(struct rs_log_message *m, struct rs_frame *frame);
bool rs_log_message_next(struct rs_log_message *m, struct rs_frame *frame);

void rs_log_message_fini(struct rs_log_message *m);

#endif
