/* Display filters that Wireshark takes as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "outputs/filter.h"

static void test_frames(void **state)
{
    const uint64_t frames[] = {12, 7, 18446744073709551615u};
    char text[RS_FILTER_TEXT];

    (void)state;
    assert_int_equal(rs_filter_of_frames(frames, 0, text, sizeof text), 0);
    assert_string_equal(text, "");
    rs_filter_of_frames(frames, 1, text, sizeof text);
    assert_string_equal(text, "frame.number == 12");
    rs_filter_of_frames(frames, 3, text, sizeof text);
    assert_string_equal(text, "frame.number in {12, 7, 18446744073709551615}");
}

static void test_call_id(void **state)
{
    struct rs_finding f = {.call_id = RS_SPAN("x\"\\\x01\xc3\xbc")};
    char text[RS_FILTER_TEXT];

    (void)state;
    rs_filter_of_finding(&f, text);
    assert_string_equal(text, "sip.Call-ID == \"x\\\"\\\\\\x01\\xc3\\xbc\"");
}

/* A Call-ID that may have been cut would match nothing. */
static void test_long_call_id(void **state)
{
    static char octets[255];
    struct rs_finding f = {.call_id = {octets, sizeof octets}, .frames = {3}, .frame_count = 1};
    char text[RS_FILTER_TEXT];

    (void)state;
    rs_filter_of_finding(&f, text);
    assert_string_equal(text, "frame.number == 3");
    f.call_id.n = 254;
    assert_int_equal(rs_filter_of_finding(&f, text), 17 + 254 * 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames),
        cmocka_unit_test(test_call_id),
        cmocka_unit_test(test_long_call_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
