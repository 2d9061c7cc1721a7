/*
 * message -> faults, inside: values written the way nearly all are.
 *
 * Each answers true only when the value is of the one usual form and has
 * nothing to report; false says nothing, the real parser must look. They exist
 * because the checks look at every message and nearly every message is in
 * order. The fuzzer holds them to it: ordinary means that the parser finds no
 * fault.
 */
#ifndef RS_FIND_ORDINARY_H
#define RS_FIND_ORDINARY_H

#include "base/span.h"

/* sip:user@host:port;params - no password, escapes, IPv6 or headers. */
bool rs_ordinary_uri(struct rs_span s);

/* <uri> or "name" <uri>, without parameters behind it. */
bool rs_ordinary_address(struct rs_span s);

/* SIP/2.0/transport host:port;params with a branch that is no bare cookie; sizes below P115's. */
bool rs_ordinary_via(struct rs_span s);

/* SDP for RTP: v= o= s= first, t= before the media, a c= for each, payload types to 127. */
bool rs_ordinary_sdp(struct rs_span s);

#endif
