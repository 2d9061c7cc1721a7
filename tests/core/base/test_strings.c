/* The text store: kept, cut, dropped, refused, and nothing trodden on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/err.h"
#include "base/strings.h"

static void assert_text(const struct rs_strings *s, rs_text t, const char *wanted)
{
    assert_true(rs_span_eq(rs_strings_get(s, t), rs_span_str(wanted)));
}

static void test_keep_and_drop(void **state)
{
    (void)state;
    struct rs_strings s;
    assert_int_equal(rs_strings_init(&s, 4096), RS_OK);
    rs_text a = rs_strings_keep(&s, RS_SPAN("alice")), b = rs_strings_keep(&s, RS_SPAN("bob"));
    assert_text(&s, a, "alice");
    assert_text(&s, b, "bob");
    rs_strings_drop(&s, a);
    rs_text c = rs_strings_keep(&s, RS_SPAN("carol"));
    assert_int_equal(c, a); /* the same size: the block is used again */
    assert_text(&s, c, "carol");
    assert_text(&s, b, "bob");
    rs_strings_fini(&s);
}

static void test_empty(void **state)
{
    (void)state;
    struct rs_strings s;
    rs_strings_init(&s, 4096);
    assert_int_equal(rs_strings_keep(&s, RS_SPAN_NONE), 0);
    assert_int_equal(rs_strings_get(&s, 0).n, 0);
    rs_strings_drop(&s, 0);
    rs_strings_fini(&s);
}

static void test_cut(void **state)
{
    (void)state;
    struct rs_strings s;
    char text[400];
    memset(text, 'x', sizeof text);
    rs_strings_init(&s, 4096);
    rs_text t = rs_strings_keep(&s, rs_span(text, sizeof text));
    assert_int_equal(rs_strings_get(&s, t).n, RS_TEXT_MAX);
    rs_strings_fini(&s);
}

static void test_refused(void **state)
{
    (void)state;
    struct rs_strings s;
    rs_text kept[100];
    int n = 0;
    rs_strings_init(&s, 512);
    while (n < 100 && (kept[n] = rs_strings_keep(&s, RS_SPAN("twenty octets of text"))))
        n++;
    assert_true(n > 5 && n < 100);
    assert_int_equal(s.refused, 1);
    rs_strings_drop(&s, kept[0]);
    assert_int_equal(rs_strings_keep(&s, RS_SPAN("room again")), kept[0]);
    rs_strings_fini(&s);
}

/* ---- under random use ---- */

enum { TEXTS = 200, OPERATIONS = 100000 };

static uint64_t seed = 42;

static uint64_t draw(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

struct model {
    rs_text text[TEXTS];
    size_t len[TEXTS];
    unsigned char fill[TEXTS];
};

static void check(const struct rs_strings *s, const struct model *m, size_t i)
{
    struct rs_span got = rs_strings_get(s, m->text[i]);
    assert_int_equal(got.n, m->text[i] ? m->len[i] : 0);
    for (size_t k = 0; k < got.n; k++)
        assert_int_equal((unsigned char)got.p[k], m->fill[i]);
}

static void test_model(void **state)
{
    (void)state;
    struct rs_strings s;
    struct model m;
    memset(&m, 0, sizeof m);
    rs_strings_init(&s, 16384);
    for (int n = 0; n < OPERATIONS; n++) {
        size_t i = draw(TEXTS);
        check(&s, &m, i);
        rs_strings_drop(&s, m.text[i]);
        char text[RS_TEXT_MAX];
        m.len[i] = draw(RS_TEXT_MAX + 1);
        m.fill[i] = (unsigned char)draw(256);
        memset(text, m.fill[i], sizeof text);
        m.text[i] = rs_strings_keep(&s, rs_span(text, m.len[i]));
    }
    for (size_t i = 0; i < TEXTS; i++)
        check(&s, &m, i);
    rs_strings_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keep_and_drop), cmocka_unit_test(test_empty),
        cmocka_unit_test(test_cut),           cmocka_unit_test(test_refused),
        cmocka_unit_test(test_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
