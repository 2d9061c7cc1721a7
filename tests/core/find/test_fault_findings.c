/* What a P finding says: severity, subkinds, place, and nothing that is private. */
#include "check_case.h"

static struct case_result result;
static struct rs_fault_walk walk;

/* The finding with that id; fails the test when there is none. */
static struct rs_finding find(const struct check_case *c, enum rs_finding_id id)
{
    struct rs_finding f;
    case_run(c, &result);
    assert_true(result.used >= 0);
    rs_fault_walk_init(&walk, &result.msg.faults, &result.msg);
    while (rs_fault_walk_next(&walk, &f))
        if (f.id == id)
            return f;
    fail_msg("%s: no such finding", c->what);
    return f;
}

static void expect(const struct rs_finding *f, const char *name, const char *wanted)
{
    for (unsigned i = 0; i < f->evidence_count; i++)
        if (strcmp(f->evidence[i].name, name) == 0) {
            if (!wanted)
                fail_msg("%s is there", name);
            guard_check_text(name, f->evidence[i].text, wanted);
            return;
        }
    if (wanted)
        fail_msg("no %s", name);
}

static void says_what_is_missing(void **state)
{
    const struct check_case c = {.what = "insuf",
                                 .flags = CASE_BARE,
                                 .lines = "CSeq: 1 INVITE\r\n"
                                          "Via: SIP/2.0/UDP a.example;branch=z9hG4bKab\r\n"};
    (void)state;
    struct rs_finding f = find(&c, RS_FINDING_P105);
    assert_int_equal(f.severity, RS_MEDIUM);
    expect(&f, "subkind", "mandatory");
    expect(&f, "subkinds", "mandatory,contact,max_forwards");
    expect(&f, "missing", "From, To, Call-ID, Contact, Max-Forwards");
    expect(&f, "header", NULL);
}

/* The worst fault is the one that is shown. */
static void shows_the_worst(void **state)
{
    const struct check_case c = {.what = "latin1 first, then a control",
                                 .lines = "From: \"\xfc\" <sip:a@example.com>;tag=1\r\n"
                                          "Subject: \a\r\n"};
    (void)state;
    struct rs_finding f = find(&c, RS_FINDING_P114);
    assert_int_equal(f.severity, RS_LOW);
    expect(&f, "subkind", "control");
    expect(&f, "subkinds", "latin1_in_quotes,control");
    expect(&f, "header", "Subject");
    expect(&f, "hex", "07");
    expect(&f, "octets", NULL);
}

/* Among equals, the first of faults.def. */
static void shows_the_first_of_equals(void **state)
{
    const struct check_case c = {.what = "two", .lines = "Foo bar: x\r\nFoobar roobar\r\n"};
    (void)state;
    struct rs_finding f = find(&c, RS_FINDING_P112);
    expect(&f, "subkind", "no_colon");
    expect(&f, "subkinds", "no_colon,bad_name");
    expect(&f, "octets", "Foobar roobar");
}

static void one_fault_needs_no_list(void **state)
{
    const struct check_case c = {.what = "port", .lines = "Route: <sip:a.example:99999>\r\n"};
    (void)state;
    struct rs_finding f = find(&c, RS_FINDING_P113);
    expect(&f, "subkind", "port");
    expect(&f, "subkinds", NULL);
    expect(&f, "header", "Route");
    expect(&f, "octets", "sip:a.example:99999");
}

static void says_where(void **state)
{
    const struct check_case c = {.what = "two",
                                 .flags = CASE_BARE,
                                 .start = "BYE sip:b@example.com SIP/2.0",
                                 .lines = "Max-Forwards: 70\r\nMax-Forwards: 5\r\n"};
    (void)state;
    struct rs_finding f = find(&c, RS_FINDING_P107);
    assert_int_equal(f.severity, RS_HIGH);
    expect(&f, "header", "Max-Forwards");
    expect(&f, "first", "70");
    expect(&f, "octets", "5");
    expect(&f, "offset", "63"); /* 31 of the start line, 18, 14 of the name */
}

static void gives_lengths(void **state)
{
    const struct check_case beyond = {.what = "beyond", .lines = "Content-Length: 9\r\n"};
    const struct check_case far = {.what = "long", .lines = "Call-ID: {2000*x}\r\n"};
    const struct check_case big = {.what = "big", .datagram_len = 1400};
    (void)state;
    struct rs_finding f = find(&beyond, RS_FINDING_P110);
    expect(&f, "declared", "9");
    expect(&f, "actual", "0");
    f = find(&far, RS_FINDING_P115);
    expect(&f, "subkind", "field_far");
    expect(&f, "length", "2000");
    assert_int_equal(f.severity, RS_LOW);
    for (unsigned i = 0; i < f.evidence_count; i++)
        if (strcmp(f.evidence[i].name, "octets") == 0)
            assert_int_equal(f.evidence[i].text.n, RS_EVIDENCE_OCTETS);
    f = find(&big, RS_FINDING_P116);
    assert_int_equal(f.severity, RS_INFO);
}

static void shows_the_second_start_line(void **state)
{
    const struct check_case c = {.what = "dblreq",
                                 .lines = "Content-Length: 0\r\n",
                                 .body = "\r\nBYE sip:joe@example.com SIP/2.0\r\nsecret\r\n"};
    (void)state;
    struct rs_finding f = find(&c, RS_FINDING_P111);
    expect(&f, "octets", "BYE sip:joe@example.com SIP/2.0");
    f = find(&c, RS_FINDING_P110);
    expect(&f, "octets", NULL); /* what is left over may be a body */
}

static void is_silent_about_credentials(void **state)
{
    static const char *const lines[] = {
        "Authorization Digest username=\"a\", response=\"0123\"\r\n",
        "Autho rization: Digest username=\"a\", response=\"0123\"\r\n",
        "Authorization: Digest username=\"a\",\r\n response=\"0123\"\r\n",
        "Proxy-Authentication-Info: rspauth=\"0123\"{9000*,}\r\n",
        "Foo username=\"a\", response=\"0123\"\r\n",
        "Authorization: Digest username=\"\xff\", response=\"0123\"\r\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        const struct check_case c = {.what = lines[i], .lines = lines[i]};
        struct rs_finding f;
        case_run(&c, &result);
        rs_fault_walk_init(&walk, &result.msg.faults, &result.msg);
        while (rs_fault_walk_next(&walk, &f))
            for (unsigned k = 0; k < f.evidence_count; k++)
                assert_null(rs_span_find_nocase(f.evidence[k].text, RS_SPAN("0123")));
    }
}

static void is_silent_about_bodies(void **state)
{
    const struct check_case c = {
        .what = "sdp", .lines = "Content-Type: application/sdp\r\n", .body = "v=0\r\no=secret\r\n"};
    (void)state;
    struct rs_finding f = find(&c, RS_FINDING_P120);
    expect(&f, "subkind", "sdp");
    expect(&f, "header", "Content-Type");
    expect(&f, "octets", NULL);
}

static void says_nothing_when_nothing_is_wrong(void **state)
{
    const struct check_case c = {.what = "nothing"};
    struct rs_finding f;
    (void)state;
    case_run(&c, &result);
    rs_fault_walk_init(&walk, &result.msg.faults, &result.msg);
    assert_false(rs_fault_walk_next(&walk, &f));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_what_is_missing),
        cmocka_unit_test(shows_the_worst),
        cmocka_unit_test(shows_the_first_of_equals),
        cmocka_unit_test(one_fault_needs_no_list),
        cmocka_unit_test(says_where),
        cmocka_unit_test(gives_lengths),
        cmocka_unit_test(shows_the_second_start_line),
        cmocka_unit_test(is_silent_about_credentials),
        cmocka_unit_test(is_silent_about_bodies),
        cmocka_unit_test(says_nothing_when_nothing_is_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
