/*
 * message -> faults, inside: SDP written the way nearly all is.
 *
 * True only when it is of the one usual form and has nothing to report; false
 * says nothing, the real parser must look. It exists because the checks look at
 * every message and nearly every message is in order. The fuzzer holds it to
 * it: ordinary means that the parser finds no fault. Via, addresses and URIs
 * have their usual form in their parsers (sip/usual.h).
 */
#ifndef RS_FIND_ORDINARY_SDP_H
#define RS_FIND_ORDINARY_SDP_H

#include "base/span.h"

/* SDP for RTP: v= o= s= first, t= before the media, a c= for each, payload types to 127. */
bool rs_ordinary_sdp(struct rs_span s);

#endif
