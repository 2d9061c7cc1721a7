/*
 * libFuzzer: octets of one TCP stream, into whatever it says to carry:
 * WebSocket, TURN, TLS without keys, SIP behind a PROXY header.
 *
 * Input: one octet for the cut into segments, one of flags (HANDSHAKE: the
 * octets stand behind a WebSocket handshake; HOLE: a segment is lost; NARROW:
 * little room), then the octets.
 *
 * What has to hold: the verdicts add up, nothing is held in the end, and the
 * messages do not depend on the cut as long as the place was never lost.
 */
#include "packet/packet.h"
#include "tests/fuzz/fuzz.h"

enum { HANDSHAKE = 1, HOLE = 2, NARROW = 4, HEADERS = 40, ISN = 1000, OCTETS_MAX = 32768 };

static const char GET[] = "GET / HTTP/1.1\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: sip\r\n\r\n";

struct seen {
    uint64_t sum, junk, unreadable;
    unsigned messages;
};

static void message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    struct seen *s = user;
    fuzz_require(octets.n > 0 && origin->fragments > 0);
    for (size_t i = 0; i < octets.n; i++)
        s->sum = s->sum * 31 + (unsigned char)octets.p[i];
    s->messages++;
}

static void put32(unsigned char *to, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        to[i] = (unsigned char)(v >> (24 - 8 * i));
}

/* IPv4 and TCP, in a block of exactly that length. */
static void segment(struct rs_decoder *d, uint64_t number, uint32_t seq, unsigned flags,
                    struct rs_span octets, const struct rs_packet_sink *sink)
{
    static const unsigned char ip[] = {0x45, 0, 0, 0, 0, 0, 0x40, 0, 64, 6, 0, 0,
                                       192,  0, 2, 1, 192, 0, 2, 2};
    size_t n = HEADERS + octets.n;
    unsigned char *frame = calloc(1, n);
    memcpy(frame, ip, sizeof ip);
    frame[2] = (unsigned char)(n >> 8);
    frame[3] = (unsigned char)n;
    frame[21] = 80;
    frame[23] = 81;
    put32(frame + 24, seq);
    frame[32] = 0x50;
    frame[33] = (unsigned char)flags;
    if (octets.n)
        memcpy(frame + HEADERS, octets.p, octets.n);
    struct rs_frame f = {1700000000000000 + (int64_t)number * 1000, number, 0, 101,
                         rs_span((const char *)frame, n), (uint32_t)n};
    rs_decoder_frame(d, &f, sink);
    free(frame);
}

static void check(const struct rs_packet_counters *c, uint64_t frames)
{
    uint64_t sum = 0;
    for (int v = 0; v < RS_PACKET__COUNT; v++)
        sum += c->verdicts[v];
    fuzz_require(sum == frames && c->frames == frames);
}

static struct seen run(struct rs_span octets, size_t step, unsigned flags)
{
    static const struct rs_hash_key key = {1, 2};
    struct seen seen = {0};
    struct rs_packet_sink sink = {.user = &seen, .message = message};
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.stream_octets = flags & NARROW ? 3000 : 4u << 20;
    limits.streams = 4;
    limits.windows = flags & NARROW ? 0 : 2;
    struct rs_decoder *d = rs_decoder_new(&limits, &key);
    fuzz_require(d != NULL);
    uint64_t number = 0;
    uint32_t seq = ISN;
    segment(d, ++number, seq++, 2, RS_SPAN_NONE, &sink);
    if (flags & HANDSHAKE)
        segment(d, ++number, seq, 16, rs_span(GET, sizeof GET - 1), &sink);
    seq += flags & HANDSHAKE ? sizeof GET - 1 : 0;
    for (size_t at = 0, k = 0; at < octets.n; k++) {
        struct rs_span part = rs_span_first(rs_span_skip(octets, at), step);
        if (!(flags & HOLE) || k != 3)
            segment(d, ++number, seq + (uint32_t)at, 16, part, &sink);
        at += part.n;
    }
    check(rs_decoder_counters(d), number);
    rs_decoder_finish(d, &sink);
    const struct rs_packet_counters *c = rs_decoder_counters(d);
    fuzz_require(!c->streams_live && !c->octets_held && !c->windows_live);
    fuzz_require(c->messages == seen.messages);
    seen.junk = c->tcp_junk_octets;
    seen.unreadable = c->messages_incomplete;
    rs_decoder_free(d);
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t steps[] = {1, 2, 3, 7, 16, 63, 64, 65, 200, 1000};
    if (size < 3 || size > OCTETS_MAX)
        return 0;
    struct rs_span octets = rs_span((const char *)data + 2, size - 2);
    struct seen cut = run(octets, steps[data[0] % (sizeof steps / sizeof *steps)], data[1]);
    if ((data[1] & (HANDSHAKE | HOLE | NARROW)) != HANDSHAKE)
        return 0;
    struct seen whole = run(octets, octets.n, data[1]);
    if (!whole.junk && !cut.junk)
        fuzz_require(whole.messages == cut.messages && whole.sum == cut.sum);
    return 0;
}
