/* What is known at a glance, and that a closer look says the same (tests/twin.h). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "guard.h"
#include "twin.h"

struct form {
    const char *text;
    bool usual;
};

static const struct form addresses[] = {
    {"<sip:a@b>", true},
    {"<sips:+15550100@a.example:5061;user=phone;lr>", true},
    {"\"A, B\" <sip:a@b:5060;lr>;tag=1;x=y", true},
    {"\"A\"<sip:a@b>", true},
    {"\"J\xc3\xb6rg\" <sip:a@b>", true},
    {"A. G. Bell <sip:a@b:65535>", true},
    {"\"\" <sip:a@b>;tag=", true},
    {"<sip:a@b>;tag", true},
    {"<sip:a@b>;TAG=a:b/c", true},
    {"<sip:a@b:65536>", false},
    {"<sip:a@b:000001>", false},
    {"<sip:a@b:>", false},
    {"<sip:a@b:5o60>", false},
    {"<sip:@b>", false},
    {"<sip:a@>", false},
    {"<sip:>", false},
    {"<sip>", false},
    {"<sip:+1>", false},
    {"<sip:a@b+c>", false},
    {"<sipx:a@b>", false},
    {"<SIP:a@b>", false},
    {"<tel:+15550100>", false},
    {"<sip:a:pw@b>", false},
    {"<sip:a%20b@c>", false},
    {"<sip:a@b@c>", false},
    {"<sip:a;x@b>", false},
    {"<sip:a@[2001:db8::1]>", false},
    {"<sip:a@b?Subject=x>", false},
    {"<sip:a@b;p=%41>", false},
    {"<sip:a@b c>", false},
    {"< sip:a@b>", false},
    {"<sip:a@b>>", false},
    {"<sip:a@b", false},
    {"<sip:a@b>;", false},
    {"<sip:a@b>;;x", false},
    {"<sip:a@b>;tag=1;tag=2", false},
    {"<sip:a@b>;tag=\"1\"", false},
    {"<sip:a@b>;x=1,<sip:c@d>", false},
    {"<sip:a@b>;x=1,y", false},
    {"<sip:a@b> ;tag=1", false},
    {"<sip:a@b>x;tag=1", false},
    {"<sip:a@b>x", false},
    {"sip:a@b", false},
    {"A+B <sip:a@b>", false},
    {"\"A\\\"\" <sip:a@b>", false},
    {"\"A <sip:a@b>", false},
    {"\"A\"  <sip:a@b>", false},
    {"\"A\"x<sip:a@b>", false},
    {"\"A\" x<sip:a@b>", false},
    {"\"A\" \"B\" <sip:a@b>", false},
    {"\"A\"", false},
    {"\"", false},
    {"<>", false},
    {"*", false},
    {"", false},
};

static const struct form vias[] = {
    {"SIP/2.0/UDP a.example;branch=z9hG4bKab", true},
    {"SIP/2.0/TLS 198.51.100.7:5061;branch=z9hG4bKab;rport", true},
    {"SIP/2.0/TLS-SCTP a.example", true},
    {"SIP/2.0/UDP a.example;rport=9;received=192.0.2.1;branch=12345678;maddr=[::1]", true},
    {"SIP/2.0/X a.example;Branch=z9hG4bKab;branch=2", true},
    {"SIP/2.0/UDP a.example;branch=z9hG4bK-.!%66*_+`'~=", true},
    {"SIP/2.0/UDP a.example;branch=\"z9hG4bKab\"", false},
    {"SIP/2.0/UDP a.example;branch=z9hG4bKab ", false},
    {"SIP/2.0/UDP a.example;branch=a b", false},
    {"SIP/2.0/UDP a.example;;branch=z9hG4bKab", false},
    {"SIP/2.0/UDP a.example;branch=z9hG4bKab;", false},
    {"SIP/2.0/UDP a.example; branch=z9hG4bKab", false},
    {"SIP/2.0/UDP  a.example;branch=z9hG4bKab", false},
    {"SIP/2.0/UDP a.example:;branch=z9hG4bKab", false},
    {"SIP/2.0/UDP [2001:db8::1];branch=z9hG4bKab", false},
    {"SIP/2.0/UDP ;branch=z9hG4bKab", false},
    {"SIP/2.0/ a.example;branch=z9hG4bKab", false},
    {"SIP/2.1/UDP a.example;branch=z9hG4bKab", false},
    {"sip/2.0/UDP a.example", false},
    {"SIP/2.0/UDP/X a.example", false},
    {"SIP/2.0/UDP a.example,SIP/2.0/UDP b", false},
    {"SIP/2.0/UDP a;x=1,SIP/2.0/UDP b", false},
    {"SIP/2.0/UDP", false},
    {"SIP/2.0/", false},
    {"", false},
};

static void check_address(struct rs_span value, bool wanted)
{
    struct rs_name_addr a, scanned;
    rs_name_addr_parse(value, &a);
    rs_name_addr_scan(value, &scanned);
    if (a.usual != wanted || scanned.usual != wanted)
        fail_msg("%.*s", (int)value.n, value.p);
    assert_true(twin_name_addr_agrees(value));
}

static void check_via(struct rs_span value, bool wanted)
{
    struct rs_via v;
    rs_via_parse(value, &v);
    if (v.usual != wanted)
        fail_msg("%.*s", (int)value.n, value.p);
    assert_true(twin_via_agrees(value));
}

static void knows_usual_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        check_address(guard_copy(rs_span_str(addresses[i].text)), addresses[i].usual);
    for (size_t i = 0; i < sizeof vias / sizeof *vias; i++)
        check_via(guard_copy(rs_span_str(vias[i].text)), vias[i].usual);
}

/* Each octet at each place of a value that is usual: no glance may take what a look would not. */
static void agrees_with_a_closer_look(struct rs_span usual, bool (*agrees)(struct rs_span))
{
    char text[256];
    for (size_t at = 0; at < usual.n; at++)
        for (int c = 0; c < 256; c++) {
            memcpy(text, usual.p, usual.n);
            text[at] = (char)c;
            if (!agrees(rs_span(text, usual.n)))
                fail_msg("octet %d at %zu of %.*s", c, at, (int)usual.n, usual.p);
        }
}

static void takes_no_octet_too_many(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
        struct rs_span s = rs_span_str(addresses[i].text);
        agrees_with_a_closer_look(s, twin_name_addr_agrees);
        if (s.n > 2 && s.p[0] == '<')
            agrees_with_a_closer_look(rs_span(s.p + 1, s.n - 2), twin_uri_agrees);
    }
    for (size_t i = 0; i < sizeof vias / sizeof *vias; i++)
        agrees_with_a_closer_look(rs_span_str(vias[i].text), twin_via_agrees);
}

static void attempt(struct rs_span s)
{
    assert_true(twin_name_addr_agrees(s) && twin_via_agrees(s) && twin_uri_agrees(s));
}

/* Longer and longer: over the 16s, the 64 and the longest that is looked at. */
static void agrees_at_every_length(void **state)
{
    char text[512];
    struct rs_name_addr a;
    struct rs_via v;
    (void)state;
    for (int n = 1; n < 150; n++) {
        int len = snprintf(text, sizeof text, "\"%0*d\" <sip:a@b>;tag=%0*d", n, 1, n / 2 + 1, 2);
        struct rs_span s = guard_copy(rs_span(text, (size_t)len));
        rs_name_addr_parse(s, &a);
        assert_int_equal(a.usual, len <= 127);
        attempt(s);
        len = snprintf(text, sizeof text, "SIP/2.0/UDP a%0*d:1;branch=z9hG4bK%0*d", n, 1, n, 2);
        s = guard_copy(rs_span(text, (size_t)len));
        rs_via_parse(s, &v);
        assert_int_equal(v.usual, len - 8 <= 127);
        attempt(s);
    }
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++)
        guard_each_prefix(rs_span_str(addresses[i].text), attempt);
    for (size_t i = 0; i < sizeof vias / sizeof *vias; i++)
        guard_each_prefix(rs_span_str(vias[i].text), attempt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_usual_values), cmocka_unit_test(takes_no_octet_too_many),
        cmocka_unit_test(agrees_at_every_length), cmocka_unit_test(reads_no_further),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
