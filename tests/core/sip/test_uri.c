/*
 * URIs: their parts, their faults, equality (RFC 3261 19.1.4), addresses of
 * record.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/uri.h"

static const struct {
    const char *text;
    int scheme;
    const char *user, *password, *host; /* NULL: absent */
    int port;
    const char *params, *headers;
    uint32_t faults;
} row[] = {
    /* RFC 3261 19.1.3 */
    {"sip:alice@atlanta.com", RS_URI_SIP, "alice", NULL, "atlanta.com", 0, NULL, NULL, 0},
    {"sip:alice:secretword@atlanta.com;transport=tcp", RS_URI_SIP, "alice", "secretword",
     "atlanta.com", 0, ";transport=tcp", NULL, 0},
    {"sips:alice@atlanta.com?subject=project%20x&priority=urgent", RS_URI_SIPS, "alice", NULL,
     "atlanta.com", 0, NULL, "subject=project%20x&priority=urgent", 0},
    {"sip:+1-212-555-1212:1234@gateway.com;user=phone", RS_URI_SIP, "+1-212-555-1212", "1234",
     "gateway.com", 0, ";user=phone", NULL, 0},
    {"sips:1212@gateway.com", RS_URI_SIPS, "1212", NULL, "gateway.com", 0, NULL, NULL, 0},
    {"sip:alice@192.0.2.4", RS_URI_SIP, "alice", NULL, "192.0.2.4", 0, NULL, NULL, 0},
    {"sip:atlanta.com;method=REGISTER?to=alice%40atlanta.com", RS_URI_SIP, NULL, NULL,
     "atlanta.com", 0, ";method=REGISTER", "to=alice%40atlanta.com", 0},
    {"sip:alice;day=tuesday@atlanta.com", RS_URI_SIP, "alice;day=tuesday", NULL, "atlanta.com", 0,
     NULL, NULL, 0},
    {"SIP:bob@Biloxi.COM:5070;lr?a=b", RS_URI_SIP, "bob", NULL, "Biloxi.COM", 5070, ";lr", "a=b",
     0},
    {"sip:example.com", RS_URI_SIP, NULL, NULL, "example.com", 0, NULL, NULL, 0},
    {"sip:a@b?", RS_URI_SIP, "a", NULL, "b", 0, NULL, "", 0},
    {"sip:a@b;p?h", RS_URI_SIP, "a", NULL, "b", 0, ";p", "h", 0},
    {"sip:a@b?h;p", RS_URI_SIP, "a", NULL, "b", 0, NULL, "h;p", 0},
    {"sip:@b", RS_URI_SIP, "", NULL, "b", 0, NULL, NULL, 0},
    {"sip:a:@b", RS_URI_SIP, "a", "", "b", 0, NULL, NULL, 0},
    /* RFC 4475: intmeth, esc01, escnull, semiuri, wsinv, longreq, sdp01 */
    {"sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too."
     "(doesn't-it)@example.com",
     RS_URI_SIP, "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
     "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)", "example.com", 0, NULL, NULL, 0},
    {"sip:sips%3Auser%40example.com@example.net", RS_URI_SIP, "sips%3Auser%40example.com", NULL,
     "example.net", 0, NULL, NULL, 0},
    {"sip:cal%6Cer@host5.example.net;%6C%72;n%61me=v%61lue%25%34%31", RS_URI_SIP, "cal%6Cer", NULL,
     "host5.example.net", 0, ";%6C%72;n%61me=v%61lue%25%34%31", NULL, 0},
    {"sip:null-%00-null@example.com", RS_URI_SIP, "null-%00-null", NULL, "example.com", 0, NULL,
     NULL, RS_URI_FAULT_NUL},
    {"sip:%00%00@host5.example.com", RS_URI_SIP, "%00%00", NULL, "host5.example.com", 0, NULL,
     NULL, RS_URI_FAULT_NUL},
    {"sip:a@b;x=%00", RS_URI_SIP, "a", NULL, "b", 0, ";x=%00", NULL, 0},
    {"sip:user;par=u%40example.net@example.com", RS_URI_SIP, "user;par=u%40example.net", NULL,
     "example.com", 0, NULL, NULL, 0},
    {"sip:services.example.com;lr;unknownwith=value;unknown-no-value", RS_URI_SIP, NULL, NULL,
     "services.example.com", 0, ";lr;unknownwith=value;unknown-no-value", NULL, 0},
    {"sip:user@example.com;unknownparam1=verylongvalue;longparam.name=shortvalue", RS_URI_SIP,
     "user", NULL, "example.com", 0, ";unknownparam1=verylongvalue;longparam.name=shortvalue",
     NULL, 0},
    /* RFC 4475: lwsruri, badaspec, escruri, unkscm, novelsc, unksm2 */
    {"sip:user@example.com; lr", RS_URI_SIP, "user", NULL, "example.com", 0, "; lr", NULL,
     RS_URI_FAULT_SPACE},
    {" sip:t.watson@example.org ", RS_URI_SIP, "t.watson", NULL, "example.org", 0, NULL, NULL,
     RS_URI_FAULT_SPACE},
    {"sip:user@example.com?Route=%3Csip:example.com%3E", RS_URI_SIP, "user", NULL, "example.com", 0,
     NULL, "Route=%3Csip:example.com%3E", 0},
    {"nobodyKnowsThisScheme:totallyopaquecontent", RS_URI_OTHER, NULL, NULL, NULL, 0, NULL, NULL,
     0},
    {"soap.beep://192.0.2.103:3002", RS_URI_OTHER, NULL, NULL, NULL, 0, NULL, NULL, 0},
    {"isbn:2983792873", RS_URI_OTHER, NULL, NULL, NULL, 0, NULL, NULL, 0},
    {"http://www.example.com", RS_URI_OTHER, NULL, NULL, NULL, 0, NULL, NULL, 0},
    {"name:John_Smith", RS_URI_OTHER, NULL, NULL, NULL, 0, NULL, NULL, 0},
    /* RFC 5118 4.1 to 4.4, 4.9, 4.10 */
    {"sip:[2001:db8::10]", RS_URI_SIP, NULL, NULL, "2001:db8::10", 0, NULL, NULL, 0},
    {"sip:2001:db8::10", RS_URI_SIP, NULL, NULL, "2001:db8::10", 0, NULL, NULL, RS_URI_FAULT_IPV6},
    {"sip:[2001:db8::10:5070]", RS_URI_SIP, NULL, NULL, "2001:db8::10:5070", 0, NULL, NULL, 0},
    {"sip:[2001:db8::10]:5070", RS_URI_SIP, NULL, NULL, "2001:db8::10", 5070, NULL, NULL, 0},
    {"sip:ted@[::ffff:192.0.2.2]", RS_URI_SIP, "ted", NULL, "::ffff:192.0.2.2", 0, NULL, NULL, 0},
    {"sip:user@[2001:db8:::192.0.2.1]", RS_URI_SIP, "user", NULL, "2001:db8:::192.0.2.1", 0, NULL,
     NULL, 0},
    {"sip:user@[2001:db8::192.0.2.1];lr", RS_URI_SIP, "user", NULL, "2001:db8::192.0.2.1", 0, ";lr",
     NULL, 0},
    /* IPv6 references that are none */
    {"sip:a@[2001:db8::10", RS_URI_SIP, "a", NULL, "2001:db8::10", 0, NULL, NULL,
     RS_URI_FAULT_IPV6},
    {"sip:a@[]", RS_URI_SIP, "a", NULL, "", 0, NULL, NULL, RS_URI_FAULT_IPV6},
    {"sip:a@[192.0.2.1]", RS_URI_SIP, "a", NULL, "192.0.2.1", 0, NULL, NULL, RS_URI_FAULT_IPV6},
    {"sip:a@[::1]x", RS_URI_SIP, "a", NULL, "::1", 0, NULL, NULL, RS_URI_FAULT_HOST},
    {"sip:a@[::1]:", RS_URI_SIP, "a", NULL, "::1", 0, NULL, NULL, RS_URI_FAULT_PORT},
    {"sip:a@[::1]:70000", RS_URI_SIP, "a", NULL, "::1", 0, NULL, NULL, RS_URI_FAULT_PORT},
    /* more than one @ */
    {"sip:joe@example.com@proxy.example.net", RS_URI_SIP, "joe@example.com", NULL,
     "proxy.example.net", 0, NULL, NULL, RS_URI_FAULT_AT},
    {"sip:a@b:c@d", RS_URI_SIP, "a@b", "c", "d", 0, NULL, NULL, RS_URI_FAULT_AT},
    {"sip:a@b;x=y@z", RS_URI_SIP, "a", NULL, "b", 0, ";x=y@z", NULL, RS_URI_FAULT_AT},
    {"sip:user;par=u@example.net@example.com", RS_URI_SIP, "user;par=u@example.net", NULL,
     "example.com", 0, NULL, NULL, RS_URI_FAULT_AT},
    {"sip:a@b?Replaces=c@d", RS_URI_SIP, "a", NULL, "b", 0, NULL, "Replaces=c@d", RS_URI_FAULT_AT},
    /* hosts and ports */
    {"sip:", RS_URI_SIP, NULL, NULL, "", 0, NULL, NULL, RS_URI_FAULT_HOST},
    {"sip:a@", RS_URI_SIP, "a", NULL, "", 0, NULL, NULL, RS_URI_FAULT_HOST},
    {"sip:a@;p", RS_URI_SIP, "a", NULL, "", 0, ";p", NULL, RS_URI_FAULT_HOST},
    {"sip:a@b/c", RS_URI_SIP, "a", NULL, "b/c", 0, NULL, NULL, RS_URI_FAULT_HOST},
    {"sip:a@my_host", RS_URI_SIP, "a", NULL, "my_host", 0, NULL, NULL, 0},
    {"sip:a@b:", RS_URI_SIP, "a", NULL, "b", 0, NULL, NULL, RS_URI_FAULT_PORT},
    {"sip:a@b:65535", RS_URI_SIP, "a", NULL, "b", 65535, NULL, NULL, 0},
    {"sip:a@b:65536", RS_URI_SIP, "a", NULL, "b", 0, NULL, NULL, RS_URI_FAULT_PORT},
    {"sip:a@b:5060x;lr", RS_URI_SIP, "a", NULL, "b", 0, ";lr", NULL, RS_URI_FAULT_PORT},
    {"sip:a@b:-1", RS_URI_SIP, "a", NULL, "b", 0, NULL, NULL, RS_URI_FAULT_PORT},
    {"sip:a@:5060", RS_URI_SIP, "a", NULL, "", 5060, NULL, NULL, RS_URI_FAULT_HOST},
    /* escapes, white space */
    {"sip:a%2@b", RS_URI_SIP, "a%2", NULL, "b", 0, NULL, NULL, RS_URI_FAULT_ESCAPE},
    {"sip:a%zz@b", RS_URI_SIP, "a%zz", NULL, "b", 0, NULL, NULL, RS_URI_FAULT_ESCAPE},
    {"sip:a@b;p=%", RS_URI_SIP, "a", NULL, "b", 0, ";p=%", NULL, RS_URI_FAULT_ESCAPE},
    {"sip:a b@c", RS_URI_SIP, "a b", NULL, "c", 0, NULL, NULL, RS_URI_FAULT_SPACE},
    {"sip:a@b;p\r\n ;q", RS_URI_SIP, "a", NULL, "b", 0, ";p\r\n ;q", NULL, RS_URI_FAULT_SPACE},
    /* tel (RFC 3966) */
    {"tel:+1-201-555-0123", RS_URI_TEL, "+1-201-555-0123", NULL, NULL, 0, NULL, NULL, 0},
    {"TEL:7042;phone-context=example.com", RS_URI_TEL, "7042", NULL, NULL, 0,
     ";phone-context=example.com", NULL, 0},
    /* Lync: GRUU and federation */
    {"sip:alice@contoso.com;opaque=user:epid:qIhHkYd5GVS4tSW8y-9EAAA;gruu", RS_URI_SIP, "alice",
     NULL, "contoso.com", 0, ";opaque=user:epid:qIhHkYd5GVS4tSW8y-9EAAA;gruu", NULL, 0},
    {"sip:lyncfe.contoso.com:5061;transport=tls;ms-fe=fe1.contoso.com;lr", RS_URI_SIP, NULL, NULL,
     "lyncfe.contoso.com", 5061, ";transport=tls;ms-fe=fe1.contoso.com;lr", NULL, 0},
    /* no scheme at all */
    {"", RS_URI_OTHER, NULL, NULL, NULL, 0, NULL, NULL, RS_URI_FAULT_SCHEME},
    {"alice@atlanta.com", RS_URI_OTHER, NULL, NULL, NULL, 0, NULL, NULL, RS_URI_FAULT_SCHEME},
    {":alice", RS_URI_OTHER, NULL, NULL, NULL, 0, NULL, NULL, RS_URI_FAULT_SCHEME},
    {"1sip:a@b", RS_URI_OTHER, NULL, NULL, NULL, 0, NULL, NULL, RS_URI_FAULT_SCHEME},
    {"s%69p:a@b", RS_URI_OTHER, NULL, NULL, NULL, 0, NULL, NULL, RS_URI_FAULT_SCHEME},
};

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *text = row[i].text;
        struct rs_uri u;
        int err = rs_uri_parse(guard_copy(rs_span_str(text)), &u);

        if (u.faults != row[i].faults || u.port != row[i].port || u.scheme != row[i].scheme)
            fail_msg("%s: faults %x port %d scheme %d", text, u.faults, u.port, u.scheme);
        assert_int_equal(err, row[i].faults & RS_URI_FAULT_SCHEME ? RS_ERR_MALFORMED : RS_OK);
        guard_check_text(text, u.user, row[i].user);
        guard_check_text(text, u.password, row[i].password);
        guard_check_text(text, u.host, row[i].host);
        guard_check_text(text, u.params, row[i].params);
        guard_check_text(text, u.headers, row[i].headers);
        assert_int_equal(u.has_user, row[i].user && row[i].scheme != RS_URI_TEL);
    }
}

static void names_the_scheme(void **state)
{
    struct rs_uri u;

    (void)state;
    rs_uri_parse(RS_SPAN("soap.beep://192.0.2.103:3002"), &u);
    guard_check_text("scheme", u.scheme_name, "soap.beep");
    guard_check_text("text", u.text, "soap.beep://192.0.2.103:3002");
    rs_uri_parse(RS_SPAN(" sip:a@b\r\n "), &u);
    guard_check_text("text", u.text, "sip:a@b");
}

static void attempt(struct rs_span s)
{
    struct rs_uri u;
    char aor[32];

    rs_uri_parse(s, &u);
    guard_check_inside(s, u.text);
    guard_check_inside(s, u.user);
    guard_check_inside(s, u.password);
    guard_check_inside(s, u.host);
    guard_check_inside(s, u.params);
    guard_check_inside(s, u.headers);
    assert_true(rs_uri_equal(&u, &u));
    assert_true(rs_uri_aor(&u, aor, sizeof aor) <= sizeof aor);
    assert_true(rs_uri_unescape(s, aor, sizeof aor) <= sizeof aor);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].text), attempt);
}

/* Equality ----------------------------------------------------------------- */

static void check_equal(const char *a, const char *b, bool wanted)
{
    struct rs_uri x, y;

    assert_int_equal(rs_uri_parse(rs_span_str(a), &x), RS_OK);
    assert_int_equal(rs_uri_parse(rs_span_str(b), &y), RS_OK);
    if (rs_uri_equal(&x, &y) != wanted || rs_uri_equal(&y, &x) != wanted)
        fail_msg("%s %s %s", a, b, wanted ? "should be equal" : "should differ");
}

/* "The URIs within each of the following sets are equivalent" */
static void equal_as_rfc3261_says(void **state)
{
    (void)state;
    check_equal("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp",
                true);
    check_equal("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5", true);
    check_equal("sip:carol@chicago.com", "sip:carol@chicago.com;security=on", true);
    check_equal("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on", true);
    check_equal("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
                "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com", true);
    check_equal("sip:alice@atlanta.com?subject=project%20x&priority=urgent",
                "sip:alice@atlanta.com?priority=urgent&subject=project%20x", true);
}

/* "The URIs within each of the following sets are not equivalent" */
static void unequal_as_rfc3261_says(void **state)
{
    (void)state;
    check_equal("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP",
                false);
    check_equal("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060", false);
    check_equal("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp", false);
    check_equal("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp", false);
    check_equal("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting", false);
    check_equal("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4", false);
    /* "Note that equality is not transitive" */
    check_equal("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off", false);
}

static void equal_in_other_ways(void **state)
{
    (void)state;
    check_equal("sip:a@b", "sips:a@b", false);
    check_equal("sip:a@b", "sip:b", false);
    check_equal("sip:a:x@b", "sip:a@b", false);
    check_equal("sip:a:x@b", "sip:a:X@b", false);
    check_equal("sip:a@b;lr", "sip:a@b", true);
    check_equal("sip:a@b;LR;x", "sip:a@b;lr;y=1", true);
    check_equal("sip:a@b;maddr=192.0.2.1", "sip:a@b", false);
    check_equal("sip:a@b;ttl=1", "sip:a@b", false);
    check_equal("sip:a@b;user=phone", "sip:a@b", false);
    check_equal("sip:a@b;method=INVITE", "sip:a@b", false);
    check_equal("sip:a%40b@c", "sip:a%40b@c", true);
    check_equal("sip:a%3Bb@c", "sip:a;b@c", false);
    check_equal("sip:a%3bb@c", "sip:a%3Bb@c", true);
    check_equal("sip:a%2Db@c", "sip:a-b@c", true);
    check_equal("sip:a@[2001:db8::1]", "sip:a@[2001:DB8:0::0001]", true);
    check_equal("sip:a@b?x=1&x=1", "sip:a@b?x=1", false);
    check_equal("sip:a@b?x=1&x=2", "sip:a@b?x=2&x=1", true);
    check_equal("sip:a@b?x=1", "sip:a@b?x=2", false);
    check_equal("sip:a@b;x=1;x=2", "sip:a@b;x=1;x=2", true);
    check_equal("tel:+1-201-555-0123", "tel:+1.201.555.0123", true);
    check_equal("tel:7042;phone-context=A;x", "tel:7042;X;phone-context=a", true);
    check_equal("tel:7042;phone-context=a", "tel:7042", false);
    check_equal("tel:7042", "tel:7043", false);
    check_equal("urn:service:sos", "URN:service:sos", true);
    check_equal("urn:service:sos", "urn:service:SOS", false);
    check_equal("urn:service:sos", "sip:service:sos", false);
}

static void compares_in_linear_time(void **state)
{
    static const char *const pattern[] = {";a=1", ";", "a", "%41", "?a&", "&", ";a"};

    (void)state;
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern; i++) {
        struct rs_span tail = guard_repeat(pattern[i], 100000);
        char *text = test_malloc(tail.n + 7);
        struct rs_uri u;
        uint64_t begin;

        memcpy(text, "sip:a@b", 7);
        memcpy(text + 7, tail.p, tail.n);
        begin = guard_cpu_us();
        rs_uri_parse(rs_span(text, tail.n + 7), &u);
        assert_true(rs_uri_equal(&u, &u));
        if (guard_cpu_us() - begin > 300000)
            fail_msg("slow: %s", pattern[i]);
        test_free(text);
    }
}

static void parses_in_linear_time(void **state)
{
    static const char *const pattern[] = {
        "@", ":", "sip:", "[", "]", "%", ";", "?", "sip:a@b:1", " ",
    };

    (void)state;
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern; i++) {
        uint64_t begin = guard_cpu_us();
        struct rs_uri u;

        rs_uri_parse(guard_repeat(pattern[i], 200000), &u);
        if (guard_cpu_us() - begin > 200000)
            fail_msg("slow: %s", pattern[i]);
    }
}

/* Texts made from URIs ----------------------------------------------------- */

static void makes_addresses_of_record(void **state)
{
    static const struct {
        const char *text, *aor;
    } aor[] = {
        {"SIP:Alice@AtLanTa.CoM;transport=tcp?x=y", "sip:Alice@atlanta.com"},
        {"sips:%61lice:pw@atlanta.com:5061", "sips:alice@atlanta.com:5061"},
        {"sip:a%40b%3bc%2f@d", "sip:a%40b;c/@d"},
        {"sip:a%zz%@d", "sip:a%zz%@d"},
        {"sip:%c3%a4@d", "sip:%C3%A4@d"},
        {"sip:%25%20@d", "sip:%25%20@d"},
        {"sip:example.com", "sip:example.com"},
        {"sip:a@[2001:DB8::1]:5", "sip:a@[2001:db8::1]:5"},
        {"tel:+1-(201)-555.0123;ext=1", "tel:+12015550123"},
        {"URN:service:SOS", "urn:service:SOS"},
        {"nothing", "nothing"},
    };
    char buf[64];

    (void)state;
    for (size_t i = 0; i < sizeof aor / sizeof *aor; i++) {
        struct rs_uri u;
        rs_uri_parse(guard_copy(rs_span_str(aor[i].text)), &u);
        guard_check_text("aor", rs_span(buf, rs_uri_aor(&u, buf, sizeof buf)), aor[i].aor);
        assert_int_equal(rs_uri_aor(&u, buf, 5), 5);
        assert_memory_equal(buf, aor[i].aor, 5);
        assert_int_equal(rs_uri_aor(&u, buf, 0), 0);
    }
}

static void gives_headers_and_unescapes(void **state)
{
    struct rs_span value;
    struct rs_uri u;
    char buf[64];
    size_t n;

    (void)state;
    rs_uri_parse(RS_SPAN("sips:a@b?Accept-Contact=x&replaces=12345%40b%3Bto-tag%3D1&empty&=z"), &u);
    assert_true(rs_uri_header(&u, RS_SPAN("Replaces"), &value));
    n = rs_uri_unescape(value, buf, sizeof buf);
    guard_check_text("replaces", rs_span(buf, n), "12345@b;to-tag=1");
    assert_true(rs_uri_header(&u, RS_SPAN("empty"), &value));
    guard_check_text("empty", value, "");
    assert_false(rs_uri_header(&u, RS_SPAN("x"), &value));
    n = rs_uri_unescape(RS_SPAN("a%2"), buf, sizeof buf);
    guard_check_text("half", rs_span(buf, n), "a%2");
    assert_int_equal(rs_uri_unescape(RS_SPAN("%41%42%43"), buf, 2), 2);
    guard_check_text("cut", rs_span(buf, 2), "AB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(names_the_scheme),
        cmocka_unit_test(reads_no_further),
        cmocka_unit_test(equal_as_rfc3261_says),
        cmocka_unit_test(unequal_as_rfc3261_says),
        cmocka_unit_test(equal_in_other_ways),
        cmocka_unit_test(compares_in_linear_time),
        cmocka_unit_test(parses_in_linear_time),
        cmocka_unit_test(makes_addresses_of_record),
        cmocka_unit_test(gives_headers_and_unescapes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
