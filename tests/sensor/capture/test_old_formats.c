/* Network Monitor 2 and NetXRay 1.1: every prefix, the fields, and headers that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "capture/netmon.h"
#include "capture/netxray.h"
#include "tests/guard.h"

static const int64_t START_US = INT64_C(1121614760502000); /* 2005-07-17 15:39:20.502 */

static void put(char *to, uint64_t v, unsigned octets)
{
    for (unsigned i = 0; i < octets; i++)
        to[i] = (char)(v >> 8 * i);
}

/* Two frames of 5 and 3 octets, and a table behind them. */
static size_t netmon(char *to, unsigned minor, unsigned medium)
{
    static const uint16_t start[] = {2005, 7, 0, 17, 15, 39, 20, 502};
    static const unsigned behind[] = {0, 2, 6, 15};
    size_t n = 128;
    memset(to, 0, 512);
    memcpy(to, "GMBU", 4);
    to[4] = (char)minor;
    to[5] = 2;
    put(to + 6, minor ? 9 : medium, 2); /* what each frame says holds */
    for (int i = 0; i < 8; i++)
        put(to + 8 + 2 * i, start[i], 2);
    for (unsigned len = 5; len >= 3; len -= 2) {
        put(to + n, len * 1000, 8);
        put(to + n + 8, len + 60, 4);
        put(to + n + 12, len, 4);
        memset(to + n + 16, (int)('0' + len), len);
        if (minor)
            put(to + n + 16 + len, medium, 2);
        n += 16 + len + behind[minor];
    }
    put(to + 24, n, 4);
    memcpy(to + n, "table", 5);
    return n + 5;
}

static size_t netxray(char *to)
{
    memset(to, 0, 512);
    memcpy(to, "XCP\0" "001.100", 11);
    put(to + 12, 1121614760, 4);
    put(to + 24, 128, 4);
    put(to + 28, 128 + 28 + 5, 4);
    put(to + 128, 502000, 8);
    put(to + 136, 65, 2);
    put(to + 138, 5, 2);
    memcpy(to + 156, "55555", 5);
    return 161;
}

static void check_frame(struct rs_step s, const struct rs_frame *f, int64_t time_us, const char *text)
{
    assert_int_equal(s.kind, RS_STEP_FRAME);
    assert_int_equal(f->time_us, time_us);
    assert_int_equal(f->link_type, 1);
    assert_int_equal(f->original_len, strlen(text) + 60);
    guard_check_text("octets", f->data, text);
}

static void read_netmon(void **state)
{
    (void)state;
    static char file[512];
    for (unsigned minor = 0; minor <= 3; minor++) {
        struct rs_netmon m = {.begun = false};
        struct rs_frame f = {.number = 0};
        struct rs_span in = rs_span(file, netmon(file, minor, minor == 2 ? 0xe001 : 1));
        assert_true(rs_netmon_recognise(file));
        in = rs_span_skip(in, (size_t)rs_netmon_step(&m, in, &f).octets);
        struct rs_step s = rs_netmon_step(&m, in, &f);
        check_frame(s, &f, START_US + 5000, "55555");
        in = rs_span_skip(in, (size_t)s.octets);
        s = rs_netmon_step(&m, in, &f);
        check_frame(s, &f, START_US + 3000, "333");
        in = rs_span_skip(in, (size_t)s.octets);
        assert_int_equal(rs_netmon_step(&m, in, &f).kind, RS_STEP_SKIP);
        assert_int_equal(rs_netmon_step(&m, RS_SPAN_NONE, &f).kind, RS_STEP_MORE);
    }
    struct rs_netmon m = {.begun = false};
    struct rs_frame f = {.number = 0};
    netmon(file, 0, 1);
    file[4] = 4;
    assert_int_equal(rs_netmon_step(&m, rs_span(file, 512), &f).kind, RS_STEP_BAD);
    netmon(file, 0, 1);
    memset(file + 140, 0xff, 4);
    rs_netmon_step(&m, rs_span(file, 512), &f);
    assert_int_equal(rs_netmon_step(&m, rs_span(file + 128, 384), &f).kind, RS_STEP_BAD);
}

static void read_netxray(void **state)
{
    (void)state;
    static char file[512];
    struct rs_netxray x = {.begun = false};
    struct rs_frame f = {.number = 0};
    struct rs_span in = rs_span(file, netxray(file));
    assert_true(rs_netxray_recognise(file));
    in = rs_span_skip(in, (size_t)rs_netxray_step(&x, in, &f).octets);
    check_frame(rs_netxray_step(&x, in, &f), &f, START_US, "55555");
    assert_int_equal(rs_netxray_step(&x, RS_SPAN_NONE, &f).kind, RS_STEP_MORE);
    file[4] = '9';
    x.begun = false;
    assert_int_equal(rs_netxray_step(&x, rs_span(file, 161), &f).kind, RS_STEP_BAD);
}

/* As file.c drives them, to the end of what there is. */
static void attempt(struct rs_span prefix)
{
    for (int kind = 0; kind < 2; kind++) {
        struct rs_netmon m = {.begun = false};
        struct rs_netxray x = {.begun = false};
        struct rs_frame f = {.number = 0};
        struct rs_span in = prefix;
        for (;;) {
            struct rs_step s = kind ? rs_netxray_step(&x, in, &f) : rs_netmon_step(&m, in, &f);
            if (s.kind == RS_STEP_FRAME)
                guard_check_inside(prefix, f.data);
            if (s.kind != RS_STEP_FRAME && s.kind != RS_STEP_SKIP)
                break;
            assert_true(s.octets > 0);
            in = rs_span_skip(in, (size_t)s.octets);
        }
    }
}

static void every_prefix(void **state)
{
    (void)state;
    static char file[512];
    for (unsigned minor = 0; minor <= 3; minor++)
        guard_each_prefix(rs_span(file, netmon(file, minor, 1)), attempt);
    guard_each_prefix(rs_span(file, netxray(file)), attempt);
    size_t n = netmon(file, 3, 1);
    for (size_t i = 0; i < n; i++) { /* lengths and places that lie */
        char kept = file[i];
        file[i] = (char)0xff;
        attempt(guard_copy(rs_span(file, n)));
        file[i] = kept;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_netmon),
        cmocka_unit_test(read_netxray),
        cmocka_unit_test(every_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
