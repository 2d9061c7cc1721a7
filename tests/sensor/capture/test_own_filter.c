/* The sensor's own filter: what it throws away, and that nothing else goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "base/err.h"
#include "capture/filter.h"
#include "capture/filter_losses.h"
#include "capture/own_filter.h"
#include "packet/layers.h"
#include "sensor/packet/frames.h"

static struct made m;

static bool passes(const char *ports, unsigned link_type)
{
    char text[RS_OWN_FILTER_TEXT], error[RS_FILTER_ERROR_TEXT];
    assert_int_equal(rs_own_filter(ports, text), RS_OK);
    struct rs_filter *f = rs_filter_new(text, true, error);
    if (!f)
        fail_msg("%s: %s", text, error);
    struct rs_span octets = made_span(&m);
    struct rs_frame frame = {0, 1, 0, link_type, octets, (uint32_t)octets.n};
    bool answer = rs_filter_matches(f, &frame);
    rs_filter_free(f);
    return answer;
}

/* Over Ethernet; protocol UDP or TCP. */
static void make(const struct way *w, unsigned protocol, const char *payload)
{
    made_text(&m, payload);
    if (protocol == TCP)
        made_tcp(&m, w, 1, 1, ACK);
    else
        made_udp(&m, w);
    if (w->family == 4)
        made_ipv4(&m, w, protocol, 1);
    else
        made_ipv6(&m, w, protocol);
}

static bool over_ethernet(const char *ports, const struct way *w, unsigned protocol,
                          const char *payload)
{
    make(w, protocol, payload);
    made_ethernet(&m, w->family == 4 ? IPV4 : IPV6);
    return passes(ports, ETHERNET);
}

static const struct way SIP4 = {4, 1, 2, 40000, 5060}, RTP4 = {4, 1, 2, 40000, 30000};
static const struct way SIP6 = {6, 1, 2, 5080, 40000}, RTP6 = {6, 1, 2, 40000, 30000};
static const struct way VXLAN4 = {4, 1, 2, 40000, 4789};
static const char RTP[] = "\x80\x08 voice", SIP[] = "OPTIONS sip:b SIP/2.0\r\n";

static void without_ports(void **state)
{
    (void)state;
    assert_true(over_ethernet(NULL, &SIP4, UDP, SIP));
    assert_true(over_ethernet(NULL, &RTP4, UDP, SIP)); /* SIP on any port */
    assert_true(over_ethernet(NULL, &RTP6, UDP, SIP));
    assert_true(over_ethernet(NULL, &RTP4, TCP, RTP));
    assert_true(over_ethernet(NULL, &RTP4, UDP, ""));
    assert_true(over_ethernet(NULL, &VXLAN4, UDP, RTP));
    assert_false(over_ethernet(NULL, &RTP4, UDP, RTP));
    assert_false(over_ethernet(NULL, &RTP6, UDP, RTP));
    assert_false(over_ethernet(NULL, &SIP4, UDP, RTP)); /* on SIP's port it is RTP too */
    make(&RTP4, UDP, RTP);
    assert_false(passes(NULL, RAW_IP));
    make(&RTP4, UDP, SIP);
    assert_true(passes(NULL, RAW_IP));
}

static void with_ports(void **state)
{
    (void)state;
    static const char ports[] = "5060,5070-5090";
    assert_true(over_ethernet(ports, &SIP4, UDP, SIP));
    assert_true(over_ethernet(ports, &SIP4, TCP, SIP));
    assert_true(over_ethernet(ports, &SIP6, UDP, SIP));
    assert_true(over_ethernet(ports, &SIP6, TCP, SIP));
    assert_true(over_ethernet(ports, &VXLAN4, UDP, RTP));
    assert_false(over_ethernet(ports, &RTP4, UDP, SIP));
    assert_false(over_ethernet(ports, &RTP4, TCP, SIP));
    assert_false(over_ethernet(ports, &RTP6, UDP, SIP));
}

/* Whatever the packet layer looks into by its port passes, to that port and from it. */
static void every_tunnel(void **state)
{
    (void)state;
    static const struct rs_hash_key key = {1, 2};
    struct rs_decoder *d = rs_decoder_new(NULL, &key);
    struct rs_packet p = {.decoder = d};
    unsigned known = 0;
    for (unsigned port = 1; port <= UINT16_MAX; port++) {
        if (!rs_layer_known(&p, RS_BY_UDP_PORT, port))
            continue;
        known++;
        struct way there = {4, 1, 2, 40000, (uint16_t)port}, back = {4, 2, 1, (uint16_t)port, 40000};
        assert_true(over_ethernet("5060", &there, UDP, RTP));
        assert_true(over_ethernet("5060", &back, UDP, RTP));
        assert_true(over_ethernet(NULL, &there, UDP, RTP));
    }
    assert_true(known >= 16);
    rs_decoder_free(d);
}

/* First and later fragments, tags, tunnels, and what nobody knows. */
static void check_kept(const char *ports)
{
    for (unsigned offset = 0; offset <= 1480; offset += 1480) {
        make(&RTP4, UDP, RTP);
        m.at += 20;
        made_ipv4_fragment(&m, &RTP4, UDP, 7, offset, offset == 0);
        made_ethernet(&m, IPV4);
        assert_true(passes(ports, ETHERNET));
    }
    made_text(&m, RTP);
    made_ipv6_fragment(&m, UDP, 9, 8, false);
    made_ipv6(&m, &RTP6, 44);
    made_ethernet(&m, IPV6);
    assert_true(passes(ports, ETHERNET));
    make(&SIP4, UDP, SIP);
    made_vlan(&m, 5, IPV4);
    made_vlan(&m, 6, 0x8100);
    made_ethernet(&m, 0x88a8);
    assert_true(passes(ports, ETHERNET));
    static const unsigned protocols[] = {4, 41, 47, 50, 51, 1, 99};
    for (size_t i = 0; i < sizeof protocols / sizeof *protocols; i++) {
        make(&RTP4, UDP, RTP);
        made_ipv4(&m, &RTP4, protocols[i], 1);
        made_ethernet(&m, IPV4);
        assert_true(passes(ports, ETHERNET));
    }
    make(&RTP4, UDP, RTP);
    made_ethernet(&m, 0x8847);
    assert_true(passes(ports, ETHERNET));
    assert_true(passes(ports, 9999)); /* a link type that BPF does not know */
}

static void what_is_kept(void **state)
{
    (void)state;
    check_kept(NULL);
    check_kept("5060");
}

static void lists(void **state)
{
    (void)state;
    char text[RS_OWN_FILTER_TEXT], many[600] = "1";
    static const char *const wrong[] = {"",      "0",      "x",     "5060,",    ",5060", "5060-",
                                        "-5060", "70000", "9-8", "5060 5061", "1-2-3"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(rs_own_filter(wrong[i], text), RS_ERR_USAGE);
    for (int n = 1; n < RS_PORTS_MAX; n++)
        strcat(many, ",60000-65535");
    assert_int_equal(rs_own_filter(many, text), RS_OK);
    assert_true(strlen(text) < sizeof text - 1);
    strcat(many, ",1");
    assert_int_equal(rs_own_filter(many, text), RS_ERR_USAGE);
}

/* What a person's filter loses. */

static void check_losses(const char *filter, bool untagged, const char *wanted)
{
    char text[RS_FILTER_LOSSES_TEXT];
    assert_int_equal(rs_filter_losses(filter, untagged, text), *wanted != '\0');
    if (strncmp(text, wanted, strlen(wanted)) != 0)
        fail_msg("'%s' loses '%s', and not '%s'", filter, text, wanted);
}

#define TUNNELS "MPLS, PPPoE, IP in IP, GRE, ERSPAN, VXLAN, GENEVE, GTP-U"

static void losses(void **state)
{
    (void)state;
    static const char all[] = "later IP fragments, VLAN tags, stacked VLAN tags, " TUNNELS;
    char own[RS_OWN_FILTER_TEXT];
    check_losses("port 5060", false, all);
    check_losses("port 5060", true, "later IP fragments, stacked VLAN tags, " TUNNELS);
    check_losses("tcp portrange 7000-7001", false, all);
    check_losses("host 10.1.2.3 and udp dst port 5080", false, all);
    check_losses("src host 2001:db8:1::7 and port 5061", false, all);
    check_losses("net 10.2.0.0/16", false, "VLAN tags, stacked VLAN tags, " TUNNELS);
    check_losses("udp port 5060 or ip[6:2] & 0x1fff != 0", false, "VLAN tags, stacked VLAN tags, M");
    check_losses("vlan 7 and port 5060", false, all);
    check_losses("port 5060 or (vlan and port 5060)", true, "later IP fragments, " TUNNELS);
    check_losses("greater 1", false, "");
    check_losses("not arp", false, "");
    check_losses("arp", false, ""); /* lets no SIP through at all: meant so */
    check_losses("port nonsense", false, "");
    assert_int_equal(rs_own_filter("5060", own), RS_OK);
    check_losses(own, false, "");
    assert_int_equal(rs_own_filter(NULL, own), RS_OK);
    check_losses(own, false, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_ports),
        cmocka_unit_test(with_ports),
        cmocka_unit_test(every_tunnel),
        cmocka_unit_test(what_is_kept),
        cmocka_unit_test(lists),
        cmocka_unit_test(losses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
