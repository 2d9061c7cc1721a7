/* Files as they are found: packed, cut off, damaged, by pipe; what was read before stands. */
#define _DEFAULT_SOURCE

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "base/err.h"
#include "capture/file.h"
#include "capture/filter.h"
#include "sensor/capture/image.h"

enum { MAGIC_US = (int)0xa1b2c3d4 };

static char path[] = "/tmp/ringside-test-file-XXXXXX";

static void write_file(struct rs_span octets)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(octets.p, 1, octets.n, f), octets.n);
    assert_int_equal(fclose(f), 0);
}

struct outcome {
    unsigned frames;
    bool right; /* all of them have the octets they should */
    int rc;
    char error[RS_FILE_ERROR_TEXT];
};

static bool is_right(struct rs_span data)
{
    size_t n = 0;
    while (n < data.n && data.p[n] == 'a')
        n++;
    return n == data.n;
}

static struct outcome read_file(const char *name)
{
    struct outcome o = {.right = true};
    struct rs_frame frame;
    struct rs_file *f = rs_file_open(name, 3, o.error);
    assert_non_null(f);
    while ((o.rc = rs_file_next(f, &frame)) == 1 || o.rc == RS_ERR_INCOMPLETE) {
        if (o.rc == RS_ERR_INCOMPLETE) {
            rs_file_wait(f, 1000);
            continue;
        }
        o.frames++;
        assert_int_equal(frame.number, o.frames);
        assert_int_equal(frame.interface, 3);
        o.right &= is_right(frame.data);
    }
    snprintf(o.error, sizeof o.error, "%s", rs_file_error(f));
    rs_file_close(f);
    return o;
}

static void check_read(struct rs_span file, unsigned frames, const char *error)
{
    write_file(file);
    struct outcome o = read_file(path);
    assert_int_equal(o.frames, frames);
    assert_true(o.right);
    assert_int_equal(o.rc, error ? RS_ERR_INPUT : 0);
    if (error && !strstr(o.error, error))
        fail_msg("'%s' is not in '%s'", error, o.error);
}

/* Frames of all sizes, more than the buffer holds. */
static struct rs_span many_frames(void)
{
    struct image *i = image_new(false);
    image_pcap(i, (uint32_t)MAGIC_US, 1);
    for (uint32_t n = 0; n < 3000; n++)
        image_record(i, n, 0, n % 1000, n % 1000);
    for (uint32_t n = 0; n < 4; n++)
        image_record(i, n, 0, RS_CAPTURED_MAX - n, RS_CAPTURED_MAX);
    return image_span(i);
}

enum { MANY = 3004 };

/* Packing: into storage that lasts until the next call. */

static char packed[IMAGE_MAX];

static struct rs_span gzipped(struct rs_span s)
{
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)s.p, .avail_in = (uInt)s.n};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = (unsigned char *)packed;
    z.avail_out = sizeof packed;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    size_t n = sizeof packed - z.avail_out;
    deflateEnd(&z);
    return rs_span(packed, n);
}

static struct rs_span zstandard(struct rs_span s)
{
    size_t n = ZSTD_compress(packed, sizeof packed, s.p, s.n, 3);
    assert_false(ZSTD_isError(n));
    return rs_span(packed, n);
}

static void plain(void **state)
{
    (void)state;
    check_read(many_frames(), MANY, NULL);
}

static void packed_with_gzip(void **state)
{
    (void)state;
    check_read(gzipped(many_frames()), MANY, NULL);
}

static void packed_with_zstd(void **state)
{
    (void)state;
    check_read(zstandard(many_frames()), MANY, NULL);
}

/* gzip -c a b > c, pzstd and the like: parts, one behind another. */
static void packed_in_parts(void **state)
{
    (void)state;
    static char parts[IMAGE_MAX];
    struct rs_span (*const pack[])(struct rs_span) = {gzipped, zstandard};
    for (int k = 0; k < 2; k++) {
        struct rs_span whole = many_frames();
        size_t n = 0;
        for (size_t at = 0; at < whole.n; at += 300000) {
            struct rs_span part = pack[k](rs_span_first(rs_span_skip(whole, at), 300000));
            memcpy(parts + n, part.p, part.n);
            n += part.n;
        }
        check_read(rs_span(parts, n), MANY, NULL);
    }
}

static void gzip_with_padding(void **state)
{
    (void)state;
    struct rs_span g = gzipped(many_frames());
    memset(packed + g.n, 0, 512);
    check_read(rs_span(packed, g.n + 512), MANY, NULL);
}

static void packed_and_cut(void **state)
{
    (void)state;
    struct rs_span (*const pack[])(struct rs_span) = {gzipped, zstandard};
    for (int k = 0; k < 2; k++) {
        struct rs_span whole = pack[k](many_frames());
        write_file(rs_span_first(whole, whole.n - 5));
        struct outcome o = read_file(path);
        assert_int_equal(o.rc, RS_ERR_INPUT);
        assert_non_null(strstr(o.error, "cut off"));
        assert_true(o.frames > 0);
    }
}

/* Before the damage shows, wrong octets may have come out of it. */
static void packed_and_damaged(void **state)
{
    (void)state;
    struct rs_span (*const pack[])(struct rs_span) = {gzipped, zstandard};
    for (int k = 0; k < 2; k++) {
        struct rs_span whole = pack[k](many_frames());
        memset(packed + whole.n / 2, 0xff, 64);
        write_file(whole);
        struct outcome o = read_file(path);
        assert_int_equal(o.rc, RS_ERR_INPUT);
        assert_true(o.frames > 0);
    }
}

/* zstd --long=31: a window of 2 GiB is what the header asks for. */
static void packed_with_a_huge_window(void **state)
{
    (void)state;
    check_read(RS_SPAN("\x28\xb5\x2f\xfd\x00\xa8\x01\0\0"), 0, "needs too much memory");
}

static void cut_off(void **state)
{
    (void)state;
    struct rs_span whole = many_frames();
    check_read(rs_span_first(whole, whole.n - 1), MANY - 1, "cut off in the middle of a record");
    check_read(rs_span_first(whole, 24), 0, NULL);
    check_read(rs_span_first(whole, 23), 0, "cut off");
    check_read(rs_span_first(whole, 24 + 16), 1, NULL);
    check_read(rs_span_first(whole, 24 + 15), 0, "cut off");
}

static void cut_off_in_a_block_that_is_passed_over(void **state)
{
    (void)state;
    struct image *i = image_new(false);
    image_section(i);
    image_interface(i, 1, 0, -1, 0);
    image_enhanced(i, 0, 1, 8, 8);
    image_block(i, 0x40000bad, 2 << 20);
    char end[128];
    snprintf(end, sizeof end, "cut off in the middle of a block, behind frame 1 (offset %zu)",
             i->n - 4);
    check_read(rs_span_first(image_span(i), i->n - 4), 1, end);
    image_enhanced(i, 0, 1, 8, 8);
    check_read(image_span(i), 2, NULL);
}

static void corrupt(void **state)
{
    (void)state;
    struct image *i = image_new(false);
    image_pcap(i, (uint32_t)MAGIC_US, 1);
    image_record(i, 1, 0, 5, 5);
    image_u64(i, 0);
    image_u64(i, UINT64_MAX);
    check_read(image_span(i), 1, "behind frame 1 (offset 45)");
}

static void no_captures(void **state)
{
    (void)state;
    check_read(RS_SPAN(""), 0, "empty");
    check_read(RS_SPAN("abc"), 0, "too short");
    check_read(RS_SPAN("INVITE sip:a@b SIP/2.0\r\n"), 0, "neither pcap nor pcapng");
    check_read(RS_SPAN("RTSS1234567890"), 0, "Network Monitor");
    check_read(RS_SPAN("\xfd" "7zXZ"), 0, "xz");
    check_read(gzipped(RS_SPAN("text")), 0, "neither pcap nor pcapng");
}

static void not_opened(void **state)
{
    (void)state;
    char error[RS_FILE_ERROR_TEXT];
    assert_null(rs_file_open("/nonexistent/file", 0, error));
    assert_non_null(strstr(error, "No such file"));
    assert_null(rs_file_open("/tmp", 0, error));
    assert_non_null(strstr(error, "directory"));
}

/* A pipe hands out what it has, in pieces that end anywhere. */
static void by_pipe(void **state)
{
    (void)state;
    struct rs_span (*const pack[])(struct rs_span) = {NULL, gzipped, zstandard};
    for (int k = 0; k < 3; k++) {
        struct rs_span whole = many_frames();
        char command[128];
        write_file(pack[k] ? pack[k](whole) : whole);
        snprintf(command, sizeof command, "(head -c 30; sleep 0.05; cat) < %s", path);
        FILE *pipe = popen(command, "r");
        int saved = dup(STDIN_FILENO);
        assert_true(dup2(fileno(pipe), STDIN_FILENO) >= 0);
        struct outcome o = read_file("-");
        assert_true(dup2(saved, STDIN_FILENO) >= 0);
        close(saved);
        pclose(pipe);
        assert_int_equal(o.rc, 0);
        assert_int_equal(o.frames, MANY);
        assert_true(o.right);
    }
}

static void position_of_size(void **state)
{
    (void)state;
    char error[RS_FILE_ERROR_TEXT];
    struct rs_frame frame;
    struct rs_span whole = zstandard(many_frames());
    write_file(whole);
    struct rs_file *f = rs_file_open(path, 0, error);
    assert_int_equal(rs_file_position(f), 0);
    assert_int_equal(rs_file_size(f), whole.n);
    while (rs_file_next(f, &frame) == 1)
        ;
    assert_int_equal(rs_file_position(f), whole.n);
    rs_file_close(f);
}

/* BPF: an Ethernet frame and a raw one, each with UDP to port 5060. */

static const char udp_packet[] = "\x45\0\0\x1c\0\0\0\0\x40\x11\0\0\x0a\0\0\1\x0a\0\0\2"
                                 "\x13\xc4\x13\xc4\0\x08\0\0";

static void filtered(void **state)
{
    (void)state;
    char error[RS_FILTER_ERROR_TEXT], ethernet[14 + sizeof udp_packet] = {0};
    memcpy(ethernet + 12, "\x08\0", 2);
    memcpy(ethernet + 14, udp_packet, sizeof udp_packet - 1);
    struct rs_frame e = {.link_type = 1, .data = {ethernet, 42}, .original_len = 42};
    struct rs_frame r = {.link_type = 101, .data = {udp_packet, 28}, .original_len = 28};
    struct rs_frame odd = {.link_type = 249, .data = {ethernet, 42}, .original_len = 42};

    struct rs_filter *f = rs_filter_new("udp port 5060", false, error);
    assert_true(rs_filter_matches(f, &e));
    assert_true(rs_filter_matches(f, &r));
    assert_false(rs_filter_matches(f, &odd));
    assert_true(rs_filter_matches(f, &e));
    rs_filter_free(f);
    f = rs_filter_new("udp port 5061", false, error);
    assert_false(rs_filter_matches(f, &e));
    assert_false(rs_filter_matches(f, &r));
    rs_filter_free(f);
    assert_null(rs_filter_new("udp port", false, error));
    assert_non_null(strstr(error, "syntax error"));
}

static void filtered_with_many_link_types(void **state)
{
    (void)state;
    char error[RS_FILTER_ERROR_TEXT];
    struct rs_frame f = {.data = {udp_packet, 28}, .original_len = 28};
    struct rs_filter *filter = rs_filter_new("udp port 5060", false, error);
    for (uint32_t link_type = 0; link_type < 300; link_type++) {
        f.link_type = link_type;
        rs_filter_matches(filter, &f);
        f.link_type = 101;
        assert_true(rs_filter_matches(filter, &f));
    }
    rs_filter_free(filter);
}

static int make_path(void **state)
{
    (void)state;
    int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_path(void **state)
{
    (void)state;
    return unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),
        cmocka_unit_test(packed_with_gzip),
        cmocka_unit_test(packed_with_zstd),
        cmocka_unit_test(packed_in_parts),
        cmocka_unit_test(gzip_with_padding),
        cmocka_unit_test(packed_and_cut),
        cmocka_unit_test(packed_and_damaged),
        cmocka_unit_test(packed_with_a_huge_window),
        cmocka_unit_test(cut_off),
        cmocka_unit_test(cut_off_in_a_block_that_is_passed_over),
        cmocka_unit_test(corrupt),
        cmocka_unit_test(no_captures),
        cmocka_unit_test(not_opened),
        cmocka_unit_test(by_pipe),
        cmocka_unit_test(position_of_size),
        cmocka_unit_test(filtered),
        cmocka_unit_test(filtered_with_many_link_types),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
