/*
 * Logs as text, octets to frames: shown at once and shown in pieces whose size
 * the input chooses give the same frames, and each of them is one.
 */
#include "fuzz.h"

#include "capture/log_note.h"
#include "capture/lync_log.h"

struct sum {
    uint64_t frames, notes, octets, times;
};

static void take(struct sum *s, const struct rs_frame *f)
{
    fuzz_require(f->data.n <= RS_CAPTURED_MAX && f->original_len >= f->data.n);
    fuzz_require(f->time_us >= 0 && f->time_us <= RS_TIME_MAX_US);
    for (size_t i = 0; i < f->data.n; i++)
        s->octets = s->octets * 31 + (uint8_t)f->data.p[i];
    s->times += (uint64_t)f->time_us;
    if (f->link_type == RS_LINK_LOG_NOTE) {
        struct rs_logged l;
        rs_log_note_read(f->data, &l);
        fuzz_inside(f->data, l.text);
        s->notes++;
    } else {
        fuzz_require(f->link_type == RS_LINK_EXPORTED);
        s->frames++;
    }
}

/* In storage of exactly what is shown. */
static struct rs_step show(struct rs_lync_log *l, struct rs_span in, struct sum *s)
{
    struct rs_frame f = {.number = 1};
    char *copy = malloc(in.n ? in.n : 1);
    fuzz_require(copy != NULL);
    if (in.n)
        memcpy(copy, in.p, in.n);
    struct rs_step answer = rs_lync_log_step(l, rs_span(copy, in.n), &f);
    if (answer.kind == RS_STEP_FRAME)
        take(s, &f);
    free(copy);
    return answer;
}

static struct sum read_all(struct rs_span in, size_t chunk)
{
    struct sum s = {.frames = 0};
    struct rs_hosts *hosts = calloc(1, sizeof *hosts);
    struct rs_lync_log log = {.hosts = hosts};
    size_t begin = 0, shown = chunk < in.n ? chunk : in.n;
    fuzz_require(hosts != NULL);
    log.last = shown == in.n;
    for (;;) {
        struct rs_step answer = show(&log, rs_span(in.p + begin, shown - begin), &s);
        fuzz_require(answer.kind != RS_STEP_BAD);
        if (answer.kind == RS_STEP_MORE) {
            fuzz_require(!log.last && answer.octets > shown - begin);
            fuzz_require(answer.octets <= RS_STEP_MAX);
            shown = shown + chunk < in.n ? shown + chunk : in.n;
            log.last = shown == in.n;
            continue;
        }
        fuzz_require(answer.octets <= shown - begin);
        begin += (size_t)answer.octets;
        if (answer.kind == RS_STEP_SKIP && log.last && begin == shown)
            break;
    }
    fuzz_require(hosts->count <= RS_HOSTS_MAX);
    rs_lync_log_fini(&log);
    free(hosts);
    return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rs_span in = rs_span((const char *)data, size);
    struct sum whole = read_all(in, size);
    struct sum pieces = read_all(in, size ? 64u + 16u * data[size - 1] : 1);
    fuzz_require(whole.frames == pieces.frames && whole.notes == pieces.notes);
    fuzz_require(whole.octets == pieces.octets && whole.times == pieces.times);
    rs_log_recognise(in);
    return 0;
}
