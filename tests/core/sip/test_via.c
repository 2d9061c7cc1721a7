/*
 * Via: protocol, sent-by and parameters, as the RFCs and the field write them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/via.h"

static const struct {
    const char *value;
    int err;
    const char *transport;
    int transport_id;
    const char *host;
    int port;
    const char *branch; /* NULL: none */
    bool cookie;
    const char *received, *maddr;
    int rport; /* -1: no such parameter */
} row[] = {
    /* RFC 3261 20.42, RFC 3581 4 */
    {"SIP/2.0/UDP erlang.bell-telephone.com:5060;branch=z9hG4bK87asdks7", RS_OK, "UDP",
     RS_TRANSPORT_UDP, "erlang.bell-telephone.com", 5060, "z9hG4bK87asdks7", true, NULL, NULL, -1},
    {"SIP/2.0/UDP 192.0.2.1:5060 ;received=192.0.2.207\r\n ;branch=z9hG4bK77asjd", RS_OK, "UDP",
     RS_TRANSPORT_UDP, "192.0.2.1", 5060, "z9hG4bK77asjd", true, "192.0.2.207", NULL, -1},
    {"SIP / 2.0 / UDP first.example.com: 4000;ttl=16\r\n ;maddr=224.2.0.1 "
     ";branch=z9hG4bKa7c6a8dlze.1",
     RS_OK, "UDP", RS_TRANSPORT_UDP, "first.example.com", 4000, "z9hG4bKa7c6a8dlze.1", true, NULL,
     "224.2.0.1", -1},
    {"SIP/2.0/UDP 10.1.1.1:4540;received=192.0.2.1;rport=9988;branch=z9hG4bKkjshdyff", RS_OK, "UDP",
     RS_TRANSPORT_UDP, "10.1.1.1", 4540, "z9hG4bKkjshdyff", true, "192.0.2.1", NULL, 9988},
    {"SIP/2.0/UDP 10.1.1.1:4540;rport;branch=z9hG4bKkjshdyff", RS_OK, "UDP", RS_TRANSPORT_UDP,
     "10.1.1.1", 4540, "z9hG4bKkjshdyff", true, NULL, NULL, 0},
    /* RFC 4475: wsinv, intmeth, esc02, badbranch, transports, inv2543 */
    {"SIP  /   2.0\r\n /UDP\r\n    192.0.2.2;branch=390skdjuw", RS_OK, "UDP", RS_TRANSPORT_UDP,
     "192.0.2.2", 0, "390skdjuw", false, NULL, NULL, -1},
    {"SIP  / 2.0  / TCP     spindle.example.com   ;\r\n  branch  =   z9hG4bK9ikj8", RS_OK, "TCP",
     RS_TRANSPORT_TCP, "spindle.example.com", 0, "z9hG4bK9ikj8", true, NULL, NULL, -1},
    {"SIP  /    2.0   / UDP  192.168.255.111   ; branch=\r\n z9hG4bK30239", RS_OK, "UDP",
     RS_TRANSPORT_UDP, "192.168.255.111", 0, "z9hG4bK30239", true, NULL, NULL, -1},
    {"SIP/2.0/TCP host1.example.com;branch=z9hG4bK-.!%66*_+`'~", RS_OK, "TCP", RS_TRANSPORT_TCP,
     "host1.example.com", 0, "z9hG4bK-.!%66*_+`'~", true, NULL, NULL, -1},
    {"SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK", RS_OK, "UDP", RS_TRANSPORT_UDP, "192.0.2.1", 0,
     "z9hG4bK", false, NULL, NULL, -1},
    {"SIP/2.0/UNKNOWN t4.example.com;branch=z9hG4bKasd0f3en", RS_OK, "UNKNOWN", -1,
     "t4.example.com", 0, "z9hG4bKasd0f3en", true, NULL, NULL, -1},
    {"SIP/2.0/SCTP t2.example.com;branch=z9hG4bKklasjdhf", RS_OK, "SCTP", RS_TRANSPORT_SCTP,
     "t2.example.com", 0, "z9hG4bKklasjdhf", true, NULL, NULL, -1},
    {"SIP/2.0/UDP iftgw.example.com", RS_OK, "UDP", RS_TRANSPORT_UDP, "iftgw.example.com", 0, NULL,
     false, NULL, NULL, -1},
    /* RFC 5118 4.1, 4.5, 4.7, 4.9 */
    {"SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111", RS_OK, "UDP", RS_TRANSPORT_UDP,
     "2001:db8::9:1", 0, "z9hG4bKas3-111", true, NULL, NULL, -1},
    {"SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111", RS_OK, "UDP", RS_TRANSPORT_UDP,
     "2001:db8::9:1", 6050, "z9hG4bKas3-111", true, NULL, NULL, -1},
    {"SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];\r\n branch=z9hG4bKas3-111", RS_OK,
     "UDP", RS_TRANSPORT_UDP, "2001:db8::9:1", 0, "z9hG4bKas3-111", true, "2001:db8::9:255", NULL,
     -1},
    {"SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3", RS_OK, "UDP",
     RS_TRANSPORT_UDP, "2001:db8::9:1", 0, "z9hG4bKas3", true, "2001:db8::9:255", NULL, -1},
    {"SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19", RS_OK, "UDP", RS_TRANSPORT_UDP,
     "::ffff:192.0.2.10", 19823, "z9hG4bKbh19", true, NULL, NULL, -1},
    /*
     * IPv6 without brackets; the last group is a port only if there is no other
     * reading
     */
    {"SIP/2.0/UDP 2001:db8::9:1;branch=z9hG4bKx", RS_OK, "UDP", RS_TRANSPORT_UDP, "2001:db8::9:1",
     0, "z9hG4bKx", true, NULL, NULL, -1},
    {"SIP/2.0/UDP 2001:db8:1:2:3:4:5:6:5060", RS_OK, "UDP", RS_TRANSPORT_UDP,
     "2001:db8:1:2:3:4:5:6", 5060, NULL, false, NULL, NULL, -1},
    /* Lync: no branch, ms-received-port and ms-received-cid */
    {"SIP/2.0/TLS 10.56.64.12:63380;ms-received-port=63380;ms-received-cid=35C4500", RS_OK, "TLS",
     RS_TRANSPORT_TLS, "10.56.64.12", 63380, NULL, false, NULL, NULL, -1},
    /* the other transports; any case */
    {"sip/2.0/wss df7jal23ls0d.invalid;BRANCH=Z9HG4BKnashds7;RPort", RS_OK, "wss", RS_TRANSPORT_WSS,
     "df7jal23ls0d.invalid", 0, "Z9HG4BKnashds7", true, NULL, NULL, 0},
    {"SIP/2.0/WS a;branch=z9hG4bK1", RS_OK, "WS", RS_TRANSPORT_WS, "a", 0, "z9hG4bK1", true, NULL,
     NULL, -1},
    {"SIP/2.0/TLS-SCTP my_host;branch=z9hG4bK1", RS_OK, "TLS-SCTP", RS_TRANSPORT_TLS_SCTP,
     "my_host", 0, "z9hG4bK1", true, NULL, NULL, -1},
    /* parameters */
    {"SIP/2.0/UDP a;x-branch=evil;p=\";branch=evil,\";branch=good;branch=late", RS_OK, "UDP",
     RS_TRANSPORT_UDP, "a", 0, "good", false, NULL, NULL, -1},
    {"SIP/2.0/UDP a;rport=70000;rport=5;maddr=[::1]", RS_OK, "UDP", RS_TRANSPORT_UDP, "a", 0, NULL,
     false, NULL, "::1", 0},
    {"SIP/2.0/UDP a;branch", RS_OK, "UDP", RS_TRANSPORT_UDP, "a", 0, NULL, false, NULL, NULL, -1},
    {"SIP/2.0/UDP a;branch=", RS_OK, "UDP", RS_TRANSPORT_UDP, "a", 0, "", false, NULL, NULL, -1},
    /* what is wrong in one place leaves the rest to be read */
    {"SIP/2.0/UDP a:99999;branch=z9hG4bK1", RS_ERR_MALFORMED, "UDP", RS_TRANSPORT_UDP, "a", 0,
     "z9hG4bK1", true, NULL, NULL, -1},
    {"SIP/2.0/UDP a b;branch=z9hG4bK1", RS_ERR_MALFORMED, "UDP", RS_TRANSPORT_UDP, "a", 0,
     "z9hG4bK1", true, NULL, NULL, -1},
    {"SIP/2.0/UDP ;branch=z9hG4bK1", RS_ERR_MALFORMED, "UDP", RS_TRANSPORT_UDP, "", 0,
     "z9hG4bK1", true, NULL, NULL, -1},
    {"SIP/2.0/UDP [::1;branch=z9hG4bK1", RS_ERR_MALFORMED, "UDP", RS_TRANSPORT_UDP, "::1", 0,
     "z9hG4bK1", true, NULL, NULL, -1},
    {"SIP/2.0/UDP [a.b];branch=z9hG4bK1", RS_ERR_MALFORMED, "UDP", RS_TRANSPORT_UDP, "a.b", 0,
     "z9hG4bK1", true, NULL, NULL, -1},
    {"SIP/2.0 a;branch=z9hG4bK1", RS_ERR_MALFORMED, NULL, -1, NULL, 0, "z9hG4bK1", true, NULL, NULL,
     -1},
    {"nonsense;branch=z9hG4bK1", RS_ERR_MALFORMED, NULL, -1, NULL, 0, "z9hG4bK1", true, NULL, NULL,
     -1},
    {"", RS_ERR_MALFORMED, NULL, -1, NULL, 0, NULL, false, NULL, NULL, -1},
};

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const char *value = row[i].value;
        struct rs_via v;
        int err = rs_via_parse(guard_copy(rs_span_str(value)), &v);

        if (err != row[i].err || v.port != row[i].port || v.transport_id != row[i].transport_id)
            fail_msg("%s: err %d port %d transport %d", value, err, v.port, v.transport_id);
        guard_check_text(value, v.transport, row[i].transport);
        guard_check_text(value, v.host, row[i].host);
        guard_check_text(value, v.branch, row[i].branch);
        guard_check_text(value, v.received, row[i].received);
        guard_check_text(value, v.maddr, row[i].maddr);
        assert_int_equal(v.cookie, row[i].cookie);
        assert_int_equal(v.has_rport, row[i].rport >= 0);
        assert_int_equal(v.rport, row[i].rport > 0 ? row[i].rport : 0);
    }
}

static void gives_protocol_and_version(void **state)
{
    struct rs_via v;

    (void)state;
    assert_int_equal(rs_via_parse(RS_SPAN(" XYZ /\r\n 7.1 / TCP a \r\n "), &v), RS_OK);
    guard_check_text("protocol", v.protocol, "XYZ");
    guard_check_text("version", v.version, "7.1");
    guard_check_text("value", v.value, "XYZ /\r\n 7.1 / TCP a");
    assert_int_equal(rs_via_parse(RS_SPAN("SIP/2.0/UDP a;b;c"), &v), RS_OK);
    guard_check_text("params", v.params, ";b;c");
}

static void attempt(struct rs_span s)
{
    struct rs_via v;

    rs_via_parse(s, &v);
    guard_check_inside(s, v.value);
    guard_check_inside(s, v.protocol);
    guard_check_inside(s, v.version);
    guard_check_inside(s, v.transport);
    guard_check_inside(s, v.host);
    guard_check_inside(s, v.branch);
    guard_check_inside(s, v.received);
    guard_check_inside(s, v.maddr);
    guard_check_inside(s, v.params);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].value), attempt);
}

static void parses_in_linear_time(void **state)
{
    static const char *const pattern[] = {
        ":", ";", "/", "SIP/2.0/UDP ", "\"", "\\\"", "<", ";\"\\", " ", "\r\n ", "a", "[", "]", "=",
        ";branch=", "SIP/2.0/UDP a:",
    };

    (void)state;
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern; i++) {
        uint64_t begin = guard_cpu_us();
        attempt(guard_repeat(pattern[i], 200000));
        if (guard_cpu_us() - begin > 200000)
            fail_msg("slow: %s", pattern[i]);
    }
}

static void knows_default_ports(void **state)
{
    static const struct {
        const char *value;
        int port;
    } wanted[] = {
        {"SIP/2.0/UDP a", 5060}, {"SIP/2.0/TCP a", 5060},      {"SIP/2.0/TLS a", 5061},
        {"SIP/2.0/WS a", 80},    {"SIP/2.0/WSS a", 443},       {"SIP/2.0/SCTP a", 5060},
        {"SIP/2.0/XYZ a", 5060}, {"SIP/2.0/TLS-SCTP a", 5061},
    };

    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct rs_via v;
        assert_int_equal(rs_via_parse(rs_span_str(wanted[i].value), &v), RS_OK);
        assert_int_equal(rs_via_default_port(&v), wanted[i].port);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(gives_protocol_and_version),
        cmocka_unit_test(reads_no_further),
        cmocka_unit_test(parses_in_linear_time),
        cmocka_unit_test(knows_default_ports),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
