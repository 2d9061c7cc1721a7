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
    RS_BY_UDP_PORT  /* either, where the payload is no SIP: a port alone is no proof */
};

enum { RS_LAYERS_MAX = 24 }; /* Ethernet, 3 tags, 2 tunnels with as much inside, IPv6 extensions */

enum rs_ethertype {
    RS_ETHERTYPE_IPV4 = 0x0800,
    RS_ETHERTYPE_IPV6 = 0x86dd,
    RS_ETHERTYPE_BRIDGED = 0x6558, /* Ethernet inside */
    RS_ETHERTYPE_MPLS = 0x8847,
    RS_ETHERTYPE_NSH = 0x894f
};

/*
 * Hand octets to the layer with that number. When there is no row: the drop
 * verdict for numbers of that kind. TOO_DEEP after RS_LAYERS_MAX headers.
 */
enum rs_packet_verdict rs_layer_next(struct rs_packet *p, enum rs_layer_by by, uint32_t number,
                                     struct rs_span octets);

/* There is a row for it. */
bool rs_layer_known(const struct rs_packet *p, enum rs_layer_by by, uint32_t number);

/* Fill a decoder's index of the rows: finding one costs the same for any number of them. */
void rs_layers_index(uint8_t index[RS_LAYER_SLOTS]);

/* link.c */
enum rs_packet_verdict rs_ethernet_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_cooked_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_cooked2_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_loopback_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_raw_ip_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_vlan_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_not_sip_layer(struct rs_packet *p, struct rs_span octets);

/* link.c: behind an EtherType or, where it is one, a length; behind 802.2. */
enum rs_packet_verdict rs_typed_layer(struct rs_packet *p, uint16_t ethertype,
                                      struct rs_span octets);
enum rs_packet_verdict rs_llc_layer(struct rs_packet *p, struct rs_span octets);

/* ppp.c */
enum rs_packet_verdict rs_ppp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_pppoe_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_serial_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_serial_direction_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_cisco_hdlc_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_frame_relay_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_frame_relay_direction_layer(struct rs_packet *p, struct rs_span octets);

/* wlan.c; swapped: the octets of the frame control stand the other way round. */
enum rs_packet_verdict rs_wlan_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_wlan_swapped_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_radiotap_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_prism_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_avs_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_ppi_layer(struct rs_packet *p, struct rs_span octets);

/* recorders.c */
enum rs_packet_verdict rs_erf_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_nflog_layer(struct rs_packet *p, struct rs_span octets);

/* exported.c */
enum rs_packet_verdict rs_exported_layer(struct rs_packet *p, struct rs_span octets);

/* mpls.c, tags.c */
enum rs_packet_verdict rs_mpls_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_mpls_in_ip_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_mpls_in_udp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_vn_tag_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_e_tag_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_cisco_metadata_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_service_tag_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_macsec_layer(struct rs_packet *p, struct rs_span octets);

/* gre.c, l2tp.c, esp.c, teredo.c */
enum rs_packet_verdict rs_gre_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_wccp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_erspan2_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_erspan3_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_l2tp_ip_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_l2tp_udp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_esp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_esp_udp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_etherip_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_teredo_layer(struct rs_packet *p, struct rs_span octets);

/* overlay.c, gtp.c, mirrors.c, capwap.c: over UDP */
enum rs_packet_verdict rs_vxlan_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_vxlan_gpe_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_geneve_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_nsh_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_gtp_user_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_tzsp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_hperm_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_capwap_layer(struct rs_packet *p, struct rs_span octets);

/*
 * looks.c: an IP header, or Ethernet with something known behind it, whose
 * lengths fit. For encapsulations that do not say what is in them.
 */
bool rs_looks_like_ip(const struct rs_packet *p, struct rs_span octets);
bool rs_looks_like_ethernet(const struct rs_packet *p, struct rs_span octets);

/* ip.c, ip6.c, icmp.c */
enum rs_packet_verdict rs_ipv4_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_ipv6_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_ipv6_options_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_ipv6_fragment_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_authentication_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_icmp_layer(struct rs_packet *p, struct rs_span octets);
enum rs_packet_verdict rs_icmp6_layer(struct rs_packet *p, struct rs_span octets);

/* hep_layer.c */
enum rs_packet_verdict rs_hep_layer(struct rs_packet *p, struct rs_span octets);

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

/*
 * link_fragments.c: a fragment below IP. name: what tells its frame from others
 * of the same layer (f->protocol: RS_LINK_PARTS_...). True: the frame is whole
 * now; when it was used, rs_link_whole gives it back and passes on the verdict.
 */
enum rs_link_parts { RS_LINK_PARTS_WLAN = 1, RS_LINK_PARTS_CAPWAP };
bool rs_link_fragment(struct rs_packet *p, struct rs_fragment *f, struct rs_span name,
                      struct rs_whole *whole, enum rs_packet_verdict *verdict);
enum rs_packet_verdict rs_link_whole(struct rs_packet *p, const struct rs_fragment *f,
                                     struct rs_whole *whole, enum rs_packet_verdict verdict);

#endif
