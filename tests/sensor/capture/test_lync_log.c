/* Logs to frames: each form, each way to write text, what is missing or damaged, each prefix. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "capture/log_note.h"
#include "capture/lync_log.h"
#include "guard.h"
#include "packet/packet.h"

enum { MESSAGES_MAX = 32, TEXT_MAX = 4096, TEXTS = 256 * 1024 };

struct seen {
    struct rs_origin origin;
    char text[TEXT_MAX];
    size_t len;
};

struct outcome {
    struct seen seen[MESSAGES_MAX];
    char note[TEXT_MAX];
    unsigned count, notes, frames;
    struct rs_hosts hosts;
};

static struct outcome out;

static void message(void *user, const struct rs_origin *origin, struct rs_span octets)
{
    struct outcome *o = user;
    if (o->count == MESSAGES_MAX)
        return;
    struct seen *s = &o->seen[o->count++];
    s->origin = *origin;
    s->len = octets.n;
    snprintf(s->text, sizeof s->text, "%.*s", (int)octets.n, octets.p);
}

static void take(struct outcome *o, struct rs_decoder *d, struct rs_frame *f)
{
    const struct rs_packet_sink sink = {.user = o, .message = message};
    assert_true(f->data.n <= RS_CAPTURED_MAX);
    assert_in_range(f->time_us, 0, RS_TIME_MAX_US);
    if (f->link_type == RS_LINK_LOG_NOTE) {
        o->notes++;
        snprintf(o->note, sizeof o->note, "%.*s", (int)f->data.n, f->data.p);
        return;
    }
    f->number = ++o->frames;
    assert_int_equal(rs_decoder_frame(d, f, &sink), RS_PACKET_ANALYSED);
}

/* As file.c does: `chunk` octets more each time that more is asked for. */
static void read_log(struct rs_span in, size_t chunk)
{
    const struct rs_hash_key key = {1, 2};
    struct rs_decoder *d = rs_decoder_new(NULL, &key);
    struct rs_lync_log log = {.hosts = &out.hosts};
    size_t shown = 0, begin = 0;
    memset(&out, 0, sizeof out);
    for (;;) {
        struct rs_frame f = {.number = 1};
        struct rs_span now = guard_copy(rs_span(in.p + begin, shown - begin));
        struct rs_step s = rs_lync_log_step(&log, now, &f);
        assert_int_not_equal(s.kind, RS_STEP_BAD);
        if (s.kind == RS_STEP_MORE) {
            assert_in_range(s.octets, now.n + 1, RS_STEP_MAX);
            shown = shown + chunk < in.n ? shown + chunk : in.n;
            log.last = log.last || shown == in.n;
            continue;
        }
        assert_true(s.octets <= now.n);
        begin += s.octets;
        if (s.kind == RS_STEP_FRAME)
            take(&out, d, &f);
        else if (log.last && begin == shown)
            break;
    }
    rs_lync_log_fini(&log);
    rs_decoder_free(d);
}

static void read_text(const char *text)
{
    read_log(rs_span_str(text), 100);
}

static void check_end(const struct rs_endpoint *e, const char *expected)
{
    char text[RS_ENDPOINT_TEXT];
    assert_string_equal(rs_endpoint_text(e, text), expected);
}

/* ---- servers ---- */

#define STAMP "06E4.0EB4::01/18/2012-05:00:43.101.00005386 (SIPStack,SIPAdminLog::Trace:S.cpp(125))"
#define BEGIN_OF(machine) "TL_INFO(TF_PROTOCOL) [" machine "]" STAMP "$$begin_record\r\n"
#define BEGIN BEGIN_OF("0")
#define FIELDS                                                                                     \
    "Trace-Correlation-Id: 2003888399\r\nInstance-Id: 0000C23F\r\n"                                \
    "Direction: incoming;source=\"internal edge\";destination=\"external edge\"\r\n"               \
    "Peer: 10.0.0.7:61182\r\nMessage-Type: request\r\n"
#define OPTIONS                                                                                    \
    "Start-Line: OPTIONS sip:a@fabrikam.com SIP/2.0\r\nCSeq: 1 OPTIONS\r\nCall-ID: 017b\r\n"       \
    "VIA: SIP/2.0/TLS 10.0.0.7:61182;branch=z9hG4bK6de49c9a\r\n"
#define END "$$end_record\r\n"
#define ONE BEGIN FIELDS OPTIONS "CONTENT-LENGTH: 0\r\nMessage-Body: -\r\n" END

static const char one_message[] =
    "OPTIONS sip:a@fabrikam.com SIP/2.0\r\nCSeq: 1 OPTIONS\r\nCall-ID: 017b\r\n"
    "VIA: SIP/2.0/TLS 10.0.0.7:61182;branch=z9hG4bK6de49c9a\r\nCONTENT-LENGTH: 0\r\n\r\n";

static void check_one(void)
{
    assert_int_equal(out.count, 1);
    const struct seen *s = &out.seen[0];
    assert_string_equal(s->text, one_message);
    assert_int_equal(s->origin.time_us, INT64_C(1326862843101000));
    assert_int_equal(s->origin.trace, 2003888399);
    assert_true(s->origin.imported && !s->origin.truncated);
    assert_int_equal(s->origin.transport, RS_TRANSPORT_TCP);
    check_end(&s->origin.src, "10.0.0.7:61182");
    check_end(&s->origin.dst, "192.0.2.1:5061");
    assert_int_equal(s->origin.frame, 1);
}

static void server_entry(void **state)
{
    (void)state;
    read_text(ONE);
    check_one();
    assert_string_equal(out.hosts.host[0].name, "logging-server");
}

/* UTF-16 in both orders, with and without mark; UTF-8 with mark; LF alone. */
static struct rs_span as_utf16(const char *text, bool big, bool mark)
{
    static char octets[2 * TEXTS];
    size_t n = 0;
    for (const char *p = mark ? "?" : text; *p || mark; p++) {
        unsigned unit = mark ? 0xfeff : (unsigned char)*p;
        octets[n++] = (char)(big ? unit >> 8 : unit & 0xff);
        octets[n++] = (char)(big ? unit & 0xff : unit >> 8);
        if (mark)
            p = text - 1;
        mark = false;
    }
    return rs_span(octets, n);
}

static void other_encodings(void **state)
{
    char lf[sizeof ONE];
    size_t n = 0;
    (void)state;
    for (int i = 0; i < 4; i++) {
        read_log(as_utf16(ONE, i & 1, i & 2), 77);
        check_one();
    }
    read_text("\xef\xbb\xbf" ONE);
    check_one();
    for (const char *p = ONE; *p; p++)
        if (*p != '\r')
            lf[n++] = *p;
    read_log(rs_span(lf, n), 1000);
    check_one();
}

static void letters_of_utf16(void **state)
{
    /* "é€" and a pair of surrogates in a Subject; a half pair becomes U+FFFD. */
    static char octets[TEXTS];
    struct rs_span text = as_utf16(BEGIN FIELDS OPTIONS "Subject: ????\r\n" END, false, true);
    static const unsigned char letters[] = {0xe9, 0x00, 0xac, 0x20, 0x3d, 0xd8, 0x00, 0xdc};
    (void)state;
    memcpy(octets, text.p, text.n);
    for (size_t i = 0; i + 16 < text.n; i += 2)
        if (octets[i] == '?' && octets[i + 2] == '?' && octets[i + 4] == '?') {
            memcpy(octets + i, letters, sizeof letters);
            break;
        }
    read_log(rs_span(octets, text.n), 50);
    assert_int_equal(out.count, 1);
    assert_non_null(strstr(out.seen[0].text, "Subject: \xc3\xa9\xe2\x82\xac\xf0\x9f\x90\x80\r\n"));
}

static void names_and_directions(void **state)
{
    (void)state;
    read_text(BEGIN_OF("fe01\\fe01") "Direction: outgoing;source=\"local\"\r\n"
              "Peer: edge.contoso.com:5061\r\n" OPTIONS END
              BEGIN_OF("edge\\edge") "Direction: incoming\r\nPeer: FE01.contoso.com:50123\r\n"
              OPTIONS END
              BEGIN_OF("edge\\edge") "Direction: outgoing\r\nPeer: [2001:db8::7]:5061\r\n"
              OPTIONS END
              BEGIN_OF("edge\\edge") "Direction: outgoing\r\nPeer: med.contoso.com:5070\r\n"
              "Peer-IP: 10.0.0.9:5070\r\n" OPTIONS END);
    assert_int_equal(out.count, 4);
    check_end(&out.seen[0].origin.src, "192.0.2.2:5061");
    check_end(&out.seen[0].origin.dst, "192.0.2.1:5061");
    check_end(&out.seen[1].origin.src, "192.0.2.2:50123"); /* fe01 is FE01.contoso.com */
    check_end(&out.seen[1].origin.dst, "192.0.2.1:5061");  /* and edge is edge.contoso.com */
    check_end(&out.seen[2].origin.dst, "[2001:db8::7]:5061");
    check_end(&out.seen[3].origin.dst, "10.0.0.9:5070");
    assert_string_equal(rs_hosts_name(&out.hosts, &out.seen[3].origin.dst.addr),
                        "med.contoso.com");
}

#define BODY "v=0\r\no=- 0 0 IN IP4 10.0.0.1\r\ns=s\r\n"

static void bodies(void **state)
{
    static const char with[] = "Content-Type: application/sdp\r\nContent-Length: 36\r\n";
    char text[2048];
    (void)state;
    snprintf(text, sizeof text, BEGIN FIELDS OPTIONS "%sMessage-Body: " BODY END, with);
    read_text(text);
    assert_int_equal(out.count, 1);
    assert_non_null(strstr(out.seen[0].text, "\r\n\r\n" BODY));
    assert_true(out.seen[0].text[out.seen[0].len - 1] == '\n');
    /* A body without a last line end: the log's own is taken off. */
    read_text(BEGIN FIELDS OPTIONS "Content-Length: 5\r\nMessage-Body: hello\r\n\r\n" END);
    assert_string_equal(out.seen[0].text + out.seen[0].len - 9, "\r\n\r\nhello");
    /* Left out on purpose: the message is not whole. */
    read_text(BEGIN FIELDS OPTIONS "Content-Length: 500\r\n"
              "Message-Body: ----****MESSAGE BODY DELETED****----\r\n" END);
    assert_int_equal(out.count, 1);
    assert_true(out.seen[0].origin.truncated);
    assert_null(strstr(out.seen[0].text, "DELETED"));
}

static void folds_and_broken_lines(void **state)
{
    (void)state;
    read_text(BEGIN FIELDS OPTIONS "Supported: a,\r\n b\r\nP-Long: one\r\ntwo\r\n" END);
    assert_non_null(strstr(out.seen[0].text, "Supported: a,\r\n b\r\nP-Long: one\r\n two\r\n\r\n"));
}

/* No end, no beginning, a cut in the middle: what can be told is told. */
static void damaged(void **state)
{
    (void)state;
    read_text("half of an entry\r\nStart-Line: x\r\n" END ONE BEGIN FIELDS OPTIONS ONE
              "TL_INFO(TF_COMPONENT) [0]" STAMP " something else\r\nStart-Line here: none\r\n" ONE
              BEGIN FIELDS "Start-Line: \x01\x02garbage\r\nVia: x\r\n" END BEGIN FIELDS OPTIONS);
    assert_int_equal(out.count, 5);
    assert_string_equal(out.seen[0].text, one_message);
    assert_string_equal(out.seen[2].text, one_message);
    assert_string_equal(out.seen[3].text, one_message);
}

static void notes(void **state)
{
    struct rs_logged l;
    (void)state;
    read_text(ONE "TL_ERROR(TF_COMPONENT) [0]" STAMP "( 00000000028FDD70 ) Exit - routing\r\n"
              "LogType: diagnostic\r\nSeverity: warning\r\nText: Cannot process Route headers\r\n"
              "Result-Code: 0xc3e93c5e SIPPROXY_E_ROUTING\r\nSIP-Call-ID: c00b\r\n"
              "SIP-CSeq: 1 OPTIONS\r\n" END);
    assert_int_equal(out.count, 1);
    assert_int_equal(out.notes, 1);
    rs_log_note_read(rs_span_str(out.note), &l);
    guard_check_text("severity", l.severity, "warning");
    guard_check_text("text", l.text, "Cannot process Route headers");
    guard_check_text("result", l.result, "0xc3e93c5e SIPPROXY_E_ROUTING");
    guard_check_text("call", l.call_id, "c00b");
    guard_check_text("cseq", l.cseq, "1 OPTIONS");
    guard_check_text("peer", l.peer, NULL);
}

/* ---- clients ---- */

#define CLIENT(text) "01/18/2012|05:00:43.101 1B58:2314 INFO  :: " text "\r\n"
#define SENDING                                                                                    \
    CLIENT("Sending Packet - 10.0.0.1:5061 (From Local Address: 10.0.0.7:50123) 812 bytes:")

static void client_entries(void **state)
{
    (void)state;
    read_text(CLIENT("application start") SENDING
              CLIENT("OPTIONS sip:a@fabrikam.com SIP/2.0") "Call-ID: c\r\n"
              "Via: SIP/2.0/TLS 10.0.0.7:50123\r\nCSeq: 1 OPTIONS\r\nContent-Length: 5\r\n\r\n"
              "hello\r\n" CLIENT("another thread's line in between") "\r\n"
              CLIENT("End of Sending Packet - 10.0.0.1:5061")
              CLIENT("Data Received - 10.0.0.1:5061 (To Local Address: 10.0.0.7:50123) 99 bytes:")
              CLIENT("SIP/2.0 200 OK") "Call-ID: c\r\nCSeq: 1 OPTIONS\r\n\r\n"
              CLIENT("End of Data Received - 10.0.0.1:5061"));
    assert_int_equal(out.count, 2);
    assert_string_equal(out.seen[0].text,
                        "OPTIONS sip:a@fabrikam.com SIP/2.0\r\nCall-ID: c\r\n"
                        "Via: SIP/2.0/TLS 10.0.0.7:50123\r\nCSeq: 1 OPTIONS\r\n"
                        "Content-Length: 5\r\n\r\nhello");
    check_end(&out.seen[0].origin.src, "10.0.0.7:50123");
    check_end(&out.seen[0].origin.dst, "10.0.0.1:5061");
    assert_string_equal(out.seen[1].text, "SIP/2.0 200 OK\r\nCall-ID: c\r\nCSeq: 1 OPTIONS\r\n\r\n");
    check_end(&out.seen[1].origin.src, "10.0.0.1:5061");
    check_end(&out.seen[1].origin.dst, "10.0.0.7:50123");
}

/* Two messages in one packet, and what is none: a keep-alive. */
static void several_in_one_packet(void **state)
{
    (void)state;
    read_text(SENDING CLIENT("OPTIONS sip:a@b.c SIP/2.0") "Call-ID: 1\r\nl: 2\r\n\r\nab"
              "OPTIONS sip:b@b.c SIP/2.0\r\nCall-ID: 2\r\nContent-Length: 0\r\n\r\n"
              "OPTIONS sip:c@b.c SIP/2.0\r\nCall-ID: 3\r\n\r\n" CLIENT("End of Sending Packet")
              SENDING "\r\n\r\n" CLIENT("End of Sending Packet"));
    assert_int_equal(out.count, 3);
    for (unsigned i = 0; i < 3; i++)
        assert_int_equal(out.seen[i].text[strlen("OPTIONS sip:")], "abc"[i]);
    assert_string_equal(out.seen[0].text + out.seen[0].len - 6, "\r\n\r\nab");
}

/* ---- Avaya ---- */

static void avaya_entries(void **state)
{
    (void)state;
    read_text("18/01/2012-05:00:43.101 [0x000021ac] - --> Message to Send (Dest Address IP:  "
              "10.50.14.2:4165):$$begin_record\r\nDirection: outgoing\r\n"
              "Start-Line: SIP/2.0 100 Trying\r\nCall-ID: a\r\n" END
              "18/01/2012-05:00:43.201 [0x000021ac] - <-- Message Received (Source Address IP: "
              "10.50.14.2:4165):$$begin_record\r\nDirection: incoming\r\n"
              "Start-Line: ACK sip:x@y SIP/2.0\r\nCall-ID: a\r\n" END);
    assert_int_equal(out.count, 2);
    check_end(&out.seen[0].origin.dst, "10.50.14.2:4165");
    check_end(&out.seen[1].origin.src, "10.50.14.2:4165");
    assert_int_equal(out.seen[0].origin.time_us, INT64_C(1326862843101000));
}

/* ---- what is a log ---- */

static void recognised(void **state)
{
    (void)state;
    assert_true(rs_log_recognise(rs_span_str(ONE)));
    assert_true(rs_log_recognise(rs_span_str("some lines before\n\n" ONE)));
    assert_true(rs_log_recognise(as_utf16(ONE, false, true)));
    assert_true(rs_log_recognise(rs_span_str(CLIENT("x"))));
    assert_false(rs_log_recognise(rs_span_str("")));
    assert_false(rs_log_recognise(rs_span_str("OPTIONS sip:a SIP/2.0\r\n\r\n")));
    assert_false(rs_log_recognise(rs_span_str("TL_INFO and nothing else\n01/18/2012|\n")));
    assert_false(rs_log_recognise(rs_span_str("13/18/2012|05:00:43.101 1:2 INFO  :: x\n")));
}

/* ---- nothing is read too far, and nothing takes too long ---- */

static void attempt(struct rs_span prefix)
{
    static char copy[TEXTS];
    memcpy(copy, prefix.p, prefix.n);
    read_log(rs_span(copy, prefix.n), 33);
}

static void each_prefix(void **state)
{
    static const char text[] = ONE SENDING CLIENT("OPTIONS sip:a SIP/2.0") "l: 1\r\n\r\na";
    (void)state;
    for (size_t n = 0; n < sizeof text; n++)
        attempt(rs_span(text, n));
    struct rs_span wide = as_utf16(text, true, true);
    static char copy[TEXTS];
    memcpy(copy, wide.p, wide.n);
    for (size_t n = 0; n < wide.n; n += 7)
        attempt(rs_span(copy, n));
}

/* A line without end, headers without end: in pieces, at the cost of their octets. */
static void is_linear(void **state)
{
    static const char *const patterns[] = {"x", "a: b\r\n", "TL_INFO(", "$$end_record\n", ": "};
    (void)state;
    for (size_t i = 0; i < sizeof patterns / sizeof patterns[0]; i++) {
        struct rs_span fill = guard_repeat(patterns[i], 240 * 1024);
        char *text = malloc(256 * 1024);
        size_t n = (size_t)sprintf(text, "%s%s%s", BEGIN, FIELDS, OPTIONS);
        memcpy(text + n, fill.p, fill.n);
        uint64_t before = guard_cpu_us();
        read_log(rs_span(text, n + fill.n), 64 * 1024);
        assert_in_range(guard_cpu_us() - before, 0, 2000000);
        assert_true(out.count <= 1);
        free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(server_entry),     cmocka_unit_test(other_encodings),
        cmocka_unit_test(letters_of_utf16), cmocka_unit_test(names_and_directions),
        cmocka_unit_test(bodies),           cmocka_unit_test(folds_and_broken_lines),
        cmocka_unit_test(damaged),          cmocka_unit_test(notes),
        cmocka_unit_test(client_entries),   cmocka_unit_test(several_in_one_packet),
        cmocka_unit_test(avaya_entries),    cmocka_unit_test(recognised),
        cmocka_unit_test(each_prefix),      cmocka_unit_test(is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
