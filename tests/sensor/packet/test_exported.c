/* Messages without packets: what is written is read again, damage is survived. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "frames.h"
#include "packet/exported.h"

static const char SIP[] = "OPTIONS sip:bob@example.com SIP/2.0\r\nCall-ID: pdu\r\n\r\n";

static struct rs_origin origin(int family, enum rs_transport transport)
{
    struct rs_origin o = {.transport = (uint8_t)transport, .frame = 77, .trace = 0xfedcba98};
    o.src.addr.family = o.dst.addr.family = (uint8_t)family;
    o.src.addr.octet[0] = o.dst.addr.octet[0] = 10;
    o.src.addr.octet[family == 4 ? 3 : 15] = 1;
    o.dst.addr.octet[family == 4 ? 3 : 15] = 2;
    o.src.port = 50001;
    o.dst.port = 5061;
    return o;
}

static void make(struct made *m, const char *text, const struct rs_origin *o)
{
    char head[RS_EXPORTED_HEAD_MAX];
    size_t n = rs_exported_head(head, o);
    assert_in_range(n, 1, RS_EXPORTED_HEAD_MAX);
    made_text(m, text);
    made_put(m, head, n);
}

static void read_again(void **state)
{
    static const struct {
        enum rs_transport in, out;
    } row[] = {{RS_TRANSPORT_UDP, RS_TRANSPORT_UDP},   {RS_TRANSPORT_TCP, RS_TRANSPORT_TCP},
               {RS_TRANSPORT_TLS, RS_TRANSPORT_TCP},   {RS_TRANSPORT_WSS, RS_TRANSPORT_TCP},
               {RS_TRANSPORT_SCTP, RS_TRANSPORT_SCTP}, {RS_TRANSPORT_TLS_SCTP, RS_TRANSPORT_SCTP}};
    struct bench *b = *state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        for (int family = 4; family <= 6; family += 2) {
            static struct made m;
            struct rs_origin o = origin(family, row[i].in);
            make(&m, SIP, &o);
            assert_int_equal(bench_frame(b, RS_LINK_EXPORTED, &m), RS_PACKET_ANALYSED);
            const struct seen *s = &b->seen[b->count - 1];
            assert_string_equal(s->text, SIP);
            assert_true(rs_endpoint_eq(&s->origin.src, &o.src));
            assert_true(rs_endpoint_eq(&s->origin.dst, &o.dst));
            assert_int_equal(s->origin.transport, row[i].out);
            assert_int_equal(s->origin.trace, o.trace);
            assert_true(s->origin.imported && !s->origin.truncated);
            assert_int_equal(s->origin.datagram_len + s->origin.ttl + s->origin.ip_id, 0);
        }
}

static void cut_message_is_truncated(void **state)
{
    struct bench *b = *state;
    static struct made m;
    struct rs_origin o = origin(4, RS_TRANSPORT_TCP);
    make(&m, SIP, &o);
    assert_int_equal(bench_cut(b, RS_LINK_EXPORTED, &m, 4), RS_PACKET_ANALYSED);
    assert_true(b->seen[0].origin.truncated);
}

static void others_are_not_sip(void **state)
{
    struct bench *b = *state;
    static struct made m;
    struct rs_origin o = origin(4, RS_TRANSPORT_UDP);
    make(&m, "GET / HTTP/1.1\r\n\r\n", &o);
    assert_int_equal(bench_frame(b, RS_LINK_EXPORTED, &m), RS_PACKET_NOT_SIP);
    make(&m, "\r\n\r\n", &o);
    assert_int_equal(bench_frame(b, RS_LINK_EXPORTED, &m), RS_PACKET_NOT_SIP);
    assert_int_equal(bench_counters(b)->keepalives, 1);
    make(&m, "", &o);
    assert_int_equal(bench_frame(b, RS_LINK_EXPORTED, &m), RS_PACKET_NOT_SIP);
    assert_int_equal(b->count, 0);
}

/* Tags of Wireshark that mean nothing here, lengths that lie, each prefix. */
static void tags_of_others(void **state)
{
    struct bench *b = *state;
    static struct made m;
    made_text(&m, SIP);
    made_put(&m, "\0\36\0\4\0\0\0\5" "\0\41\0\4Skin" "\0\24\0\3\12\0\0" "\0\0\0\0", 27);
    assert_int_equal(bench_frame(b, RS_LINK_EXPORTED, &m), RS_PACKET_ANALYSED);
    assert_int_equal(b->seen[0].origin.src.addr.family, 0); /* three octets are no address */
    made_text(&m, SIP);
    made_put(&m, "\0\14\377\377", 4);
    assert_int_equal(bench_frame(b, RS_LINK_EXPORTED, &m), RS_PACKET_BAD_LINK);
    made_text(&m, "");
    assert_int_equal(bench_frame(b, RS_LINK_EXPORTED, &m), RS_PACKET_BAD_LINK);
}

static void each_cut(void **state)
{
    struct bench *b = *state;
    static struct made m;
    struct rs_origin o = origin(6, RS_TRANSPORT_TLS);
    char head[RS_EXPORTED_HEAD_MAX];
    size_t n = rs_exported_head(head, &o);
    for (size_t left = 0; left < n; left++) {
        make(&m, "", &o);
        assert_int_equal(bench_cut(b, RS_LINK_EXPORTED, &m, n - left), RS_PACKET_TRUNCATED);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(read_again, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(cut_message_is_truncated, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(others_are_not_sip, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(tags_of_others, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(each_cut, bench_setup, bench_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
