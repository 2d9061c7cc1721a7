/*
 * bytes -> packet: the chain of headers, as a table.
 *
 * A layer is a function that reads one header and hands its payload to the
 * next: rs_layer_next looks up who reads it. A link type, tunnel or protocol
 * is one row in layers.c and one such function; depth is bounded here, for all.
 */
#ifndef RS_PACKET_LAYERS_H
#define RS_PACKET_LAYERS_H

#include "packet/decoder.h"

/* What a payload is named by: the kind of number that the header before it has. */
enum rs_layer_by {
    RS_BY_LINK, /* DLT or LINKTYPE */
    RS_BY_ETHERTYPE,
    RS_BY_PROTOCOL, /* IP protocol, IPv6 next header */
    RS_BY_UDP_PORT  /* destination, where the payload is no SIP */
};

enum { RS_LAYERS_MAX = 24 }; /* Ethernet, 3 tags, 2 tunnels with as much inside, IPv6 extensions */

enum rs_ethertype {
    RS_ETHERTYPE_IPV4 = 0x0800,
    RS_ETHERTYPE_IPV6 = 0x86dd,
    RS_ETHERTYPE_BRIDGED = 0x6558 /* Ethernet inside */
};

/*
 * Hand octets to the layer with that number. When there is no row: the drop
 * verdict for numbers of that kind. TOO_DEEP after RS_LAYERS_MAX headers.
 */
enum rs_packet_verdict rs_layer_next(struct rs_packet *p, enum rs_layer_by by, uint32_t number,
                                     struct rs_span octets);

/* link.c */
enum rs_packet_verdict rs_ethernet_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_cooked_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_cooked2_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_loopback_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_raw_ip_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_vlan_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_not_sip_layer(struct rs_packet *p, struct rs_span octets);

/* tunnel.c */
enum rs_packet_verdict rs_gre_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_erspan2_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_erspan3_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_ppp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_pppoe_layer(struct rs_packet *p, struct rs_span octets);

/* ip.c, ip6.c, icmp.c */
enum rs_packet_verdict rs_ipv4_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_ipv6_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_ipv6_options_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_ipv6_fragment_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_authentication_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_icmp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_icmp6_layer(struct rs_packet *p, struct rs_span octets);

/* udp.c, tcp.c, sctp.c */
enum rs_packet_verdict rs_udp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_tcp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_sctp_layer(struct rs_packet *p, struct rs_span octets);

/*
 * ip.c: a fragment of a datagram; when it makes the datagram whole, what is in
 * it goes on to the next layer. f->key and f->source are filled here from `id`,
 * the protocol that is part of the key (IPv4; 0 for IPv6) and the origin.
 */
enum rs_packet_verdict rs_ip_fragment(struct rs_packet *p, struct rs_fragment *f, uint32_t id,
                                      uint8_t key_protocol);

#endif
