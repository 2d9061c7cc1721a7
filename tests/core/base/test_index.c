/* The index of tables: the same as a list of pairs, however crowded, and in few places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/index.h"

static uint64_t seed = 88172645463325252u;

static uint32_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 16);
}

enum { OBJECTS = 20000 };

static uint32_t tag_of[OBJECTS + 1];

static bool has(const struct rs_index *x, uint32_t object)
{
    uint32_t tag = tag_of[object];
    const struct rs_index_place *p = rs_index_home(x, tag);
    for (; (p = rs_index_from(p, tag)); p++)
        if (p->object == object)
            return true;
    return false;
}

/* A third of all tags are the same few, and some are the last there are. */
static uint32_t some_tag(void)
{
    switch (draw() % 6) {
    case 0:
        return 7 + draw() % 3;
    case 1:
        return UINT32_MAX - draw() % 20000;
    default:
        return draw();
    }
}

static void test_pairs(void **state)
{
    (void)state;
    static bool in[OBJECTS + 1];
    struct rs_index x;
    assert_int_equal(rs_index_init(&x), RS_OK);
    uint32_t count = 0;
    for (int n = 0; n < 100000; n++) {
        uint32_t object = 1 + draw() % OBJECTS;
        if (in[object]) {
            assert_true(has(&x, object));
            rs_index_take(&x, tag_of[object], object);
            count--;
        } else {
            tag_of[object] = n % 500 ? draw() : some_tag();
            assert_true(rs_index_put(&x, tag_of[object], object));
            count++;
        }
        in[object] = !in[object];
        assert_true(has(&x, object) == in[object]);
        assert_int_equal(x.count, count);
    }
    for (uint32_t object = 1; object <= OBJECTS; object++)
        assert_true(has(&x, object) == in[object]);
    rs_index_fini(&x);
}

static void test_absent(void **state)
{
    (void)state;
    struct rs_index x;
    rs_index_init(&x);
    assert_null(rs_index_from(rs_index_home(&x, 0), 0));
    assert_null(rs_index_from(rs_index_home(&x, UINT32_MAX), UINT32_MAX));
    rs_index_put(&x, 5, 1);
    rs_index_put(&x, 3, 2);
    assert_null(rs_index_from(rs_index_home(&x, 4), 4));
    assert_int_equal(rs_index_from(rs_index_home(&x, 3), 3)->object, 2);
    rs_index_fini(&x);
}

/* What a table of a million pays for it. */
static void test_dense(void **state)
{
    (void)state;
    struct rs_index x;
    rs_index_init(&x);
    for (uint32_t i = 1; i <= 200000; i++) {
        assert_true(rs_index_put(&x, draw(), i));
        assert_true(i < 1000 || (uint64_t)x.size * 2 <= (uint64_t)i * 3 + 10);
    }
    rs_index_fini(&x);
}

/* A flood's places go with it, and who stays is found. */
static void test_shrinks(void **state)
{
    (void)state;
    enum { FEW = 900 };
    struct rs_index x;
    rs_index_init(&x);
    for (uint32_t i = 1; i <= OBJECTS; i++)
        assert_true(rs_index_put(&x, tag_of[i] = draw(), i));
    for (uint32_t i = OBJECTS; i > FEW; i--) {
        rs_index_take(&x, tag_of[i], i);
        assert_true(x.count >= x.size / 4);
    }
    for (uint32_t i = 1; i <= FEW; i++)
        assert_true(has(&x, i));
    for (uint32_t i = 1; i <= FEW; i++)
        rs_index_take(&x, tag_of[i], i);
    assert_in_range(x.size, 1, 600);
    rs_index_fini(&x);
}

/* More of one tag than there are spare places: the answer is no, and nothing is lost. */
static void test_one_tag(void **state)
{
    (void)state;
    struct rs_index x;
    rs_index_init(&x);
    uint32_t n = 0;
    while (n < 1000 && rs_index_put(&x, UINT32_MAX, n + 1))
        tag_of[++n] = UINT32_MAX;
    assert_in_range(n, 60, 999);
    for (uint32_t i = 1; i <= n; i++)
        assert_true(has(&x, i));
    rs_index_fini(&x);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),   cmocka_unit_test(test_absent),
        cmocka_unit_test(test_dense),   cmocka_unit_test(test_shrinks),
        cmocka_unit_test(test_one_tag),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
