#include "packet/decoder.h"
#include "packet/layers.h"
#include "packet/octets.h"

enum {
    SCTP_LEN = 12,
    CHUNK_LEN = 4,
    DATA_LEN = 16,
    I_DATA_LEN = 20,
    INIT_LEN = 20,
    ABORTED_TAG = 1 /* RFC 9260 8.5.1: the T bit; the tag is the sender's own then */
};

enum chunk_type {
    DATA = 0,
    INIT = 1,
    INIT_ACK = 2,
    ABORT = 6,
    SHUTDOWN_COMPLETE = 14,
    I_DATA = 64,
    FORWARD_TSN = 192,
    I_FORWARD_TSN = 194
};

struct packet {
    struct rs_packet *p;
    uint32_t tag;
    struct rs_digest key; /* of the flow it belongs to */
};

/* Tag and ports; no addresses, but the tunnel, in which tags may be chosen anew. */
static struct rs_digest flow_key(const struct rs_packet *p, uint32_t tag, uint16_t from,
                                 uint16_t to)
{
    struct {
        uint64_t tunnel;
        uint32_t tag;
        uint16_t from, to;
    } k;
    memset(&k, 0, sizeof k);
    k.tunnel = p->origin.tunnel;
    k.tag = tag;
    k.from = from;
    k.to = to;
    return rs_digest(&p->decoder->hash, &k, sizeof k);
}

static struct rs_sctp_flow *find_or_take_up(struct rs_decoder *d, struct rs_digest key)
{
    struct rs_sctp_flow *f = rs_table_find(&d->sctp.table, key);
    return f ? f : rs_sctp_take_up(d, key, false);
}

/* ---- the beginning of an association ---- */

static void expect(struct rs_sctp_flow *f, uint32_t first_tsn)
{
    if (!f || f->next_known)
        return; /* a copy, or one that was met before */
    f->next = first_tsn;
    f->next_known = true;
}

/* RFC 9260 3.3.2: the tag that the answers will bear, the sender's first TSN. */
static void init(const struct packet *k, struct rs_span chunk)
{
    const struct rs_packet *p = k->p;
    uint32_t tag = rs_u32(chunk, 4);
    struct rs_sctp_flow *back = find_or_take_up(
        p->decoder, flow_key(p, tag, p->origin.dst.port, p->origin.src.port));
    if (!back)
        return;
    back->peer_next = rs_u32(chunk, 16);
    back->peer_next_known = true;
}

/* The answer bears the tag of one direction and tells that of the other. */
static void init_ack(const struct packet *k, struct rs_span chunk)
{
    const struct rs_packet *p = k->p;
    struct rs_sctp_flow *f = find_or_take_up(p->decoder, k->key);
    if (!f)
        return;
    expect(f, rs_u32(chunk, 16));
    bool known = f->peer_next_known;
    uint32_t first_tsn = f->peer_next;
    f = find_or_take_up(p->decoder, flow_key(p, rs_u32(chunk, 4), p->origin.dst.port,
                                             p->origin.src.port));
    if (known)
        expect(f, first_tsn);
}

/* ---- data ---- */

static bool read_data(struct rs_span chunk, bool interleaved, struct rs_sctp_data *data)
{
    size_t len = interleaved ? I_DATA_LEN : DATA_LEN;
    if (chunk.n < len)
        return false;
    *data = (struct rs_sctp_data){
        .tsn = rs_u32(chunk, 4),
        .stream = rs_u16(chunk, 8),
        .message = interleaved ? rs_u32(chunk, 12) : rs_u16(chunk, 10),
        .flags = rs_u8(chunk, 1) & 7,
        .interleaved = interleaved,
        .octets = rs_span_skip(chunk, len),
    };
    data->fragment = data->tsn;
    if (interleaved) /* RFC 8260 2.1: the first one has a protocol in that place */
        data->fragment = data->flags & RS_SCTP_BEGIN ? 0 : rs_u32(chunk, 16);
    return true;
}

/* No flow: where a message begins with a start line, one is taken up. */
static struct rs_sctp_flow *picked_up(const struct packet *k, const struct rs_sctp_data *data,
                                      enum rs_packet_verdict *verdict)
{
    *verdict = RS_PACKET_NOT_SIP;
    if (!rs_sctp_begins_sip(data))
        return NULL;
    struct rs_sctp_flow *f = rs_sctp_take_up(k->p->decoder, k->key, true);
    if (!f)
        *verdict = RS_PACKET_STREAM_LIMIT;
    return f;
}

static enum rs_packet_verdict data_chunk(const struct packet *k, struct rs_span chunk,
                                         bool interleaved, bool truncated)
{
    struct rs_decoder *d = k->p->decoder;
    struct rs_sctp_data data;
    enum rs_packet_verdict verdict;
    if (!read_data(chunk, interleaved, &data))
        return truncated ? RS_PACKET_TRUNCATED : RS_PACKET_BAD_TRANSPORT;
    d->counters.sctp_data++;
    struct rs_sctp_flow *f = rs_table_find(&d->sctp.table, k->key);
    if (!f && !(f = picked_up(k, &data, &verdict)))
        return verdict;
    rs_table_touch(f);
    return rs_sctp_data(d, f, &data, truncated, rs_packet_origin(k->p), k->p->sink);
}

/* ---- the packet ---- */

static void forget(const struct packet *k, uint8_t flags)
{
    struct rs_sctp_flow *f = rs_table_find(&k->p->decoder->sctp.table, k->key);
    bool stays = f && !(flags & ABORTED_TAG);
    while (stays && f->first) /* what stands behind holes will never be in order */
        stays = rs_sctp_skip(k->p->decoder, f, k->p->sink);
    if (stays)
        rs_sctp_forget(k->p->decoder, f);
}

static void forward(const struct packet *k, uint32_t tsn)
{
    struct rs_sctp_flow *f = rs_table_find(&k->p->decoder->sctp.table, k->key);
    if (f)
        rs_sctp_forward(k->p->decoder, f, tsn, k->p->sink);
}

static enum rs_packet_verdict take_chunk(const struct packet *k, struct rs_span chunk,
                                         bool truncated)
{
    switch (rs_u8(chunk, 0)) {
    case DATA:
        return data_chunk(k, chunk, false, truncated);
    case I_DATA:
        return data_chunk(k, chunk, true, truncated);
    case INIT:
        if (chunk.n >= INIT_LEN)
            init(k, chunk);
        return RS_PACKET_NOT_SIP;
    case INIT_ACK:
        if (chunk.n >= INIT_LEN)
            init_ack(k, chunk);
        return RS_PACKET_NOT_SIP;
    case ABORT:
    case SHUTDOWN_COMPLETE:
        forget(k, rs_u8(chunk, 1));
        return RS_PACKET_NOT_SIP;
    case FORWARD_TSN:
    case I_FORWARD_TSN:
        if (chunk.n >= 8)
            forward(k, rs_u32(chunk, 4));
        return RS_PACKET_NOT_SIP;
    default:
        return RS_PACKET_NOT_SIP;
    }
}

/* Analysed when any of its chunks is; else the first drop; else no SIP. */
static enum rs_packet_verdict worse(enum rs_packet_verdict a, enum rs_packet_verdict b)
{
    if (a == RS_PACKET_ANALYSED || b == RS_PACKET_ANALYSED)
        return RS_PACKET_ANALYSED;
    return a == RS_PACKET_NOT_SIP ? b : a;
}

/* RFC 9260 3: chunk after chunk, each padded to 4 octets. */
static enum rs_packet_verdict walk(const struct packet *k, struct rs_span rest)
{
    enum rs_packet_verdict verdict = RS_PACKET_NOT_SIP;
    while (rest.n) {
        if (rest.n < CHUNK_LEN)
            return worse(verdict, rs_packet_short(k->p, RS_PACKET_BAD_TRANSPORT));
        size_t len = rs_u16(rest, 2);
        bool is_short = len > rest.n;
        if (len < CHUNK_LEN || (is_short && !k->p->cut))
            return worse(verdict, RS_PACKET_BAD_TRANSPORT);
        verdict = worse(verdict, take_chunk(k, rs_span_first(rest, len), is_short));
        rest = rs_span_skip(rest, (len + 3) & ~(size_t)3);
    }
    return verdict;
}

enum rs_packet_verdict rs_sctp_layer(struct rs_packet *p, struct rs_span octets)
{
    if (p->quoted)
        return RS_PACKET_NOT_SIP;
    if (octets.n < SCTP_LEN)
        return rs_packet_short(p, RS_PACKET_BAD_TRANSPORT);
    p->origin.src.port = rs_u16(octets, 0);
    p->origin.dst.port = rs_u16(octets, 2);
    p->origin.datagram_len = 0;
    struct packet k = {.p = p, .tag = rs_u32(octets, 4)};
    k.key = flow_key(p, k.tag, p->origin.src.port, p->origin.dst.port);
    return walk(&k, rs_span_skip(octets, SCTP_LEN));
}
