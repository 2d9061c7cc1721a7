#include "packet/layers.h"

#include "packet/exported.h"

struct row {
    uint16_t by; /* enum rs_layer_by */
    uint16_t number;
    enum rs_packet_verdict (*layer)(struct rs_packet *p, struct rs_span octets);
};

/* Looked up through an index (rs_layers_index): the order is for readers. */
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
    {RS_BY_LINK, 9, rs_ppp_layer},
    {RS_BY_LINK, 50, rs_serial_layer}, /* PPP or Cisco HDLC */
    {RS_BY_LINK, 51, rs_pppoe_layer},
    {RS_BY_LINK, 104, rs_cisco_hdlc_layer},
    {RS_BY_LINK, 107, rs_frame_relay_layer},
    {RS_BY_LINK, 166, rs_ppp_layer}, /* of pppd */
    {RS_BY_LINK, 204, rs_serial_direction_layer},
    {RS_BY_LINK, 205, rs_serial_direction_layer},
    {RS_BY_LINK, 206, rs_frame_relay_direction_layer},
    {RS_BY_LINK, 105, rs_wlan_layer},
    {RS_BY_LINK, 119, rs_prism_layer},
    {RS_BY_LINK, 127, rs_radiotap_layer},
    {RS_BY_LINK, 163, rs_avs_layer},
    {RS_BY_LINK, 192, rs_ppi_layer},
    {RS_BY_LINK, 197, rs_erf_layer},
    {RS_BY_LINK, 239, rs_nflog_layer},
    {RS_BY_LINK, RS_LINK_HEP, rs_hep_layer},
    {RS_BY_LINK, RS_LINK_EXPORTED, rs_exported_layer},

    {RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV4, rs_ipv4_layer},
    {RS_BY_ETHERTYPE, RS_ETHERTYPE_IPV6, rs_ipv6_layer},
    {RS_BY_ETHERTYPE, 0x8100, rs_vlan_layer}, /* 802.1Q */
    {RS_BY_ETHERTYPE, 0x88a8, rs_vlan_layer}, /* 802.1ad */
    {RS_BY_ETHERTYPE, 0x9100, rs_vlan_layer}, /* before 802.1ad */
    {RS_BY_ETHERTYPE, RS_ETHERTYPE_BRIDGED, rs_ethernet_layer},
    {RS_BY_ETHERTYPE, RS_ETHERTYPE_MPLS, rs_mpls_layer},
    {RS_BY_ETHERTYPE, 0x8848, rs_mpls_layer}, /* label from upstream, multicast */
    {RS_BY_ETHERTYPE, 0x8926, rs_vn_tag_layer},
    {RS_BY_ETHERTYPE, 0x893f, rs_e_tag_layer}, /* 802.1BR */
    {RS_BY_ETHERTYPE, 0x8909, rs_cisco_metadata_layer},
    {RS_BY_ETHERTYPE, 0x88e7, rs_service_tag_layer}, /* 802.1ah */
    {RS_BY_ETHERTYPE, 0x88e5, rs_macsec_layer},
    {RS_BY_ETHERTYPE, RS_ETHERTYPE_NSH, rs_nsh_layer},
    {RS_BY_ETHERTYPE, 0x8864, rs_pppoe_layer},
    {RS_BY_ETHERTYPE, 0x88be, rs_erspan2_layer},
    {RS_BY_ETHERTYPE, 0x22eb, rs_erspan3_layer},
    {RS_BY_ETHERTYPE, 0x883e, rs_wccp_layer},    /* in GRE */
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
    {RS_BY_PROTOCOL, 94, rs_ipv4_layer}, /* the same as 4, once */
    {RS_BY_PROTOCOL, 47, rs_gre_layer},
    {RS_BY_PROTOCOL, 50, rs_esp_layer},
    {RS_BY_PROTOCOL, 97, rs_etherip_layer},
    {RS_BY_PROTOCOL, 115, rs_l2tp_ip_layer},
    {RS_BY_PROTOCOL, 137, rs_mpls_in_ip_layer},
    {RS_BY_PROTOCOL, 2, rs_not_sip_layer},   /* IGMP */
    {RS_BY_PROTOCOL, 59, rs_not_sip_layer},  /* IPv6: nothing follows */
    {RS_BY_PROTOCOL, 88, rs_not_sip_layer},  /* EIGRP */
    {RS_BY_PROTOCOL, 89, rs_not_sip_layer},  /* OSPF */
    {RS_BY_PROTOCOL, 103, rs_not_sip_layer}, /* PIM */
    {RS_BY_PROTOCOL, 112, rs_not_sip_layer}, /* VRRP */

    {RS_BY_UDP_PORT, 9899, rs_sctp_layer}, /* RFC 6951 */
    {RS_BY_UDP_PORT, 4789, rs_vxlan_layer},
    {RS_BY_UDP_PORT, 8472, rs_vxlan_layer}, /* Linux, before it had a number */
    {RS_BY_UDP_PORT, 4790, rs_vxlan_gpe_layer},
    {RS_BY_UDP_PORT, 6081, rs_geneve_layer},
    {RS_BY_UDP_PORT, 2152, rs_gtp_user_layer},
    {RS_BY_UDP_PORT, 3544, rs_teredo_layer},
    {RS_BY_UDP_PORT, 1701, rs_l2tp_udp_layer},
    {RS_BY_UDP_PORT, 4500, rs_esp_udp_layer},
    {RS_BY_UDP_PORT, 6635, rs_mpls_in_udp_layer},
    {RS_BY_UDP_PORT, 5247, rs_capwap_layer},
    {RS_BY_UDP_PORT, 37008, rs_tzsp_layer},
    {RS_BY_UDP_PORT, 7932, rs_hperm_layer},
    {RS_BY_UDP_PORT, 9060, rs_hep_layer},
    {RS_BY_UDP_PORT, 9061, rs_hep_layer},
    {RS_BY_UDP_PORT, 9063, rs_hep_layer},
};

enum { ROW_COUNT = sizeof ROWS / sizeof *ROWS };

/* The index has room, and its places are octets. */
_Static_assert(ROW_COUNT < RS_LAYER_SLOTS / 2 && ROW_COUNT < UINT8_MAX, "a larger index is due");

/* Where the search for a number begins: the numbers are ours, no attacker chooses rows. */
static uint32_t first_slot(enum rs_layer_by by, uint32_t number)
{
    return ((uint32_t)by << 16 ^ number) * 0x9e3779b1u >> (32 - RS_LAYER_SLOT_BITS);
}

void rs_layers_index(uint8_t index[RS_LAYER_SLOTS])
{
    memset(index, 0, RS_LAYER_SLOTS);
    for (unsigned i = 0; i < ROW_COUNT; i++) {
        uint32_t at = first_slot((enum rs_layer_by)ROWS[i].by, ROWS[i].number);
        while (index[at])
            at = (at + 1) % RS_LAYER_SLOTS;
        index[at] = (uint8_t)(i + 1);
    }
}

static const struct row *find(const struct rs_packet *p, enum rs_layer_by by, uint32_t number)
{
    const uint8_t *index = p->decoder->layer_index;
    for (uint32_t at = first_slot(by, number); index[at]; at = (at + 1) % RS_LAYER_SLOTS) {
        const struct row *row = &ROWS[index[at] - 1];
        if (row->number == number && row->by == by)
            return row;
    }
    return NULL;
}

bool rs_layer_known(const struct rs_packet *p, enum rs_layer_by by, uint32_t number)
{
    return find(p, by, number) != NULL;
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

/* Told by its number, so that people know what the tap sends them; not in a quotation. */
static enum rs_packet_verdict stranger(struct rs_packet *p, enum rs_layer_by by, uint32_t number)
{
    enum rs_packet_verdict verdict = unknown(by);
    if (verdict != RS_PACKET_NOT_SIP && !p->quoted)
        rs_packet_count_stranger(&p->decoder->counters, verdict, number, 1);
    return verdict;
}

enum rs_packet_verdict rs_layer_next(struct rs_packet *p, enum rs_layer_by by, uint32_t number,
                                     struct rs_span octets)
{
    const struct row *row = find(p, by, number);
    if (!row)
        return stranger(p, by, number);
    if (p->layers++ >= RS_LAYERS_MAX)
        return RS_PACKET_TOO_DEEP;
    return row->layer(p, octets);
}
