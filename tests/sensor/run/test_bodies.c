/* A body sent compressed is read as if it had been sent plain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <zlib.h>

#include <cmocka.h>

#include "run/analysis.h"
#include "sip/body.h"
#include "tests/sensor/packet/frames.h"

static const char SDP[] = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.9\r\n"
                          "t=0 0\r\nm=audio 4000 RTP/AVP 0\r\n";

static void message(void *user, const struct rs_annotation *a)
{
    struct rs_part part;
    char *to = user;
    if (rs_body_find(a->msg, RS_SPAN("application"), RS_SPAN("sdp"), &part))
        snprintf(to, 512, "%.*s", (int)part.octets.n, part.octets.p);
}

static size_t invite(char *to, size_t cap, const char *coding, const char *body, size_t n)
{
    int head = snprintf(to, cap,
                        "INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;"
                        "branch=z9hG4bKq\r\nFrom: <sip:a@example.com>;tag=1\r\n"
                        "To: <sip:bob@example.com>\r\nCall-ID: z\r\nCSeq: 1 INVITE\r\n"
                        "Contact: <sip:a@192.0.2.1>\r\nMax-Forwards: 70\r\n"
                        "Content-Type: application/sdp\r\n%s: %s\r\nContent-Length: %zu\r\n\r\n",
                        "Content-Encoding", coding, n);
    memcpy(to + head, body, n);
    return (size_t)head + n;
}

/* What the watcher's sink finds as SDP. */
static void read_body(const char *coding, const char *body, size_t n, char found[512])
{
    char text[2048];
    struct made m;
    struct rs_analysis_setup setup = {.results.watcher = {.user = found, .message = message}};
    struct rs_analysis *a = rs_analysis_new(&setup);
    found[0] = '\0';
    made_payload(&m, text, invite(text, sizeof text, coding, body, n));
    made_udp(&m, &THERE);
    made_ipv4(&m, &THERE, UDP, 1);
    made_ethernet(&m, IPV4);
    struct rs_frame frame = {1700000000000000, 1, 0, ETHERNET, made_span(&m),
                             (uint32_t)made_span(&m).n};
    rs_analysis_frame(a, &frame);
    rs_analysis_finish(a);
    assert_int_equal(rs_analysis_messages(a), 1);
    rs_analysis_free(a);
}

static void opened(void **state)
{
    (void)state;
    static const struct {
        const char *coding;
        int bits;
    } rows[] = {{"gzip", 31}, {"deflate", 15}, {"DEFLATE", -15}, {"x-gzip", 31}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char small[1024], found[512];
        z_stream z = {0};
        deflateInit2(&z, 9, Z_DEFLATED, rows[i].bits, 9, Z_DEFAULT_STRATEGY);
        z.next_in = (Bytef *)(uintptr_t)SDP;
        z.avail_in = sizeof SDP - 1;
        z.next_out = (Bytef *)small;
        z.avail_out = sizeof small;
        assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
        deflateEnd(&z);
        read_body(rows[i].coding, small, sizeof small - z.avail_out, found);
        assert_string_equal(found, SDP);
        read_body("br", small, sizeof small - z.avail_out, found);
        assert_string_not_equal(found, SDP);
    }
}

static void not_opened(void **state)
{
    (void)state;
    char found[512];
    read_body("gzip", SDP, sizeof SDP - 1, found); /* says so, and is not: as it was sent */
    assert_string_equal(found, SDP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(opened), cmocka_unit_test(not_opened)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
