/* Compressed octets opened: bodies in all codings, damage, bombs, every prefix. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

#include "guard.h"
#include "packet/inflate.h"

static const char SDP[] = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\n"
                          "t=0 0\r\nm=audio 4000 RTP/AVP 0\r\na=sendonly\r\n";
static const int CODINGS[] = {31, 15, -15}; /* gzip, zlib, raw */

static struct rs_inflater *inflater;

static size_t packed(int bits, const char *text, size_t n, char *to, size_t cap)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, bits, 9, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)text;
    z.avail_in = (uInt)n;
    z.next_out = (Bytef *)to;
    z.avail_out = (uInt)cap;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return cap - z.avail_out;
}

static void bodies(void **state)
{
    (void)state;
    char small[1024];
    struct rs_span out;
    for (int i = 0; i < 3; i++) {
        size_t n = packed(CODINGS[i], SDP, sizeof SDP - 1, small, sizeof small);
        assert_int_equal(rs_inflate_body(inflater, guard_copy(rs_span(small, n)), &out), RS_OK);
        guard_check_text("body", out, SDP);
    }
    assert_true(rs_inflate_body(inflater, RS_SPAN("v=0\r\no=- not packed"), &out) < 0);
    assert_true(rs_inflate_body(inflater, RS_SPAN_NONE, &out) < 0);
}

static void try_both(struct rs_span prefix)
{
    uint32_t credit = RS_INFLATE_FREE;
    struct rs_span out = RS_SPAN_NONE;
    struct rs_windows all = {.limit = 1};
    struct rs_window *window = NULL;
    rs_inflate_body(inflater, prefix, &out);
    assert_true(out.n <= RS_INFLATE_MAX);
    for (int i = 0; i < 2; i++)
        rs_inflate_message(inflater, rs_windows_use(&all, &window), &credit, prefix, &out);
    rs_windows_forget(&all, &window);
    assert_int_equal(all.count, 0);
    assert_null(all.oldest);
}

static void every_prefix(void **state)
{
    (void)state;
    char small[1024];
    for (int i = 0; i < 3; i++)
        guard_each_prefix(rs_span(small, packed(CODINGS[i], SDP, sizeof SDP - 1, small, 1024)),
                          try_both);
}

/* Whatever stands there: bits turned one by one. */
static void damage(void **state)
{
    (void)state;
    char small[1024];
    for (int i = 0; i < 3; i++) {
        size_t n = packed(CODINGS[i], SDP, sizeof SDP - 1, small, sizeof small);
        for (size_t bit = 0; bit < n * 8; bit++) {
            small[bit / 8] = (char)(small[bit / 8] ^ 1 << bit % 8);
            try_both(guard_copy(rs_span(small, n)));
            small[bit / 8] = (char)(small[bit / 8] ^ 1 << bit % 8);
        }
    }
}

static void bombs(void **state)
{
    (void)state;
    static char zeros[4 << 20], small[65536];
    struct rs_span out;
    size_t n = packed(31, zeros, sizeof zeros, small, sizeof small);
    assert_int_equal(rs_inflate_body(inflater, rs_span(small, n), &out), RS_ERR_FULL);
    n = packed(-15, zeros, sizeof zeros, small, sizeof small);
    uint32_t credit = RS_INFLATE_FREE;
    assert_int_equal(rs_inflate_message(inflater, NULL, &credit, rs_span(small, n), &out),
                     RS_ERR_FULL);
    assert_int_equal(credit, 0);
    n = packed(31, zeros, RS_INFLATE_FREE, small, sizeof small); /* this much is allowed */
    assert_int_equal(rs_inflate_body(inflater, rs_span(small, n), &out), RS_OK);
    assert_int_equal(out.n, RS_INFLATE_FREE);
}

static int begin(void **state)
{
    (void)state;
    return (inflater = rs_inflater_new()) == NULL;
}

static int end(void **state)
{
    (void)state;
    rs_inflater_free(inflater);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bodies),
        cmocka_unit_test(every_prefix),
        cmocka_unit_test(damage),
        cmocka_unit_test(bombs),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
