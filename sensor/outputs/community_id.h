/*
 * Names of flows for other people's tools: Community ID version 1
 * (github.com/corelight/community-id-spec), which Zeek, Suricata and Elastic
 * compute alike, and EVE's flow_id. Belongs to the arrow "finding -> output";
 * plain values in and out.
 */
#ifndef RS_OUTPUTS_COMMUNITY_ID_H
#define RS_OUTPUTS_COMMUNITY_ID_H

#include "base/endpoint.h"

enum { RS_COMMUNITY_ID_TEXT = 31 }; /* "1:", 28 octets of base64, NUL */

/* IANA protocol number under that transport: 17, 6 or 132. */
uint8_t rs_transport_ip_protocol(enum rs_transport t);

/*
 * "1:" and the base64 of the SHA-1 of the ordered five-tuple. buf holds
 * RS_COMMUNITY_ID_TEXT.
 */
void rs_community_id(const struct rs_endpoint *a, const struct rs_endpoint *b, uint8_t protocol,
                     uint16_t seed, char *buf);

/*
 * EVE's flow_id: the same for both directions and in every run, below 2^51
 * (the greatest integer that Suricata trusts a JavaScript consumer with).
 */
uint64_t rs_flow_id(const struct rs_endpoint *a, const struct rs_endpoint *b, uint8_t protocol);

#endif
