/* Text for people: lines, safe texts, and the summary. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "outputs/text.h"
#include "scene.h"

static const char busy[] = "SIP/2.0 486 Busy\x1b[31m Here\n"
                           "Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1\n"
                           "From: <sip:alice@example.com>;tag=1\n"
                           "To: <sip:bob@example.org>;tag=2\n"
                           "Call-ID: id\n"
                           "CSeq: 1 INVITE\n"
                           "\n";

static struct rs_finding some_finding(enum rs_finding_id id, uint64_t frame, unsigned severity)
{
    struct rs_finding f = {.id = id, .severity = (uint8_t)severity, .frame = frame, .count = 1};

    f.time_us = SCENE_BEGIN_US;
    f.origin = scene_origin(frame, 0, "192.0.2.2:5060", "192.0.2.1:5060");
    f.call_id = RS_SPAN("id\r\n@host");
    f.from_uri = RS_SPAN("sip:alice@example.com");
    f.method = RS_SPAN("INVITE");
    f.evidence[0] = (struct rs_evidence){"copies", RS_SPAN("7")};
    f.evidence_count = 1;
    return f;
}

static void test_alert(void **state)
{
    struct rs_finding f = some_finding(RS_FINDING_T202, 9, RS_MEDIUM);
    struct scene s;

    (void)state;
    f.call = 4;
    scene_begin(&s, "text", 0);
    scene_finding(&s, &f);
    assert_string_equal(scene_end(&s),
                        "2026-08-22 10:11:12.000  medium   T202 INVITE got no response at all  "
                        "INVITE  sip:alice@example.com -> ?  192.0.2.2:5060 -> 192.0.2.1:5060 UDP"
                        "  Call-ID id\\x0D\\x0A@host  copies=7  frame 9  call 4\n");
    scene_free(&s);
}

/* Texts are cut between characters; what is no UTF-8 is cut where it is. */
static void test_cut(void **state)
{
    static const struct {
        const char *text, *wanted;
    } row[] = {
        {"abcd", "abcd"},
        {"abcde", "abcd…"},
        {"abc\xc3\xa9", "abc…"},
        {"ab\xc3\xa9x", "ab\xc3\xa9…"},
        {"a\xf0\x9f\x98\x80x", "a…"},
        {"\x80\x80\x80\x80\x80", "\\x80\\x80\\x80\\x80…"},
    };
    struct scene s;

    (void)state;
    scene_begin(&s, "text", 0);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        rs_text_cut(s.writer, rs_span_str(row[i].text), 4);
        rs_put_char(s.writer, '\n');
    }
    const char *text = scene_end(&s);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        size_t n = strlen(row[i].wanted);
        assert_memory_equal(text, row[i].wanted, n);
        text += n + 1;
    }
    scene_free(&s);
}

static void test_message(void **state)
{
    struct rs_origin o = scene_origin(3, 250, "192.0.2.2:5060", "192.0.2.1:5060");
    struct rs_annotation a = {.role = RS_ROLE_FINAL, .call = 1};
    struct scene s;

    (void)state;
    a.transaction.id = 1;
    scene_begin(&s, "text", RS_LOG_MESSAGE);
    scene_message(&s, &o, busy, a);
    assert_string_equal(scene_end(&s),
                        "2026-08-22 10:11:12.250  message  192.0.2.2:5060 -> 192.0.2.1:5060 UDP  "
                        "486 Busy\\x1B[31m Here (INVITE)  [final, call 1, transaction 1]  "
                        "Call-ID id  frame 3\n");
    scene_free(&s);
}

static void test_summary(void **state)
{
    static struct rs_packet_counters packets;
    static struct rs_watcher_counters watcher;
    struct rs_stats stats = {.time_us = SCENE_BEGIN_US + 1500000, .first_us = SCENE_BEGIN_US};
    struct rs_finding late = some_finding(RS_FINDING_T213, 70, RS_MEDIUM);
    struct rs_finding early = some_finding(RS_FINDING_T213, 12, RS_MEDIUM);
    struct rs_finding other = some_finding(RS_FINDING_P107, 33, RS_HIGH);
    struct scene s;
    const char *text;

    (void)state;
    packets.frames = stats.frames = 100;
    packets.verdicts[RS_PACKET_ANALYSED] = 90;
    packets.verdicts[RS_PACKET_NOT_SIP] = 7;
    packets.verdicts[RS_PACKET_BAD_IP] = 3;
    watcher.messages = 90;
    watcher.requests = 50;
    watcher.responses = 40;
    watcher.methods[RS_METHOD_INVITE] = 50;
    watcher.statuses[486] = 40;
    stats.packets = &packets;
    stats.watcher = &watcher;
    scene_begin(&s, "text", RS_LOG_STATS);
    scene_finding(&s, &late);
    scene_finding(&s, &early);
    scene_finding(&s, &other);
    s.class->stats(s.state, &stats); /* not the last one: nothing */
    stats.final = true;
    s.class->stats(s.state, &stats);
    text = scene_end(&s);
    scene_expect(text, "Frames read", 1);
    scene_expect(text, "from 2026-08-22 10:11:12.000 to 2026-08-22 10:11:13.500 UTC (1.500 s)", 1);
    scene_expect(text, "  dropped                      3  IP header damaged 3\n", 1);
    scene_expect(text, "INVITE 50\n", 1);
    scene_expect(text, "  4xx Client Error            40  486 Busy Here 40\n", 1);
    scene_expect(text, "Findings                       3\n", 1);
    scene_expect(text, "  high                         1  P107 ", 1);
    scene_expect(text, "T213 No ACK for a 200, first in frame 12\n", 1);
    scene_expect(text, "frame.number in {33, 12}\n", 1);
    scene_free(&s);
}

/* Frames are counted anew in each file: frame 3 of the second stands behind frame 70 of the first. */
static void test_first_of_several_files(void **state)
{
    struct rs_stats stats = {.final = true};
    struct rs_finding first = some_finding(RS_FINDING_T213, 70, RS_MEDIUM);
    struct rs_finding second = some_finding(RS_FINDING_T213, 3, RS_MEDIUM);
    struct rs_finding absence = some_finding(RS_FINDING_T213, 12, RS_MEDIUM);
    struct scene s;

    (void)state;
    second.origin.interface = 1;
    scene_begin(&s, "text", RS_LOG_STATS);
    scene_finding(&s, &first);
    scene_finding(&s, &second);
    s.class->stats(s.state, &stats);
    scene_finding(&s, &absence);
    s.class->stats(s.state, &stats);
    scene_end(&s);
    scene_expect(s.text, "T213 No ACK for a 200, first in frame 70\n", 1);
    scene_expect(s.text, "T213 No ACK for a 200, first in frame 12\n", 1);
    scene_free(&s);
}

static struct rs_tls_outcome an_outcome(void)
{
    struct rs_tls_outcome t = {
        .origin = scene_origin(7, 1500, "192.0.2.1:40000", "192.0.2.2:5061"),
        .facts = {.client = 0, .version = 0x0301, .suite = 0x1301, .sni = "sip.example.org",
                  .alpn = "sip", .ja4 = "t10d020300_aaaaaaaaaaaa_bbbbbbbbbbbb"},
        .sip = RS_TLS_SIP_PORT,
        .reason = RS_TLS_NO_KEYS,
    };

    t.origin.transport = RS_TRANSPORT_TLS;
    return t;
}

/* Told one by one where it is asked for; in the summary by what they have in common. */
static void test_tls(void **state)
{
    struct rs_tls_outcome t = an_outcome();
    static struct rs_packet_counters packets;
    struct rs_stats stats = {.final = true, .packets = &packets};
    struct scene s;

    (void)state;
    packets.tls_sessions = 60;
    packets.tls_undecryptable = packets.tls_undecryptable_sip = 59;
    packets.tls_unread[RS_TLS_NO_KEYS] = 59;
    scene_begin(&s, "text", RS_LOG_STATS | RS_LOG_TLS);
    for (unsigned i = 0; i < 40; i++) {
        t.facts.version = (uint16_t)(0x0300 + i / 2); /* more kinds than there are places */
        s.class->secured(s.state, &t);
    }
    t.readable = true;
    t.sip = RS_TLS_SIP_INSIDE;
    s.class->secured(s.state, &t);
    s.class->stats(s.state, &stats);
    scene_end(&s);
    scene_expect(s.text, "  tls  192.0.2.1:40000 -> 192.0.2.2:5061 TLS  ", 41);
    scene_expect(s.text, ", to sip.example.org, JA4 t10d020300_aaaaaaaaaaaa_bbbbbbbbbbbb, not read: "
                         "there are no secrets for it, SIP by its port  frame 7\n", 40);
    scene_expect(s.text, ", read, SIP inside  frame 7\n", 1);
    scene_expect(s.text, "TLS sessions                  60  not read 59, of these SIP by port or ALPN 59", 1);
    scene_expect(s.text, " 2  192.0.2.2:5061  TLS 1.2, to sip.example.org, JA4 t10d", 1);
    scene_expect(s.text, " 2  192.0.2.2:5061  ", 16);
    scene_expect(s.text, " 8  others; --log tls tells each\n", 1);
    scene_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_alert),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_message),
        cmocka_unit_test(test_summary),
        cmocka_unit_test(test_first_of_several_files),
        cmocka_unit_test(test_tls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
