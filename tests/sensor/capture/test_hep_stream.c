/* HEP packets one behind another: every cut, junk before and between. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "capture/hep_stream.h"
#include "guard.h"

/* Two packets with junk around them, of which some looks like a beginning. */
static const char STREAM[] = "junkHEHEP3\0\10abHEP3\0\0EEP3\0\6HEP3\0\7xHE";

struct total {
    unsigned frames;
    size_t octets, junk;
};

/* What is whole in the octets; how much was used up. */
static size_t read_all(struct rs_span in, struct total *t)
{
    size_t used = 0;
    for (;;) {
        struct rs_frame frame = {.number = 0};
        struct rs_step s = rs_hep_stream_step(rs_span_skip(in, used), &frame);
        assert_int_not_equal(s.kind, RS_STEP_BAD);
        if (s.kind == RS_STEP_MORE) {
            assert_true(s.octets > in.n - used && s.octets <= RS_HEP_STREAM_MAX);
            return used;
        }
        assert_true(s.octets > 0 && s.octets <= in.n - used);
        if (s.kind == RS_STEP_FRAME) {
            guard_check_inside(in, frame.data);
            assert_int_equal(frame.link_type, RS_LINK_HEP);
            assert_int_equal(frame.original_len, frame.data.n);
            t->frames++;
            t->octets += frame.data.n;
        } else {
            t->junk += s.octets;
        }
        used += (size_t)s.octets;
    }
}

static void whole(void **state)
{
    (void)state;
    struct total t = {.frames = 0};
    struct rs_span in = guard_copy(rs_span(STREAM, sizeof STREAM - 1));
    size_t used = read_all(in, &t);
    assert_int_equal(t.frames, 3);
    assert_int_equal(t.octets, 8 + 6 + 7);
    assert_int_equal(t.junk, 6 + 6);
    assert_int_equal(used, sizeof STREAM - 1 - 2); /* "HE" may become one more */
}

/* Cut in two anywhere, it is the same. */
static void in_two_pieces(void **state)
{
    (void)state;
    for (size_t cut = 0; cut < sizeof STREAM; cut++) {
        struct total t = {.frames = 0};
        size_t used = read_all(guard_copy(rs_span(STREAM, cut)), &t);
        read_all(guard_copy(rs_span(STREAM + used, sizeof STREAM - 1 - used)), &t);
        assert_int_equal(t.frames, 3);
        assert_int_equal(t.octets, 8 + 6 + 7);
        assert_int_equal(t.junk, 6 + 6);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(in_two_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
