/*
 * The world -> bytes: a connection to somebody who sends a capture
 * (pcap-over-IP: tcpdump -w - | nc -l, Arkime, PolarProxy).
 */
#ifndef RS_CAPTURE_DIAL_H
#define RS_CAPTURE_DIAL_H

#include <stddef.h>

#include "capture/url.h"

/*
 * Each address of the host is tried, 10 s at most. Returns a blocking socket,
 * yours; -1 with one line for people in error.
 */
int rs_dial(const struct rs_url *url, char *error, size_t room);

#endif
