/* Texts in common: kept once, counted, given back with the last who kept them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "base/err.h"
#include "base/shared_texts.h"

struct store {
    struct rs_shared_texts shared;
    struct rs_strings strings;
    struct rs_hash hash;
};

static void begin(struct store *s, uint32_t capacity, size_t octets)
{
    const struct rs_hash_key key = {1, 2};
    rs_hash_init(&s->hash, &key);
    assert_int_equal(rs_shared_init(&s->shared, capacity), RS_OK);
    assert_int_equal(rs_strings_init(&s->strings, octets), RS_OK);
}

static void end(struct store *s)
{
    rs_shared_fini(&s->shared);
    rs_strings_fini(&s->strings);
}

static rs_shared keep(struct store *s, const char *text)
{
    return rs_shared_keep(&s->shared, &s->strings, &s->hash, rs_span_str(text));
}

static void assert_text(const struct store *s, rs_shared t, const char *wanted)
{
    assert_true(rs_span_eq(rs_shared_get(&s->shared, &s->strings, t), rs_span_str(wanted)));
}

static void test_kept_once(void **state)
{
    (void)state;
    struct store s;
    begin(&s, 4, 4096);
    rs_shared a = keep(&s, "Phone/1"), b = keep(&s, "Phone/1"), c = keep(&s, "Phone/2");
    assert_int_equal(a, b);
    assert_int_not_equal(a, c);
    assert_int_equal(rs_table_count(&s.shared.table), 2);
    rs_shared_drop(&s.shared, &s.strings, a);
    assert_text(&s, b, "Phone/1");
    rs_shared_drop(&s.shared, &s.strings, b);
    assert_int_equal(rs_table_count(&s.shared.table), 1);
    assert_text(&s, c, "Phone/2");
    end(&s);
}

static void test_none(void **state)
{
    (void)state;
    struct store s;
    begin(&s, 4, 4096);
    assert_int_equal(keep(&s, ""), 0);
    assert_text(&s, 0, "");
    rs_shared_drop(&s.shared, &s.strings, 0);
    end(&s);
}

static void test_full(void **state)
{
    (void)state;
    struct store s;
    begin(&s, 1, 4096);
    rs_shared a = keep(&s, "one");
    assert_int_not_equal(a, 0);
    assert_int_equal(keep(&s, "two"), 0);
    assert_int_equal(keep(&s, "one"), a);
    end(&s);
}

/* No room for the text: no entry stays behind. */
static void test_no_room(void **state)
{
    (void)state;
    struct store s;
    char longest[RS_TEXT_MAX + 10];
    unsigned kept = 0;
    begin(&s, 64, 4096);
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = 0;
    for (char c = 'a'; c <= 'z'; c++) {
        longest[0] = c;
        kept += keep(&s, longest) != 0;
    }
    assert_in_range(kept, 1, 25);
    assert_int_equal(rs_table_count(&s.shared.table), kept);
    end(&s);
}

/* Cut like other texts; what is the same as far as it is kept is one. */
static void test_cut(void **state)
{
    (void)state;
    struct store s;
    char a[RS_TEXT_MAX + 10], b[RS_TEXT_MAX + 10];
    begin(&s, 4, 4096);
    memset(a, 'x', sizeof a);
    memset(b, 'x', sizeof b);
    a[sizeof a - 1] = b[sizeof b - 1] = 0;
    b[sizeof b - 2] = 'y';
    assert_int_equal(keep(&s, a), keep(&s, b));
    end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept_once), cmocka_unit_test(test_none),    cmocka_unit_test(test_full),
        cmocka_unit_test(test_no_room),   cmocka_unit_test(test_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
