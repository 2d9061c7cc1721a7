/*
 * message -> faults and sessions, inside: SDP written the way nearly all is.
 *
 * True only when it is of the one usual form and has nothing to report; false
 * says nothing, the real parser must look (sdp.h). It exists because every body
 * is looked at and nearly every one is in order. The fuzzer holds it to
 * it: ordinary means that the parser finds no fault.
 *
 * Where the lines stand that say where media go is noted on the way, so that
 * nobody walks over the body once more. Borrows nothing: offsets.
 */
#ifndef RS_SIP_ORDINARY_SDP_H
#define RS_SIP_ORDINARY_SDP_H

#include "base/span.h"

enum { RS_SDP_PLACES_MAX = 24 };

/* Lines of o=, c=, m=, and those of a= that may be a direction, in their order. */
struct rs_sdp_places {
    bool whole;    /* these are all: of an ordinary SDP, and there was room */
    uint8_t count;
    struct {
        uint16_t at, n; /* from the SDP's first octet; up to the LF, without it */
    } line[RS_SDP_PLACES_MAX];
};

/*
 * SDP for RTP: v= o= s= first, t= before the media, a c= for each, payload types to 127.
 * `places` may be NULL.
 */
bool rs_ordinary_sdp(struct rs_span s, struct rs_sdp_places *places);

#endif
