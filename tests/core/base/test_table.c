/* Bounded tables: found, evicted in order, and the same as a model under random use. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/table.h"

struct object {
    struct rs_table_link link;
    uint64_t value;
};

static struct rs_digest key_of(uint64_t n)
{
    return (struct rs_digest){n, n * 3};
}

static struct object *add(struct rs_table *t, uint64_t n)
{
    struct object *o = rs_table_add(t, key_of(n));
    if (o)
        o->value = n;
    return o;
}

static uint64_t oldest(struct rs_table *t)
{
    const struct object *o = rs_table_oldest(t);
    return o ? o->value : 0;
}

static void test_ceiling(void **state)
{
    (void)state;
    struct rs_table t;
    assert_int_equal(rs_table_init(&t, sizeof(struct object), 3), RS_OK);
    assert_null(rs_table_oldest(&t));
    for (uint64_t n = 1; n <= 3; n++)
        assert_non_null(add(&t, n));
    assert_true(rs_table_full(&t));
    assert_null(add(&t, 4));
    rs_table_remove(&t, rs_table_oldest(&t));
    assert_null(rs_table_find(&t, key_of(1)));
    struct object *again = add(&t, 5);
    assert_int_equal(again->value, 5);
    assert_int_equal(again->link.self, 1); /* the free place, handed out zeroed */
    assert_ptr_equal(rs_table_at(&t, 1), again);
    assert_null(rs_table_at(&t, 0));
    rs_table_prefetch_at(&t, 0); /* nothing, and no offset to NULL */
    rs_table_fini(&t);
}

static void test_order_and_ranks(void **state)
{
    (void)state;
    struct rs_table t;
    rs_table_init(&t, sizeof(struct object), 8);
    for (uint64_t n = 1; n <= 4; n++)
        add(&t, n);
    assert_int_equal(oldest(&t), 1);
    rs_table_touch(rs_table_find(&t, key_of(1)));
    assert_int_equal(oldest(&t), 2);
    rs_table_promote(&t, rs_table_find(&t, key_of(2)), 2);
    assert_int_equal(oldest(&t), 3);
    rs_table_promote(&t, rs_table_find(&t, key_of(3)), 1);
    rs_table_promote(&t, rs_table_find(&t, key_of(4)), 1);
    rs_table_remove(&t, rs_table_find(&t, key_of(1)));
    assert_int_equal(oldest(&t), 3); /* rank 0 is empty */
    rs_table_promote(&t, rs_table_find(&t, key_of(2)), 0);
    assert_int_equal(oldest(&t), 2);
    rs_table_fini(&t);
}

/* Who is touched waits for all the others once, and not forever. */
static void test_second_chance(void **state)
{
    (void)state;
    struct rs_table t;
    rs_table_init(&t, sizeof(struct object), 8);
    for (uint64_t n = 1; n <= 3; n++)
        add(&t, n);
    rs_table_touch(rs_table_find(&t, key_of(1)));
    rs_table_touch(rs_table_find(&t, key_of(1)));
    for (uint64_t n = 2; n <= 3; n++) {
        assert_int_equal(oldest(&t), n);
        rs_table_remove(&t, rs_table_find(&t, key_of(n)));
    }
    assert_int_equal(oldest(&t), 1);
    add(&t, 4);
    assert_int_equal(oldest(&t), 1);
    rs_table_fini(&t);
}

/* In a table that fills, who rose out of the first line has left it before it is full. */
static void test_order_is_made_in_time(void **state)
{
    (void)state;
    enum { ALL = 64 };
    struct rs_table t;
    rs_table_init(&t, sizeof(struct object), ALL);
    for (uint64_t n = 1; n <= ALL; n++)
        rs_table_promote(&t, add(&t, n), 1);
    const struct object *last = rs_table_at(&t, t.oldest[0]);
    assert_true(last->value > ALL - 4); /* they rose behind the last steps */
    assert_int_equal(((struct object *)rs_table_oldest_in(&t, 1))->value, 1);
    assert_int_equal(oldest(&t), 1);
    rs_table_fini(&t);
}

static void test_rekey(void **state)
{
    (void)state;
    struct rs_table t;
    rs_table_init(&t, sizeof(struct object), 8);
    struct object *o = add(&t, 1);
    rs_table_rekey(&t, o, key_of(9));
    assert_null(rs_table_find(&t, key_of(1)));
    assert_ptr_equal(rs_table_find(&t, key_of(9)), o);
    assert_int_equal(o->value, 1);
    rs_table_fini(&t);
}

static void test_walk(void **state)
{
    (void)state;
    struct rs_table t;
    rs_table_init(&t, sizeof(struct object), 8);
    for (uint64_t n = 1; n <= 5; n++)
        add(&t, n);
    rs_table_remove(&t, rs_table_find(&t, key_of(1)));
    rs_table_remove(&t, rs_table_find(&t, key_of(4)));
    uint64_t sum = 0;
    for (uint32_t i = 0; (i = rs_table_next(&t, i));)
        sum = sum * 10 + ((struct object *)rs_table_at(&t, i))->value;
    assert_int_equal(sum, 235);
    rs_table_fini(&t);
}

/* ---- against a model ---- */

enum { KEYS = 200, CAPACITY = 64, OPERATIONS = 200000 };

static uint64_t seed = 123456789;

static uint64_t draw(uint64_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed % below;
}

struct model {
    bool live[KEYS], touched[KEYS];
    uint64_t place[KEYS]; /* in its line: when it came */
    unsigned rank[KEYS], line[KEYS];
    uint64_t clock;
    unsigned count;
};

static void model_come(struct model *m, uint64_t k)
{
    m->place[k] = ++m->clock;
    m->line[k] = m->rank[k];
    m->touched[k] = false;
}

static int model_head(const struct model *m, unsigned line)
{
    int first = -1;
    for (int k = 0; k < KEYS; k++)
        if (m->live[k] && m->line[k] == line && (first < 0 || m->place[k] < m->place[first]))
            first = k;
    return first;
}

static bool model_belongs(const struct model *m, int k)
{
    return !m->touched[k] && m->line[k] == m->rank[k];
}

static int model_oldest(struct model *m)
{
    for (unsigned line = 0; line < RS_TABLE_RANKS; line++)
        for (int k; (k = model_head(m, line)) >= 0; model_come(m, (uint64_t)k))
            if (model_belongs(m, k))
                return k;
    return -1;
}

static unsigned model_lowest_rank(const struct model *m)
{
    unsigned lowest = RS_TABLE_RANKS;
    for (int k = 0; k < KEYS; k++)
        if (m->live[k] && m->rank[k] < lowest)
            lowest = m->rank[k];
    return lowest;
}

/* What a table that is nearly full does at each addition. */
static void model_tidy(struct model *m)
{
    for (int i = 0, k; m->count > CAPACITY - CAPACITY / 4 && i < 4; i++) {
        if ((k = model_head(m, 0)) < 0 || model_belongs(m, k))
            return;
        model_come(m, (uint64_t)k);
    }
}

static void model_promote(struct model *m, uint64_t k, unsigned rank)
{
    m->touched[k] = true;
    m->rank[k] = rank;
    if (m->line[k] > rank)
        model_come(m, k);
}

/* Few low bits: long chains in the buckets. */
static struct rs_digest crowded(uint64_t k)
{
    return (struct rs_digest){k % 5, k};
}

static void act(struct rs_table *t, struct model *m, uint64_t k)
{
    struct object *o = rs_table_find(t, crowded(k));
    assert_int_equal(o != NULL, m->live[k]);
    unsigned rank = (unsigned)draw(RS_TABLE_RANKS);
    if (!o) {
        model_tidy(m);
        o = rs_table_add(t, crowded(k));
        assert_int_equal(o == NULL, m->count == CAPACITY);
        if (!o)
            return;
        o->value = k;
        m->live[k] = true;
        m->count++;
        m->rank[k] = 0;
        model_come(m, k);
    } else if (draw(3) == 0) {
        rs_table_remove(t, o);
        m->live[k] = false;
        m->count--;
    } else if (draw(2)) {
        rs_table_promote(t, o, rank);
        model_promote(m, k, rank);
    } else {
        rs_table_touch(o);
        m->touched[k] = true;
    }
}

static void test_model(void **state)
{
    (void)state;
    struct rs_table t;
    struct model *m = calloc(1, sizeof *m);
    rs_table_init(&t, sizeof(struct object), CAPACITY);
    for (int n = 0; n < OPERATIONS; n++) {
        act(&t, m, draw(KEYS));
        assert_int_equal(rs_table_count(&t), m->count);
        if (draw(8))
            continue; /* lines get out of order meanwhile */
        int best = model_oldest(m);
        const struct object *o = rs_table_oldest(&t);
        assert_true(best < 0 ? !o : o && o->value == (uint64_t)best);
        assert_true(!o || o->link.rank == model_lowest_rank(m));
    }
    rs_table_fini(&t);
    free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ceiling), cmocka_unit_test(test_order_and_ranks),
        cmocka_unit_test(test_second_chance),
        cmocka_unit_test(test_order_is_made_in_time),
        cmocka_unit_test(test_rekey),   cmocka_unit_test(test_walk),
        cmocka_unit_test(test_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
