/* HEP: what agents send, in a capture and as a listener hands it in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <zlib.h>

#include "base/err.h"
#include "frames.h"
#include "guard.h"
#include "packet/hep.h"

enum { SECONDS = 1700000000, PACKET_MAX = 70000 };

static const char SIP[] = "OPTIONS sip:b@192.0.2.2 SIP/2.0\r\nCall-ID: one\r\n"
                          "Content-Length: 0\r\n\r\n";

/* A packet, chunk by chunk. */
struct packet {
    char octets[PACKET_MAX];
    size_t n;
};

static void number(struct packet *p, size_t len, uint32_t v)
{
    while (len--)
        p->octets[p->n++] = (char)(v >> 8 * len);
}

static void head(struct packet *p, unsigned vendor, unsigned type, size_t len)
{
    number(p, 2, vendor);
    number(p, 2, type);
    number(p, 2, (uint32_t)len + 6);
}

static void chunk(struct packet *p, unsigned type, const void *value, size_t len)
{
    head(p, 0, type, len);
    memcpy(p->octets + p->n, value, len);
    p->n += len;
}

static void chunk_number(struct packet *p, unsigned type, size_t len, uint32_t v)
{
    head(p, 0, type, len);
    number(p, len, v);
}

static void begin(struct packet *p)
{
    memcpy(p->octets, "HEP3\0\0", 6);
    p->n = 6;
}

static struct rs_span whole(struct packet *p)
{
    p->octets[4] = (char)(p->n >> 8);
    p->octets[5] = (char)p->n;
    return rs_span(p->octets, p->n);
}

/* All that most agents send, but for the payload. */
static void usual(struct packet *p, unsigned ip_protocol)
{
    begin(p);
    chunk_number(p, 1, 1, 2);
    chunk_number(p, 2, 1, ip_protocol);
    chunk(p, 3, "\xc0\0\2\1", 4);
    chunk(p, 4, "\xc0\0\2\2", 4);
    chunk_number(p, 7, 2, 5060);
    chunk_number(p, 8, 2, 5070);
    chunk_number(p, 9, 4, SECONDS);
    chunk_number(p, 0xa, 4, 250000);
    chunk_number(p, 0xb, 1, 1);
    chunk_number(p, 0xc, 4, 2001);
}

static struct rs_span with_payload(struct packet *p, const char *payload)
{
    chunk(p, 0xf, payload, strlen(payload));
    return whole(p);
}

static struct rs_hep accepted(struct rs_span octets)
{
    struct rs_hep h;
    assert_int_equal(rs_hep_read(guard_copy(octets), &h), RS_OK);
    return h;
}

static void check_address(const struct rs_addr *a, const char *text)
{
    char buf[RS_ADDR_TEXT];
    assert_string_equal(rs_addr_text(a, buf), text);
}

/* ---- reading ---- */

static void every_chunk(void **state)
{
    (void)state;
    static struct packet p;
    usual(&p, 17);
    chunk_number(&p, 0x12, 2, 0x3064);
    chunk(&p, 0x11, "corr", 4);
    chunk(&p, 0xe, "secret", 6);
    struct rs_hep h = accepted(with_payload(&p, SIP));
    assert_int_equal(h.version, 3);
    assert_int_equal(h.ip_protocol, 17);
    assert_int_equal(h.capture_protocol, RS_HEP_SIP);
    assert_int_equal(h.agent, 2001);
    assert_int_equal(h.vlan, 0x064);
    assert_int_equal(h.time_us, (int64_t)SECONDS * 1000000 + 250000);
    assert_int_equal(h.src.port, 5060);
    assert_int_equal(h.dst.port, 5070);
    check_address(&h.src.addr, "192.0.2.1");
    check_address(&h.dst.addr, "192.0.2.2");
    guard_check_text("correlation", h.correlation, "corr");
    guard_check_text("key", h.key, "secret");
    guard_check_text("payload", h.payload, SIP);
    assert_int_equal(h.bad_chunks, 0);
    assert_false(h.packed || h.payload_cut);
}

static void version6_addresses(void **state)
{
    (void)state;
    static struct packet p;
    begin(&p);
    chunk_number(&p, 1, 1, 10);
    chunk(&p, 6, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\2", 16);
    chunk(&p, 5, "\x20\1\xd\xb8\0\0\0\0\0\0\0\0\0\0\0\1", 16);
    struct rs_hep h = accepted(with_payload(&p, SIP));
    check_address(&h.src.addr, "2001:db8::1");
    check_address(&h.dst.addr, "2001:db8::2");
    assert_int_equal(h.time_us, 0);
}

/* Vendor chunks, types nobody knows, and an address pair that the family does not name. */
static void strange_chunks(void **state)
{
    (void)state;
    static struct packet p;
    usual(&p, 17);
    head(&p, 5, 0xf, 5);
    memcpy(p.octets + p.n, "other", 5);
    p.n += 5;
    chunk(&p, 0x7777, "?", 1);
    p.octets[6 + 6] = 10; /* the family says IPv6 */
    struct rs_hep h = accepted(with_payload(&p, SIP));
    check_address(&h.src.addr, "192.0.2.1");
    guard_check_text("payload", h.payload, SIP);
    assert_int_equal(h.bad_chunks, 0);
}

static void bad_chunks(void **state)
{
    (void)state;
    static struct packet p;
    usual(&p, 17);
    chunk_number(&p, 7, 1, 9);       /* a port of one octet */
    chunk_number(&p, 0xa, 4, 1000000); /* a second of microseconds */
    chunk(&p, 0xf, "abc", 3);
    number(&p, 2, 0);
    number(&p, 2, 0x11);
    number(&p, 2, 5); /* shorter than its own head: nothing can be read behind it */
    struct rs_hep h = accepted(whole(&p));
    assert_int_equal(h.src.port, 5060);
    assert_int_equal(h.time_us, (int64_t)SECONDS * 1000000);
    assert_int_equal(h.bad_chunks, 3);
    guard_check_text("payload", h.payload, "abc");

    usual(&p, 17);
    head(&p, 0, 0xf, 1000); /* past the end, and the length says so too */
    h = accepted(whole(&p));
    assert_int_equal(h.bad_chunks, 1);
    assert_int_equal(h.payload.n, 0);
}

static void not_hep(void **state)
{
    (void)state;
    static struct packet p;
    struct rs_hep h;
    assert_int_equal(rs_hep_read(RS_SPAN("HEP3\0\5"), &h), RS_ERR_MALFORMED);
    assert_int_equal(rs_hep_read(RS_SPAN("HEP4 and more of it"), &h), RS_ERR_MALFORMED);
    begin(&p);
    assert_int_equal(rs_hep_read(with_payload(&p, SIP), &h), RS_ERR_MALFORMED); /* from nobody */
    guard_check_text("payload", h.payload, SIP);
}

/* sngrep, captagent and OpenSIPS say the time in their machine's order. */
static struct rs_span fixed(struct packet *p, unsigned version, unsigned length, bool little)
{
    static const char addresses[] = "\xc0\0\2\1\xc0\0\2\2";
    p->n = 0;
    number(p, 1, version);
    number(p, 1, length);
    number(p, 1, 2);
    number(p, 1, 17);
    number(p, 2, 5060);
    number(p, 2, 5070);
    memcpy(p->octets + p->n, addresses, 8);
    p->n += 8;
    if (version == 2) {
        number(p, 4, little ? __builtin_bswap32(SECONDS) : SECONDS);
        number(p, 4, little ? __builtin_bswap32(7) : 7);
        number(p, 4, little ? __builtin_bswap32(99) : 99u << 16);
    }
    memcpy(p->octets + p->n, SIP, sizeof SIP - 1);
    p->n += sizeof SIP - 1;
    return rs_span(p->octets, p->n);
}

static void versions_1_and_2(void **state)
{
    (void)state;
    static struct packet p;
    struct rs_hep h = accepted(fixed(&p, 1, 16, false));
    assert_int_equal(h.version, 1);
    assert_int_equal(h.time_us, 0);
    guard_check_text("payload", h.payload, SIP);
    for (int n = 0; n < 4; n++) {
        h = accepted(fixed(&p, 2, n & 1 ? 16 : 28, n & 2));
        assert_int_equal(h.version, 2);
        assert_int_equal(h.time_us, (int64_t)SECONDS * 1000000 + 7);
        assert_int_equal(h.agent, 99);
        assert_int_equal(h.src.port, 5060);
        check_address(&h.dst.addr, "192.0.2.2");
        guard_check_text("payload", h.payload, SIP);
    }
    assert_int_equal(rs_hep_read(fixed(&p, 2, 17, false), &h), RS_ERR_MALFORMED);
    assert_int_equal(rs_hep_read(fixed(&p, 4, 16, false), &h), RS_ERR_MALFORMED);
}

static void attempt(struct rs_span prefix)
{
    struct rs_hep h;
    rs_hep_read(prefix, &h);
    guard_check_inside(prefix, h.payload);
    guard_check_inside(prefix, h.correlation);
    guard_check_inside(prefix, h.key);
}

static void every_prefix(void **state)
{
    (void)state;
    static struct packet p;
    usual(&p, 17);
    chunk(&p, 0x11, "corr", 4);
    guard_each_prefix(with_payload(&p, SIP), attempt);
    guard_each_prefix(fixed(&p, 2, 16, true), attempt);
    p.octets[2] = 10;
    p.octets[1] = 40;
    guard_each_prefix(rs_span(p.octets, p.n), attempt);
}

/* ---- as a layer ---- */

static enum rs_packet_verdict received(struct bench *b, struct rs_span octets)
{
    static struct made m;
    made_payload(&m, octets.p, octets.n);
    return bench_frame(b, RS_LINK_HEP, &m);
}

static enum rs_packet_verdict captured(struct bench *b, uint16_t port, struct rs_span octets)
{
    static struct made m;
    const struct way agent = {4, 7, 8, 40000, port};
    made_payload(&m, octets.p, octets.n);
    made_udp(&m, &agent);
    made_ipv4(&m, &agent, UDP, 1);
    made_vlan(&m, 5, IPV4);
    made_ethernet(&m, 0x8100);
    return bench_frame(b, ETHERNET, &m);
}

static void as_received(void **state)
{
    struct bench *b = *state;
    static struct packet p;
    b->now_us = (int64_t)SECONDS * 1000000 + 300000;
    usual(&p, 17);
    chunk_number(&p, 0x12, 2, 100);
    assert_int_equal(received(b, with_payload(&p, SIP)), RS_PACKET_ANALYSED);
    const struct rs_origin *o = &b->seen[0].origin;
    assert_int_equal(o->time_us, (int64_t)SECONDS * 1000000 + 250000);
    assert_int_equal(o->frame, 1);
    assert_int_equal(o->transport, RS_TRANSPORT_UDP);
    assert_int_equal(o->datagram_len, sizeof SIP - 1);
    assert_int_equal(o->vlan_count, 1);
    assert_int_equal(o->vlan[0], 100);
    assert_int_equal(o->src.port, 5060);
    check_address(&o->dst.addr, "192.0.2.2");
    assert_int_not_equal(o->tunnel, 0);
    assert_string_equal(b->seen[0].text, SIP);
}

/* By its name on any port, without it on HEP's; outer addresses and VLANs are the agent's. */
static void in_a_capture(void **state)
{
    struct bench *b = *state;
    static struct packet p;
    usual(&p, 17);
    struct rs_span octets = with_payload(&p, SIP);
    assert_int_equal(captured(b, 9060, octets), RS_PACKET_ANALYSED);
    assert_int_equal(captured(b, 12345, octets), RS_PACKET_ANALYSED);
    octets = fixed(&p, 2, 16, true);
    assert_int_equal(captured(b, 9063, octets), RS_PACKET_ANALYSED);
    assert_int_equal(captured(b, 12345, octets), RS_PACKET_NOT_SIP);
    assert_int_equal(captured(b, 9060, RS_SPAN("nothing of ours")), RS_PACKET_NOT_SIP);
    assert_int_equal(b->count, 3);
    for (unsigned i = 0; i < 3; i++) {
        check_address(&b->seen[i].origin.src.addr, "192.0.2.1");
        assert_int_equal(b->seen[i].origin.vlan_count, 0);
        assert_int_equal(b->seen[i].origin.mac_pair, 0);
    }
    assert_true(b->seen[0].origin.tunnel == b->seen[1].origin.tunnel);
    assert_int_equal(bench_counters(b)->hep_packets, 3);
    assert_int_equal(bench_counters(b)->tunnelled, 3);
}

static void time_of(struct bench *b, uint32_t seconds, bool believed)
{
    static struct packet p;
    usual(&p, 17);
    chunk_number(&p, 9, 4, seconds);
    int64_t now_us = b->now_us;
    received(b, with_payload(&p, SIP));
    assert_int_equal(b->seen[b->count - 1].origin.time_us,
                     believed ? (int64_t)seconds * 1000000 + 250000 : now_us);
}

static void clocks_that_are_wrong(void **state)
{
    struct bench *b = *state;
    b->now_us = (int64_t)SECONDS * 1000000 + 300000;
    time_of(b, SECONDS, true);
    time_of(b, SECONDS - 59, true);
    time_of(b, SECONDS - 61, false);
    time_of(b, SECONDS + 1, false);
    time_of(b, UINT32_MAX, false);
    time_of(b, 1, false);
}

static void streams(void **state)
{
    struct bench *b = *state;
    static struct packet p;
    static char two[512];
    snprintf(two, sizeof two, "%s\r\n\r\n%s", SIP, SIP);
    usual(&p, 6);
    assert_int_equal(received(b, with_payload(&p, two)), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 2);
    assert_int_equal(b->seen[1].origin.transport, RS_TRANSPORT_TCP);
    assert_false(b->seen[1].origin.truncated);
    usual(&p, 22);
    two[sizeof SIP - 1 + 60] = '\0'; /* in the second one's headers */
    assert_int_equal(received(b, with_payload(&p, two)), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 4);
    assert_int_equal(b->seen[3].origin.transport, RS_TRANSPORT_TLS);
    assert_false(b->seen[2].origin.truncated);
    assert_false(!strcmp(b->seen[3].text, SIP));
}

/* The first message of a stream alone, and not whole: cut, and said so. */
static void half_of_a_stream(void **state)
{
    struct bench *b = *state;
    static struct packet p;
    usual(&p, 6);
    assert_int_equal(received(b, with_payload(&p, "OPTIONS sip:b@192.0.2.2 SIP/2.0\r\nCall")),
                     RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 1);
    assert_true(b->seen[0].origin.truncated);
}

static void other_contents(void **state)
{
    struct bench *b = *state;
    static struct packet p;
    usual(&p, 17);
    chunk_number(&p, 0xb, 1, 100); /* a log that quotes SIP */
    assert_int_equal(received(b, with_payload(&p, SIP)), RS_PACKET_NOT_SIP);
    usual(&p, 17);
    assert_int_equal(received(b, with_payload(&p, "\r\n\r\n")), RS_PACKET_NOT_SIP);
    usual(&p, 17);
    assert_int_equal(received(b, whole(&p)), RS_PACKET_NOT_SIP);
    assert_int_equal(received(b, RS_SPAN("HEP3\0\5")), RS_PACKET_BAD_LINK);
    assert_int_equal(received(b, RS_SPAN("no HEP at all")), RS_PACKET_BAD_LINK);
    assert_int_equal(b->count, 0);
    assert_int_equal(bench_counters(b)->hep_others, 1);
    assert_int_equal(bench_counters(b)->hep_bad, 1);
    assert_int_equal(bench_counters(b)->keepalives, 1);
}

static void cut_by_the_capture(void **state)
{
    struct bench *b = *state;
    static struct packet p;
    static struct made m;
    usual(&p, 17);
    struct rs_span octets = with_payload(&p, SIP);
    made_payload(&m, octets.p, octets.n);
    assert_int_equal(bench_cut(b, RS_LINK_HEP, &m, 4), RS_PACKET_ANALYSED);
    assert_true(b->seen[0].origin.truncated);
    assert_int_equal(b->seen[0].len, sizeof SIP - 1 - 4);
    assert_int_equal(bench_cut(b, RS_LINK_HEP, &m, octets.n - 30), RS_PACKET_TRUNCATED);
    assert_int_equal(bench_counters(b)->hep_bad_chunks, 0);
}

/* ---- in a TCP stream of the capture ---- */

static const struct way AGENT = {4, 7, 8, 40000, 9060};

static size_t put_packets(char *to, unsigned count)
{
    static struct packet p;
    size_t n = 0;
    while (count--) {
        usual(&p, 17);
        chunk_number(&p, 0x12, 2, 100 + count);
        struct rs_span one = with_payload(&p, SIP);
        memcpy(to + n, one.p, one.n);
        n += one.n;
    }
    return n;
}

/* The last ones given. */
static void check_streamed(const struct bench *b, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        const struct seen *s = &b->seen[b->count - count + i];
        const struct rs_origin *o = &s->origin;
        assert_string_equal(s->text, SIP);
        check_address(&o->src.addr, "192.0.2.1");
        assert_int_equal(o->transport, RS_TRANSPORT_UDP);
        assert_int_equal(o->vlan[0], 100 + count - 1 - i);
        assert_int_not_equal(o->tunnel, 0);
    }
}

/* Packets in segments of every size, octets of two packets in one, one octet a segment. */
static void stream_in_segments(void **state)
{
    struct bench *b = *state;
    static char octets[4096];
    size_t n = put_packets(octets, 5);
    struct way w = AGENT;
    unsigned streams_read = 0;
    for (size_t step = 1; step <= n; step += 1 + step / 3) {
        w.from_port++;
        b->now_us = (int64_t)SECONDS * 1000000 + 300000;
        bench_tcp(b, &w, 99, SYN, "", 0);
        for (size_t at = 0; at < n; at += step)
            bench_tcp(b, &w, (uint32_t)(100 + at), ACK, octets + at,
                      at + step < n ? step : n - at);
        streams_read++;
        assert_int_equal(b->count, 5 * streams_read);
        check_streamed(b, 5);
    }
    assert_int_equal(bench_counters(b)->hep_bad, 0);
    assert_int_equal(bench_counters(b)->tcp_junk_octets, 0);
}

/* Met in the middle: with the first segment that begins with a packet. */
static void stream_met_late(void **state)
{
    struct bench *b = *state;
    static char octets[4096];
    size_t n = put_packets(octets, 3), third = n / 3;
    bench_tcp(b, &AGENT, 100, ACK, octets + third / 2, third - third / 2);
    assert_int_equal(b->count, 0);
    bench_tcp(b, &AGENT, (uint32_t)(100 + third), ACK, octets + third, n - third);
    assert_int_equal(b->count, 2);
    assert_int_equal(bench_counters(b)->tcp_midstream, 1);
}

/* A segment is lost: the packet behind it is found again by its name, and tells of the gap. */
static void stream_with_a_gap(void **state)
{
    struct bench *b = *state;
    static char octets[4096];
    size_t n = put_packets(octets, 4), one = n / 4;
    bench_tcp(b, &AGENT, 99, SYN, "", 0);
    bench_tcp(b, &AGENT, 100, ACK, octets, one + 9);
    bench_tcp(b, &AGENT, (uint32_t)(100 + one + 30), ACK, octets + one + 30, n - one - 30);
    b->now_us += 3000000;
    bench_udp(b, &THERE, "nothing");
    assert_int_equal(b->count, 3);
    assert_false(b->seen[0].origin.after_gap);
    assert_true(b->seen[1].origin.after_gap);
    assert_false(b->seen[2].origin.after_gap);
    assert_int_equal(bench_counters(b)->tcp_gaps, 1);
}

/* What is no HEP behind HEP is passed over, and after enough of it the stream is. */
static void stream_with_junk(void **state)
{
    struct bench *b = *state;
    static char octets[4096], junk[1000];
    size_t n = put_packets(octets, 2);
    uint32_t seq = 100;
    memset(junk, 'E', sizeof junk);
    bench_tcp(b, &AGENT, 99, SYN, "", 0);
    bench_tcp(b, &AGENT, seq, ACK, octets, n);
    bench_tcp(b, &AGENT, seq += (uint32_t)n, ACK, junk, sizeof junk);
    bench_tcp(b, &AGENT, seq += sizeof junk, ACK, octets, n);
    assert_int_equal(b->count, 4);
    assert_int_equal(bench_counters(b)->tcp_junk_octets, sizeof junk);
    seq += (uint32_t)n;
    for (int i = 0; i < 70; i++, seq += sizeof junk)
        bench_tcp(b, &AGENT, seq, ACK, junk, sizeof junk);
    assert_int_equal(bench_counters(b)->streams_live, 0);
}

static void stream_cut(void **state)
{
    struct bench *b = *state;
    static char octets[4096];
    static struct made m;
    size_t n = put_packets(octets, 1);
    bench_tcp(b, &AGENT, 99, SYN, "", 0);
    made_payload(&m, octets, n);
    made_tcp(&m, &AGENT, 100, 0, ACK);
    made_ipv4(&m, &AGENT, TCP, 1);
    made_ethernet(&m, IPV4);
    assert_int_equal(bench_cut(b, ETHERNET, &m, 4), RS_PACKET_ANALYSED);
    assert_int_equal(b->count, 1);
    assert_true(b->seen[0].origin.truncated);
    bench_tcp(b, &AGENT, (uint32_t)(100 + n), ACK, octets, n);
    assert_int_equal(b->count, 2);
    assert_true(b->seen[1].origin.after_gap);
}

/* ---- packed ---- */

static char packed[PACKET_MAX];

/* window 15: zlib's header, 31: gzip's */
static size_t pack(const char *text, size_t len, int window)
{
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)text, .avail_in = (uInt)len};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY), Z_OK);
    z.next_out = (unsigned char *)packed;
    z.avail_out = sizeof packed;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return sizeof packed - z.avail_out;
}

static void packed_payload(void **state)
{
    struct bench *b = *state;
    static struct packet p;
    for (int n = 0; n < 4; n++) {
        usual(&p, 17);
        size_t len = pack(SIP, sizeof SIP - 1, n & 1 ? 31 : 15);
        chunk(&p, 0x10, packed, len);
        assert_int_equal(received(b, whole(&p)), RS_PACKET_ANALYSED);
        assert_string_equal(b->seen[n].text, SIP);
    }
    assert_int_equal(bench_counters(b)->hep_packed, 4);
    assert_int_equal(bench_counters(b)->hep_bad, 0);
}

static void packed_and_damaged(void **state)
{
    struct bench *b = *state;
    static struct packet p;
    size_t len = pack(SIP, sizeof SIP - 1, 15);
    for (size_t n = 0; n < len; n++) {
        usual(&p, 17);
        chunk(&p, 0x10, packed, n);
        assert_int_equal(received(b, whole(&p)), RS_PACKET_BAD_LINK);
    }
    usual(&p, 17);
    chunk(&p, 0x10, SIP, sizeof SIP - 1);
    assert_int_equal(received(b, whole(&p)), RS_PACKET_BAD_LINK);
    assert_int_equal(b->count, 0);
}

/* A thousand octets for each one sent: not more than is paid for. */
static void bombs(void **state)
{
    struct bench *b = *state;
    static struct packet p;
    static char blanks[4 << 20];
    memset(blanks, ' ', sizeof blanks);
    memcpy(blanks, SIP, sizeof SIP - 1);
    const size_t lens[] = {sizeof blanks, 400000};
    for (unsigned n = 0; n < 2; n++) {
        usual(&p, 17);
        chunk(&p, 0x10, packed, pack(blanks, lens[n], 15));
        assert_int_equal(received(b, whole(&p)), RS_PACKET_BAD_LINK);
    }
    assert_int_equal(b->count, 0);
    assert_int_equal(bench_counters(b)->hep_bad, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_chunk),
        cmocka_unit_test(version6_addresses),
        cmocka_unit_test(strange_chunks),
        cmocka_unit_test(bad_chunks),
        cmocka_unit_test(not_hep),
        cmocka_unit_test(versions_1_and_2),
        cmocka_unit_test(every_prefix),
        cmocka_unit_test_setup_teardown(as_received, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(in_a_capture, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(clocks_that_are_wrong, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(streams, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(half_of_a_stream, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(other_contents, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(cut_by_the_capture, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(stream_in_segments, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(stream_met_late, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(stream_with_a_gap, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(stream_with_junk, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(stream_cut, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(packed_payload, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(packed_and_damaged, bench_setup, bench_teardown),
        cmocka_unit_test_setup_teardown(bombs, bench_setup, bench_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
