/*
 * The BPF filter that the sensor builds for itself, as text for libpcap. It
 * only names what it throws away and is sure of: whole TCP, UDP and SCTP
 * packets that are no SIP. Fragments, tagged frames, tunnels, and all that it
 * does not know stay.
 */
#ifndef RS_CAPTURE_OWN_FILTER_H
#define RS_CAPTURE_OWN_FILTER_H

#include <stddef.h>

enum { RS_PORTS_MAX = 32, RS_OWN_FILTER_TEXT = 4096 };

/*
 * ports: "5060,5061,5080-5090", NULL: any, and only RTP and RTCP are thrown
 * away. RS_OK and the filter in text; RS_ERR_USAGE when it is no such list.
 */
int rs_own_filter(const char *ports, char text[RS_OWN_FILTER_TEXT]);

#endif
