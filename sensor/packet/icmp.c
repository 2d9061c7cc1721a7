/*
 * ICMP errors quote the packet they complain of. SIP in such a quotation is an
 * old message: it is counted, so that the sum of start lines in a capture can
 * be explained, and never given to the sink as a message. What the network says
 * of it is told: nobody need wait for its answer.
 */
#include "packet/layers.h"
#include "packet/octets.h"

enum { ICMP_LEN = 8 };

static enum rs_packet_verdict quotation(struct rs_packet *p, uint32_t ethertype,
                                        enum rs_unreachable why, struct rs_span octets)
{
    p->quoted = true;
    p->unreachable = why;
    rs_layer_next(p, RS_BY_ETHERTYPE, ethertype, rs_span_skip(octets, ICMP_LEN));
    return RS_PACKET_NOT_SIP;
}

/* RFC 792, RFC 1812 5.2.7. A packet too big is sent again, smaller: it is not lost. */
static enum rs_unreachable destination(uint8_t code)
{
    static const uint8_t why[] = {
        [0] = RS_UNREACHABLE_NET,         [1] = RS_UNREACHABLE_HOST,
        [2] = RS_UNREACHABLE_PROTOCOL,    [3] = RS_UNREACHABLE_PORT,
        [4] = RS_UNREACHABLE_NONE,        [5] = RS_UNREACHABLE_OTHER,
        [6] = RS_UNREACHABLE_NET,         [7] = RS_UNREACHABLE_HOST,
        [8] = RS_UNREACHABLE_HOST,        [9] = RS_UNREACHABLE_PROHIBITED,
        [10] = RS_UNREACHABLE_PROHIBITED, [11] = RS_UNREACHABLE_NET,
        [12] = RS_UNREACHABLE_HOST,       [13] = RS_UNREACHABLE_PROHIBITED,
    };
    return code < sizeof why ? (enum rs_unreachable)why[code] : RS_UNREACHABLE_OTHER;
}

/* RFC 4443 3.1. */
static enum rs_unreachable destination6(uint8_t code)
{
    static const uint8_t why[] = {
        [0] = RS_UNREACHABLE_NET,        [1] = RS_UNREACHABLE_PROHIBITED,
        [2] = RS_UNREACHABLE_OTHER,      [3] = RS_UNREACHABLE_HOST,
        [4] = RS_UNREACHABLE_PORT,       [5] = RS_UNREACHABLE_PROHIBITED,
        [6] = RS_UNREACHABLE_PROHIBITED,
    };
    return code < sizeof why ? (enum rs_unreachable)why[code] : RS_UNREACHABLE_OTHER;
}

/* RFC 792: unreachable, source quench, redirect, time exceeded, parameter problem. */
enum rs_packet_verdict rs_icmp_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ICMP_LEN || p->quoted)
        return RS_PACKET_NOT_SIP;
    switch (rs_u8(octets, 0)) {
    case 3:
        return quotation(p, RS_ETHERTYPE_IPV4, destination(rs_u8(octets, 1)), octets);
    case 4:
    case 5:
        return quotation(p, RS_ETHERTYPE_IPV4, RS_UNREACHABLE_NONE, octets);
    case 11:
        return quotation(p, RS_ETHERTYPE_IPV4, RS_UNREACHABLE_TIME, octets);
    case 12:
        return quotation(p, RS_ETHERTYPE_IPV4, RS_UNREACHABLE_PARAMETER, octets);
    default:
        return RS_PACKET_NOT_SIP;
    }
}

/* RFC 4443 section 3: errors are the types up to 4. */
enum rs_packet_verdict rs_icmp6_layer(struct rs_packet *p, struct rs_span octets)
{
    if (octets.n < ICMP_LEN || p->quoted)
        return RS_PACKET_NOT_SIP;
    switch (rs_u8(octets, 0)) {
    case 1:
        return quotation(p, RS_ETHERTYPE_IPV6, destination6(rs_u8(octets, 1)), octets);
    case 2:
        return quotation(p, RS_ETHERTYPE_IPV6, RS_UNREACHABLE_NONE, octets);
    case 3:
        return quotation(p, RS_ETHERTYPE_IPV6, RS_UNREACHABLE_TIME, octets);
    case 4:
        return quotation(p, RS_ETHERTYPE_IPV6, RS_UNREACHABLE_PARAMETER, octets);
    default:
        return RS_PACKET_NOT_SIP;
    }
}

void rs_packet_quoted(struct rs_packet *p, struct rs_span octets)
{
    p->decoder->counters.icmp_quoted++;
    if (p->unreachable && p->sink->unreachable)
        p->sink->unreachable(p->sink->user, rs_packet_origin(p), p->unreachable, octets);
}
