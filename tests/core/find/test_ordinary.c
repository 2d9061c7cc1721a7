/* What is ordinary, and what is left to the parsers. That ordinary is faultless: the fuzzer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "find/ordinary.h"
#include "guard.h"

struct form {
    const char *text;
    bool ordinary;
};

#define EXPECT(function, forms)                                                    \
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)                      \
        if (function(guard_copy(rs_span_str(forms[i].text))) != forms[i].ordinary) \
    fail_msg("%s", forms[i].text)

static const struct form uris[] = {
    {"sip:alice@example.com", true},
    {"sips:+15550100@a.example:5061;user=phone;lr", true},
    {"sip:a.example", true},
    {"sip:192.0.2.1:5060;transport=udp", true},
    {"sip:a@b:9999", true},
    {"sip:a@b:59999", true},
    {"sip:a@b:65535", false}, /* legal, and left to the parser */
    {"sip:a@b:65536", false},
    {"sip:a@b:000001", false},
    {"sip:a@b:", false},
    {"sip:a@", false},
    {"sip:", false},
    {"sip", false},
    {"", false},
    {"SIP:a@b", false},
    {"tel:+15550100", false},
    {"sip:a:pw@b", false},
    {"sip:a%20b@c", false},
    {"sip:a@b@c", false},
    {"sip:a@[2001:db8::1]", false},
    {"sip:a@b?Subject=x", false},
    {"sip:a@b;p=%41", false},
    {"sip:a@b c", false},
    {"sip:a@b>", false},
};

static const struct form addresses[] = {
    {"<sip:a@b>", true},
    {"\"A, B\" <sip:a@b:5060;lr>", true},
    {"\"A\"<sip:a@b>", true},
    {"\"A\"\r\n <sip:a@b>", true},
    {"<sip:a@b>;tag=1", false},
    {"sip:a@b", false},
    {"A <sip:a@b>", false},
    {"\"A\\\"\" <sip:a@b>", false},
    {"\"A <sip:a@b>", false},
    {"\"A\" \"B\" <sip:a@b>", false},
    {"\"A\"", false},
    {"\"A\" >", false},
    {"<>", false},
    {"<sip:a@b>>", false},
    {"<sip:a@b", false},
    {"", false},
};

static const struct form vias[] = {
    {"SIP/2.0/UDP a.example;branch=z9hG4bKab", true},
    {"SIP/2.0/TLS 198.51.100.7:5061;branch=z9hG4bKab;rport", true},
    {"SIP/2.0/UDP a.example", true},
    {"SIP/2.0/UDP a.example;rport;received=192.0.2.1;branch=12345678", true},
    {"SIP/2.0/UDP a.example;branch=z9hG4bK", false},
    {"SIP/2.0/UDP a.example;branch=1234567", false}, /* as short as a bare cookie */
    {"SIP/2.0/UDP a.example;Branch=z9hG4bKab", false},
    {"SIP/2.0/UDP a.example;branch=\"z9hG4bKab\"", false},
    {"SIP/2.0/UDP a.example;branch=z9hG4bKab\"", false},
    {"SIP/2.0/UDP a.example;branch=z9hG4bKab ", false},
    {"SIP/2.0/UDP a.example;;branch=z9hG4bKab", false},
    {"SIP/2.0/UDP a.example;branch=z9hG4bKab;", false},
    {"SIP/2.0/UDP a.example; branch=z9hG4bKab", false},
    {"SIP/2.0/UDP  a.example;branch=z9hG4bKab", false},
    {"SIP/2.0/UDP [2001:db8::1];branch=z9hG4bKab", false},
    {"SIP/2.0/UDP 0.0.0.0;branch=z9hG4bKab", false},
    {"SIP/2.0/UDP 255.255.255.255;branch=z9hG4bKab", false},
    {"SIP/2.0/UDP 224.0.1.75;branch=z9hG4bKab", false},
    {"SIP/2.0/UDP ;branch=z9hG4bKab", false},
    {"SIP/2.0/ a.example;branch=z9hG4bKab", false},
    {"SIP/2.1/UDP a.example;branch=z9hG4bKab", false},
    {"SIP/2.0/UDP", false},
    {"SIP/2.0/UDP a, SIP/2.0/UDP b", false},
    {"", false},
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

static void knows_ordinary_uris(void **state)
{
    (void)state;
    EXPECT(rs_ordinary_uri, uris);
}

static void knows_ordinary_addresses(void **state)
{
    (void)state;
    EXPECT(rs_ordinary_address, addresses);
}

static void knows_ordinary_vias(void **state)
{
    (void)state;
    EXPECT(rs_ordinary_via, vias);
}

static void knows_ordinary_sdp(void **state)
{
    (void)state;
    EXPECT(rs_ordinary_sdp, sdps);
}

static void attempt(struct rs_span s)
{
    rs_ordinary_uri(s);
    rs_ordinary_address(s);
    rs_ordinary_via(s);
    rs_ordinary_sdp(s);
}

static void stays_inside(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof uris / sizeof *uris; i++)
        guard_each_prefix(rs_span_str(uris[i].text), attempt);
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        guard_each_prefix(rs_span_str(addresses[i].text), attempt);
    for (size_t i = 0; i < sizeof vias / sizeof *vias; i++)
        guard_each_prefix(rs_span_str(vias[i].text), attempt);
    for (size_t i = 0; i < sizeof sdps / sizeof *sdps; i++)
        guard_each_prefix(rs_span_str(sdps[i].text), attempt);
    attempt(RS_SPAN_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_ordinary_uris), cmocka_unit_test(knows_ordinary_addresses),
        cmocka_unit_test(knows_ordinary_vias), cmocka_unit_test(knows_ordinary_sdp),
        cmocka_unit_test(stays_inside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
