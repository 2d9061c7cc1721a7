/* SDP that is ordinary, and what is left to the parser. That ordinary is faultless: the fuzzer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "find/ordinary_sdp.h"
#include "guard.h"

struct form {
    const char *text;
    bool ordinary;
};

#define SDP "v=0\r\no=a 1 1 IN IP4 192.0.2.1\r\ns=-\r\n"
#define C "c=IN IP4 192.0.2.1\r\n"
#define T "t=0 0\r\n"

static const struct form sdps[] = {
    {SDP C T "m=audio 49170 RTP/AVP 0 127\r\na=rtpmap:127 x/8000\r\n", true},
    {SDP T "m=audio 49170 RTP/AVP 0\r\n" C "m=video 0 RTP/AVP 31\n" C, true},
    {SDP T, true},
    {SDP C, false},
    {SDP C T "m=audio 49170 RTP/AVP 128\r\n", false},
    {SDP C T "m=audio 49170 RTP/AVP\r\n", false},
    {SDP C T "m=audio 70000 RTP/AVP 0\r\n", false},
    {SDP C T "m=audio 49170 RTP/AVP 0 \r\n", true},
    {SDP C T "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n", false},
    {SDP C T "m=audio 49170 RTP/AVP 0\r\na=rtpmap:200 x/8000\r\n", false},
    {SDP T "m=audio 49170 RTP/AVP 0\r\n", false},
    {SDP T "m=audio 1 RTP/AVP 0\r\nm=audio 2 RTP/AVP 0\r\n" C, false},
    {SDP C "m=audio 49170 RTP/AVP 0\r\n" T, false},
    {SDP "c=IN IP4 \r\n" T, false},
    {SDP "c=IN IP4\r\n" T, false},
    {"v=0\r\ns=-\r\no=a 1 1 IN IP4 192.0.2.1\r\n" T, false},
    {"v=0\r\no=a 1 1 IN IP4\r\ns=-\r\n" T, false},
    {SDP T "no line\r\n", false},
    {SDP T "\r\n", false},
    {SDP "t=0\r0\r\n", false},
    {SDP "t=0 0", false},
    {"", false},
};

static void knows_ordinary_sdp(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sdps / sizeof *sdps; i++)
        if (rs_ordinary_sdp(guard_copy(rs_span_str(sdps[i].text))) != sdps[i].ordinary)
            fail_msg("%s", sdps[i].text);
}

static void attempt(struct rs_span s)
{
    rs_ordinary_sdp(s);
}

static void stays_inside(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sdps / sizeof *sdps; i++)
        guard_each_prefix(rs_span_str(sdps[i].text), attempt);
    attempt(RS_SPAN_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_ordinary_sdp),
        cmocka_unit_test(stays_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
