/* SDP that is ordinary, and what is left to the parser. That ordinary is faultless: the fuzzer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sip/ordinary_sdp.h"
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
    {SDP C T "m= 49170 RTP/AVP 0\r\n", false},
    {SDP C T "m=au\tdio 49170 RTP/AVP 0\r\n", false},
    {SDP C T "m=audio 49170 RTP/AVP\t200 0\r\n", false},
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
        if (rs_ordinary_sdp(guard_copy(rs_span_str(sdps[i].text)), NULL) != sdps[i].ordinary)
            fail_msg("%s", sdps[i].text);
}

static void attempt(struct rs_span s)
{
    struct rs_sdp_places places;
    bool ordinary = rs_ordinary_sdp(s, &places);
    assert_true(ordinary || !places.whole);
    for (int i = 0; i < places.count; i++) {
        size_t end = (size_t)places.line[i].at + places.line[i].n;
        assert_true(end < s.n && s.p[end] == '\n');
    }
}

static void stays_inside(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sdps / sizeof *sdps; i++)
        guard_each_prefix(rs_span_str(sdps[i].text), attempt);
    attempt(RS_SPAN_NONE);
}

/* The lines that are asked for, with the CR and without the LF. */
static void notes_where_lines_stand(void **state)
{
    static const char text[] = SDP C T "a=sendonly\r\nm=audio 49170 RTP/AVP 0\r\n"
                                       "a=rtpmap:0 PCMU/8000\r\na=ptime:20\r\na=inactive\n";
    static const char *const wanted[] = {"o=a 1 1 IN IP4 192.0.2.1\r",
                                         "c=IN IP4 192.0.2.1\r",
                                         "a=sendonly\r",
                                         "m=audio 49170 RTP/AVP 0\r",
                                         "a=inactive"};
    struct rs_sdp_places places;
    (void)state;
    assert_true(rs_ordinary_sdp(rs_span_str(text), &places) && places.whole);
    assert_int_equal(places.count, sizeof wanted / sizeof *wanted);
    for (int i = 0; i < places.count; i++)
        assert_true(rs_span_eq(rs_span(text + places.line[i].at, places.line[i].n),
                               rs_span_str(wanted[i])));
}

/* More than there is room for: ordinary still, but not all of its lines. */
static void says_when_not_all_are_noted(void **state)
{
    char text[1000] = SDP C T;
    struct rs_sdp_places places;
    (void)state;
    for (int i = 0; i < RS_SDP_PLACES_MAX; i++)
        strcat(text, "a=sendrecv\r\n");
    assert_true(rs_ordinary_sdp(rs_span_str(text), &places));
    assert_false(places.whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_ordinary_sdp),
        cmocka_unit_test(notes_where_lines_stand),
        cmocka_unit_test(says_when_not_all_are_noted),
        cmocka_unit_test(stays_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
