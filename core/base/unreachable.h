/*
 * What the network said of a packet that did not arrive. Told by who reads
 * packets (an ICMP error quotes the message), kept with the transaction,
 * evidence of a finding when no answer comes.
 */
#ifndef RS_BASE_UNREACHABLE_H
#define RS_BASE_UNREACHABLE_H

enum rs_unreachable {
    RS_UNREACHABLE_NONE, /* nothing was said */
#define RS_UNREACHABLE(name, text) RS_UNREACHABLE_##name,
#include "base/unreachable.def"
#undef RS_UNREACHABLE
    RS_UNREACHABLE__COUNT
};

/* "port_unreachable" ...; NULL for RS_UNREACHABLE_NONE. */
const char *rs_unreachable_name(enum rs_unreachable u);

#endif
