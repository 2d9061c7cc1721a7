/*
 * packet -> message: where in a frame the octets of SIP messages are, as stock's
 * dissector saw them. There are two ways to know.
 *
 *   its tap "sip_follow" hands out the buffer of each message, and may be asked
 *   in the middle of a dissection. It needs no protocol tree: without one stock
 *   does a quarter less work. Passes that feed no taps do not have it.
 *
 *   its item "sip" in the protocol tree, which makes Wireshark build a tree for
 *   every frame of the first pass.
 *
 * The tap is used where it is sure that the first pass feeds it.
 */
#ifndef RS_PLUGIN_OCTETS_H
#define RS_PLUGIN_OCTETS_H

#include "compat.h"

/* Looks up stock's field and tap. Once, at hand-off. */
void rs_octets_init(void);

/*
 * The field that has to be wanted (set_postdissector_wanted_hfids) for the first
 * pass to know the octets; -1 when the tap does it, or when there is no SIP.
 */
int rs_octets_wanted(void);

/* Octets in their data source; what was captured of them lies between. */
struct rs_octets {
    tvbuff_t *tvb;      /* the data source; NULL: none */
    gint start, end;
    const void *buffer; /* equal for messages that stand one behind the other */
    bool exact;         /* the end is the datagram's or the segment's */
};

/* No pass follows the first (tshark without -2): what nobody asks for now, nobody will. */
bool rs_octets_only_pass(void);

/* The messages of a frame, one after the other. */
struct rs_octets_walk {
    proto_tree *tree;
    unsigned index;
    bool tapped; /* the tap knows them on this pass */
};

void rs_octets_begin(struct rs_octets_walk *w, proto_tree *tree);

/*
 * The next one. False: there is none. Of a buffer with several messages each is
 * given with the buffer's own start.
 */
bool rs_octets_next(struct rs_octets_walk *w, struct rs_octets *o);

/* The one that holds that place of a data source, on any pass. False: not known on this one. */
bool rs_octets_at(proto_tree *tree, uint32_t start, struct rs_octets *o);

#endif
