/*
 * The writer: numbers, times, JSON and safe text, and what happens when writing
 * fails.
 */
#define _POSIX_C_SOURCE 200809L
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/err.h"
#include "outputs/json.h"
#include "outputs/writer.h"

static char path[] = "/tmp/ringside-writer-XXXXXX";
static char text[1 << 20];

static struct rs_writer *begin(void)
{
    char error[256];
    struct rs_writer *w = rs_writer_open(path, error, sizeof error);

    assert_non_null(w);
    return w;
}

static const char *end(struct rs_writer *w)
{
    FILE *f;
    size_t n;

    assert_int_equal(rs_writer_close(w), RS_OK);
    f = fopen(path, "rb");
    assert_non_null(f);
    n = fread(text, 1, sizeof text - 1, f);
    text[n] = '\0';
    fclose(f);
    return text;
}

static void test_numbers(void **state)
{
    struct rs_writer *w = begin();

    (void)state;
    rs_put_u64(w, 0);
    rs_put_char(w, ' ');
    rs_put_u64(w, UINT64_MAX);
    rs_put_char(w, ' ');
    rs_put_i64(w, INT64_MIN);
    rs_put_char(w, ' ');
    rs_put_i64(w, -7);
    for (uint64_t v = 1; v < 2000000000; v *= 11) {
        rs_put_char(w, ' ');
        rs_put_u64(w, v);
    }
    assert_string_equal(end(w), "0 18446744073709551615 -9223372036854775808 -7 1 11 121 1331 "
                                "14641 161051 1771561 19487171 214358881");
}

static void test_fixed(void **state)
{
    static const struct {
        int64_t micro;
        unsigned decimals;
        const char *wanted;
    } row[] = {
        {1234567, 3, "1.235 "}, {0, 3, "0.000 "},       {999999, 3, "1.000 "}, {499, 3, "0.000 "},
        {500, 3, "0.001 "},     {-1500000, 1, "-1.5 "}, {-100, 1, "0.0 "},     {5000000, 0, "5 "},
        {1, 6, "0.000001 "},    {1, 9, "0.000001 "},
    };
    char wanted[200] = "";
    struct rs_writer *w = begin();

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        rs_put_fixed(w, row[i].micro, row[i].decimals);
        rs_put_char(w, ' ');
        strcat(wanted, row[i].wanted);
    }
    assert_string_equal(end(w), wanted);
}

static void test_times(void **state)
{
    struct rs_writer *w = begin();

    (void)state;
    rs_put_time(w, INT64_C(1787393472123456));
    rs_put_char(w, ' ');
    rs_put_time(w, INT64_C(951782400000000)); /* a leap day of a century */
    rs_put_char(w, ' ');
    rs_put_time(w, -1);
    rs_put_char(w, ' ');
    rs_put_clock(w, INT64_C(4107542399999999));
    assert_string_equal(end(w), "2026-08-22T10:11:12.123456+0000 2000-02-29T00:00:00.000000+0000 "
                                "1969-12-31T23:59:59.999999+0000 2100-02-28 23:59:59.999");
}

static void test_addresses(void **state)
{
    struct rs_endpoint v4 = {{4, {192, 0, 2, 1}}, 5060}, v6 = {{6, {0x20, 1, 0xd, 0xb8}}, 5061};
    struct rs_writer *w = begin();

    (void)state;
    rs_put_endpoint(w, &v4);
    rs_put_char(w, ' ');
    rs_put_endpoint(w, &v6);
    assert_string_equal(end(w), "192.0.2.1:5060 [2001:db8::]:5061");
}

static void test_json(void **state)
{
    static const struct {
        const char *in;
        size_t n; /* 0: all of it */
        const char *wanted;
    } row[] = {
        {"", 0, "\"\""},
        {"plain text of more than eight octets", 0,
         "\"plain text of more than eight octets\""},
        {"0123456\"89abc\\ef\"\"ghijklmno", 0, "\"0123456\\\"89abc\\\\ef\\\"\\\"ghijklmno\""},
        {"\b\t\n\v\f\r\x1f\0x\x7f", 10,
         "\"\\b\\t\\n\\u000b\\f\\r\\u001f\\u0000x\x7f\""},
        {"J\xc3\xbcrgen \xe2\x82\xac \xf0\x9f\x93\x9e", 0,
         "\"J\xc3\xbcrgen \xe2\x82\xac \xf0\x9f\x93\x9e\""},
        /* Latin-1, a cut sequence, overlong, a surrogate, above U+10FFFF */
        {"J\xfcrgen", 0, "\"J\xef\xbf\xbdrgen\""},
        {"\xe2\x82", 0, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\xc0\xaf", 0, "\"\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\xed\xa0\x80", 0, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
        {"\xf4\x90\x80\x80", 0, "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct rs_writer *w = begin();

        rs_put_json(w, row[i].n ? rs_span(row[i].in, row[i].n) : rs_span_str(row[i].in));
        assert_string_equal(end(w), row[i].wanted);
    }
}

/* Each octet in each place of the eight that are looked at together. */
static void test_json_every_octet(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        for (unsigned at = 0; at < 9; at++) {
            char in[17] = "abcdefghijklmnop";
            struct rs_writer *w = begin();
            const char *got;

            in[at] = (char)c;
            rs_put_json(w, rs_span(in, 16));
            got = end(w);
            assert_memory_equal(got + 1, "abcdefghijklmnop", at);
            assert_string_equal(got + strlen(got) - 17 + at + 1, &"abcdefghijklmnop\""[at + 1]);
            if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\')
                assert_int_equal(strlen(got), 18);
            else
                assert_true(strlen(got) > 18);
        }
    }
}

static void test_json_cut(void **state)
{
    struct rs_writer *w = begin();

    (void)state;
    rs_put_json_cut(w, RS_SPAN("0123456789"), 10);
    rs_put_json_cut(w, RS_SPAN("0123456789"), 9);
    rs_put_json_cut(w, RS_SPAN("01234567\xc3\xbc"), 9);
    rs_put_json_cut(w, RS_SPAN("01234567\n9"), 9);
    rs_put_json_cut(w, RS_SPAN("01234567\n"), 10);
    assert_string_equal(end(w), "\"0123456789\"\"012345678…\"\"01234567…\"\"01234567…\""
                                "\"01234567\\n\"");
}

/* Traffic cannot move the cursor, colour, reorder, hide or end a line. */
static void test_safe(void **state)
{
    struct rs_writer *w = begin();

    (void)state;
    rs_put_safe(w, RS_SPAN("a\x1b[31mb\r\n\tc\x7f"));
    rs_put_safe(w, RS_SPAN("|\xc2\x9b"
                           "2J|\xe2\x80\xae|\xe2\x80\x8b|\xe2\x80\xa8|\xff|J\xc3\xbcrgen"));
    assert_string_equal(end(w), "a\\x1B[31mb\\x0D\\x0A\\x09c\\x7F|\\xC2\\x9B2J|\\xE2\\x80\\xAE|"
                                "\\xE2\\x80\\x8B|\\xE2\\x80\\xA8|\\xFF|J\xc3\xbcrgen");
}

static void test_more_than_the_buffer(void **state)
{
    static char block[200000];
    struct rs_writer *w = begin();
    const char *got;

    (void)state;
    memset(block, 'x', sizeof block);
    for (int i = 0; i < 20000; i++)
        rs_put_str(w, "0123456789");
    rs_put(w, block, sizeof block);
    rs_put_str(w, "end");
    got = end(w);
    assert_int_equal(strlen(got), 400003);
    assert_memory_equal(got + 199990, "0123456789xxx", 13);
    assert_string_equal(got + 400000, "end");
}

static void test_append_and_empty(void **state)
{
    char error[256];
    struct rs_writer *w = begin();

    (void)state;
    rs_put_str(w, "one ");
    end(w);
    w = rs_writer_open_append(path, error, sizeof error);
    rs_put_str(w, "two");
    assert_string_equal(end(w), "one two");
    assert_string_equal(end(begin()), "");
}

static void test_cannot_open(void **state)
{
    char error[256] = "";

    (void)state;
    assert_null(rs_writer_open("/nonexistent/x", error, sizeof error));
    assert_non_null(strstr(error, "/nonexistent/x: "));
    assert_null(rs_writer_open("unix:/nonexistent/x", error, sizeof error));
    assert_non_null(strstr(error, "unix:/nonexistent/x: "));
    assert_null(rs_writer_open("127.0.0.1:1", error, sizeof error));
    assert_non_null(strstr(error, "127.0.0.1:1: "));
}

static void test_full_disk(void **state)
{
    char error[256];
    struct rs_writer *w = rs_writer_open("/dev/full", error, sizeof error);

    (void)state;
    assert_non_null(w);
    rs_put_str(w, "x");
    assert_int_equal(rs_writer_error(w), RS_OK);
    assert_int_equal(rs_writer_flush(w), RS_ERR_OUTPUT);
    assert_int_equal(rs_writer_error(w), RS_ERR_OUTPUT);
    assert_string_equal(rs_writer_error_text(w), "No space left on device");
    for (int i = 0; i < 100000; i++)
        rs_put_str(w, "goes nowhere");
    assert_int_equal(rs_writer_close(w), RS_ERR_OUTPUT);
}

/* A reader that goes away is an error to report, not a signal that kills. */
static void test_socket(void **state)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "/tmp/ringside-writer.sock"};
    char target[80] = "unix:", error[256], got[16] = "";
    int listener = socket(AF_UNIX, SOCK_STREAM, 0), peer;
    struct rs_writer *w;

    (void)state;
    unlink(name.sun_path);
    assert_int_equal(bind(listener, (struct sockaddr *)&name, sizeof name), 0);
    assert_int_equal(listen(listener, 1), 0);
    w = rs_writer_open(strcat(target, name.sun_path), error, sizeof error);
    assert_non_null(w);
    assert_false(rs_writer_is_terminal(w));
    assert_int_equal(rs_writer_columns(w), 0);
    peer = accept(listener, NULL, NULL);
    rs_put_str(w, "hello");
    assert_int_equal(rs_writer_flush(w), RS_OK);
    assert_int_equal(read(peer, got, sizeof got), 5);
    assert_string_equal(got, "hello");
    close(peer);
    close(listener);
    unlink(name.sun_path);
    rs_put_str(w, "anybody?");
    assert_int_equal(rs_writer_flush(w), RS_ERR_OUTPUT);
    assert_int_equal(rs_writer_close(w), RS_ERR_OUTPUT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_fixed),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_json_every_octet),
        cmocka_unit_test(test_json_cut),
        cmocka_unit_test(test_safe),
        cmocka_unit_test(test_more_than_the_buffer),
        cmocka_unit_test(test_append_and_empty),
        cmocka_unit_test(test_cannot_open),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_socket),
    };
    int fd = mkstemp(path), failed;

    close(fd);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
