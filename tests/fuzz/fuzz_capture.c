/*
 * Capture formats, octets to frames: what is shown whole and what is shown
 * only as far as the reader asks for must give the same frames.
 */
#include "fuzz.h"

#include "capture/netmon.h"
#include "capture/netxray.h"
#include "capture/pcap.h"
#include "capture/pcapng.h"

struct sum {
    uint64_t frames, octets, times;
    bool bad;
};

struct reader {
    enum { PCAPNG, PCAP, NETMON, NETXRAY } format;
    struct rs_pcap pcap;
    struct rs_pcapng pcapng;
    struct rs_netmon netmon;
    struct rs_netxray netxray;
};

static struct reader reader_of(struct rs_span in)
{
    struct reader r = {.format = PCAPNG};
    if (in.n < RS_MAGIC_OCTETS)
        return r;
    r.format = rs_pcap_recognise(in.p)      ? PCAP
               : rs_netmon_recognise(in.p)  ? NETMON
               : rs_netxray_recognise(in.p) ? NETXRAY
                                            : PCAPNG;
    return r;
}

static struct rs_step step(struct reader *r, struct rs_span in, struct rs_frame *f)
{
    switch (r->format) {
    case PCAP:
        return rs_pcap_step(&r->pcap, in, f);
    case NETMON:
        return rs_netmon_step(&r->netmon, in, f);
    case NETXRAY:
        return rs_netxray_step(&r->netxray, in, f);
    default:
        return rs_pcapng_step(&r->pcapng, in, f);
    }
}

static void take(struct sum *s, struct rs_span in, const struct rs_frame *f)
{
    fuzz_inside(in, f->data);
    fuzz_require(f->data.n <= RS_CAPTURED_MAX);
    fuzz_require(f->time_us >= 0 && f->time_us <= RS_TIME_MAX_US);
    for (size_t i = 0; i < f->data.n; i++)
        s->octets += (uint8_t)f->data.p[i];
    s->times += (uint64_t)f->time_us;
    s->frames++;
}

/* sparing: show no more than the reader asks for, in storage of that size. */
static struct rs_step show(struct reader *r, struct rs_span in, bool sparing, struct sum *s)
{
    struct rs_frame f = {.number = 1};
    size_t n = sparing && in.n > 4 ? 4 : in.n;
    for (;;) {
        char *copy = malloc(n ? n : 1);
        fuzz_require(copy != NULL);
        memcpy(copy, in.p, n);
        struct rs_span shown = rs_span(copy, n);
        struct rs_step answer = step(r, shown, &f);
        if (answer.kind == RS_STEP_FRAME)
            take(s, shown, &f);
        free(copy);
        if (answer.kind == RS_STEP_MORE)
            fuzz_require(answer.octets > n && answer.octets <= RS_STEP_MAX);
        if (answer.kind != RS_STEP_MORE || answer.octets > in.n)
            return answer;
        n = (size_t)answer.octets;
    }
}

static struct sum read_all(struct rs_span in, bool sparing)
{
    struct sum s = {.frames = 0};
    struct reader r = reader_of(in);
    while (in.n) {
        struct rs_step answer = show(&r, in, sparing, &s);
        s.bad = answer.kind == RS_STEP_BAD;
        if (answer.kind == RS_STEP_BAD || answer.kind == RS_STEP_MORE)
            break;
        in = rs_span_skip(in, answer.octets < in.n ? (size_t)answer.octets : in.n);
    }
    rs_pcapng_fini(&r.pcapng);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rs_span in = rs_span((const char *)data, size);
    struct sum whole = read_all(in, false), sparing = read_all(in, true);
    fuzz_require(whole.frames == sparing.frames && whole.octets == sparing.octets);
    fuzz_require(whole.times == sparing.times && whole.bad == sparing.bad);
    return 0;
}
