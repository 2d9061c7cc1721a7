#include "packet/layers.h"

struct row {
    uint16_t by; /* enum rs_layer_by */
    uint16_t number;
    enum rs_packet_verdict (*layer)(struct rs_packet *p, struct rs_span octets);
};

/* Those that are met most stand first in their kind. */
static const struct row ROWS[] = {
    {RS_BY_LINK, 1, rs_ethernet_layer},
    {RS_BY_LINK, 113, rs_cooked_layer},
    {RS_BY_LINK, 276, rs_cooked2_layer},
    {RS_BY_LINK, 12, rs_raw_ip_layer}, /* DLT_RAW: its number depends on the system */
    {RS_BY_LINK, 14, rs_raw_ip_layer},
    {RS_BY_LINK, 101, rs_raw_ip_layer}, /* LINKTYPE_RAW */
    {RS_BY_LINK, 228, rs_ipv4_layer},
    {RS_BY_LINK, 229, rs_ipv6_layer},
    {RS_BY_LINK, 0, rs_loopback_layer},   /* BSD loopback, byte order of the host */
    {RS_BY_LINK, 108, rs_loopback_layer}, /* OpenBSD, network order */

    {RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV4, rs_ipv4_layer},
    {RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV6, rs_ipv6_layer},
    {RS_BY_ETHERTYPE, 0x8100, rs_vlan_layer}, /* 802.1Q */
    {RS_BY_ETHERTYPE, 0x88a8, rs_vlan_layer}, /* 802.1ad */
    {RS_BY_ETHERTYPE, 0x9100, rs_vlan_layer}, /* before 802.1ad */
    {RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, rs_ethernet_layer},
    {RS_BY_ETHERTYPE, 0x8864, rs_pppoe_layer},
    {RS_BY_ETHERTYPE, 0x88be, rs_erspan2_layer},
    {RS_BY_ETHERTYPE, 0x22eb, rs_erspan3_layer},
    {RS_BY_ETHERTYPE, 0x880b, rs_ppp_layer},     /* in GRE version 1 */
    {RS_BY_ETHERTYPE, 0x0806, rs_not_sip_layer}, /* ARP */
    {RS_BY_ETHERTYPE, 0x8035, rs_not_sip_layer}, /* RARP */
    {RS_BY_ETHERTYPE, 0x88cc, rs_not_sip_layer}, /* LLDP */
    {RS_BY_ETHERTYPE, 0x888e, rs_not_sip_layer}, /* EAPOL */
    {RS_BY_ETHERTYPE, 0x8809, rs_not_sip_layer}, /* LACP and other slow protocols */
    {RS_BY_ETHERTYPE, 0x9000, rs_not_sip_layer}, /* loopback test */
    {RS_BY_ETHERTYPE, 0x88f7, rs_not_sip_layer}, /* PTP */
    {RS_BY_ETHERTYPE, 0x8863, rs_not_sip_layer}, /* PPPoE discovery */

    {RS_BY_PROTOCOL, 17, rs_udp_layer},
    {RS_BY_PROTOCOL, 6, rs_tcp_layer},
    {RS_BY_PROTOCOL, 132, rs_sctp_layer},
    {RS_BY_PROTOCOL, 1, rs_icmp_layer},
    {RS_BY_PROTOCOL, 58, rs_icmp6_layer},
    {RS_BY_PROTOCOL, 44, rs_ipv6_fragment_layer},
    {RS_BY_PROTOCOL, 0, rs_ipv6_options_layer},  /* hop by hop */
    {RS_BY_PROTOCOL, 43, rs_ipv6_options_layer}, /* routing */
    {RS_BY_PROTOCOL, 60, rs_ipv6_options_layer}, /* destination options */
    {RS_BY_PROTOCOL, 51, rs_authentication_layer},
    {RS_BY_PROTOCOL, 4, rs_ipv4_layer},
    {RS_BY_PROTOCOL, 41, rs_ipv6_layer},
    {RS_BY_PROTOCOL, 47, rs_gre_layer},
    {RS_BY_PROTOCOL, 2, rs_not_sip_layer},   /* IGMP */
    {RS_BY_PROTOCOL, 59, rs_not_sip_layer},  /* IPv6: nothing follows */
    {RS_BY_PROTOCOL, 88, rs_not_sip_layer},  /* EIGRP */
    {RS_BY_PROTOCOL, 89, rs_not_sip_layer},  /* OSPF */
    {RS_BY_PROTOCOL, 103, rs_not_sip_layer}, /* PIM */
    {RS_BY_PROTOCOL, 112, rs_not_sip_layer}, /* VRRP */

    {RS_BY_UDP_PORT, 9899, rs_sctp_layer}, /* RFC 6951 */
};

static const struct row *find(enum rs_layer_by by, uint32_t number)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++)
        if (ROWS[i].number == number && ROWS[i].by == by)
            return &ROWS[i];
    return NULL;
}

static enum rs_packet_verdict unknown(enum rs_layer_by by)
{
    switch (by) {
    case RS_BY_LINK:
        return RS_PACKET_UNKNOWN_LINK;
    case RS_BY_ETHERTYPE:
        return RS_PACKET_UNKNOWN_ETHERTYPE;
    case RS_BY_PROTOCOL:
        return RS_PACKET_UNKNOWN_PROTOCOL;
    default:
        return RS_PACKET_NOT_SIP;
    }
}

enum rs_packet_verdict rs_layer_next(struct rs_packet *p, enum rs_layer_by by, uint32_t number,
                                     struct rs_span octets)
{
    const struct row *row = find(by, number);
    if (!row)
        return unknown(by);
    if (p->layers++ >= RS_LAYERS_MAX)
        return RS_PACKET_TOO_DEEP;
    return row->layer(p, octets);
}
