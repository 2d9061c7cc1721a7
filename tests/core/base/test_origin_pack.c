/* What objects keep in few octets comes back as it was: origins, moments, slabs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/err.h"
#include "base/moment.h"
#include "base/origin_pack.h"
#include "base/slab.h"

static struct rs_origin there_and_back(const struct rs_origin *o, size_t most)
{
    char packed[RS_ORIGIN_PACKED_MAX];
    size_t n = rs_origin_pack(o, packed);
    assert_in_range(n, 1, most);
    return rs_origin_unpack(rs_span(packed, n));
}

static void assert_same(const struct rs_origin *a, const struct rs_origin *b)
{
    assert_true(rs_endpoint_eq(&a->src, &b->src));
    assert_true(rs_endpoint_eq(&a->dst, &b->dst));
    assert_int_equal(a->interface, b->interface);
    assert_int_equal(a->transport, b->transport);
    assert_int_equal(a->ttl, b->ttl);
    assert_int_equal(a->ip_id, b->ip_id);
    assert_int_equal(a->vlan_count, b->vlan_count);
    assert_memory_equal(a->vlan, b->vlan, sizeof a->vlan);
    assert_true(a->tunnel == b->tunnel);
    assert_int_equal(a->tunnel_number, b->tunnel_number);
    assert_int_equal(rs_origin_macs(a), rs_origin_macs(b));
    assert_int_equal(a->imported, b->imported);
    assert_int_equal(a->trace, b->trace);
}

static void test_usual(void **state)
{
    (void)state;
    struct rs_origin o = {.transport = RS_TRANSPORT_UDP, .ttl = 64, .ip_id = 7, .fragments = 1,
                          .mac_pair = 0x123456789abcdef0, .src.port = 5060, .dst.port = 5062};
    rs_addr_parse("192.0.2.1", 9, &o.src.addr);
    rs_addr_parse("198.51.100.9", 12, &o.dst.addr);
    struct rs_origin back = there_and_back(&o, 21);
    assert_same(&o, &back);
}

static void test_everything(void **state)
{
    (void)state;
    struct rs_origin o = {.transport = RS_TRANSPORT_TLS_SCTP, .ttl = 255, .ip_id = 65535,
                          .interface = 4000000000, .vlan_count = 3, .vlan = {1, 2, 4095},
                          .mac_pair = UINT64_MAX - 5, .tunnel = UINT64_MAX,
                          .tunnel_number = RS_TUNNEL_TURNED | 5, .imported = true, .trace = 99,
                          .src.port = 65535, .dst.port = 1};
    rs_addr_parse("2001:db8::1", 11, &o.src.addr);
    rs_addr_parse("2001:db8::2:3", 13, &o.dst.addr);
    struct rs_origin back = there_and_back(&o, RS_ORIGIN_PACKED_MAX);
    assert_same(&o, &back);
    rs_addr_parse("10.0.0.1", 8, &o.dst.addr);
    o.dst.addr = (struct rs_addr){.family = 0};
    back = there_and_back(&o, RS_ORIGIN_PACKED_MAX);
    assert_same(&o, &back);
    back = rs_origin_unpack(RS_SPAN_NONE);
    assert_int_equal(back.src.addr.family, 0);
}

static void test_moments(void **state)
{
    (void)state;
    static const int64_t times[] = {0, 1, 4294967295, 4294967296, 1700000000123456,
                                    RS_MOMENT_TIME_MAX_US};
    static const uint64_t frames[] = {0, 1, 4294967295, 4294967296, RS_MOMENT_FRAME_MAX};
    struct rs_moment never = {{0, 0, 0}};
    assert_false(rs_moment_seen(&never));
    assert_true(rs_moment_us(&never) == -1);
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++)
        for (size_t k = 0; k < sizeof frames / sizeof frames[0]; k++) {
            struct rs_moment m = rs_moment(times[i], frames[k]);
            assert_true(rs_moment_seen(&m));
            assert_true(rs_moment_us(&m) == times[i]);
            assert_true(rs_moment_frame(&m) == frames[k]);
        }
    struct rs_moment far = rs_moment(INT64_MAX, UINT64_MAX), before = rs_moment(-5, 1);
    assert_true(rs_moment_us(&far) == RS_MOMENT_TIME_MAX_US);
    assert_true(rs_moment_frame(&far) == RS_MOMENT_FRAME_MAX);
    assert_true(rs_moment_us(&before) == 0);
}

static void test_slab(void **state)
{
    (void)state;
    struct rs_slab s;
    assert_int_equal(rs_slab_init(&s, 24, 3), RS_OK);
    uint32_t a = rs_slab_take(&s), b = rs_slab_take(&s), c = rs_slab_take(&s);
    assert_true(a && b && c && a != b && b != c && a != c);
    assert_int_equal(rs_slab_take(&s), 0);
    memset(rs_slab_at(&s, b), 0xff, 24);
    rs_slab_give(&s, b);
    assert_int_equal(rs_slab_take(&s), b);
    for (int i = 0; i < 24; i++)
        assert_int_equal(((unsigned char *)rs_slab_at(&s, b))[i], 0);
    assert_null(rs_slab_at(&s, 0));
    rs_slab_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_usual),
        cmocka_unit_test(test_everything),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_slab),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
