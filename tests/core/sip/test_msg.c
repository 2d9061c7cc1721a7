/* The index of a message: framing, header lines, what is kept of damage. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "guard.h"
#include "sip/msg.h"

#define HEAD "OPTIONS sip:b@x SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nCSeq: 1 OPTIONS\r\n"

static struct rs_msg m;

static int64_t parse(const char *text, enum rs_framing framing)
{
    return rs_msg_parse(&m, guard_copy(rs_span_str(text)), framing, false);
}

static void assert_span(struct rs_span got, const char *wanted)
{
    guard_check_text("span", got, wanted);
}

static void test_request(void **state)
{
    (void)state;
    const char *text = "\r\n" HEAD "Content-Length: 2\r\n\r\nhixx";
    assert_int_equal(parse(text, RS_FRAMING_STREAM), strlen(text) - 2);
    assert_int_equal(m.kind, RS_MSG_REQUEST);
    assert_int_equal(m.method, RS_METHOD_OPTIONS);
    assert_span(m.uri, "sip:b@x");
    assert_span(m.version, "SIP/2.0");
    assert_span(m.start_line, "OPTIONS sip:b@x SIP/2.0");
    assert_span(m.body, "hi");
    assert_int_equal(m.content_length, 2);
    assert_int_equal(m.faults.count, 0);
    assert_int_equal(m.head_len, m.octets.n - 2);
}

static void test_response(void **state)
{
    (void)state;
    parse("SIP/2.0 180 Ringing\r\nCSeq: 7 INVITE\r\n\r\n", RS_FRAMING_DATAGRAM);
    assert_int_equal(m.kind, RS_MSG_RESPONSE);
    assert_int_equal(m.status, 180);
    assert_int_equal(m.method, RS_METHOD_INVITE);
    assert_span(m.reason, "Ringing");
    assert_span(m.status_text, "180");
}

static void test_headers(void **state)
{
    (void)state;
    parse(HEAD
          "v: SIP/2.0/UDP b , SIP/2.0/UDP c\r\nSUBJECT  :  a\r\n b \r\nX-One: 1\r\nx-one: 2\r\n"
          "Supported: timer, 100REL\r\n\r\n",
          RS_FRAMING_DATAGRAM);
    struct rs_values it = {0};
    struct rs_span value;
    static const char *const vias[] = {"SIP/2.0/UDP a;branch=z9hG4bK1", "SIP/2.0/UDP b",
                                       "SIP/2.0/UDP c"};
    int n = 0;
    while (rs_msg_next_value(&m, RS_HEADER_VIA, &it, &value))
        assert_span(value, vias[n++]);
    assert_int_equal(n, 3);
    assert_span(rs_msg_value(&m, RS_HEADER_SUBJECT), "a\r\n b");
    assert_true(rs_msg_first(&m, RS_HEADER_SUBJECT)->folded);
    assert_span(rs_msg_value_named(&m, RS_SPAN("X-ONE")), "1");
    assert_null(rs_msg_value(&m, RS_HEADER_ROUTE).p);
    assert_true(rs_msg_lists(&m, RS_HEADER_SUPPORTED, RS_SPAN("100rel")));
    assert_false(rs_msg_lists(&m, RS_HEADER_SUPPORTED, RS_SPAN("100")));
    assert_span(rs_header_name(&m, rs_msg_next(&m, rs_msg_first(&m, RS_HEADER_VIA))), "v");
}

/* ---- where a message ends ---- */

struct framing {
    const char *length, *body;
    int64_t used_of_body; /* stream; negative: the error */
    const char *datagram_body;
    int fault_stream, fault_datagram; /* enum rs_fault_kind; -1: none */
};

static const struct framing framings[] = {
    {"Content-Length: 3\r\n", "abc", 3, "abc", -1, -1},
    {"Content-Length: 3\r\n", "abcde", 3, "abc", -1, RS_FAULT_LENGTH_SHORT},
    {"Content-Length: 3\r\n", "ab", RS_ERR_INCOMPLETE, "ab", -1, RS_FAULT_LENGTH_BEYOND},
    {"l:3\r\n", "abc", 3, "abc", -1, -1},
    {"Content-Length:\r\n 3\r\n", "abc", 3, "abc", RS_FAULT_LINE_FOLDED, RS_FAULT_LINE_FOLDED},
    {"Content-Length: 0003\r\n", "abc", 3, "abc", -1, -1},
    {"", "abc", 0, "abc", RS_FAULT_LENGTH_ABSENT, -1},
    {"Content-Length: -3\r\n", "abc", 0, "abc", RS_FAULT_LENGTH_INVALID, RS_FAULT_LENGTH_INVALID},
    {"Content-Length: 3x\r\n", "abc", 0, "abc", RS_FAULT_LENGTH_INVALID, RS_FAULT_LENGTH_INVALID},
    {"Content-Length:\r\n", "abc", 0, "abc", RS_FAULT_LENGTH_INVALID, RS_FAULT_LENGTH_INVALID},
    {"Content-Length: 2\r\nContent-Length: 3\r\n", "abc", 2, "ab", -1, RS_FAULT_LENGTH_SHORT},
    {"Content-Length: 9223372036854775807\r\n", "abc", 0, "abc", -1, -1},
    {"Content-Length: 9223372036854775808\r\n", "abc", 0, "abc", RS_FAULT_LENGTH_INVALID,
     RS_FAULT_LENGTH_INVALID},
    {"Content-Length: 99999999999999999999999\r\n", "abc", 0, "abc", RS_FAULT_LENGTH_INVALID,
     RS_FAULT_LENGTH_INVALID},
    {"Content-Length: 1048577\r\n", "abc", 0, "abc", RS_FAULT_LENGTH_HUGE, RS_FAULT_LENGTH_BEYOND},
};

static void check_fault(const char *length, int fault)
{
    if (fault >= 0 && !rs_faults_has(&m.faults, (enum rs_fault_kind)fault))
        fail_msg("%s: fault %d is missing", length, fault);
}

static void test_framing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof framings / sizeof framings[0]; i++) {
        const struct framing *f = &framings[i];
        char text[512];
        snprintf(text, sizeof text, HEAD "%s\r\n%s", f->length, f->body);
        int64_t head = (int64_t)(strlen(text) - strlen(f->body));
        int64_t used = parse(text, RS_FRAMING_STREAM);
        if (used != (f->used_of_body < 0 ? f->used_of_body : head + f->used_of_body))
            fail_msg("%s: %lld octets of %lld", f->length, (long long)used, (long long)head);
        check_fault(f->length, f->fault_stream);
        assert_int_equal(parse(text, RS_FRAMING_DATAGRAM), strlen(text));
        assert_span(m.body, f->datagram_body);
        check_fault(f->length, f->fault_datagram);
    }
}

static void test_incomplete_head(void **state)
{
    (void)state;
    assert_int_equal(parse(HEAD, RS_FRAMING_STREAM), RS_ERR_INCOMPLETE);
    assert_int_equal(parse("OPTIONS sip:b@x SI", RS_FRAMING_STREAM), RS_ERR_NOT_SIP);
    assert_true(parse(HEAD, RS_FRAMING_DATAGRAM) > 0);
    assert_true(rs_faults_has(&m.faults, RS_FAULT_HEAD_UNTERMINATED));
    rs_msg_parse(&m, guard_copy(RS_SPAN(HEAD)), RS_FRAMING_DATAGRAM, true);
    assert_int_equal(m.faults.count, 0); /* the capture cut it */
    assert_int_equal(m.header_count, 2);
}

/* Thousands of unknown lines do not hide the ones that matter. */
static void test_many_headers(void **state)
{
    (void)state;
    char *text;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    fputs("OPTIONS sip:b@x SIP/2.0\r\n", f);
    for (int i = 0; i < 1000; i++)
        fprintf(f, "X-%d: y\r\n", i);
    fputs("Call-ID: here\r\nVia: SIP/2.0/UDP a\r\nVia: SIP/2.0/UDP b\r\nFrom: <sip:a@x>\r\n\r\n",
          f);
    fclose(f);
    assert_true(rs_msg_parse(&m, guard_copy(rs_span(text, len)), RS_FRAMING_DATAGRAM, false) > 0);
    assert_span(rs_msg_value(&m, RS_HEADER_CALL_ID), "here");
    assert_span(rs_msg_value(&m, RS_HEADER_FROM), "<sip:a@x>");
    assert_true(rs_faults_has(&m.faults, RS_FAULT_OVERSIZE_COUNT));
    assert_true(m.header_count <= RS_MSG_HEADERS_MAX);
    free(text);
}

/* A head above 64 KiB is cut there; offsets of 16 bits still fit. */
static void test_huge_head(void **state)
{
    (void)state;
    struct rs_span pad = guard_repeat("X: 12345678\r\n", 100000);
    char *text = malloc(pad.n + 100);
    int n = sprintf(text, "OPTIONS sip:b@x SIP/2.0\r\nCall-ID: 1\r\nVia: x\r\n");
    memcpy(text + n, pad.p, pad.n);
    assert_true(rs_msg_parse(&m, guard_copy(rs_span(text, pad.n + (size_t)n)), RS_FRAMING_DATAGRAM,
                             false) > 0);
    assert_true(m.head_len <= RS_MSG_HEAD_MAX);
    assert_span(rs_msg_value(&m, RS_HEADER_CALL_ID), "1");
    free(text);
}

/* ---- every prefix of every message, at the end of a page ---- */

static void check_index(struct rs_span whole)
{
    guard_check_inside(whole, m.octets);
    guard_check_inside(whole, m.body);
    guard_check_inside(whole, m.after);
    guard_check_inside(whole, m.uri);
    guard_check_inside(whole, m.reason);
    for (int i = 0; i < m.header_count; i++) {
        guard_check_inside(whole, rs_header_name(&m, &m.header[i]));
        guard_check_inside(whole, rs_header_value(&m, &m.header[i]));
    }
    for (int i = 0; i < m.faults.count; i++)
        guard_check_inside(whole, m.faults.at[i].where);
}

static void attempt(struct rs_span prefix)
{
    for (int how = 0; how < 4; how++) {
        enum rs_framing framing = how & 1 ? RS_FRAMING_STREAM : RS_FRAMING_DATAGRAM;
        int64_t used = rs_msg_parse(&m, prefix, framing, how & 2);
        assert_true(used <= (int64_t)prefix.n);
        if (used >= 0)
            check_index(prefix);
    }
}

static int each_file(const char *folder)
{
    int n = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        char path[1024], *octets = malloc(GUARD_MAX);
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        FILE *f = e->d_name[0] == '.' ? NULL : fopen(path, "rb");
        size_t len = f ? fread(octets, 1, GUARD_MAX, f) : 0;
        if (f)
            fclose(f);
        if (len && len < 16384) {
            guard_each_prefix(rs_span(octets, len), attempt);
            n++;
        }
        free(octets);
    }
    if (dir)
        closedir(dir);
    return n;
}

static void test_every_prefix(void **state)
{
    (void)state;
    int n = each_file(RS_SOURCE_DIR "/tests/messages/rfc4475") +
            each_file(RS_SOURCE_DIR "/tests/messages/rfc5118") +
            each_file(RS_SOURCE_DIR "/../shared/messages/flows");
    assert_true(n >= 49);
}

/* A value of one thing over and over, as long as a head may be; folds of white space alone too. */
static void test_linear_time(void **state)
{
    static const char *const pattern[] = {"\r\n ", " \r\n", "\r\n a", "\r\nX:", "\r\nX: a", "\r",
                                          "\n",    "\n ",    "\t",      ":",      "To\r\n"};
    static char text[RS_MSG_HEAD_MAX - 1000];
    (void)state;
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern; i++) {
        size_t n = (size_t)snprintf(text, sizeof text, "%sSubject: a", HEAD);
        for (size_t more = strlen(pattern[i]); n + more <= sizeof text; n += more)
            memcpy(text + n, pattern[i], more);
        uint64_t begin = guard_cpu_us();
        assert_true(rs_msg_parse(&m, rs_span(text, n), RS_FRAMING_DATAGRAM, false) > 0);
        if (guard_cpu_us() - begin > 50000)
            fail_msg("slow: value %zu", i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_request),         cmocka_unit_test(test_response),
        cmocka_unit_test(test_headers),         cmocka_unit_test(test_framing),
        cmocka_unit_test(test_incomplete_head), cmocka_unit_test(test_many_headers),
        cmocka_unit_test(test_huge_head),       cmocka_unit_test(test_every_prefix),
        cmocka_unit_test(test_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
