/* Start lines: what each is taken for, and what is wrong with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/start_line.h"

#define NOTHING RS_FAULT__COUNT

static const struct {
    const char *line;
    enum rs_start_line_kind kind;
    const char *method, *uri, *version, *status, *reason;
    enum rs_fault_kind fault;
} cases[] = {
    {"INVITE sip:b@x SIP/2.0", RS_START_REQUEST, "INVITE", "sip:b@x", "SIP/2.0", NULL, NULL,
     NOTHING},
    {"OPTIONS * sip/2.0", RS_START_REQUEST, "OPTIONS", "*", "sip/2.0", NULL, NULL, NOTHING},
    {"SIP/2.0 200 OK", RS_START_RESPONSE, NULL, NULL, "SIP/2.0", "200", "OK", NOTHING},
    {"SIP/2.0 180 ", RS_START_RESPONSE, NULL, NULL, "SIP/2.0", "180", "", NOTHING},
    {"SIP/2.0 404 Not  Found ", RS_START_RESPONSE, NULL, NULL, "SIP/2.0", "404", "Not  Found ",
     NOTHING},
    {"SIP/2.0 -1 OK", RS_START_RESPONSE, NULL, NULL, "SIP/2.0", "-1", "OK", NOTHING},
    {"SIP/2.0  200 OK", RS_START_RESPONSE, NULL, NULL, "SIP/2.0", "200", "OK",
     RS_FAULT_START_MULTI_SP},
    {"SIP/7.0 200 OK", RS_START_RESPONSE, NULL, NULL, "SIP/7.0", "200", "OK", RS_FAULT_VERSION},
    {"INVITE  sip:b@x SIP/2.0", RS_START_REQUEST, "INVITE", "sip:b@x", "SIP/2.0", NULL, NULL,
     RS_FAULT_START_MULTI_SP},
    {"INVITE sip:b@x SIP/2.0 ", RS_START_REQUEST, "INVITE", "sip:b@x", "SIP/2.0", NULL, NULL,
     RS_FAULT_START_TRAILING_SP},
    {"INVITE <sip:b@x> SIP/2.0", RS_START_REQUEST, "INVITE", "<sip:b@x>", "SIP/2.0", NULL, NULL,
     RS_FAULT_START_ANGLE_URI},
    {"INVITE sip:b@x; lr SIP/2.0", RS_START_REQUEST, "INVITE", "sip:b@x; lr", "SIP/2.0", NULL, NULL,
     RS_FAULT_START_LWS_IN_URI},
    {"INVITE SIP/2.0", RS_START_REQUEST, "INVITE", "", "SIP/2.0", NULL, NULL,
     RS_FAULT_START_EMPTY_URI},
    {"INVITE sip:b@x", RS_START_WEAK, "INVITE", "sip:b@x", NULL, NULL, NULL,
     RS_FAULT_START_NO_VERSION},
    {"GET / HTTP/1.1", RS_START_NONE, NULL, NULL, NULL, NULL, NULL, NOTHING},
    {"HTTP/1.1 200 OK", RS_START_NONE, NULL, NULL, NULL, NULL, NULL, NOTHING},
    {"RTSP/1.0 200 OK", RS_START_NONE, NULL, NULL, NULL, NULL, NULL, NOTHING},
    {"SIP/2.0 OK", RS_START_NONE, NULL, NULL, NULL, NULL, NULL, NOTHING},
    {"SIP/2 200 OK", RS_START_NONE, NULL, NULL, NULL, NULL, NULL, NOTHING},
    {"", RS_START_NONE, NULL, NULL, NULL, NULL, NULL, NOTHING},
    {"INVITE", RS_START_NONE, NULL, NULL, NULL, NULL, NULL, NOTHING},
    {" INVITE sip:b@x SIP/2.0", RS_START_NONE, NULL, NULL, NULL, NULL, NULL, NOTHING},
    {"INV\xc3\xa4TE sip:b@x SIP/2.0", RS_START_NONE, NULL, NULL, NULL, NULL, NULL, NOTHING},
};

static void check(const char *line, const char *what, struct rs_span got, const char *wanted)
{
    if (wanted ? !rs_span_eq(got, rs_span_str(wanted)) : got.n != 0)
        fail_msg("%s: %s is \"%.*s\"", line, what, (int)got.n, got.n ? got.p : "");
}

static void test_cases(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rs_start_line s;
        struct rs_faults f = {.count = 0};
        const char *line = cases[i].line;
        struct rs_span at = guard_copy(rs_span_str(line));
        enum rs_start_line_kind kind = rs_start_line_parse(at, &s, &f);
        if (kind != cases[i].kind)
            fail_msg("%s: kind %d", line, kind);
        if (kind == RS_START_NONE)
            continue;
        check(line, "method", s.method, cases[i].method);
        check(line, "uri", s.uri, cases[i].uri);
        check(line, "version", s.version, cases[i].version);
        check(line, "status", s.status, cases[i].status);
        check(line, "reason", s.reason, cases[i].reason);
        if (cases[i].fault == NOTHING ? f.count : !rs_faults_has(&f, cases[i].fault))
            fail_msg("%s: %d faults", line, f.count);
    }
}

static void attempt(struct rs_span prefix)
{
    struct rs_start_line s;
    struct rs_faults f = {.count = 0};
    rs_start_line_parse(prefix, &s, &f);
    guard_check_inside(prefix, s.method);
    guard_check_inside(prefix, s.uri);
    guard_check_inside(prefix, s.version);
    guard_check_inside(prefix, s.status);
    guard_check_inside(prefix, s.reason);
    for (int i = 0; i < f.count; i++)
        guard_check_inside(prefix, f.at[i].where);
}

static void test_prefixes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        guard_each_prefix(rs_span_str(cases[i].line), attempt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases),
                                       cmocka_unit_test(test_prefixes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
