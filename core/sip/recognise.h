/*
 * What is SIP: by what it is, on any port.
 *
 * A message is recognised by its start line: a method token and a Request-URI
 * before "SIP/x.y", or "SIP/x.y" and a status code. A damaged start line
 * counts when the lines below it carry at least two of the headers that every
 * SIP message has (Via, From, To, Call-ID, CSeq).
 */
#ifndef RS_SIP_RECOGNISE_H
#define RS_SIP_RECOGNISE_H

#include "base/span.h"

enum rs_recognised {
    RS_NOT_SIP,
    RS_SIP_MESSAGE,
    RS_SIP_KEEPALIVE, /* only CR, LF or NUL octets; "jaK" */
    RS_SIP_STUN       /* STUN in a SIP flow (RFC 5626 4.4.2) */
};

/* A whole datagram, or the beginning of a stream (at least its first line). */
enum rs_recognised rs_recognise(struct rs_span octets);

/* True when the line alone is a start line in good or tolerable order. */
bool rs_recognise_start_line(struct rs_span line);

#endif
