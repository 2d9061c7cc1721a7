/*
 * Endpoints: who sent a packet to whom, over what.
 * Made by the packet layer (sensor) or by the dissector (plugin), carried with
 * every message, never changed. Plain values, compared with the functions here.
 */
#ifndef RS_BASE_ENDPOINT_H
#define RS_BASE_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rs_transport {
    RS_TRANSPORT_UDP,
    RS_TRANSPORT_TCP,
    RS_TRANSPORT_TLS,
    RS_TRANSPORT_WS,
    RS_TRANSPORT_WSS,
    RS_TRANSPORT_SCTP,
    RS_TRANSPORT_TLS_SCTP,
    RS_TRANSPORT__COUNT
};

struct rs_addr {
    uint8_t family; /* 0: none, 4, 6 */
    uint8_t octet[16]; /* network order; IPv4 in the first four, the rest zero */
};

struct rs_endpoint {
    struct rs_addr addr;
    uint16_t port; /* host order */
};

enum { RS_ADDR_TEXT = 46, RS_ENDPOINT_TEXT = 54 };

bool rs_addr_eq(const struct rs_addr *a, const struct rs_addr *b);
bool rs_endpoint_eq(const struct rs_endpoint *a, const struct rs_endpoint *b);

/* Family, octets, then port: <0, 0, >0. */
int rs_endpoint_compare(const struct rs_endpoint *a, const struct rs_endpoint *b);

/*
 * "192.0.2.1", "2001:db8::1" (RFC 5952). buf holds RS_ADDR_TEXT. Returns buf.
 */
char *rs_addr_text(const struct rs_addr *a, char *buf);

/*
 * "192.0.2.1:5060", "[2001:db8::1]:5060". buf holds RS_ENDPOINT_TEXT. Returns
 * buf.
 */
char *rs_endpoint_text(const struct rs_endpoint *e, char *buf);

/*
 * An IPv4 or IPv6 literal, with or without [], no zone, nothing around it.
 * Returns true and fills *a, false when the text is no address.
 */
bool rs_addr_parse(const char *text, size_t len, struct rs_addr *a);

/* 1*DIGIT up to 65535 and nothing else; false leaves *port alone. */
bool rs_port_parse(const char *text, size_t len, uint16_t *port);

/* "UDP", "TCP", "TLS", "WS", "WSS", "SCTP", "TLS-SCTP". */
const char *rs_transport_name(enum rs_transport t);

/* True for all but UDP: no retransmission by SIP itself (RFC 3261 17.1.1.2). */
bool rs_transport_reliable(enum rs_transport t);

#endif
