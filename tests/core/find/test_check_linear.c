/* However a message is built, the checks are linear in it. */
#include "check_case.h"

/* Values that make careless parsers look again and again. */
static const char *const pieces[] = {
    ",",
    ";",
    "\"",
    "<",
    ">",
    "\\",
    "\",",
    "<,",
    ":",
    "@",
    "%",
    "?",
    "=",
    "[",
    "a,",
    "\\\"",
    ",\"a",
    ";a=\"",
    "\xff",
    "\xe2\x82",
    "\a",
    "\"\xfc",
    " ",
    "\r\n ",
    "0",
    "9,",
    "<sip:a@b>,",
    "SIP/2.0/UDP a;",
    "SIP/2.0/UDP a,",
    "sip:a@b,",
    "m=a 1 RTP/AVP 0\r\n",
    "a=rtpmap:\r\n",
    "--b\r\n",
    ";;",
    "; ",
    "INVITE ",
};

static const char *const headers[] = {
    "Via",  "From",    "To",      "Contact",      "Route",    "Call-ID", "CSeq", "Max-Forwards",
    "Date", "Warning", "Expires", "Content-Type", "Refer-To", "Subject", "RAck",
};

static struct rs_msg msg;
static struct rs_view view;

static uint64_t check_us(struct rs_span text)
{
    const struct rs_origin o = {.transport = RS_TRANSPORT_UDP, .fragments = 1};
    uint64_t begin = guard_cpu_us();
    if (rs_msg_parse(&msg, text, RS_FRAMING_DATAGRAM, false) < 0)
        return 0;
    rs_view_make(&view, &msg);
    rs_check_message(&msg.faults, &msg, &view, &o);
    return guard_cpu_us() - begin;
}

enum { VALUE_LEN = 60000, LIMIT_US = 60000 }; /* a quadratic one takes seconds */

static void is_linear(const char *before, const char *piece, const char *after)
{
    static char text[VALUE_LEN + 1000];
    size_t n = (size_t)snprintf(text, sizeof text, "INVITE sip:a@b SIP/2.0\r\n%s", before);
    struct rs_span value = guard_repeat(piece, VALUE_LEN);
    memcpy(text + n, value.p, value.n);
    n += value.n;
    n += (size_t)snprintf(text + n, sizeof text - n, "%s", after);
    uint64_t us = check_us(rs_span(text, n));
    if (us > LIMIT_US)
        fail_msg("%s and %s: %llu us", before, piece, (unsigned long long)us);
}

static void values_of_64_kilobytes(void **state)
{
    (void)state;
    for (size_t h = 0; h < sizeof headers / sizeof *headers; h++)
        for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
            char before[40];
            snprintf(before, sizeof before, "%s: ", headers[h]);
            is_linear(before, pieces[p], "\r\n\r\n");
        }
}

static void bodies_of_64_kilobytes(void **state)
{
    (void)state;
    for (size_t p = 0; p < sizeof pieces / sizeof *pieces; p++) {
        is_linear("Content-Type: application/sdp\r\n\r\n", pieces[p], "");
        is_linear("Content-Type: multipart/mixed;boundary=b\r\n\r\n", pieces[p], "");
    }
}

/* As many headers of one kind as fit, each of another value. */
static void headers_by_the_thousand(void **state)
{
    static char text[VALUE_LEN + 1000];
    (void)state;
    for (size_t h = 0; h < sizeof headers / sizeof *headers; h++) {
        size_t n = (size_t)snprintf(text, sizeof text, "INVITE sip:a@b SIP/2.0\r\n");
        for (unsigned i = 0; n < VALUE_LEN; i++)
            n += (size_t)snprintf(text + n, sizeof text - n, "%s: %u\r\n", headers[h], i);
        n += (size_t)snprintf(text + n, sizeof text - n, "\r\n");
        assert_true(check_us(rs_span(text, n)) < LIMIT_US);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_of_64_kilobytes),
        cmocka_unit_test(bodies_of_64_kilobytes),
        cmocka_unit_test(headers_by_the_thousand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
