/*
 * libFuzzer: SCTP packets of a few associations.
 *
 * Input: one octet (NARROW: little room), then packets, each [length: 2
 * octets][verification tag: 1][time: 1][chunks]. Time is the step before the
 * packet in units of 50 ms; its highest bit sends the packet the other way.
 *
 * What has to hold: the verdicts add up, ceilings are kept, messages are all
 * there, and in the end nothing is held.
 */
#include "packet/packet.h"
#include "tests/fuzz/fuzz.h"

enum { NARROW = 1, BACK = 0x80, HEADERS = 32, STEP_US = 50000 };

static void message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    unsigned *sum = user;
    fuzz_require(octets.n > 0 && origin->transport == RS_TRANSPORT_SCTP);
    for (size_t i = 0; i < octets.n; i++)
        *sum += (unsigned char)octets.p[i];
}

static void check(const struct rs_packet_counters *c, const struct rs_packet_limits *l,
                  uint64_t frames)
{
    uint64_t sum = 0;
    for (int v = 0; v < RS_PACKET__COUNT; v++)
        sum += c->verdicts[v];
    fuzz_require(sum == frames && c->frames == frames);
    fuzz_require(c->associations_live <= l->associations);
    fuzz_require(c->octets_held <= l->association_octets);
}

static void packet(struct rs_decoder *d, int64_t now_us, uint64_t number, unsigned tag, bool back,
                   struct rs_span chunks, const struct rs_packet_sink *sink)
{
    static const unsigned char head[HEADERS] = {0x45, 0, 0, 0, 0,   0, 0x40, 0, 64, 132, 0, 0,
                                                192,  0, 2, 1, 192, 0, 2,    2};
    size_t n = HEADERS + chunks.n;
    unsigned char *frame = malloc(n);
    memcpy(frame, head, HEADERS);
    frame[2] = (unsigned char)(n >> 8);
    frame[3] = (unsigned char)n;
    frame[back ? 23 : 21] = 60;
    frame[27] = (unsigned char)tag;
    if (chunks.n)
        memcpy(frame + HEADERS, chunks.p, chunks.n);
    struct rs_frame f = {now_us, number, 0, 101, rs_span((const char *)frame, n), (uint32_t)n};
    rs_decoder_frame(d, &f, sink);
    free(frame);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct rs_hash_key key = {1, 2};
    if (!size)
        return 0;
    unsigned sum = 0;
    struct rs_packet_sink sink = {.user = &sum, .message = message};
    struct rs_packet_limits limits = rs_packet_limits_default();
    limits.streams = limits.datagrams = 4;
    limits.associations = data[0] & NARROW ? 2 : 16;
    limits.association_octets = data[0] & NARROW ? 4000 : 1u << 20;
    struct rs_decoder *d = rs_decoder_new(&limits, &key);
    fuzz_require(d != NULL);
    struct rs_span in = rs_span((const char *)data + 1, size - 1);
    int64_t now_us = 1700000000000000;
    uint64_t number = 0;
    while (in.n >= 4) {
        size_t len = (size_t)((unsigned char)in.p[0] << 8 | (unsigned char)in.p[1]);
        unsigned tag = (unsigned char)in.p[2], time = (unsigned char)in.p[3];
        struct rs_span chunks = rs_span_first(rs_span_skip(in, 4), len);
        in = rs_span_skip(in, 4 + chunks.n);
        now_us += (int64_t)(time & ~(unsigned)BACK) * STEP_US;
        packet(d, now_us, ++number, tag, time & BACK, rs_span_first(chunks, 60000), &sink);
        check(rs_decoder_counters(d), &limits, number);
    }
    rs_decoder_finish(d, &sink);
    check(rs_decoder_counters(d), &limits, number);
    fuzz_require(!rs_decoder_counters(d)->associations_live);
    fuzz_require(!rs_decoder_counters(d)->octets_held);
    rs_decoder_free(d);
    return 0;
}
