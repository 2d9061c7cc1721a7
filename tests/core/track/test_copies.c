/* The rows of semantics 2.6, one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "tests/core/track/messages.h"
#include "track/copies.h"

static const struct rs_hash_key secret = {3, 4};
static struct rs_hash hash;

struct change {
    const char *what;
    int64_t later_us;
    uint16_t id_before, id_after;
    uint8_t ttl;        /* of the second; the first has 64 */
    uint32_t interface; /* of the second */
    uint16_t vlan;
    uint64_t macs, tunnel;
    uint8_t src;    /* of the second; the first has 1 */
    uint64_t print; /* of the second; the first has 1 */
    enum rs_copy_verdict wanted;
};

#define DUP RS_COPY_DUPLICATE
#define RTX RS_COPY_RETRANSMISSION

static const struct change rows[] = {
    {"another interface", 900000, 5, 6, 64, 1, 0, 0, 0, 1, 1, DUP},
    {"another interface, too late", 1100000, 5, 6, 64, 1, 0, 0, 0, 1, 1, RTX},
    {"another VLAN", 500000, 5, 6, 64, 0, 9, 0, 0, 1, 1, DUP},
    {"in a tunnel", 500000, 5, 6, 64, 0, 0, 0, 77, 1, 1, DUP},
    {"the same IPv4 id", 99000, 5, 5, 63, 0, 0, 0, 0, 1, 1, DUP},
    {"the same IPv4 id, too late", 101000, 5, 5, 64, 0, 0, 0, 0, 1, 1, RTX},
    {"no id, at once", 4000, 0, 0, 64, 0, 0, 0, 0, 1, 1, DUP},
    {"no id, a little later", 6000, 0, 0, 64, 0, 0, 0, 0, 1, 1, RTX},
    {"no id, TTL differs", 40000, 0, 0, 63, 0, 0, 0, 0, 1, 1, DUP},
    {"MACs differ", 40000, 5, 6, 64, 0, 0, 8, 0, 1, 1, DUP},
    {"MACs differ, too late", 50000, 5, 6, 64, 0, 0, 8, 0, 1, 1, RTX},
    {"another id, fast", 20000, 5, 6, 64, 0, 0, 0, 0, 1, 1, RTX},
    {"T1", 500000, 5, 6, 64, 0, 0, 0, 0, 1, 1, RTX},
    {"other addresses, at once: both sides of a NAT", 1000, 5, 6, 63, 0, 0, 0, 0, 9, 1, DUP},
    {"other addresses, later", 60000, 5, 6, 63, 0, 0, 0, 0, 9, 1, RTX},
    {"other octets", 1000, 5, 5, 64, 0, 0, 0, 0, 1, 2, RTX},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct change *r = &rows[i];
        struct rs_origin o = make_origin(1, 2, 1, 100);
        struct rs_copy first, second;
        o.ip_id = r->id_before;
        o.mac_pair = 7;
        rs_copy_make(&first, &hash, &o, 1);
        o = make_origin(r->src, 2, 2, 100);
        o.time_us += r->later_us;
        o.ip_id = r->id_after;
        o.ttl = r->ttl;
        o.interface = r->interface;
        o.vlan[0] = r->vlan;
        o.vlan_count = r->vlan != 0;
        o.tunnel = r->tunnel;
        o.mac_pair = r->macs ? r->macs : 7;
        rs_copy_make(&second, &hash, &o, r->print);
        if (rs_copy_judge(&first, &second, RS_COPY_WINDOW_US) != r->wanted)
            fail_msg("%s", r->what);
    }
}

static void test_first(void **state)
{
    (void)state;
    struct rs_origin o = make_origin(1, 2, 1, 100);
    struct rs_copy none = {0}, c;
    rs_copy_make(&c, &hash, &o, 1);
    assert_int_equal(rs_copy_judge(&none, &c, RS_COPY_WINDOW_US), RS_COPY_FIRST);
}

/* The user knows a tap that is slower than most. */
static void test_window(void **state)
{
    (void)state;
    struct rs_origin o = make_origin(1, 2, 1, 100), later = make_origin(1, 2, 2, 100.006);
    struct rs_copy first, second;
    rs_copy_make(&first, &hash, &o, 1);
    rs_copy_make(&second, &hash, &later, 1);
    first.ip_id = second.ip_id = 0;
    assert_int_equal(rs_copy_judge(&first, &second, 5000), RTX);
    assert_int_equal(rs_copy_judge(&first, &second, 6000), DUP);
}

/* Records of logs: who logged what, and under which number. */
static void test_logs(void **state)
{
    static const struct {
        const char *what;
        uint8_t transport;
        int64_t later_us;
        uint32_t before, after; /* numbers */
        uint8_t src;            /* of the second; the first has 1 */
        enum rs_copy_verdict wanted;
    } log[] = {
        {"in and out of one server", RS_TRANSPORT_TLS, 3000, 7, 7, 9, DUP},
        {"the same, late", RS_TRANSPORT_TLS, 2000000, 7, 7, 1, DUP},
        {"two servers, clocks apart", RS_TRANSPORT_TCP, 700000, 7, 8, 9, DUP},
        {"again to the same address", RS_TRANSPORT_TLS, 500000, 7, 8, 1, RTX},
        {"no numbers: a client's log", RS_TRANSPORT_TLS, 500000, 0, 0, 1, DUP},
        {"UDP repeats", RS_TRANSPORT_UDP, 500000, 0, 0, 1, RTX},
    };
    (void)state;
    for (size_t i = 0; i < sizeof log / sizeof log[0]; i++) {
        struct rs_origin o = make_origin(1, 2, 1, 100);
        struct rs_copy first, second;
        o.imported = true;
        o.ttl = 0;
        o.ip_id = 0;
        o.transport = log[i].transport;
        o.trace = log[i].before;
        rs_copy_make(&first, &hash, &o, 1);
        o.src.addr.octet[3] = log[i].src;
        o.time_us += log[i].later_us;
        o.trace = log[i].after;
        rs_copy_make(&second, &hash, &o, 1);
        if (rs_copy_judge(&first, &second, RS_COPY_WINDOW_US) != log[i].wanted)
            fail_msg("%s", log[i].what);
    }
}

int main(void)
{
    rs_hash_init(&hash, &secret);
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_first),
                                       cmocka_unit_test(test_window),
                                       cmocka_unit_test(test_logs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
