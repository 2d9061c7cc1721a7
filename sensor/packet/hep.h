/*
 * bytes -> packet: HEP, the Homer Encapsulation Protocol, in which capture
 * agents send what they saw: version 3 (chunks; spec revision 37) and the fixed
 * headers of versions 1 and 2. Reads only; spans borrow from the octets given.
 *
 * Chunks of other vendors and of unknown type are passed over. A chunk that
 * cannot be is counted and never fatal: what stands before it is used.
 */
#ifndef RS_PACKET_HEP_H
#define RS_PACKET_HEP_H

#include "base/endpoint.h"
#include "base/span.h"

enum {
    RS_HEP_HEADER = 6, /* "HEP3" and the length of it all */
    RS_HEP_SIP = 1     /* capture protocol */
};

struct rs_hep {
    uint8_t version;     /* 1, 2, 3 */
    uint8_t ip_protocol; /* 17 UDP, 6 TCP, 132 SCTP; Kamailio: 22 TLS, 50 WebSocket */
    uint8_t capture_protocol; /* enum; versions 1 and 2 carry SIP alone */
    bool packed;         /* the payload is zlib's or gzip's (chunk 0x10) */
    bool payload_cut;    /* the payload goes on behind the octets given */
    uint16_t vlan;       /* 0: none */
    uint16_t bad_chunks;
    uint32_t agent;      /* capture agent id */
    int64_t time_us;     /* since 1970 by the agent's clock; 0: not said */
    struct rs_endpoint src, dst;
    struct rs_span payload;
    struct rs_span correlation; /* correlation id (0x11): a Call-ID, mostly */
    struct rs_span key;         /* authentication key, clear text (0xe) */
};

/* Do the octets begin as version 3 does ("HEP3"; "EEP3", its name before)? */
bool rs_hep_recognise(struct rs_span octets);

/* The first octets of a stream of packets: the name, and a chunk that can be. */
bool rs_hep_begins(struct rs_span octets);

/* After rs_hep_recognise: the octets of the whole packet, below RS_HEP_HEADER if damaged. */
size_t rs_hep_len(struct rs_span octets);

/*
 * One packet. RS_OK; RS_ERR_MALFORMED when it is no HEP, or when it says not
 * who sent to whom: *h then holds what there was.
 */
int rs_hep_read(struct rs_span octets, struct rs_hep *h);

#endif
