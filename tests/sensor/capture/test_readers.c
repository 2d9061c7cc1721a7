/* pcap and pcapng, octets to frames: every field, both byte orders, damage, each prefix. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "capture/pcap.h"
#include "capture/pcapng.h"
#include "guard.h"
#include "sensor/capture/image.h"

enum { MAGIC_US = (int)0xa1b2c3d4, MAGIC_NS = (int)0xa1b23c4d, MAGIC_KUZNETZOV = (int)0xa1b2cd34 };

/* What came of a whole image. */
struct outcome {
    struct rs_frame frame[16];
    unsigned count;
    const char *bad;  /* NULL: read to the end */
    bool cut;         /* the end stood in the middle of a record */
};

struct reader {
    bool is_pcap;
    struct rs_pcap pcap;
    struct rs_pcapng pcapng;
};

static struct rs_step step(struct reader *r, struct rs_span in, struct rs_frame *f)
{
    return r->is_pcap ? rs_pcap_step(&r->pcap, in, f) : rs_pcapng_step(&r->pcapng, in, f);
}

static struct outcome read_all(struct rs_span in)
{
    struct outcome o = {.count = 0};
    struct reader r = {.is_pcap = in.n >= RS_MAGIC_OCTETS && rs_pcap_recognise(in.p)};
    while (in.n && !o.bad && !o.cut) {
        struct rs_frame f = {.number = o.count + 1};
        struct rs_step s = step(&r, in, &f);
        if (s.kind == RS_STEP_MORE)
            assert_in_range(s.octets, in.n + 1, RS_STEP_MAX);
        if (s.kind == RS_STEP_FRAME)
            guard_check_inside(in, f.data);
        if (s.kind == RS_STEP_FRAME && o.count < 16)
            o.frame[o.count++] = f;
        o.bad = s.kind == RS_STEP_BAD ? s.why : NULL;
        o.cut = s.kind == RS_STEP_MORE || s.octets > in.n;
        in = rs_span_skip(in, (size_t)s.octets);
    }
    rs_pcapng_fini(&r.pcapng);
    return o;
}

static void check_frame(const struct rs_frame *f, int64_t time_us, uint32_t link_type, size_t n,
                        uint32_t len)
{
    assert_int_equal(f->time_us, time_us);
    assert_int_equal(f->link_type, link_type);
    assert_int_equal(f->data.n, n);
    assert_int_equal(f->original_len, len);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(f->data.p[i], 'a');
}

static void check_bad(struct rs_span in, unsigned frames, const char *why)
{
    struct outcome o = read_all(in);
    assert_int_equal(o.count, frames);
    assert_non_null(o.bad);
    assert_non_null(strstr(o.bad, why));
}

static void check_good(const struct outcome *o, unsigned frames)
{
    assert_null(o->bad);
    assert_false(o->cut);
    assert_int_equal(o->count, frames);
}

/* pcap */

static void pcap_in_both_orders(void **state)
{
    (void)state;
    for (int swapped = 0; swapped < 2; swapped++) {
        struct image *i = image_new(swapped);
        image_pcap(i, (uint32_t)MAGIC_US, 113);
        image_record(i, 1600000000, 999999, 60, 1500);
        image_record(i, 1600000001, 0, 0, 0);
        struct outcome o = read_all(guard_copy(image_span(i)));
        check_good(&o, 2);
        check_frame(&o.frame[0], INT64_C(1600000000999999), 113, 60, 1500);
        check_frame(&o.frame[1], INT64_C(1600000001000000), 113, 0, 0);
    }
}

static void pcap_in_nanoseconds(void **state)
{
    (void)state;
    struct image *i = image_new(true);
    image_pcap(i, (uint32_t)MAGIC_NS, 1);
    image_record(i, 5, 999999999, 1, 1);
    struct outcome o = read_all(image_span(i));
    check_good(&o, 1);
    check_frame(&o.frame[0], 5999999, 1, 1, 1);
}

static void pcap_with_long_headers(void **state)
{
    (void)state;
    struct image *i = image_new(false);
    image_pcap(i, (uint32_t)MAGIC_KUZNETZOV, 1);
    for (int k = 0; k < 2; k++) {
        image_record(i, 5, 1, 0, 10);
        i->n -= 8; /* captured length again, behind which stand eight octets more */
        image_u32(i, 3);
        image_u32(i, 10);
        image_u64(i, 0);
        image_put(i, "aaa", 3);
    }
    struct outcome o = read_all(image_span(i));
    check_good(&o, 2);
    check_frame(&o.frame[1], 5000001, 1, 3, 10);
}

static void pcap_link_type_without_fcs_bits(void **state)
{
    (void)state;
    struct image *i = image_new(false);
    image_pcap(i, (uint32_t)MAGIC_US, 0x54000001);
    image_record(i, 5, 1, 3, 3);
    struct outcome o = read_all(image_span(i));
    check_good(&o, 1);
    assert_int_equal(o.frame[0].link_type, 1);
}

static void pcap_damaged(void **state)
{
    (void)state;
    struct image *i = image_new(false);
    image_pcap(i, (uint32_t)MAGIC_US, 1);
    image_record(i, 5, 1, 60, 60);
    image_record(i, 5, 1, RS_CAPTURED_MAX, RS_CAPTURED_MAX);
    size_t good = i->n;
    image_u64(i, 0);
    image_u32(i, RS_CAPTURED_MAX + 1);
    image_u32(i, 60);
    check_bad(image_span(i), 2, "more octets than any packet");
    i->n = good - 1;
    struct outcome o = read_all(image_span(i));
    assert_true(o.cut);
    assert_int_equal(o.count, 1);
    i = image_new(false);
    image_u32(i, (uint32_t)MAGIC_US);
    image_u32(i, 3);
    image_put(i, "0123456789abcdef", 16);
    check_bad(image_span(i), 0, "version");
}

/* pcapng */

static void pcapng_interfaces_and_sections(void **state)
{
    (void)state;
    struct image *i = image_new(false);
    image_section(i);
    image_interface(i, 1, 0, -1, 0);
    image_interface(i, 113, 0, 9, 0);
    image_enhanced(i, 1, UINT64_C(1600000000123456789), 5, 50);
    image_block(i, 5, 40); /* statistics */
    image_enhanced(i, 0, UINT64_C(1600000000123457), 4, 4);
    i->swapped = true; /* another machine's section: its interface 0 is another */
    image_section(i);
    image_interface(i, 101, 0, 3, 0);
    image_enhanced(i, 0, UINT64_C(1600000000124), 7, 7);
    struct outcome o = read_all(guard_copy(image_span(i)));
    check_good(&o, 3);
    check_frame(&o.frame[0], INT64_C(1600000000123456), 113, 5, 50);
    check_frame(&o.frame[1], INT64_C(1600000000123457), 1, 4, 4);
    check_frame(&o.frame[2], INT64_C(1600000000124000), 101, 7, 7);
}

static void pcapng_old_and_simple_packets(void **state)
{
    (void)state;
    for (int swapped = 0; swapped < 2; swapped++) {
        struct image *i = image_new(swapped);
        image_section(i);
        image_interface(i, 1, 10, -1, 0);
        image_interface(i, 12, 0, -1, 0);
        image_packet(i, 1, 1000000, 3, 30);
        image_simple(i, 10, 77); /* cut by the interface's snaplen */
        image_simple(i, 9, 9);
        struct outcome o = read_all(image_span(i));
        check_good(&o, 3);
        check_frame(&o.frame[0], 1000000, 12, 3, 30);
        check_frame(&o.frame[1], 1000000, 1, 10, 77); /* no time: the last one */
        check_frame(&o.frame[2], 1000000, 1, 9, 9);
    }
}

static const struct {
    int resolution;
    int64_t offset_s;
    uint64_t stamp;
    int64_t time_us;
} clock_row[] = {
    {-1, 0, 1600000000000001, 1600000000000001},
    {0, 0, 1600000000, 1600000000000000},
    {6, 0, 1600000000000001, 1600000000000001},
    {9, 0, 1600000000000001999, 1600000000000001},
    {12, 0, 1600000001234567, 1600000001},
    {15, 0, UINT64_MAX, 18446744073},
    {19, 0, UINT64_MAX, 1844674},
    {0x80 | 10, 0, 1600000000u * UINT64_C(1024) + 512, 1600000000500000},
    {0x80 | 32, 0, 0x5f5e100080000000, 1600000000500000},
    {0x80 | 63, 0, UINT64_C(3) << 62, 1500000},
    {6, 1600000000, 5, 1600000000000005},
    {6, -10, 20000000, 10000000},
    {6, -10, 5, 0},                         /* before 1970 */
    {6, INT64_MIN, 5, 0},
    {6, INT64_MAX, 5, RS_TIME_MAX_US},      /* after 9999 */
    {0, 0, UINT64_MAX, RS_TIME_MAX_US},
    {0, 1600000000, UINT64_MAX, RS_TIME_MAX_US},
};

static void pcapng_clocks(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof clock_row / sizeof clock_row[0]; k++) {
        struct image *i = image_new(k % 2);
        image_section(i);
        image_interface(i, 1, 0, clock_row[k].resolution, clock_row[k].offset_s);
        image_enhanced(i, 0, clock_row[k].stamp, 1, 1);
        struct outcome o = read_all(image_span(i));
        check_good(&o, 1);
        int64_t missed_us = o.frame[0].time_us - clock_row[k].time_us;
        if (missed_us < -1 || missed_us > 1)
            print_error("clock row %zu\n", k);
        assert_in_range(missed_us + 1, 0, 2); /* powers of two are rounded */
    }
}

static void pcapng_damaged(void **state)
{
    (void)state;
    struct image *i = image_new(false);
    image_section(i);
    image_interface(i, 1, 0, -1, 0);
    image_enhanced(i, 0, 1, 8, 8);
    size_t good = i->n;

    image_enhanced(i, 1, 1, 8, 8);
    check_bad(image_span(i), 1, "not described");
    i->n = good;
    image_enhanced(i, 0, 1, 8, 8);
    i->octets[good + 20] = 13; /* captured length */
    check_bad(image_span(i), 1, "more octets than its block");
    i->n = good;
    image_enhanced(i, 0, 1, 8, 8);
    i->octets[i->n - 4]++;
    check_bad(image_span(i), 1, "lengths differ");
    i->n = good;
    image_block(i, 6, 16);
    check_bad(image_span(i), 1, "too short");
    i->n = good;
    image_u32(i, 99);
    image_u32(i, 13);
    image_u32(i, 13);
    check_bad(image_span(i), 1, "impossible length");
    i->n = good;
    image_interface(i, 1, 0, 20, 0);
    check_bad(image_span(i), 1, "damaged options");
    i->n = good;
    image_u32(i, 6);
    image_u32(i, RS_STEP_MAX + 4);
    image_u32(i, 0);
    check_bad(image_span(i), 1, "larger than any packet");
}

static void pcapng_without_section_or_interface(void **state)
{
    (void)state;
    struct image *i = image_new(false);
    image_interface(i, 1, 0, -1, 0);
    check_bad(image_span(i), 0, "not a pcapng");
    i = image_new(false);
    image_section(i);
    image_simple(i, 4, 4);
    check_bad(image_span(i), 0, "before any interface");
    i = image_new(false);
    image_section(i);
    i->octets[8] = 0;
    check_bad(image_span(i), 0, "byte-order");
    i = image_new(false);
    image_section(i);
    i->octets[12] = 2;
    check_bad(image_span(i), 0, "version");
}

static void pcapng_unknown_blocks_of_any_size(void **state)
{
    (void)state;
    struct image *i = image_new(false);
    image_section(i);
    image_interface(i, 1, 0, -1, 0);
    image_block(i, 0x40000bad, 3 << 20);
    image_block(i, 0x0000000a, 12);
    image_enhanced(i, 0, 1, 8, 8);
    struct outcome o = read_all(image_span(i));
    check_good(&o, 1);
}

/* Decryption Secrets Block: kind, length, lines, padding. */
static void put_secrets(struct image *i, uint32_t kind, struct rs_span lines, uint32_t claimed)
{
    uint32_t padding = (uint32_t)(-lines.n & 3), len = 20 + (uint32_t)lines.n + padding;
    image_u32(i, 10);
    image_u32(i, len);
    image_u32(i, kind);
    image_u32(i, claimed);
    image_put(i, lines.p, lines.n);
    image_put(i, "\0\0\0", padding);
    image_u32(i, len);
}

enum { TLS_KEY_LOG = 0x544c534b, SECRETS_LINES = 30000, WINDOW = 5000 };

/* Shown in windows, as a file is: no line is ever torn. Returns the octets of lines. */
static size_t read_secrets(struct rs_span in, unsigned *frames)
{
    struct rs_pcapng p = {0};
    size_t octets = 0, window = WINDOW;
    *frames = 0;
    while (in.n) {
        struct rs_frame f;
        struct rs_step s = rs_pcapng_step(&p, rs_span_first(in, window), &f);
        assert_int_not_equal(s.kind, RS_STEP_BAD);
        if (s.kind == RS_STEP_MORE) {
            assert_true(s.octets > (in.n < window ? in.n : window) && s.octets <= in.n);
            window = (size_t)s.octets;
            continue;
        }
        if (s.kind == RS_STEP_SECRETS) {
            assert_int_equal(in.p[s.octets - 1], '\n');
            octets += (size_t)s.octets;
        }
        *frames += s.kind == RS_STEP_FRAME;
        in = rs_span_skip(in, (size_t)s.octets);
        window = WINDOW;
    }
    rs_pcapng_fini(&p);
    return octets;
}

static void pcapng_secrets(void **state)
{
    (void)state;
    static char lines[SECRETS_LINES * 40];
    size_t n = 0;
    for (unsigned line = 0; line < SECRETS_LINES; line++)
        n += (size_t)sprintf(lines + n, "line %0*u\n", (int)(line % 30), line);
    for (int swapped = 0; swapped < 2; swapped++) {
        struct image *i = image_new(swapped);
        unsigned frames;
        image_section(i);
        image_interface(i, 1, 0, -1, 0);
        put_secrets(i, TLS_KEY_LOG, RS_SPAN("one\n"), 4);
        put_secrets(i, TLS_KEY_LOG, RS_SPAN("two\nthree\n"), 10);
        put_secrets(i, 0x57474b4c, RS_SPAN("wireguard"), 9);
        put_secrets(i, TLS_KEY_LOG, rs_span(lines, n), (uint32_t)n);
        put_secrets(i, TLS_KEY_LOG, RS_SPAN_NONE, 0);
        image_enhanced(i, 0, 1, 8, 8);
        assert_int_equal(read_secrets(image_span(i), &frames), 14 + n);
        assert_int_equal(frames, 1);
    }
    struct image *i = image_new(false);
    image_section(i);
    put_secrets(i, TLS_KEY_LOG, RS_SPAN("one\n"), 5);
    check_bad(image_span(i), 0, "claims more octets than it has");
}

static void prefix(struct rs_span in)
{
    struct outcome o = read_all(in);
    assert_null(o.bad);
}

static void each_prefix_is_survived(void **state)
{
    (void)state;
    struct image *i = image_new(false);
    image_pcap(i, (uint32_t)MAGIC_US, 1);
    image_record(i, 1, 1, 20, 20);
    guard_each_prefix(rs_span_skip(image_span(i), 0), prefix);
    for (int swapped = 0; swapped < 2; swapped++) {
        i = image_new(swapped);
        image_section(i);
        image_interface(i, 1, 0, 9, 7);
        image_enhanced(i, 0, 1, 5, 5);
        image_simple(i, 5, 5);
        image_packet(i, 0, 1, 5, 5);
        put_secrets(i, TLS_KEY_LOG, RS_SPAN("one\ntwo"), 7);
        guard_each_prefix(image_span(i), prefix);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pcapng_secrets),
        cmocka_unit_test(pcap_in_both_orders),
        cmocka_unit_test(pcap_in_nanoseconds),
        cmocka_unit_test(pcap_with_long_headers),
        cmocka_unit_test(pcap_link_type_without_fcs_bits),
        cmocka_unit_test(pcap_damaged),
        cmocka_unit_test(pcapng_interfaces_and_sections),
        cmocka_unit_test(pcapng_old_and_simple_packets),
        cmocka_unit_test(pcapng_clocks),
        cmocka_unit_test(pcapng_damaged),
        cmocka_unit_test(pcapng_without_section_or_interface),
        cmocka_unit_test(pcapng_unknown_blocks_of_any_size),
        cmocka_unit_test(each_prefix_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
