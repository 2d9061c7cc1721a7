/* name-addr and addr-spec: From, To, Contact and their kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/name_addr.h"

static const struct {
    const char *value;
    const char *display, *uri, *params, *tag; /* NULL: absent */
    uint32_t faults;
} row[] = {
    /* RFC 3261 20.10, 20.20, 20.39 */
    {"\"A. G. Bell\" <sip:agb@bell-telephone.com> ;tag=a48s", "A. G. Bell",
     "sip:agb@bell-telephone.com", ";tag=a48s", "a48s", 0},
    {"sip:+12125551212@server.phone2net.com;tag=887s", NULL,
     "sip:+12125551212@server.phone2net.com", ";tag=887s", "887s", 0},
    {"Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=hyh8", "Anonymous",
     "sip:c8oqz84zk7z@privacy.org", ";tag=hyh8", "hyh8", 0},
    {"The Operator <sip:operator@cs.columbia.edu>;tag=287447", "The Operator",
     "sip:operator@cs.columbia.edu", ";tag=287447", "287447", 0},
    {"<sip:4443@bell-telephone.com>;q=0.7;expires=3600", NULL, "sip:4443@bell-telephone.com",
     ";q=0.7;expires=3600", NULL, 0},
    {"<sip:a@b;tag=uri>", NULL, "sip:a@b;tag=uri", NULL, NULL, 0},
    {"<sip:a@b;tag=uri>;tag=header", NULL, "sip:a@b;tag=uri", ";tag=header", "header", 0},
    {"<sip:a,b?c@d?x=y>", NULL, "sip:a,b?c@d?x=y", NULL, NULL, 0},
    {"\"\" <sip:a@b>", "", "sip:a@b", NULL, NULL, 0},
    /*
     * RFC 4475: wsinv, intmeth, esc01, esc02, lwsdisp, cparam01, cparam02,
     * unksm2
     */
    {"\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n", NULL,
     "sip:vivekg@chair-dnrc.example.com", ";   tag    = 1918181833n", "1918181833n", 0},
    {"\"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8",
     "J Rosenberg \\\\\\\"", "sip:jdrosen@example.com", ";\r\n  tag = 98asjd8", "98asjd8", 0},
    {"\"Quoted string \\\"\\\"\" <sip:jdrosen@example.com> ; newparam =\r\n      newvalue ;\r\n"
     "  secondparam ; q = 0.33",
     "Quoted string \\\"\\\"", "sip:jdrosen@example.com",
     "; newparam =\r\n      newvalue ;\r\n  secondparam ; q = 0.33", NULL, 0},
    {"\"BEL:\\\x07 NUL:\\\x01 DEL:\\\x7f\" <sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@"
     "example.com>",
     "BEL:\\\x07 NUL:\\\x01 DEL:\\\x7f",
     "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com", NULL, NULL, 0},
    {"token1~` token2'+_ token3*%!.- <sip:mundane@example.com>;fromParam''~+*_!.-%=\"\xd1\x80\";"
     "tag=_token~1'+`*%!-.",
     "token1~` token2'+_ token3*%!.-", "sip:mundane@example.com",
     ";fromParam''~+*_!.-%=\"\xd1\x80\";tag=_token~1'+`*%!-.", "_token~1'+`*%!-.", 0},
    {"<sip:I%20have%20spaces@example.net>;tag=938", NULL, "sip:I%20have%20spaces@example.net",
     ";tag=938", "938", 0},
    {"\"%Z%45\" <sip:resource@example.com>;tag=f232jadfj23", "%Z%45", "sip:resource@example.com",
     ";tag=f232jadfj23", "f232jadfj23", 0},
    {"caller<sip:caller@example.com>;tag=323", "caller", "sip:caller@example.com", ";tag=323",
     "323", 0},
    {"sip:+19725552222@gw1.example.net;unknownparam", NULL, "sip:+19725552222@gw1.example.net",
     ";unknownparam", NULL, 0},
    {"<sip:+19725552222@gw1.example.net;unknownparam>", NULL,
     "sip:+19725552222@gw1.example.net;unknownparam", NULL, NULL, 0},
    {"isbn:2983792873", NULL, "isbn:2983792873", NULL, NULL, 0},
    {"<http://www.example.com>;tag=3234233", NULL, "http://www.example.com", ";tag=3234233",
     "3234233", 0},
    /* RFC 4475, invalid: quotbal, regbadct, badaspec, baddn */
    {"\"Mr. J. User <sip:j.user@example.com>", "Mr. J. User", "sip:j.user@example.com", NULL, NULL,
     RS_NAME_ADDR_QUOTE},
    {"sip:user@example.com?Route=%3Csip:sip.example.com%3E", NULL, "sip:user@example.com", NULL,
     NULL, RS_NAME_ADDR_NEEDS_BRACKETS | RS_NAME_ADDR_GARBAGE},
    {"\"Watson, Thomas\" < sip:t.watson@example.org >", "Watson, Thomas",
     " sip:t.watson@example.org ", NULL, NULL, 0},
    {"Bell, Alexander <sip:a.g.bell@example.com>;tag=43", "Bell, Alexander",
     "sip:a.g.bell@example.com", ";tag=43", "43", RS_NAME_ADDR_DISPLAY},
    /* RFC 5118 */
    {"\"Caller\" <sip:caller@[2001:db8::1]>", "Caller", "sip:caller@[2001:db8::1]", NULL, NULL, 0},
    {"sip:user@[2001:db8::10];tag=1", NULL, "sip:user@[2001:db8::10]", ";tag=1", "1", 0},
    /* where a tag is one and where not */
    {"<sip:a@b>;x-tag=evil;tag=good", NULL, "sip:a@b", ";x-tag=evil;tag=good", "good", 0},
    {"<sip:a@b>;p=\";tag=evil\";TAG=good", NULL, "sip:a@b", ";p=\";tag=evil\";TAG=good", "good",
     0},
    {"\";tag=evil\" <sip:a@b>", ";tag=evil", "sip:a@b", NULL, NULL, 0},
    {"sip:a@b;p=\"<sip:evil@x>;tag=evil\";tag=good", NULL, "sip:a@b",
     ";p=\"<sip:evil@x>;tag=evil\";tag=good", "good", 0},
    {"sip:a@b;p=<sip:evil@x>;tag=good", NULL, "sip:a@b", ";p=<sip:evil@x>;tag=good", "good", 0},
    {"<sip:a@b>;tag=1;tag=2", NULL, "sip:a@b", ";tag=1;tag=2", "1", RS_NAME_ADDR_TWO_TAGS},
    {"<sip:a@b>;tag=", NULL, "sip:a@b", ";tag=", "", 0},
    {"<sip:a@b>;tag", NULL, "sip:a@b", ";tag", NULL, 0},
    {"<sip:a@b>;tag=\"q\"", NULL, "sip:a@b", ";tag=\"q\"", "q", 0},
    {"<sip:a@b>;;tag=1", NULL, "sip:a@b", ";;tag=1", "1", RS_NAME_ADDR_EMPTY_PARAM},
    {"<sip:a@b>;", NULL, "sip:a@b", ";", NULL, RS_NAME_ADDR_EMPTY_PARAM},
    /* Lync */
    {"\"Alice\"<sip:alice@contoso.com>;tag=da3b3d5a17;epid=3fd1d1f1a3", "Alice",
     "sip:alice@contoso.com", ";tag=da3b3d5a17;epid=3fd1d1f1a3", "da3b3d5a17", 0},
    {"<sip:alice@contoso.com;opaque=user:epid:qIhHkYd5GVS4tSW8y-9EAAA;gruu>", NULL,
     "sip:alice@contoso.com;opaque=user:epid:qIhHkYd5GVS4tSW8y-9EAAA;gruu", NULL, NULL, 0},
    /* quotes and brackets that do not come out */
    {"\"a\\\" <sip:a@b>;tag=1", "a\\\"", "sip:a@b", ";tag=1", "1", RS_NAME_ADDR_QUOTE},
    {"\"a <sip:a@b>;tag=1;p=\"x\"", "a", "sip:a@b", ";tag=1;p=\"x\"", "1", RS_NAME_ADDR_QUOTE},
    {"\"a <sip:x@y> <sip:a@b>;tag=1", "a <sip:x@y>", "sip:a@b", ";tag=1", "1", RS_NAME_ADDR_QUOTE},
    {"\"sip:a@b;tag=1", NULL, "\"sip:a@b", ";tag=1", "1", RS_NAME_ADDR_QUOTE},
    {"<sip:a@b", NULL, "sip:a@b", NULL, NULL, RS_NAME_ADDR_BRACKET},
    {"<sip:a@b;tag=1", NULL, "sip:a@b", ";tag=1", "1", RS_NAME_ADDR_BRACKET},
    {"sip:a@b>;tag=1", NULL, "sip:a@b", ";tag=1", "1", RS_NAME_ADDR_BRACKET},
    {"a <sip:a@b> x;tag=1", "a", "sip:a@b", ";tag=1", "1", RS_NAME_ADDR_GARBAGE},
    {"<sip:a@b>, <sip:c@d>;tag=1", NULL, "sip:a@b", ";tag=1", "1", RS_NAME_ADDR_GARBAGE},
    {"sip:a@b,c;tag=1", NULL, "sip:a@b", ";tag=1", "1",
     RS_NAME_ADDR_NEEDS_BRACKETS | RS_NAME_ADDR_GARBAGE},
    {"\"Bob\" sip:a@b;tag=1", "Bob", "sip:a@b", ";tag=1", "1", RS_NAME_ADDR_NEEDS_BRACKETS},
    {"\"A\" B <sip:a@b>", "\"A\" B", "sip:a@b", NULL, NULL, RS_NAME_ADDR_DISPLAY},
    {"J\xc3\xb6rg <sip:a@b>", "J\xc3\xb6rg", "sip:a@b", NULL, NULL,
     RS_NAME_ADDR_DISPLAY | RS_NAME_ADDR_DISPLAY_UTF8},
    {"A. G. Bell <sip:a@b>", "A. G. Bell", "sip:a@b", NULL, NULL, 0},
    {"Bell; A: <sip:a@b>;tag=1", "Bell; A:", "sip:a@b", ";tag=1", "1", RS_NAME_ADDR_DISPLAY},
    {"sip:x@y <sip:a@b>;tag=1", "sip:x@y", "sip:a@b", ";tag=1", "1", RS_NAME_ADDR_DISPLAY},
    {"\"J\xc3\xb6rg\" <sip:a@b>", "J\xc3\xb6rg", "sip:a@b", NULL, NULL, 0},
};

static void check_scan(size_t i, struct rs_span value)
{
    uint32_t by_parse = RS_NAME_ADDR_DISPLAY | RS_NAME_ADDR_DISPLAY_UTF8;
    struct rs_name_addr a;

    rs_name_addr_scan(value, &a);
    assert_int_equal(a.faults, row[i].faults & ~by_parse);
    guard_check_text(row[i].value, a.uri.text, row[i].uri);
    guard_check_text(row[i].value, a.display, row[i].display);
    guard_check_text(row[i].value, a.params, row[i].params);
    guard_check_text(row[i].value, a.tag, row[i].tag);
}

static void check_parse(size_t i, struct rs_span value)
{
    struct rs_span uri = rs_span_trim(rs_span_str(row[i].uri));
    int wanted = uri.p[0] == '"' ? RS_ERR_MALFORMED : RS_OK;
    struct rs_name_addr a;

    assert_int_equal(rs_name_addr_parse(value, &a), wanted);
    if (a.faults != row[i].faults)
        fail_msg("%s: faults %x, wanted %x", row[i].value, a.faults, row[i].faults);
    assert_true(rs_span_eq(a.uri.text, uri));
    guard_check_text(row[i].value, a.display, row[i].display);
    guard_check_text(row[i].value, a.tag, row[i].tag);
}

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        check_scan(i, guard_copy(rs_span_str(row[i].value)));
        check_parse(i, guard_copy(rs_span_str(row[i].value)));
    }
}

/* RFC 4475 3.1.2.14: white space inside the brackets is the URI's fault. */
static void leaves_uri_faults_to_the_uri(void **state)
{
    struct rs_name_addr a;

    (void)state;
    rs_name_addr_parse(RS_SPAN("\"Watson, Thomas\" < sip:t.watson@example.org >"), &a);
    assert_int_equal(a.uri.faults, RS_URI_FAULT_SPACE);
    guard_check_text("user", a.uri.user, "t.watson");
    guard_check_text("host", a.uri.host, "example.org");
}

static void knows_the_wildcard(void **state)
{
    struct rs_name_addr a;

    (void)state;
    assert_int_equal(rs_name_addr_parse(RS_SPAN(" * "), &a), RS_OK);
    assert_true(a.wildcard);
    assert_int_equal(a.faults, 0);
    assert_int_equal(rs_name_addr_parse(RS_SPAN("* <sip:a@b>"), &a), RS_OK);
    assert_false(a.wildcard);
    guard_check_text("display", a.display, "*");
}

static void says_what_is_no_address(void **state)
{
    static const char *const value[] = {"", " \r\n ", "nobody", "<>", "\"a\"", ";tag=1", "a b", "<",
                                        ">", "\"", "\\", "<nobody>"};
    struct rs_name_addr a;

    (void)state;
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        assert_int_equal(rs_name_addr_parse(guard_copy(rs_span_str(value[i])), &a),
                         RS_ERR_MALFORMED);
        assert_int_equal(rs_name_addr_scan(guard_copy(rs_span_str(value[i])), &a),
                         RS_ERR_MALFORMED);
    }
    rs_name_addr_scan(RS_SPAN(" "), &a);
    assert_int_equal(a.faults, RS_NAME_ADDR_EMPTY);
    rs_name_addr_scan(RS_SPAN("nobody;tag=1"), &a);
    guard_check_text("tag without URI", a.tag, "1");
}

static void attempt(struct rs_span s)
{
    struct rs_name_addr a;

    rs_name_addr_parse(s, &a);
    guard_check_inside(s, a.display);
    guard_check_inside(s, a.uri.text);
    guard_check_inside(s, a.uri.host);
    guard_check_inside(s, a.params);
    guard_check_inside(s, a.tag);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].value), attempt);
}

/* PROTOS c07-sip, groups sip-from-*: one octet, tens of thousands of times. */
static void parses_in_linear_time(void **state)
{
    static const char *const pattern[] = {
        ":", "<", ">", "\"", "\\", ";", ",", "=", "?", "@", "%", " ", "\r\n ", "a", "\"<", "\"\\\"",
        "<\"", ";\"", "sip:a@b;tag=1;", "\"\\\"<", ";tag=\"", ",\"", "<sip:", "\"a\" ", "\"\" <",
    };

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
        cmocka_unit_test(parses),
        cmocka_unit_test(leaves_uri_faults_to_the_uri),
        cmocka_unit_test(knows_the_wildcard),
        cmocka_unit_test(says_what_is_no_address),
        cmocka_unit_test(reads_no_further),
        cmocka_unit_test(parses_in_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
