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
    rs_text kept[300];
    int n = 0;
    rs_strings_init(&s, 4096);
    while (n < 300 && (kept[n] = rs_strings_keep(&s, RS_SPAN("twenty octets of text"))))
        n++;
    assert_int_equal(n, 4096 / 24);
    assert_int_equal(s.refused, 1);
    rs_strings_drop(&s, kept[0]);
    assert_int_equal(rs_strings_keep(&s, RS_SPAN("room for as much again")), kept[0]);
    rs_strings_fini(&s);
}

/* What was all small texts serves large ones when they are gone. */
static void test_pages_return(void **state)
{
    (void)state;
    struct rs_strings s;
    rs_text kept[300];
    char text[RS_TEXT_MAX];
    memset(text, 'x', sizeof text);
    rs_strings_init(&s, 4096);
    for (int round = 0; round < 3; round++) {
        int n = 0;
        while (n < 300 && (kept[n] = rs_strings_keep(&s, RS_SPAN("small"))))
            n++;
        assert_int_equal(rs_strings_keep(&s, rs_span(text, sizeof text)), 0);
        for (int i = 0; i < n; i++)
            rs_strings_drop(&s, kept[i]);
        rs_text large = rs_strings_keep(&s, rs_span(text, sizeof text));
        assert_int_equal(rs_strings_get(&s, large).n, RS_TEXT_MAX);
        rs_strings_drop(&s, large);
    }
    rs_strings_fini(&s);
}

/*
 * Texts that come and go, texts that stay; a flood of ten times as many, in
 * which some more come to stay; and what comes and goes has no more memory than
 * before when it has gone round.
 */
static void test_after_a_flood(void **state)
{
    (void)state;
    enum { GOING = 20000, FLOOD = 200000, STAYS = 50 /* one of so many */ };
    static rs_text round[GOING], flood[FLOOD];
    struct rs_strings s;
    uint32_t before = 0;
    rs_strings_init(&s, (size_t)64 << 20);
    for (int n = 0; n < 3 * GOING; n++) {
        rs_strings_drop(&s, round[n % GOING]);
        assert_int_not_equal(round[n % GOING] = rs_strings_keep(&s, RS_SPAN("it comes and goes")),
                             0);
        if (n % STAYS == 0)
            rs_strings_keep_long(&s, RS_SPAN("it stays for hours"));
        before = s.blocks.count + s.blocks.spare;
    }
    for (int n = 0; n < FLOOD; n++) {
        flood[n] = rs_strings_keep(&s, RS_SPAN("nobody answers these"));
        rs_strings_drop(&s, round[n % GOING]);
        round[n % GOING] = rs_strings_keep(&s, RS_SPAN("it comes and goes"));
        if (n % STAYS == 0)
            rs_strings_keep_long(&s, RS_SPAN("it stays for hours"));
    }
    for (int n = 0; n < FLOOD; n++)
        rs_strings_drop(&s, flood[n]);
    for (int n = 0; n < GOING; n++) {
        rs_strings_drop(&s, round[n]);
        round[n] = rs_strings_keep(&s, RS_SPAN("it comes and goes"));
    }
    /* 4,000 that stay have 24 pages; each may hold a shelf of 64. */
    assert_in_range(s.blocks.count, before / 2, before + 40);
    assert_in_range(s.blocks.count + s.blocks.spare, before / 2, before + 26 * 64);
    assert_true(s.blocks.high_water > 1000);
    rs_strings_fini(&s);
}

/* ---- packs ---- */

static void assert_packed(const struct rs_strings *s, rs_pack p, unsigned at, const char *wanted)
{
    assert_true(rs_span_eq(rs_pack_get(s, p, at), rs_span_str(wanted)));
}

static void test_pack(void **state)
{
    (void)state;
    struct rs_strings s;
    struct rs_span texts[] = {RS_SPAN("alice"), RS_SPAN_NONE, RS_SPAN("carol")};
    rs_strings_init(&s, 65536);
    rs_pack p = rs_pack_keep(&s, texts, 3);
    assert_packed(&s, p, 0, "alice");
    assert_packed(&s, p, 1, "");
    assert_packed(&s, p, 2, "carol");
    rs_pack_set(&s, &p, 3, 1, RS_SPAN("bob, who came later and needs a larger block"));
    rs_pack_set(&s, &p, 3, 0, RS_SPAN_NONE);
    assert_packed(&s, p, 0, "");
    assert_packed(&s, p, 1, "bob, who came later and needs a larger block");
    assert_packed(&s, p, 2, "carol");
    rs_strings_drop(&s, p);
    assert_int_equal(rs_pack_get(&s, 0, 2).n, 0);
    p = 0;
    rs_pack_set(&s, &p, 2, 1, RS_SPAN("the first"));
    assert_packed(&s, p, 1, "the first");
    rs_strings_fini(&s);
}

/* All of it at its longest; and a pack that finds no room to grow stays as it is. */
static void test_pack_limits(void **state)
{
    (void)state;
    struct rs_strings s;
    char text[400];
    struct rs_span texts[RS_PACK_MAX];
    memset(text, 'x', sizeof text);
    for (int i = 0; i < RS_PACK_MAX; i++)
        texts[i] = rs_span(text, sizeof text);
    rs_strings_init(&s, 8192);
    rs_pack p = rs_pack_keep(&s, texts, RS_PACK_MAX);
    for (unsigned i = 0; i < RS_PACK_MAX; i++)
        assert_int_equal(rs_pack_get(&s, p, i).n, RS_TEXT_MAX);
    texts[0] = RS_SPAN("short");
    rs_pack q = rs_pack_keep(&s, texts, RS_PACK_MAX), was = q;
    assert_int_equal(rs_pack_keep(&s, texts, 1), 0); /* of another size: no page is left */
    assert_false(rs_pack_set(&s, &q, RS_PACK_MAX, 0, rs_span(text, 200)));
    assert_int_equal(q, was);
    assert_packed(&s, q, 0, "short");
    assert_int_equal(rs_pack_get(&s, q, RS_PACK_MAX - 1).n, RS_TEXT_MAX);
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
    rs_strings_init(&s, 65536);
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
        cmocka_unit_test(test_pages_return),  cmocka_unit_test(test_pack),
        cmocka_unit_test(test_pack_limits),   cmocka_unit_test(test_model),
        cmocka_unit_test(test_after_a_flood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
