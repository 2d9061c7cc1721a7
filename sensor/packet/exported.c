#include "packet/exported.h"

#include "packet/layers.h"
#include "packet/octets.h"
#include "sip/recognise.h"

enum tag {
    TAG_END = 0,
    TAG_DISSECTOR = 12,
    TAG_IPV4_SRC = 20,
    TAG_IPV4_DST = 21,
    TAG_IPV6_SRC = 22,
    TAG_IPV6_DST = 23,
    TAG_PORT_TYPE = 24,
    TAG_SRC_PORT = 25,
    TAG_DST_PORT = 26,
    TAG_FRAME = 30,
    TAG_TRACE = 0x5253 /* ours: origin.trace; others step over it */
};

enum { PORTS_SCTP = 1, PORTS_TCP = 2, PORTS_UDP = 3, TAG_LEN = 4 };

/* ---- writing ---- */

static char *put_u16(char *p, unsigned v)
{
    *p++ = (char)(v >> 8 & 0xff);
    *p++ = (char)(v & 0xff);
    return p;
}

static char *put_tag(char *p, enum tag tag, const void *value, unsigned len)
{
    p = put_u16(put_u16(p, tag), len);
    if (len)
        memcpy(p, value, len);
    return p + len;
}

static char *put_number(char *p, enum tag tag, uint32_t v)
{
    const unsigned char octets[4] = {(unsigned char)(v >> 24), (unsigned char)(v >> 16),
                                     (unsigned char)(v >> 8), (unsigned char)v};
    return put_tag(p, tag, octets, sizeof octets);
}

static char *put_addr(char *p, const struct rs_addr *a, enum tag v4, enum tag v6)
{
    if (a->family == 4)
        return put_tag(p, v4, a->octet, 4);
    return a->family == 6 ? put_tag(p, v6, a->octet, 16) : p;
}

static uint32_t port_type(enum rs_transport t)
{
    if (t == RS_TRANSPORT_UDP)
        return PORTS_UDP;
    return t == RS_TRANSPORT_SCTP || t == RS_TRANSPORT_TLS_SCTP ? PORTS_SCTP : PORTS_TCP;
}

size_t rs_exported_head(char out[RS_EXPORTED_HEAD_MAX], const struct rs_origin *o)
{
    char *p = put_tag(out, TAG_DISSECTOR, "sip", 4);
    p = put_addr(p, &o->src.addr, TAG_IPV4_SRC, TAG_IPV6_SRC);
    p = put_addr(p, &o->dst.addr, TAG_IPV4_DST, TAG_IPV6_DST);
    p = put_number(p, TAG_PORT_TYPE, port_type((enum rs_transport)o->transport));
    p = put_number(p, TAG_SRC_PORT, o->src.port);
    p = put_number(p, TAG_DST_PORT, o->dst.port);
    if (o->frame && o->frame <= UINT32_MAX)
        p = put_number(p, TAG_FRAME, (uint32_t)o->frame);
    if (o->trace)
        p = put_number(p, TAG_TRACE, o->trace);
    p = put_tag(p, TAG_END, NULL, 0);
    return (size_t)(p - out);
}

/* ---- reading ---- */

static void take_addr(struct rs_addr *a, struct rs_span value, uint8_t family)
{
    size_t len = family == 4 ? 4 : 16;
    if (value.n != len)
        return;
    memset(a, 0, sizeof *a);
    a->family = family;
    memcpy(a->octet, value.p, len);
}

static uint32_t number(struct rs_span value)
{
    return value.n == 4 ? rs_u32(value, 0) : 0;
}

static void take(struct rs_origin *o, unsigned tag, struct rs_span value)
{
    switch (tag) {
    case TAG_IPV4_SRC: take_addr(&o->src.addr, value, 4); break;
    case TAG_IPV4_DST: take_addr(&o->dst.addr, value, 4); break;
    case TAG_IPV6_SRC: take_addr(&o->src.addr, value, 6); break;
    case TAG_IPV6_DST: take_addr(&o->dst.addr, value, 6); break;
    case TAG_SRC_PORT: o->src.port = (uint16_t)number(value); break;
    case TAG_DST_PORT: o->dst.port = (uint16_t)number(value); break;
    case TAG_TRACE: o->trace = number(value); break;
    case TAG_PORT_TYPE:
        o->transport = number(value) == PORTS_TCP    ? RS_TRANSPORT_TCP
                       : number(value) == PORTS_SCTP ? RS_TRANSPORT_SCTP
                                                     : RS_TRANSPORT_UDP;
        break;
    default: break; /* names of dissectors, columns: the message says what it is */
    }
}

static enum rs_packet_verdict message(struct rs_packet *p, struct rs_span octets)
{
    enum rs_recognised kind = octets.n ? rs_recognise(octets) : RS_NOT_SIP;
    p->decoder->counters.keepalives += kind == RS_SIP_KEEPALIVE;
    p->decoder->counters.stun += kind == RS_SIP_STUN;
    if (kind != RS_SIP_MESSAGE)
        return RS_PACKET_NOT_SIP;
    p->origin.imported = true;
    p->origin.truncated = p->cut;
    rs_decoder_give(p->decoder, p->sink, rs_packet_origin(p), octets);
    return RS_PACKET_ANALYSED;
}

enum rs_packet_verdict rs_exported_layer(struct rs_packet *p, struct rs_span octets)
{
    while (octets.n >= TAG_LEN) {
        unsigned tag = rs_u16(octets, 0);
        size_t len = rs_u16(octets, 2);
        octets = rs_span_skip(octets, TAG_LEN);
        if (tag == TAG_END)
            return message(p, rs_span_skip(octets, len));
        if (len > octets.n)
            break;
        take(&p->origin, tag, rs_span_first(octets, len));
        octets = rs_span_skip(octets, len);
    }
    return rs_packet_short(p, RS_PACKET_BAD_LINK);
}
