/* What is SIP, and what only looks like it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/recognise.h"

#define HEADERS "Via: SIP/2.0/UDP a\r\nFrom: <sip:a>\r\n"
#define STUN                           \
    "\x00\x01\x00\x00\x21\x12\xa4\x42" \
    "123456789012"

static const struct {
    struct rs_span octets;
    enum rs_recognised wanted;
} cases[] = {
    {RS_SPAN_INIT("INVITE sip:b@x SIP/2.0\r\n"), RS_SIP_MESSAGE},
    {RS_SPAN_INIT("SIP/2.0 200 OK\r\n"), RS_SIP_MESSAGE},
    {RS_SPAN_INIT("\r\n\r\nSIP/2.0 200 OK\r\n"), RS_SIP_MESSAGE},
    {RS_SPAN_INIT("INVITE sip:b@x\r\n" HEADERS), RS_SIP_MESSAGE},
    {RS_SPAN_INIT("INVITE sip:b@x\r\nVia: x\r\n"), RS_NOT_SIP},
    {RS_SPAN_INIT("INVITE sip:b@x\r\n\r\n" HEADERS), RS_NOT_SIP}, /* behind the head */
    {RS_SPAN_INIT("GET / HTTP/1.1\r\n" HEADERS), RS_NOT_SIP},
    {RS_SPAN_INIT("HTTP/1.1 200 OK\r\n" HEADERS), RS_NOT_SIP},
    {RS_SPAN_INIT("NOTIFY * HTTP/1.1\r\n"), RS_NOT_SIP}, /* SSDP */
    {RS_SPAN_INIT("\r\n\r\n"), RS_SIP_KEEPALIVE},
    {RS_SPAN_INIT("\0"), RS_SIP_KEEPALIVE},
    {RS_SPAN_INIT("jaK"), RS_SIP_KEEPALIVE},
    {RS_SPAN_INIT(STUN), RS_SIP_STUN},
    {RS_SPAN_INIT(""), RS_NOT_SIP},
    {RS_SPAN_INIT("hello world\r\n"), RS_NOT_SIP},
    /* What no start line begins with, whatever follows. */
    {RS_SPAN_INIT("\x80\x00 INVITE sip:b@x SIP/2.0\r\n" HEADERS), RS_NOT_SIP}, /* RTP */
    {RS_SPAN_INIT("\r\n\x80INVITE sip:b@x SIP/2.0\r\n" HEADERS), RS_NOT_SIP},
    {RS_SPAN_INIT("INV/TE sip:b@x SIP/2.0\r\n" HEADERS), RS_NOT_SIP},
    {RS_SPAN_INIT("INVITE\tsip:b@x SIP/2.0\r\n" HEADERS), RS_NOT_SIP},
    {RS_SPAN_INIT(" INVITE sip:b@x SIP/2.0\r\n" HEADERS), RS_NOT_SIP},
    {RS_SPAN_INIT("INVITE"), RS_NOT_SIP},
    {RS_SPAN_INIT("sip/2.0 200 OK\r\n"), RS_SIP_MESSAGE},
    {RS_SPAN_INIT("X sip:b@x SIP/2.0\r\n"), RS_SIP_MESSAGE},
    {RS_SPAN_INIT(".-+~ sip:b@x SIP/3.1\r\n"), RS_SIP_MESSAGE},
    /* SIP inside of something else is not SIP. */
    {RS_SPAN_INIT("<189>sipproxy: INVITE sip:b@x SIP/2.0\r\n"), RS_NOT_SIP},
    {RS_SPAN_INIT("x\r\nINVITE sip:b@x SIP/2.0\r\n"), RS_NOT_SIP},
};

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        if (rs_recognise(guard_copy(cases[i].octets)) != cases[i].wanted)
            fail_msg("%zu: %.40s", i, cases[i].octets.p);
}

static void attempt(struct rs_span prefix)
{
    rs_recognise(prefix);
    rs_recognise_start_line(prefix);
}

static void test_prefixes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        guard_each_prefix(cases[i].octets, attempt);
}

static void test_start_line(void **state)
{
    (void)state;
    assert_true(rs_recognise_start_line(RS_SPAN("BYE sip:b@x SIP/2.0")));
    assert_false(rs_recognise_start_line(RS_SPAN("BYE sip:b@x")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases),
                                       cmocka_unit_test(test_prefixes),
                                       cmocka_unit_test(test_start_line)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
