/*
 * libFuzzer: HEP packets. Input: one octet that says whether the capture
 * cut it, then what was sent. What has to hold: spans lie inside, the same
 * packet reads the same, and through the decoder messages lie in readable
 * memory and each frame has one verdict.
 */
#include "fuzz.h"

#include "capture/hep_stream.h"
#include "packet/hep.h"
#include "packet/packet.h"

static void message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    unsigned *sum = user;
    fuzz_require(octets.n > 0 && octets.n <= 65536 && origin->vlan_count <= 1);
    fuzz_require(origin->src.addr.family && origin->dst.addr.family);
    for (size_t i = 0; i < octets.n; i++)
        *sum += (unsigned char)octets.p[i];
}

static void read_it(struct rs_span in)
{
    struct rs_hep h;
    rs_hep_read(in, &h);
    fuzz_inside(in, h.payload);
    fuzz_inside(in, h.correlation);
    fuzz_inside(in, h.key);
    fuzz_require(h.time_us >= 0 && h.vlan < 4096);
}

/* Twice, so that what the first packet left behind meets the second. */
static void decode(struct rs_span in, uint32_t cut)
{
    static const struct rs_hash_key key = {1, 2};
    unsigned sum = 0;
    struct rs_packet_sink sink = {.user = &sum, .message = message};
    struct rs_decoder *d = rs_decoder_new(NULL, &key);
    fuzz_require(d != NULL);
    for (uint64_t n = 1; n <= 2; n++) {
        struct rs_frame frame = {1700000000000000, n, 0, RS_LINK_HEP, in, (uint32_t)in.n + cut};
        rs_decoder_frame(d, &frame, &sink);
    }
    const struct rs_packet_counters *c = rs_decoder_counters(d);
    uint64_t verdicts = 0;
    for (int v = 0; v < RS_PACKET__COUNT; v++)
        verdicts += c->verdicts[v];
    fuzz_require(verdicts == 2 && c->messages % 2 == 0);
    rs_decoder_free(d);
}

/* As octets of a connection: it goes on, and ends. */
static void frame_it(struct rs_span in)
{
    for (;;) {
        struct rs_frame frame = {.number = 0};
        struct rs_step s = rs_hep_stream_step(in, &frame);
        fuzz_require(s.kind != RS_STEP_BAD);
        if (s.kind == RS_STEP_MORE) {
            fuzz_require(s.octets > in.n && s.octets <= RS_HEP_STREAM_MAX);
            return;
        }
        fuzz_require(s.octets > 0 && s.octets <= in.n);
        if (s.kind == RS_STEP_FRAME)
            fuzz_inside(in, frame.data);
        in = rs_span_skip(in, (size_t)s.octets);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    char *copy = malloc(size);
    fuzz_require(copy != NULL);
    memcpy(copy, data + 1, size - 1);
    struct rs_span in = rs_span(copy, size - 1);
    read_it(in);
    frame_it(in);
    decode(in, data[0] % 4 ? 0 : data[0]);
    free(copy);
    return 0;
}
