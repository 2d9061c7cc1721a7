#include "packet/hep.h"

#include "base/err.h"
#include "packet/octets.h"

enum { CHUNK_HEADER = 6, FAMILY_IPV4 = 2, MICROSECONDS = 1000000 };

/* Vendor 0. A type that is not here is passed over. */
enum chunk {
    CHUNK_FAMILY = 1,
    CHUNK_IP_PROTOCOL = 2,
    CHUNK_SRC4 = 3,
    CHUNK_DST4 = 4,
    CHUNK_SRC6 = 5,
    CHUNK_DST6 = 6,
    CHUNK_SRC_PORT = 7,
    CHUNK_DST_PORT = 8,
    CHUNK_SECONDS = 9,
    CHUNK_MICROSECONDS = 0xa,
    CHUNK_CAPTURE_PROTOCOL = 0xb,
    CHUNK_AGENT = 0xc,
    CHUNK_KEY = 0xe,
    CHUNK_PAYLOAD = 0xf,
    CHUNK_PACKED = 0x10,
    CHUNK_CORRELATION = 0x11,
    CHUNK_VLAN = 0x12
};

/* What chunks say, in whatever order they come; the last of a kind holds. */
struct gathered {
    uint8_t family;
    uint32_t seconds, microseconds;
    struct rs_addr src4, dst4, src6, dst6;
};

static struct rs_addr address(struct rs_span s)
{
    struct rs_addr a = {.family = s.n == 4 ? 4 : 6};
    memcpy(a.octet, s.p, s.n);
    return a;
}

bool rs_hep_recognise(struct rs_span octets)
{
    return octets.n >= RS_HEP_HEADER &&
           (!memcmp(octets.p, "HEP3", 4) || !memcmp(octets.p, "EEP3", 4));
}

size_t rs_hep_len(struct rs_span octets)
{
    return rs_u16(octets, 4);
}

/* Octets that a chunk's value must have; 0: any number. */
static size_t value_len(unsigned type)
{
    static const uint8_t len[] = {
        [CHUNK_FAMILY] = 1,       [CHUNK_IP_PROTOCOL] = 1,      [CHUNK_SRC4] = 4,
        [CHUNK_DST4] = 4,         [CHUNK_SRC6] = 16,            [CHUNK_DST6] = 16,
        [CHUNK_SRC_PORT] = 2,     [CHUNK_DST_PORT] = 2,         [CHUNK_SECONDS] = 4,
        [CHUNK_MICROSECONDS] = 4, [CHUNK_CAPTURE_PROTOCOL] = 1, [CHUNK_AGENT] = 4,
        [CHUNK_VLAN] = 2,
    };
    return type < sizeof len ? len[type] : 0;
}

static void take_chunk(struct rs_hep *h, struct gathered *g, unsigned type, struct rs_span v)
{
    switch (type) {
    case CHUNK_FAMILY: g->family = rs_u8(v, 0); break;
    case CHUNK_IP_PROTOCOL: h->ip_protocol = rs_u8(v, 0); break;
    case CHUNK_SRC4: g->src4 = address(v); break;
    case CHUNK_DST4: g->dst4 = address(v); break;
    case CHUNK_SRC6: g->src6 = address(v); break;
    case CHUNK_DST6: g->dst6 = address(v); break;
    case CHUNK_SRC_PORT: h->src.port = rs_u16(v, 0); break;
    case CHUNK_DST_PORT: h->dst.port = rs_u16(v, 0); break;
    case CHUNK_SECONDS: g->seconds = rs_u32(v, 0); break;
    case CHUNK_MICROSECONDS: g->microseconds = rs_u32(v, 0); break;
    case CHUNK_CAPTURE_PROTOCOL: h->capture_protocol = rs_u8(v, 0); break;
    case CHUNK_AGENT: h->agent = rs_u32(v, 0); break;
    case CHUNK_KEY: h->key = v; break;
    case CHUNK_CORRELATION: h->correlation = v; break;
    case CHUNK_VLAN: h->vlan = rs_u16(v, 0) & 0x0fff; break;
    case CHUNK_PAYLOAD:
    case CHUNK_PACKED:
        h->payload = v;
        h->packed = type == CHUNK_PACKED;
        break;
    default: break;
    }
}

/* The value of the chunk at the beginning; what a capture has cut off a payload is noted. */
static bool chunk_value(struct rs_hep *h, struct rs_span octets, bool cut, struct rs_span *value)
{
    if (octets.n < CHUNK_HEADER)
        return false;
    unsigned type = rs_u16(octets, 2);
    size_t len = rs_u16(octets, 4);
    if (len < CHUNK_HEADER)
        return false;
    *value = rs_span_first(rs_span_skip(octets, CHUNK_HEADER), len - CHUNK_HEADER);
    if (len <= octets.n)
        return true;
    h->payload_cut = cut && type == CHUNK_PAYLOAD && rs_u16(octets, 0) == 0;
    return h->payload_cut;
}

static void read_chunks(struct rs_hep *h, struct gathered *g, struct rs_span octets, bool cut)
{
    while (octets.n) {
        struct rs_span value;
        if (!chunk_value(h, octets, cut, &value)) {
            h->bad_chunks += !cut;
            return;
        }
        unsigned type = rs_u16(octets, 2);
        bool ours = rs_u16(octets, 0) == 0;
        if (ours && value_len(type) && value.n != value_len(type))
            h->bad_chunks++;
        else if (ours)
            take_chunk(h, g, type, value);
        octets = rs_span_skip(octets, CHUNK_HEADER + value.n);
    }
}

/* The pair that the family names; agents are met that name the wrong one. */
static bool choose_addresses(struct rs_hep *h, const struct gathered *g)
{
    bool has4 = g->src4.family && g->dst4.family, has6 = g->src6.family && g->dst6.family;
    bool use4 = has4 && (g->family == FAMILY_IPV4 || !has6);
    h->src.addr = use4 ? g->src4 : g->src6;
    h->dst.addr = use4 ? g->dst4 : g->dst6;
    return has4 || has6;
}

static int read_version3(struct rs_span octets, struct rs_hep *h)
{
    struct gathered g = {.family = 0};
    size_t len = rs_hep_len(octets);
    h->version = 3;
    if (len < RS_HEP_HEADER)
        return RS_ERR_MALFORMED;
    read_chunks(h, &g, rs_span_skip(rs_span_first(octets, len), RS_HEP_HEADER), len > octets.n);
    if (g.microseconds >= MICROSECONDS) {
        h->bad_chunks++;
        g.microseconds = 0;
    }
    h->time_us = g.seconds ? (int64_t)g.seconds * MICROSECONDS + g.microseconds : 0;
    return choose_addresses(h, &g) ? RS_OK : RS_ERR_MALFORMED;
}

/*
 * Versions 1 and 2:   0 version  1 length  2 family  3 protocol  4, 6 ports
 *                     8 addresses;  version 2: seconds, microseconds, agent
 * Version 2's numbers are in the order of the machine that sent them.
 */
enum { FIXED = 8, TIME = 12 };

static uint32_t little(struct rs_span s, size_t at)
{
    return __builtin_bswap32(rs_u32(s, at));
}

static void read_time(struct rs_hep *h, struct rs_span s)
{
    bool is_little = little(s, 4) < MICROSECONDS;
    uint32_t seconds = is_little ? little(s, 0) : rs_u32(s, 0);
    uint32_t microseconds = is_little ? little(s, 4) : rs_u32(s, 4);
    h->agent = is_little ? little(s, 8) & 0xffff : rs_u16(s, 8);
    if (microseconds < MICROSECONDS)
        h->time_us = (int64_t)seconds * MICROSECONDS + microseconds;
    else
        h->bad_chunks++;
}

static int read_fixed(struct rs_span octets, struct rs_hep *h)
{
    if (octets.n < FIXED || rs_u8(octets, 0) < 1 || rs_u8(octets, 0) > 2)
        return RS_ERR_MALFORMED;
    h->version = rs_u8(octets, 0);
    size_t address_len = rs_u8(octets, 2) == FAMILY_IPV4 ? 4 : 16;
    size_t len = FIXED + 2 * address_len, time_len = h->version == 2 ? TIME : 0;
    size_t said = rs_u8(octets, 1);
    if ((said != len && said != len + time_len) || octets.n < len + time_len)
        return RS_ERR_MALFORMED;
    h->ip_protocol = rs_u8(octets, 3);
    h->capture_protocol = RS_HEP_SIP;
    h->src.port = rs_u16(octets, 4);
    h->dst.port = rs_u16(octets, 6);
    h->src.addr = address(rs_span(octets.p + FIXED, address_len));
    h->dst.addr = address(rs_span(octets.p + FIXED + address_len, address_len));
    if (time_len)
        read_time(h, rs_span_skip(octets, len));
    h->payload = rs_span_skip(octets, len + time_len);
    return RS_OK;
}

int rs_hep_read(struct rs_span octets, struct rs_hep *h)
{
    *h = (struct rs_hep){.version = 0};
    return rs_hep_recognise(octets) ? read_version3(octets, h) : read_fixed(octets, h);
}
