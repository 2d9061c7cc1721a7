/* Session-Expires, Session-ID, Replaces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/session.h"

/* RFC 4028 4, 7.1 */
static void parses_session_expires(void **state)
{
    static const struct {
        const char *value;
        int err;
        uint32_t seconds;
        int refresher;
    } row[] = {
        {"1800", RS_OK, 1800, RS_REFRESHER_NONE},
        {"4000;refresher=uac", RS_OK, 4000, RS_REFRESHER_UAC},
        {"90 ;\r\n Refresher = UAS;x", RS_OK, 90, RS_REFRESHER_UAS},
        {"90;refresher=proxy", RS_OK, 90, RS_REFRESHER_NONE},
        {"90;x=\";refresher=uac\"", RS_OK, 90, RS_REFRESHER_NONE},
        {"99999999999;refresher=uas", RS_ERR_MALFORMED, UINT32_MAX, RS_REFRESHER_UAS},
        {"", RS_ERR_MALFORMED, 0, RS_REFRESHER_NONE},
        {"x", RS_ERR_MALFORMED, 0, RS_REFRESHER_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct rs_session_expires s;
        int err = rs_session_expires_parse(guard_copy(rs_span_str(row[i].value)), &s);
        if (err != row[i].err || s.seconds != row[i].seconds || s.refresher != row[i].refresher)
            fail_msg("%s: err %d %u %d", row[i].value, err, s.seconds, s.refresher);
    }
}

/* RFC 7989 5 */
static void parses_session_id(void **state)
{
    struct rs_session_id s;

    (void)state;
    assert_int_equal(rs_session_id_parse(RS_SPAN("ab30317f1a784dc48ff824d0d3715d86;\r\n "
                                                 "remote=47755a9de7794ba387653f2099600ef2"),
                                         &s),
                     RS_OK);
    guard_check_text("local", s.local, "ab30317f1a784dc48ff824d0d3715d86");
    guard_check_text("remote", s.remote, "47755a9de7794ba387653f2099600ef2");
    /* RFC 7329: the old form has one identifier */
    assert_int_equal(rs_session_id_parse(RS_SPAN(" f81d4fae7dec11d0a76500a0c91e6bf6 "), &s), RS_OK);
    guard_check_text("local", s.local, "f81d4fae7dec11d0a76500a0c91e6bf6");
    guard_check_text("remote", s.remote, NULL);
    assert_int_equal(rs_session_id_parse(RS_SPAN(";remote=1"), &s), RS_ERR_MALFORMED);
    guard_check_text("remote", s.remote, "1");
}

static const struct {
    const char *value;
    int err;
    const char *call_id, *to_tag, *from_tag;
    bool early_only;
} replaces[] = {
    /* RFC 3891 6.1 */
    {"98732@sip.example.com\r\n ;from-tag=r33th4x0r\r\n ;to-tag=ff87ff", RS_OK,
     "98732@sip.example.com", "ff87ff", "r33th4x0r", false},
    {"12adf2f34456gs5;to-tag=12345;from-tag=54321", RS_OK, "12adf2f34456gs5", "12345", "54321",
     false},
    {"87134@171.161.34.23;to-tag=24796;from-tag=0;early-only", RS_OK, "87134@171.161.34.23",
     "24796", "0", true},
    /* RFC 4538 4: Target-Dialog */
    {"fa77as7dad8-sd98ajzz@host.example.com;local-tag=kkaz-;remote-tag=6544", RS_OK,
     "fa77as7dad8-sd98ajzz@host.example.com", "kkaz-", "6544", false},
    /*
     * RFC 4475 intmeth: a Call-ID may hold quotes and brackets, which protect
     * nothing
     */
    {"word%ZK-!.*_+'@word`~)(><:\\/\"][?}{;to-tag=1;from-tag=2", RS_OK,
     "word%ZK-!.*_+'@word`~)(><:\\/\"][?}{", "1", "2", false},
    {"a;to-tag=1;to-tag=2;from-tag=3", RS_OK, "a", "1", "3", false},
    {"a;to-tag=1", RS_ERR_MALFORMED, "a", "1", NULL, false},
    {"a;from-tag=1;x-to-tag=2", RS_ERR_MALFORMED, "a", NULL, "1", false},
    {";to-tag=1;from-tag=2", RS_ERR_MALFORMED, "", "1", "2", false},
    {"", RS_ERR_MALFORMED, "", NULL, NULL, false},
};

static void parses_replaces(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof replaces / sizeof *replaces; i++) {
        const char *value = replaces[i].value;
        struct rs_replaces r;

        assert_int_equal(rs_replaces_parse(guard_copy(rs_span_str(value)), &r), replaces[i].err);
        guard_check_text(value, r.call_id, replaces[i].call_id);
        guard_check_text(value, r.to_tag, replaces[i].to_tag);
        guard_check_text(value, r.from_tag, replaces[i].from_tag);
        assert_int_equal(r.early_only, replaces[i].early_only);
    }
}

static void attempt(struct rs_span s)
{
    struct rs_session_expires expires;
    struct rs_session_id id;
    struct rs_replaces r;

    rs_session_expires_parse(s, &expires);
    rs_session_id_parse(s, &id);
    guard_check_inside(s, id.local);
    guard_check_inside(s, id.remote);
    rs_replaces_parse(s, &r);
    guard_check_inside(s, r.call_id);
    guard_check_inside(s, r.to_tag);
    guard_check_inside(s, r.from_tag);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof replaces / sizeof *replaces; i++)
        guard_each_prefix(rs_span_str(replaces[i].value), attempt);
    guard_each_prefix(RS_SPAN("4000;refresher=uac;remote=\"x\""), attempt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_session_expires),
        cmocka_unit_test(parses_session_id),
        cmocka_unit_test(parses_replaces),
        cmocka_unit_test(reads_no_further),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
