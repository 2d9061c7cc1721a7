/* SDP: lines, summary, faults. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/sdp.h"

/* RFC 5118 4.8, with RFC 4566 extras */
static const char two_media[] = "v=0\r\n"
                                "o=bob 280744730 28977631 IN IP4 host.example.com\r\n"
                                "s=\r\n"
                                "t=0 0\r\n"
                                "m=audio 22334/2 RTP/AVP 0 101\r\n"
                                "c=IN IP4 192.0.2.1/127\r\n"
                                "a=rtpmap:101 telephone-event/8000\r\n"
                                "a=sendonly\r\n"
                                "m=video 6024 RTP/AVP 107\r\n"
                                "c=IN IP6 2001:db8::1\r\n"
                                "a=rtpmap:107 H263-1998/90000\r\n";

static void check_addr(struct rs_addr addr, const char *wanted)
{
    char text[RS_ADDR_TEXT];

    assert_string_equal(rs_addr_text(&addr, text), wanted);
}

static void parses(void **state)
{
    struct rs_sdp s;

    (void)state;
    assert_int_equal(rs_sdp_parse(guard_copy(rs_span_str(two_media)), &s), RS_OK);
    assert_int_equal(s.faults, 0);
    guard_check_text("user", s.origin_user, "bob");
    guard_check_text("id", s.session_id, "280744730");
    guard_check_text("version", s.session_version, "28977631");
    guard_check_text("address", s.origin_addr, "host.example.com");
    guard_check_text("name", s.name, "");
    assert_int_equal(s.addr.family, 0);
    assert_int_equal(s.media_count, 2);
    guard_check_text("media", s.media[0].media, "audio");
    assert_int_equal(s.media[0].port, 22334);
    guard_check_text("protocol", s.media[0].protocol, "RTP/AVP");
    guard_check_text("formats", s.media[0].formats, "0 101");
    check_addr(s.media[0].addr, "192.0.2.1");
    assert_int_equal(s.media[0].direction, RS_SDP_SENDONLY);
    check_addr(s.media[1].addr, "2001:db8::1");
    assert_int_equal(s.media[1].direction, RS_SDP_SENDRECV);
}

/* What the session says holds for each medium that says nothing else. */
static void inherits_from_the_session(void **state)
{
    struct rs_sdp s;

    (void)state;
    assert_int_equal(rs_sdp_parse(RS_SPAN("v=0\no=- 1 1 IN IP4 192.0.2.4\ns=-\nc=IN IP4 192.0.2.4\n"
                                          "t=0 0\na=inactive\nm=audio 49170 RTP/AVP 0\n"
                                          "m=video 51372 RTP/AVP 31\na=recvonly\n"
                                          "c=IN IP4 a.example.com"),
                                  &s),
                     RS_OK);
    assert_int_equal(s.faults, 0);
    check_addr(s.media[0].addr, "192.0.2.4");
    assert_int_equal(s.direction, RS_SDP_INACTIVE);
    assert_int_equal(s.media[0].direction, RS_SDP_INACTIVE);
    assert_int_equal(s.media[1].direction, RS_SDP_RECVONLY);
    assert_int_equal(s.media[1].addr.family, 0);
}

#define SESSION "v=0\r\no=- 1 1 IN IP4 a\r\ns=-\r\n"

static const struct {
    const char *text;
    int err;
    uint32_t faults;
    int media;
} row[] = {
    {SESSION "t=0 0\r\n", RS_OK, 0, 0},
    {SESSION "i=x\r\nu=x\r\ne=x\r\np=x\r\nc=IN IP4 a\r\nb=AS:1\r\nt=0 0\r\nr=1 2 3\r\nt=4 5\r\n"
             "z=0 0\r\nk=prompt\r\na=x\r\nm=audio 1 RTP/AVP 0\r\n",
     RS_OK, 0, 1},
    {SESSION "c=IN IP4 a\rt=0 0\rm=audio 1 RTP/AVP 0\r", RS_OK, 0, 1},
    {SESSION "t=0 0\r\n\r\n\r\n", RS_OK, 0, 0},
    /* order */
    {SESSION, RS_OK, RS_SDP_FAULT_ORDER, 0},
    {SESSION "m=audio 0 RTP/AVP 0\r\nt=0 0\r\n", RS_OK, RS_SDP_FAULT_ORDER, 1},
    {"v=0\r\ns=-\r\no=- 1 1 IN IP4 a\r\nt=0 0\r\n", RS_OK, RS_SDP_FAULT_ORDER, 0},
    {"v=0\r\nc=IN IP4 a\r\no=- 1 1 IN IP4 a\r\ns=-\r\nt=0 0\r\n", RS_OK, RS_SDP_FAULT_ORDER, 0},
    {SESSION "t=0 0\r\nv=0\r\n", RS_OK, RS_SDP_FAULT_ORDER, 0},
    /* connection; RFC 4475 and many phones reject a medium with port 0 */
    {SESSION "t=0 0\r\nm=audio 1 RTP/AVP 0\r\n", RS_OK, RS_SDP_FAULT_CONNECTION, 1},
    {SESSION "t=0 0\r\nm=audio 1 RTP/AVP 0\r\nm=video 2 RTP/AVP 31\r\nc=IN IP4 a\r\n", RS_OK,
     RS_SDP_FAULT_CONNECTION, 2},
    {SESSION "t=0 0\r\nm=audio 0 RTP/AVP 0\r\n", RS_OK, 0, 1},
    /* payload types */
    {SESSION "t=0 0\r\nc=IN IP4 a\r\nm=audio 1 RTP/AVP 0 128\r\n", RS_OK, RS_SDP_FAULT_PAYLOAD, 1},
    {SESSION "t=0 0\r\nc=IN IP4 a\r\nm=audio 1 RTP/SAVPF 127\r\na=rtpmap:200 x/1\r\n", RS_OK,
     RS_SDP_FAULT_PAYLOAD, 1},
    {SESSION "t=0 0\r\nc=IN IP4 a\r\nm=audio 1 TCP/RTP/AVP 999\r\n", RS_OK, RS_SDP_FAULT_PAYLOAD,
     1},
    {SESSION "t=0 0\r\nc=IN IP4 a\r\nm=image 1 udptl t38\r\na=rtpmap:200 x/1\r\n", RS_OK, 0, 1},
    {SESSION "t=0 0\r\nc=IN IP4 a\r\nm=data 1 UDP 1234\r\n", RS_OK, 0, 1},
    /* lines */
    {SESSION "t=0 0\r\nnonsense\r\n", RS_OK, RS_SDP_FAULT_LINE, 0},
    {SESSION "t=0 0\r\n =x\r\n", RS_OK, RS_SDP_FAULT_LINE, 0},
    {SESSION "t=0 0\r\nc=IN IP4 a\r\nm=audio 70000 RTP/AVP 0\r\n", RS_OK, RS_SDP_FAULT_LINE, 1},
    {SESSION "t=0 0\r\nm=audio\r\n", RS_OK, RS_SDP_FAULT_LINE, 1},
    {SESSION "c=IN IP4\r\nt=0 0\r\n", RS_OK, RS_SDP_FAULT_LINE, 0},
    {"v=0\r\no=-\r\ns=-\r\nt=0 0\r\n", RS_OK, RS_SDP_FAULT_LINE, 0},
    /* no SDP */
    {"", RS_ERR_MALFORMED, RS_SDP_FAULT_ORDER, 0},
    {"\r\n\r\n", RS_ERR_MALFORMED, RS_SDP_FAULT_ORDER, 0},
    {"<?xml version=\"1.0\"?>", RS_ERR_MALFORMED, RS_SDP_FAULT_ORDER | RS_SDP_FAULT_LINE, 0},
    {"o=- 1 1 IN IP4 a\r\nv=0\r\n", RS_ERR_MALFORMED, RS_SDP_FAULT_ORDER, 0},
};

static void finds_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct rs_sdp s;
        int err = rs_sdp_parse(guard_copy(rs_span_str(row[i].text)), &s);

        if (err != row[i].err || s.faults != row[i].faults || s.media_count != row[i].media)
            fail_msg("%s: err %d faults %x media %d", row[i].text, err, s.faults, s.media_count);
    }
}

static void says_where(void **state)
{
    struct rs_sdp s;

    (void)state;
    rs_sdp_parse(RS_SPAN(SESSION "t=0 0\r\nnonsense\r\nm=audio 1 RTP/AVP 300\r\n"), &s);
    guard_check_text("first fault", s.fault_at, "nonsense");
    assert_int_equal(s.faults,
                     RS_SDP_FAULT_LINE | RS_SDP_FAULT_PAYLOAD | RS_SDP_FAULT_CONNECTION);
}

static void keeps_sixteen_media(void **state)
{
    char text[2048] = SESSION "t=0 0\r\nc=IN IP4 192.0.2.1\r\n";
    struct rs_sdp s;

    (void)state;
    for (int i = 0; i < RS_SDP_MEDIA_MAX; i++)
        strcat(text, "m=audio 1 RTP/AVP 0\r\n");
    rs_sdp_parse(rs_span_str(text), &s);
    assert_int_equal(s.faults, 0);
    strcat(text, "m=video 2 RTP/AVP 31\r\na=sendonly\r\n");
    rs_sdp_parse(rs_span_str(text), &s);
    assert_int_equal(s.faults, RS_SDP_FAULT_MANY);
    assert_int_equal(s.media_count, RS_SDP_MEDIA_MAX);
    assert_int_equal(s.media[15].direction, RS_SDP_SENDRECV);
}

static void attempt(struct rs_span text)
{
    struct rs_sdp s;

    rs_sdp_parse(text, &s);
    guard_check_inside(text, s.fault_at);
    guard_check_inside(text, s.origin_addr);
    guard_check_inside(text, s.name);
    for (int i = 0; i < s.media_count; i++) {
        guard_check_inside(text, s.media[i].media);
        guard_check_inside(text, s.media[i].protocol);
        guard_check_inside(text, s.media[i].formats);
    }
}

static void reads_no_further(void **state)
{
    (void)state;
    guard_each_prefix(rs_span_str(two_media), attempt);
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].text), attempt);
}

static void parses_in_linear_time(void **state)
{
    static const char *const pattern[] = {"\n", "m=", "m=a 1 RTP/ 1 ", "a", "c=IN IP4 ::\n",
                                          "m=a 1 RTP/A 1\n", " ", "m=R/R/RTRTP"};

    (void)state;
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern; i++) {
        uint64_t begin = guard_cpu_us();
        attempt(guard_repeat(pattern[i], 200000));
        if (guard_cpu_us() - begin > 200000)
            fail_msg("slow: %s", pattern[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),           cmocka_unit_test(inherits_from_the_session),
        cmocka_unit_test(finds_faults),     cmocka_unit_test(says_where),
        cmocka_unit_test(keeps_sixteen_media), cmocka_unit_test(reads_no_further),
        cmocka_unit_test(parses_in_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
