/*
 * ICMP errors quote the packet they complain of. SIP in such a quotation is an
 * old message: it is counted, so that the sum of start lines in a capture can
 * be explained, and never given to the sink.
 */
#include "packet/layers.h"
#include "packet/octets.h"

enum { ICMP_LEN = 8 };

static enum rs_packet_verdict quotation(struct rs_packet *p, uint32_t ethertype,
                                        struct rs_span octets)
{
    p->quoted = true;
    rs_layer_next(p, RS_BY_ETHERTYPE, ethertype, rs_span_skip(octets, ICMP_LEN));
    return RS_PACKET_NOT_SIP;
}

/* RFC 792: unreachable, source quench, redirect, time exceeded, parameter problem. */
enum rs_packet_verdict rs_icmp_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ICMP_LEN || p->quoted)
        return RS_PACKET_NOT_SIP;
    uint8_t type = rs_u8(octets, 0);
    if (type < 3 || type > 12 || (type > 5 && type < 11))
        return RS_PACKET_NOT_SIP;
    return quotation(p, RS_ETHERTYPE_IPV4, octets);
}

/* RFC 4443 section 3: errors are the types up to 4. */
enum rs_packet_verdict rs_icmp6_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ICMP_LEN || p->quoted)
        return RS_PACKET_NOT_SIP;
    uint8_t type = rs_u8(octets, 0);
    if (type < 1 || type > 4)
        return RS_PACKET_NOT_SIP;
    return quotation(p, RS_ETHERTYPE_IPV6, octets);
}
