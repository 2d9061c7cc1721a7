/*
 * HEP as agents send it, built chunk by chunk: for the tests of packets
 * (test_hep.c) and of streams of them (test_hep_in_tcp.c).
 */
#ifndef RS_TESTS_HEP_PACKET_H
#define RS_TESTS_HEP_PACKET_H

#include "base/endpoint.h"
#include "base/span.h"

enum { HEP_SECONDS = 1700000000, HEP_PACKET_MAX = 70000 };

static const char hep_sip[] = "OPTIONS sip:b@192.0.2.2 SIP/2.0\r\nCall-ID: one\r\n"
                          "Content-Length: 0\r\n\r\n";

struct hep_packet {
    char octets[HEP_PACKET_MAX];
    size_t n;
};

void hep_begin(struct hep_packet *p);
void hep_number(struct hep_packet *p, size_t len, uint32_t v);
/* Of a chunk whose value follows. */
void hep_head(struct hep_packet *p, unsigned vendor, unsigned type, size_t len);
void hep_chunk(struct hep_packet *p, unsigned type, const void *value, size_t len);
void hep_chunk_number(struct hep_packet *p, unsigned type, size_t len, uint32_t v);
/* All that most agents send, but for the payload. */
void hep_usual(struct hep_packet *p, unsigned ip_protocol);
/* Its length is filled in. */
struct rs_span hep_whole(struct hep_packet *p);
struct rs_span hep_with_payload(struct hep_packet *p, const char *payload);

void hep_check_address(const struct rs_addr *a, const char *text);

#endif
