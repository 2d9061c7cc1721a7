/* Encapsulations that nobody reads: counted by number, the most frequent ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "frames.h"

static void check_stranger(const struct rs_packet_counters *c, const char *name, uint64_t count)
{
    char text[RS_PACKET_STRANGER_TEXT];
    for (int i = 0; i < RS_PACKET_STRANGERS; i++)
        if (!strcmp(rs_packet_stranger_name(&c->strangers[i], text), name) &&
            c->strangers[i].count == count)
            return;
    fail_msg("%s was not met %d times", name, (int)count);
}

static void by_number(void **state)
{
    struct bench *b = *state;
    static struct made m;
    for (int n = 0; n < 3; n++) {
        made_text(&m, "?");
        made_ethernet(&m, 0x88b5);
        assert_int_equal(bench_frame(b, ETHERNET, &m), RS_PACKET_UNKNOWN_ETHERTYPE);
        made_text(&m, "?");
        made_ipv4(&m, &THERE, 253, 1);
        assert_int_equal(bench_frame(b, RAW_IP, &m), RS_PACKET_UNKNOWN_PROTOCOL);
    }
    assert_int_equal(bench_frame(b, 9999, &m), RS_PACKET_UNKNOWN_LINK);
    bench_udp(b, &THERE, "no SIP");
    check_stranger(bench_counters(b), "ethertype_0x88b5", 3);
    check_stranger(bench_counters(b), "ip_protocol_253", 3);
    check_stranger(bench_counters(b), "link_9999", 1);
}

/* A flood of kinds leaves those that are frequent. */
static void more_kinds_than_places(void **state)
{
    (void)state;
    static struct rs_packet_counters c, sum;
    for (uint32_t n = 0; n < 1000; n++) {
        rs_packet_count_stranger(&c, RS_PACKET_UNKNOWN_LINK, 7, 1);
        rs_packet_count_stranger(&c, RS_PACKET_UNKNOWN_ETHERTYPE, 0x9999, 1);
        rs_packet_count_stranger(&c, RS_PACKET_UNKNOWN_PROTOCOL, n % 256, 1);
    }
    check_stranger(&c, "link_7", 1000);
    check_stranger(&c, "ethertype_0x9999", 1000);
    rs_packet_counters_add(&sum, &c);
    rs_packet_counters_add(&sum, &c);
    check_stranger(&sum, "link_7", 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(by_number, bench_setup, bench_teardown),
        cmocka_unit_test(more_kinds_than_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
