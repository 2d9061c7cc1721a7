/*
 * What a message says of a header: by id, by name, value by value. And the
 * index as a whole against a plain splitter of lines, on every message we have
 * and on thousands of damaged ones.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

#include "guard.h"
#include "sip/msg.h"

#define HEAD "OPTIONS sip:b@x SIP/2.0\r\n"

static struct rs_msg m;

static void parse(const char *headers)
{
    char text[1024];
    int n = snprintf(text, sizeof text, HEAD "%s\r\n", headers);
    assert_true(n > 0 && (size_t)n < sizeof text);
    struct rs_span octets = guard_copy(rs_span(text, (size_t)n));
    assert_int_equal(rs_msg_parse(&m, octets, RS_FRAMING_DATAGRAM, false), n);
}

/* ---- value by value ---- */

static const struct {
    const char *headers;
    enum rs_header_id id;
    const char *values[5];
} walks[] = {
    {"", RS_HEADER_VIA, {NULL}},
    {"Via: a\r\n", RS_HEADER_VIA, {"a"}},
    {"Via: a\r\nv: b, c\r\nTo: x\r\nVIA:d\r\n", RS_HEADER_VIA, {"a", "b", "c", "d"}},
    {"Route: \"x,y\" <sip:a,b>;p=\"1,2\" , <d>\r\n", RS_HEADER_ROUTE,
     {"\"x,y\" <sip:a,b>;p=\"1,2\"", "<d>"}},
    {"Supported:\r\n", RS_HEADER_SUPPORTED, {""}},
    {"Supported: \r\nSupported: a\r\n", RS_HEADER_SUPPORTED, {"", "a"}},
    {"Allow: ,\r\n", RS_HEADER_ALLOW, {"", ""}},
    {"Allow: a,\r\n ,b\r\n", RS_HEADER_ALLOW, {"a", "", "b"}},
    /* no lists: a comma is part of the value */
    {"Subject: a, b\r\ns: c\r\n", RS_HEADER_SUBJECT, {"a, b", "c"}},
    {"Subject:\r\nSubject:\r\n", RS_HEADER_SUBJECT, {"", ""}},
    {"X-Two: a, b\r\nX-Three: c\r\n", RS_HEADER_OTHER, {"a, b", "c"}},
};

static void test_walk(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof walks / sizeof walks[0]; i++) {
        struct rs_values it = {0};
        struct rs_span value;
        int n = 0;
        parse(walks[i].headers);
        while (rs_msg_next_value(&m, walks[i].id, &it, &value))
            guard_check_text(walks[i].headers, value, walks[i].values[n++]);
        assert_null(walks[i].values[n]);
        assert_false(rs_msg_next_value(&m, walks[i].id, &it, &value)); /* the end stays the end */
    }
}

static void test_named(void **state)
{
    (void)state;
    parse("X-One: 1\r\nx-one: 2\r\nX-O: 3\r\ni: id\r\nSubject:\r\n");
    guard_check_text("any case", rs_msg_value_named(&m, RS_SPAN("X-ONE")), "1");
    guard_check_text("not a beginning", rs_msg_value_named(&m, RS_SPAN("x-o")), "3");
    guard_check_text("long for compact", rs_msg_value_named(&m, RS_SPAN("call-id")), "id");
    guard_check_text("compact", rs_msg_value_named(&m, RS_SPAN("I")), "id");
    assert_int_equal(rs_msg_value_named(&m, RS_SPAN("Subject")).n, 0);
    assert_non_null(rs_msg_value_named(&m, RS_SPAN("Subject")).p); /* empty is not absent */
    guard_check_text("absent row", rs_msg_value_named(&m, RS_SPAN("Via")), NULL);
    guard_check_text("absent", rs_msg_value_named(&m, RS_SPAN("X-Two")), NULL);
    guard_check_text("no name", rs_msg_value_named(&m, RS_SPAN("")), NULL);
}

static void test_lists(void **state)
{
    (void)state;
    parse("Require: a\r\nRequire: 100REL, timer\r\nSubject: a, b\r\n");
    assert_true(rs_msg_lists(&m, RS_HEADER_REQUIRE, RS_SPAN("100rel")));
    assert_true(rs_msg_lists(&m, RS_HEADER_REQUIRE, RS_SPAN("TIMER")));
    assert_false(rs_msg_lists(&m, RS_HEADER_REQUIRE, RS_SPAN("100")));
    assert_false(rs_msg_lists(&m, RS_HEADER_SUPPORTED, RS_SPAN("100rel")));
    assert_false(rs_msg_lists(&m, RS_HEADER_SUBJECT, RS_SPAN("b")));
}

/* ---- against a plain splitter ---- */

enum { LINES_MAX = 400, PLENTY = RS_MSG_HEADERS_MAX - RS_HEADER__COUNT };

struct plain {
    struct rs_span name, value;
};

static struct plain lines[LINES_MAX];

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct rs_span trimmed(const char *begin, const char *end)
{
    while (begin < end && strchr(" \t\r\n", *begin) && *begin)
        begin++;
    while (end > begin && strchr(" \t\r\n", end[-1]) && end[-1])
        end--;
    return rs_span(begin, (size_t)(end - begin));
}

/* Octets up to the line's end; *next begins the following line, NULL: there is none. */
static struct rs_span take_line(const char *p, const char *end, const char **next)
{
    const char *lf = p;
    while (lf < end && *lf != '\n')
        lf++;
    *next = lf < end ? lf + 1 : NULL;
    if (lf < end && lf > p && lf[-1] == '\r')
        return rs_span(p, (size_t)(lf - 1 - p));
    return rs_span(p, (size_t)(lf - p));
}

/* The header lines behind the start line; returns how many. */
static int split(struct rs_span o)
{
    const char *end = o.p + o.n, *p = o.p, *next, *value = NULL;
    int n = 0;
    while (p < end && (*p == '\r' || *p == '\n'))
        p++;
    take_line(p, end, &next);
    for (p = next; p && p < end && n < LINES_MAX; p = next) {
        struct rs_span line = take_line(p, end, &next);
        if (!line.n)
            break;
        const char *colon = memchr(line.p, ':', line.n), *name_end = colon;
        if (is_blank(*p)) {
            if (value)
                lines[n - 1].value = trimmed(value, line.p + line.n);
            continue;
        }
        value = NULL;
        if (!colon)
            continue;
        while (name_end > p && is_blank(name_end[-1]))
            name_end--;
        value = colon + 1;
        lines[n++] = (struct plain){rs_span(p, (size_t)(name_end - p)),
                                    trimmed(value, line.p + line.n)};
    }
    return n;
}

/* All values with that id: from the walk, and cut from the plain lines. */
static void compare_values(enum rs_header_id id, int n)
{
    struct rs_values it = {0};
    struct rs_span value;
    for (int i = 0; i < n; i++) {
        struct rs_span rest = lines[i].value;
        if (rs_header_find(lines[i].name) != id)
            continue;
        do {
            struct rs_span piece = rest;
            if (rs_header_flags(id) & RS_HEADER_LIST)
                piece = rs_span_cut(rest, ',', &rest);
            else
                rest.p = NULL;
            assert_true(rs_msg_next_value(&m, id, &it, &value));
            assert_true(rs_span_eq(value, piece));
        } while (rest.p);
    }
    assert_false(rs_msg_next_value(&m, id, &it, &value));
}

/* Returns true when the octets were a message and could be compared. */
static bool compare(struct rs_span o)
{
    if (rs_msg_parse(&m, o, RS_FRAMING_DATAGRAM, true) < 0)
        return false;
    int n = split(o);
    if (n >= PLENTY)
        return false;
    assert_int_equal(m.header_count, n);
    for (int i = 0; i < n; i++) {
        struct rs_span name = rs_span_first(lines[i].name, UINT8_MAX);
        assert_true(rs_span_eq(rs_header_name(&m, &m.header[i]), name));
        assert_true(rs_span_eq(rs_header_value(&m, &m.header[i]), lines[i].value));
        assert_int_equal(m.header[i].id, rs_header_find(lines[i].name));
        compare_values(m.header[i].id, n);
    }
    return true;
}

static uint32_t seed = 5060;

static uint32_t draw(uint32_t below)
{
    seed = seed * 1664525 + 1013904223;
    return (seed >> 8) % below;
}

enum { DAMAGED = 200, CHANGES_MAX = 6 };

static void compare_damaged(struct rs_span o)
{
    static const char marks[] = "\r\n\r\n \t::,,\"<>;lvVa\0\xff";
    static char text[GUARD_MAX];
    for (int round = 0; round < DAMAGED; round++) {
        memcpy(text, o.p, o.n);
        for (uint32_t i = draw(CHANGES_MAX) + 1; i; i--)
            text[draw((uint32_t)o.n)] = marks[draw(sizeof marks - 1)];
        compare(guard_copy(rs_span(text, o.n - draw((uint32_t)o.n / 8 + 1))));
    }
}

static int compare_folder(const char *folder)
{
    static char octets[GUARD_MAX];
    int n = 0;
    DIR *dir = opendir(folder);
    if (!dir)
        print_message("%s is not here: skipped\n", folder);
    for (struct dirent *e; dir && (e = readdir(dir));) {
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        FILE *f = e->d_name[0] == '.' ? NULL : fopen(path, "rb");
        size_t len = f ? fread(octets, 1, sizeof octets, f) : 0;
        if (f)
            fclose(f);
        if (!len)
            continue;
        n += compare(guard_copy(rs_span(octets, len)));
        compare_damaged(rs_span(octets, len));
    }
    if (dir)
        closedir(dir);
    return n;
}

static void test_against_plain_splitter(void **state)
{
    (void)state;
    int n = compare_folder(RS_SOURCE_DIR "/tests/messages/rfc4475") +
            compare_folder(RS_SOURCE_DIR "/tests/messages/rfc5118");
    assert_true(n >= 55);
    compare_folder(RS_SOURCE_DIR "/../shared/messages/flows");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk),
        cmocka_unit_test(test_named),
        cmocka_unit_test(test_lists),
        cmocka_unit_test(test_against_plain_splitter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
