/* Lync's terms and roles: every row is reached, and only by what is Lync's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/lync.h"

static uint64_t terms_of(const char *headers, const char *body)
{
    char text[2048];
    struct rs_msg m;
    snprintf(text, sizeof text, "INVITE sip:b SIP/2.0\r\n%s\r\n%s", headers, body);
    assert_true(rs_msg_parse(&m, guard_copy(rs_span_str(text)), RS_FRAMING_DATAGRAM, false) > 0);
    return rs_lync_terms(&m);
}

static int only_bit(uint64_t bits)
{
    return bits && !(bits & (bits - 1)) ? __builtin_ctzll(bits) : -1;
}

static void check(uint64_t bits, const char *name)
{
    struct rs_lync_term term;
    if (only_bit(bits) < 0)
        fail_msg("%s: %llx", name, (unsigned long long)bits);
    assert_true(rs_lync_term((unsigned)only_bit(bits), &term));
    if (!rs_span_eq_nocase(rs_span_str(term.name), rs_span_str(name)))
        fail_msg("%s is called %s", name, term.name);
    assert_true(*term.words);
}

#define AGENT "User-Agent: UCCAPI/15.0\r\n"

static void each_term_is_found(void **state)
{
    (void)state;
    char line[256];
#define RS_LYNC_HEADER(id, words)                                                                  \
    snprintf(line, sizeof line, "%s: 1\r\n", rs_header_text(RS_HEADER_##id));                      \
    check(terms_of(line, ""), rs_header_text(RS_HEADER_##id));
#define RS_LYNC_OPTION(name, words) check(terms_of(AGENT "Supported: a, " name "\r\n", ""), name);
#define RS_LYNC_PARAM(text, name, words)                                                           \
    check(terms_of(AGENT "Contact: <sip:a@b;x>" text "1\r\n", ""), name);
#define RS_LYNC_SDP(text, name, words) check(terms_of(AGENT, "v=0\r\n" text "1\r\n"), name);
#define RS_LYNC_AGENT(needle, role)                                                                \
    assert_string_equal(rs_lync_role_of_agent(RS_SPAN("x " needle "5.0")), role);
#define RS_LYNC_PORT(port, role) assert_string_equal(rs_lync_role_of_port(port), role);
#include "sip/lync_glossary.def"
#undef RS_LYNC_PORT
#undef RS_LYNC_AGENT
#undef RS_LYNC_SDP
#undef RS_LYNC_PARAM
#undef RS_LYNC_OPTION
#undef RS_LYNC_HEADER
}

static void others_use_none(void **state)
{
    (void)state;
    struct rs_lync_term term;
    assert_int_equal(terms_of("Supported: gruu-10\r\nContact: <sip:a>;+sip.instance=x\r\n",
                              "m=message 1\r\n"), 0);
    assert_string_equal(rs_lync_role_of_agent(RS_SPAN("Asterisk")), "");
    assert_string_equal(rs_lync_role_of_agent(RS_SPAN_NONE), "");
    assert_string_equal(rs_lync_role_of_port(5060), "");
    assert_false(rs_lync_term(RS_LYNC_TERMS_MAX, &term));
}

static void is_lyncs(void **state)
{
    static const char *const yes[] = {AGENT, "Server: RTC/5.0\r\n",
                                      "From: <sip:a@b>;tag=1;epid=2\r\n",
                                      "Via: SIP/2.0/TLS a;ms-received-port=1\r\n",
                                      "Ms-Conversation-ID: x\r\n"};
    struct rs_msg m;
    (void)state;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
        char text[256];
        snprintf(text, sizeof text, "INVITE sip:b SIP/2.0\r\n%s\r\n", yes[i]);
        rs_msg_parse(&m, rs_span_str(text), RS_FRAMING_DATAGRAM, false);
        if (!rs_lync_is(&m))
            fail_msg("%s", yes[i]);
    }
    rs_msg_parse(&m, RS_SPAN("INVITE sip:b SIP/2.0\r\nUser-Agent: x\r\n\r\n"),
                 RS_FRAMING_DATAGRAM, false);
    assert_false(rs_lync_is(&m));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_term_is_found),
        cmocka_unit_test(others_use_none),
        cmocka_unit_test(is_lyncs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
