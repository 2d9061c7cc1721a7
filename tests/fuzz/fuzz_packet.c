/*
 * libFuzzer: frames into the packet layer.
 *
 * Input: one octet that picks the limits (its first bit) and the link type (the
 * rest), then frames, each
 * [length: 2 octets][time: 1][octets]. The time octet is the step before the
 * frame in units of 50 ms; from 0xf0 on it also says how much of the frame's
 * end the capture has cut.
 *
 * What has to hold: the verdicts add up to the frames, messages lie inside
 * what was handed in, ceilings are kept, and in the end nothing is held.
 */
#include <stdlib.h>

#include "packet/exported.h"
#include "packet/packet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADER = 3, STEP_US = 50000, FIRST_CUT = 0xf0 };

/* Every row of layers.c. New ones go to the end: seeds name them by their place. */
static const uint32_t LINKS[] = {
    1,   101, 113, 276, 0,   108, 228, 229, 9,  50, 51,  104, 105, 107,         119,
    127, 163, 192, 197, 204, 206, 239, 12,  14, 166, 205, RS_LINK_HEP, RS_LINK_EXPORTED};

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    unsigned *sum = user;
    check(octets.n > 0 && origin->fragments > 0 && origin->vlan_count <= RS_VLANS_MAX);
    for (size_t i = 0; i < octets.n; i++) /* every octet is there */
        *sum += (unsigned char)octets.p[i];
}

static void unreachable(void *user, const struct rs_origin *origin, enum rs_unreachable why,
                        struct rs_span octets)
{
    check(why > RS_UNREACHABLE_NONE && why < RS_UNREACHABLE__COUNT);
    message(user, origin, octets);
}

static void session(void *user, const struct rs_tls_outcome *t)
{
    unsigned *sum = user;
    check(t->reason < RS_TLS_REASON__COUNT && strlen(t->facts.sni) <= RS_TLS_SNI_MAX);
    check(!t->facts.ja4[0] || strlen(t->facts.ja4) == RS_TLS_JA4_LEN);
    *sum += t->facts.version;
}

static struct rs_packet_limits limits_of(bool narrow)
{
    struct rs_packet_limits l = rs_packet_limits_default();
    l.streams = narrow ? 3 : 32;
    l.stream_octets = narrow ? 5000 : 1u << 20;
    l.gap_segments = narrow ? 3 : 32;
    l.datagrams = narrow ? 3 : 32;
    l.fragment_octets = narrow ? 5000 : 1u << 20;
    l.fragments = narrow ? 4 : 128;
    return l;
}

static void check_counters(const struct rs_packet_counters *c, const struct rs_packet_limits *l,
                           uint64_t frames)
{
    uint64_t sum = 0;
    for (int v = 0; v < RS_PACKET__COUNT; v++)
        sum += c->verdicts[v];
    check(sum == frames && c->frames == frames);
    check(c->streams_live <= l->streams && c->datagrams_live <= l->datagrams);
    check(c->octets_held <= (uint64_t)l->stream_octets + l->fragment_octets);
}

/* From a block of its own, so that the sanitizer sees every octet read behind it. */
static void hand_in(struct rs_decoder *d, struct rs_frame frame, const struct rs_packet_sink *sink)
{
    char *copy = malloc(frame.data.n ? frame.data.n : 1);
    check(copy != NULL);
    memcpy(copy, frame.data.p ? frame.data.p : "", frame.data.n);
    frame.data.p = copy;
    rs_decoder_frame(d, &frame, sink);
    free(copy);
}

static void run(struct rs_decoder *d, const struct rs_packet_limits *l, uint32_t link_type,
                struct rs_span in, const struct rs_packet_sink *sink)
{
    int64_t now_us = 1700000000000000;
    uint64_t frames = 0;
    while (in.n >= HEADER) {
        size_t len = (size_t)((unsigned char)in.p[0] << 8 | (unsigned char)in.p[1]);
        unsigned step = (unsigned char)in.p[2], cut = step >= FIRST_CUT ? step - FIRST_CUT : 0;
        struct rs_span octets = rs_span_first(rs_span_skip(in, HEADER), len);
        in = rs_span_skip(in, HEADER + octets.n);
        now_us += (int64_t)step * STEP_US;
        struct rs_frame frame = {now_us,    ++frames, 0,
                                 link_type, octets,   (uint32_t)(octets.n + cut * 10)};
        hand_in(d, frame, sink);
        check_counters(rs_decoder_counters(d), l, frames);
    }
    rs_decoder_finish(d, sink);
    check_counters(rs_decoder_counters(d), l, frames);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    static const struct rs_hash_key key = {1, 2};
    unsigned sum = 0;
    struct rs_packet_sink sink = {.user = &sum, .message = message, .unreachable = unreachable, .secured = {&sum, session}};
    struct rs_packet_limits limits = limits_of(data[0] & 0x80);
    struct rs_decoder *d = rs_decoder_new(&limits, &key);
    check(d != NULL);
    uint32_t link = LINKS[(data[0] & 0x7f) % (sizeof LINKS / sizeof *LINKS)];
    run(d, &limits, link, rs_span((const char *)data + 1, size - 1), &sink);
    const struct rs_packet_counters *c = rs_decoder_counters(d);
    check(!c->streams_live && !c->datagrams_live && !c->octets_held);
    rs_decoder_free(d);
    return 0;
}
