/* Inputs named by an address, and how mistakes in one are said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "capture/url.h"

static void check_url(const char *text, enum rs_url_kind kind, const char *host, const char *port)
{
    struct rs_url url;
    const char *why = "";
    if (rs_url_parse(text, &url, &why) != RS_OK)
        fail_msg("'%s' is refused: %s", text, why);
    assert_int_equal(url.kind, kind);
    assert_string_equal(url.host, host);
    assert_string_equal(url.port, port);
}

static void addresses(void **state)
{
    (void)state;
    check_url("hep://0.0.0.0:9060", RS_URL_HEP, "0.0.0.0", "9060");
    check_url("hep://[::]:1", RS_URL_HEP, "::", "1");
    check_url("hep+udp://host.example", RS_URL_HEP_UDP, "host.example", "9060");
    check_url("hep+tcp://[::1]", RS_URL_HEP_TCP, "::1", "9060");
    check_url("tcp://tap:65535", RS_URL_CAPTURE, "tap", "65535");
    check_url("tcp://10.0.0.1", RS_URL_CAPTURE, "10.0.0.1", "57012");
}

static void paths(void **state)
{
    (void)state;
    check_url("a.pcap", RS_URL_NONE, "", "");
    check_url("-", RS_URL_NONE, "", "");
    check_url("./hep://x", RS_URL_NONE, "", "");
    check_url("hep:/x", RS_URL_NONE, "", "");
}

static void mistakes(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "hep://",      "hep://:9060", "hep://h:",      "hep://h:0",    "hep://h:65536",
        "hep://h:9x",  "hep://[::1",  "hep://[]:9060", "hep://[::1]9", "tcp://::1:57012",
        "tcp://h:1:2", "tcp://",
    };
    static char longest[400] = "tcp://";
    struct rs_url url;
    const char *why = NULL;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++, why = NULL) {
        assert_int_equal(rs_url_parse(wrong[i], &url, &why), RS_ERR_USAGE);
        assert_non_null(why);
    }
    memset(longest + 6, 'h', RS_URL_HOST_TEXT);
    assert_int_equal(rs_url_parse(longest, &url, &why), RS_ERR_USAGE);
    longest[6 + RS_URL_HOST_TEXT - 1] = '\0';
    assert_int_equal(rs_url_parse(longest, &url, &why), RS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses),
        cmocka_unit_test(paths),
        cmocka_unit_test(mistakes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
