/* Endpoints: addresses from text and to text, comparing, transports. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/endpoint.h"
#include "guard.h"

static const struct {
    const char *text;
    int family;        /* 0: no address */
    const char *shown; /* RFC 5952 */
} row[] = {
    {"192.0.2.1", 4, "192.0.2.1"},
    {"0.0.0.0", 4, "0.0.0.0"},
    {"255.255.255.255", 4, "255.255.255.255"},
    {"010.001.000.009", 4, "10.1.0.9"},
    {"256.0.0.1", 0, NULL},
    {"1.2.3", 0, NULL},
    {"1.2.3.4.5", 0, NULL},
    {"1.2.3.", 0, NULL},
    {"1.2.3.4 ", 0, NULL},
    {"1.2.3.0004", 0, NULL},
    {"[192.0.2.1]", 0, NULL},
    {"", 0, NULL},
    {"[]", 0, NULL},
    {"example.com", 0, NULL},
    {"::", 6, "::"},
    {"::1", 6, "::1"},
    {"1::", 6, "1::"},
    {"[::1]", 6, "::1"},
    {"[::1", 0, NULL},
    {"::1]", 0, NULL},
    {"2001:DB8::9:1", 6, "2001:db8::9:1"},
    {"2001:db8::10:5070", 6, "2001:db8::10:5070"},
    {"2001:0db8:0000:0000:0001:0000:0000:0001", 6, "2001:db8::1:0:0:1"},
    {"2001:db8:0:1:1:1:1:1", 6, "2001:db8:0:1:1:1:1:1"},
    {"2001:0:0:1:0:0:0:1", 6, "2001:0:0:1::1"},
    {"1:2:3:4:5:6:7:8", 6, "1:2:3:4:5:6:7:8"},
    {"1:2:3:4:5:6:7::", 6, "1:2:3:4:5:6:7:0"},
    {"::2:3:4:5:6:7:8", 6, "0:2:3:4:5:6:7:8"},
    {"1:2:3:4:5:6:7:8:", 0, NULL},
    {"1:2:3:4:5:6:7:8::", 0, NULL},
    {"1:2:3:4:5:6:7:8:9", 0, NULL},
    {"1:2:3:4:5:6:7", 0, NULL},
    {"1::2::3", 0, NULL},
    {":1", 0, NULL},
    {":", 0, NULL},
    {"1:", 0, NULL},
    {":::1", 0, NULL},
    {"12345::", 0, NULL},
    {"::g", 0, NULL},
    {"fe80::1%eth0", 0, NULL},
    {"::ffff:192.0.2.10", 6, "::ffff:192.0.2.10"},
    {"::FFFF:c000:20a", 6, "::ffff:192.0.2.10"},
    {"::192.0.2.10", 6, "::c000:20a"},
    {"1:2:3:4:5:6:192.0.2.1", 6, "1:2:3:4:5:6:c000:201"},
    {"1:2:3:4:5:6:7:192.0.2.1", 0, NULL},
    {"::192.0.2.10:1", 0, NULL},
    {"::192.0.2.256", 0, NULL},
    /*
     * RFC 5118 4.10: with two colons, and with the three of RFC 3261's grammar
     */
    {"2001:db8::192.0.2.1", 6, "2001:db8::c000:201"},
    {"2001:db8:::192.0.2.1", 6, "2001:db8::c000:201"},
    {"2001:db8:::1", 0, NULL},
    {"2001:db8::::192.0.2.1", 0, NULL},
};

static void reads_and_shows_addresses(void **state)
{
    char text[RS_ADDR_TEXT];

    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct rs_span s = guard_copy(rs_span_str(row[i].text));
        struct rs_addr addr = {0};
        bool ok = rs_addr_parse(s.p, s.n, &addr);
        if (ok != (row[i].family != 0))
            fail_msg("%s", row[i].text);
        assert_int_equal(addr.family, row[i].family);
        if (ok)
            assert_string_equal(rs_addr_text(&addr, text), row[i].shown);
    }
}

static void attempt(struct rs_span s)
{
    char text[RS_ADDR_TEXT];
    struct rs_addr addr, again;

    if (!rs_addr_parse(s.p, s.n, &addr))
        return;
    rs_addr_text(&addr, text);
    assert_true(rs_addr_parse(text, strlen(text), &again));
    assert_true(rs_addr_eq(&addr, &again));
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].text), attempt);
    attempt(guard_repeat("1:", 4000));
    attempt(guard_repeat("1", 4000));
}

static struct rs_endpoint endpoint(const char *text, uint16_t port)
{
    struct rs_endpoint e = {.port = port};

    assert_true(rs_addr_parse(text, strlen(text), &e.addr));
    return e;
}

static void shows_endpoints(void **state)
{
    struct rs_endpoint four = endpoint("192.0.2.1", 5060);
    struct rs_endpoint six = endpoint("2001:db8::1", 65535);
    struct rs_endpoint longest = endpoint("1111:2222:3333:4444:5555:6666:7777:8888", 65535);
    struct rs_endpoint none = {.port = 0};
    char text[RS_ENDPOINT_TEXT];

    (void)state;
    assert_string_equal(rs_endpoint_text(&four, text), "192.0.2.1:5060");
    assert_string_equal(rs_endpoint_text(&six, text), "[2001:db8::1]:65535");
    assert_string_equal(rs_endpoint_text(&longest, text),
                        "[1111:2222:3333:4444:5555:6666:7777:8888]:65535");
    assert_string_equal(rs_endpoint_text(&none, text), ":0");
}

static void compares(void **state)
{
    struct rs_endpoint a = endpoint("192.0.2.1", 5060), b = endpoint("192.0.2.1", 5061);
    struct rs_endpoint c = endpoint("192.0.2.2", 5060), d = endpoint("c000:201::", 5060);

    (void)state;
    assert_true(rs_endpoint_eq(&a, &a));
    assert_false(rs_endpoint_eq(&a, &b));
    assert_false(rs_addr_eq(&a.addr, &d.addr));
    assert_true(rs_addr_eq(&a.addr, &b.addr));
    assert_int_equal(rs_endpoint_compare(&a, &a), 0);
    assert_true(rs_endpoint_compare(&a, &b) < 0);
    assert_true(rs_endpoint_compare(&c, &b) > 0);
    assert_true(rs_endpoint_compare(&c, &d) < 0);
}

static void reads_ports(void **state)
{
    uint16_t port = 7;

    (void)state;
    assert_true(rs_port_parse("5060", 4, &port));
    assert_int_equal(port, 5060);
    assert_true(rs_port_parse("0000065535", 10, &port));
    assert_int_equal(port, 65535);
    assert_false(rs_port_parse("65536", 5, &port));
    assert_false(rs_port_parse("", 0, &port));
    assert_false(rs_port_parse("5060 ", 5, &port));
    assert_false(rs_port_parse("-1", 2, &port));
    assert_int_equal(port, 65535);
}

static void names_transports(void **state)
{
    (void)state;
    assert_string_equal(rs_transport_name(RS_TRANSPORT_UDP), "UDP");
    assert_string_equal(rs_transport_name(RS_TRANSPORT_TLS_SCTP), "TLS-SCTP");
    assert_string_equal(rs_transport_name(RS_TRANSPORT__COUNT), "");
    assert_false(rs_transport_reliable(RS_TRANSPORT_UDP));
    assert_true(rs_transport_reliable(RS_TRANSPORT_WSS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_and_shows_addresses), cmocka_unit_test(reads_no_further),
        cmocka_unit_test(shows_endpoints),           cmocka_unit_test(compares),
        cmocka_unit_test(reads_ports),               cmocka_unit_test(names_transports),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
