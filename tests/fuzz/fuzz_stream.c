/*
 * Stream framing: the messages found must not depend on how the octets were
 * cut into segments. The first octet says how.
 */
#include "core/sip/stream.h"
#include "tests/fuzz/fuzz.h"

struct pieces {
    size_t at[512], len[512];
    int verdict[512];
    int count;
};

static void note(struct pieces *p, const struct rs_stream_answer *a, size_t at)
{
    if (p->count == 512)
        return;
    /* Junk and keep-alives may come in any portions: only messages are compared. */
    if (a->verdict != RS_STREAM_MESSAGE)
        return;
    p->at[p->count] = at + a->skip;
    p->len[p->count] = a->length;
    p->verdict[p->count++] = a->verdict;
}

static void feed(struct pieces *p, struct rs_span all, size_t step)
{
    struct rs_stream s = {0};
    size_t begin = 0, known = 0;
    while (known < all.n) {
        known = all.n - known < step ? all.n : known + step;
        for (;;) {
            size_t here = known - begin;
            /* A block of its own: reading beyond what came so far is seen. */
            char *octets = malloc(here ? here : 1);
            if (here)
                memcpy(octets, all.p + begin, here);
            struct rs_stream_answer a = rs_stream_next(&s, rs_span(octets, here));
            free(octets);
            if (a.verdict == RS_STREAM_MORE)
                break;
            fuzz_require(a.skip + a.length > 0 && a.skip + a.length <= here);
            note(p, &a, begin);
            begin += a.skip + a.length;
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2 || size > 4096)
        return 0;
    static const size_t steps[] = {1, 2, 3, 7, 16, 63, 64, 65, 200, 1000};
    struct rs_span all = rs_span((const char *)data + 1, size - 1);
    struct pieces *whole = calloc(2, sizeof *whole), *cut = whole + 1;
    feed(whole, all, all.n);
    feed(cut, all, steps[data[0] % (sizeof steps / sizeof steps[0])]);
    fuzz_require(whole->count == cut->count);
    for (int i = 0; i < whole->count; i++)
        fuzz_require(whole->at[i] == cut->at[i] && whole->len[i] == cut->len[i]);
    free(whole);
    return 0;
}
