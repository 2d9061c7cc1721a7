/* Bodies: one part, multiparts, nested ones, and damaged ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/body.h"

/*
 * A message with this Content-Type and this body, in one piece of guarded
 * memory; only what bodies look at is filled.
 */
static const struct rs_msg *message(struct rs_span type, struct rs_span body)
{
    static char text[GUARD_MAX];
    static struct rs_msg m;

    memset(&m, 0, sizeof m);
    memcpy(text, type.p, type.n);
    if (body.n)
        memcpy(text + type.n, body.p, body.n);
    m.octets = guard_copy(rs_span(text, type.n + body.n));
    m.body = rs_span_skip(m.octets, type.n);
    if (type.n) {
        m.first[RS_HEADER_CONTENT_TYPE] = 1;
        m.header_count = 1;
        m.header[0].id = RS_HEADER_CONTENT_TYPE;
        m.header[0].value_len = (uint16_t)type.n;
    }
    return &m;
}

static const struct {
    const char *name, *type, *body;
    struct {
        const char *type_text, *disposition, *octets;
    } part[6];
} row[] = {
    {"no body", "application/sdp", "", {{NULL, NULL, NULL}}},
    {"no type", "", "x", {{NULL, NULL, "x"}}},
    {"one part", "application/sdp", "v=0\r\n", {{"application/sdp", NULL, "v=0\r\n"}}},
    {"mixed",
     "multipart/mixed;boundary=b",
     "--b\r\nContent-Type: application/sdp\r\nContent-Disposition: session\r\n\r\nv=0\r\n\r\n"
     "--b\r\n\r\nplain\r\n--b--\r\n",
     {{"application/sdp", "session", "v=0\r\n"}, {NULL, NULL, "plain"}}},
    {"preamble, epilogue, padding, LF",
     "multipart/mixed;boundary=\"b b\"",
     "preamble\n--bb\n--b b  \nc : text/plain\n\nx\n\n--b b\t\n\ny\n--b b--  \nepilogue\n--b b\nz",
     {{"text/plain", NULL, "x\n"}, {NULL, NULL, "y"}}},
    {"empty parts", "multipart/mixed;boundary=b", "--b\r\n--b\r\n\r\n--b--",
     {{NULL, NULL, ""}, {NULL, NULL, ""}}},
    {"folded part header",
     "multipart/mixed;boundary=b",
     "--b\r\nContent-Type: text/plain\r\n ;charset=utf-8\r\nX: y\r\n\r\nx\r\n--b--\r\n",
     {{"text/plain\r\n ;charset=utf-8", NULL, "x"}}},
    {"nested",
     "multipart/mixed;boundary=a",
     "--a\r\nContent-Type: multipart/alternative;boundary=\"a1\"\r\n\r\n"
     "--a1\r\nContent-Type: text/plain\r\n\r\nx\r\n--a1\r\nContent-Type: text/html\r\n\r\ny\r\n"
     "--a1--\r\n\r\n--a\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--a--\r\n",
     {{"text/plain", NULL, "x"}, {"text/html", NULL, "y"}, {"application/sdp", NULL, "v=0"}}},
    {"deeper than four",
     "multipart/m;boundary=1",
     "--1\nc:multipart/m;boundary=2\n\n--2\nc:multipart/m;boundary=3\n\n--3\n"
     "c:multipart/m;boundary=4\n\n--4\nc:multipart/m;boundary=5\n\n--5\n\nx\n--5--\n--4--\n--3--\n"
     "--2--\n--1\n\ny\n--1--",
     {{"multipart/m;boundary=5", NULL, "--5\n\nx\n--5--"}, {NULL, NULL, "y"}}},
    /* Lync: the same offer twice, the older first (semantics 4.1) */
    {"Lync",
     "multipart/alternative;boundary=\"----=_NextPart_000_0034_01CE\"",
     "------=_NextPart_000_0034_01CE\r\nContent-Type: application/sdp\r\n"
     "Content-Transfer-Encoding: 7bit\r\n"
     "Content-Disposition: session; handling=optional; ms-proxy-2007fallback\r\n\r\nv=0\r\n1\r\n"
     "------=_NextPart_000_0034_01CE\r\nContent-Type: application/sdp\r\n"
     "Content-Disposition: session; handling=optional\r\n\r\nv=0\r\n2\r\n"
     "------=_NextPart_000_0034_01CE--\r\n",
     {{"application/sdp", "session; handling=optional; ms-proxy-2007fallback", "v=0\r\n1"},
      {"application/sdp", "session; handling=optional", "v=0\r\n2"}}},
    {"cut", "multipart/mixed;boundary=b", "--b\r\nc: a/b\r\n\r\nxyz\r\n--",
     {{"a/b", NULL, "xyz\r\n--"}}},
    {"cut in the headers", "multipart/mixed;boundary=b", "--b\r\nContent-Type: te",
     {{"te", NULL, ""}}},
    {"cut behind a delimiter", "multipart/mixed;boundary=b", "--b\r\n\r\nx\r\n--b\r\n",
     {{NULL, NULL, "x"}}},
    {"boundary nowhere", "multipart/mixed;boundary=b", "--c\r\n\r\nx",
     {{"multipart/mixed;boundary=b", NULL, "--c\r\n\r\nx"}}},
    {"no boundary", "multipart/mixed", "--b\r\n\r\nx\r\n--b--",
     {{"multipart/mixed", NULL, "--b\r\n\r\nx\r\n--b--"}}},
    {"closed at once", "multipart/mixed;boundary=b", "--b--\r\nx", {{NULL, NULL, NULL}}},
};

static void walks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        const struct rs_msg *m = message(rs_span_str(row[i].type), rs_span_str(row[i].body));
        struct rs_parts it = {.started = false};
        struct rs_part part;
        int n = 0;

        for (; rs_body_next_part(m, &it, &part); n++) {
            assert_true(n < 6);
            guard_check_text(row[i].name, part.octets, row[i].part[n].octets);
            guard_check_text(row[i].name, part.type_text, row[i].part[n].type_text);
            guard_check_text(row[i].name, part.disposition, row[i].part[n].disposition);
        }
        if (n < 6 && row[i].part[n].octets)
            fail_msg("%s: only %d parts", row[i].name, n);
        assert_false(rs_body_next_part(m, &it, &part));
    }
}

static struct rs_span type_of_attempt;

static void attempt(struct rs_span body)
{
    const struct rs_msg *m = message(type_of_attempt, body);
    struct rs_parts it = {.started = false};
    struct rs_part part;

    while (rs_body_next_part(m, &it, &part)) {
        guard_check_inside(m->octets, part.octets);
        guard_check_inside(m->octets, part.type_text);
        guard_check_inside(m->octets, part.disposition);
    }
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        type_of_attempt = rs_span_str(row[i].type);
        guard_each_prefix(rs_span_str(row[i].body), attempt);
    }
}

static void finds_by_type(void **state)
{
    const struct rs_msg *m = message(rs_span_str(row[7].type), rs_span_str(row[7].body));
    struct rs_part part;

    (void)state;
    assert_true(rs_body_find(m, RS_SPAN("Application"), RS_SPAN("SDP"), &part));
    guard_check_text("sdp", part.octets, "v=0");
    assert_false(rs_body_find(m, RS_SPAN("image"), RS_SPAN("png"), &part));
}

static void walks_in_linear_time(void **state)
{
    static const char *const pattern[] = {
        "\n", "--b\n", "--b", "-", "--b\nc:multipart/x;boundary=b\n", "--b\nc:\n ", "--b\n\n",
        ":\n ",
    };
    static char body[200000];

    (void)state;
    type_of_attempt = RS_SPAN("multipart/mixed;boundary=b");
    for (size_t i = 0; i < sizeof pattern / sizeof *pattern; i++) {
        uint64_t begin = guard_cpu_us();
        memcpy(body, guard_repeat(pattern[i], sizeof body).p, sizeof body);
        attempt(rs_span(body, sizeof body));
        if (guard_cpu_us() - begin > 500000)
            fail_msg("slow: %s", pattern[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(walks),
        cmocka_unit_test(reads_no_further),
        cmocka_unit_test(finds_by_type),
        cmocka_unit_test(walks_in_linear_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
