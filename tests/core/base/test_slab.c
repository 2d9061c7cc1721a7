/* Slabs: never more than the ceiling, the same as a model, and memory that goes back when a flood is over. */
#define _DEFAULT_SOURCE /* mincore */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/err.h"
#include "base/slab.h"

enum { OBJECT = 64, MANY = 200000 }; /* 12.8 MB */

/* MiB of its reservation that the system has given. */
static size_t resident_mib(const struct rs_slab *s)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE), octets = ((size_t)s->capacity + 1) * s->object_size;
    size_t pages = (octets + page - 1) / page, there = 0;
    unsigned char *in = malloc(pages);
    assert_int_equal(mincore(s->objects, octets, in), 0);
    for (size_t i = 0; i < pages; i++)
        there += in[i] & 1;
    free(in);
    return there * page >> 20;
}

static void ceiling(void **state)
{
    (void)state;
    struct rs_slab s;
    assert_int_equal(rs_slab_init(&s, OBJECT, 3), RS_OK);
    for (uint32_t n = 1; n <= 3; n++) {
        assert_int_equal(rs_slab_next(&s), n);
        assert_int_equal(rs_slab_take(&s), n);
    }
    assert_int_equal(rs_slab_next(&s), 0);
    assert_int_equal(rs_slab_take(&s), 0);
    memset(rs_slab_at(&s, 2), 0xff, OBJECT);
    rs_slab_give(&s, 2);
    assert_int_equal(rs_slab_next(&s), 2);
    assert_int_equal(rs_slab_take(&s), 2);
    static const unsigned char zeroes[OBJECT];
    assert_memory_equal(rs_slab_at(&s, 2), zeroes, OBJECT);
    assert_null(rs_slab_at(&s, 0));
    rs_slab_fini(&s);
}

static void none_at_all(void **state)
{
    (void)state;
    struct rs_slab s;
    assert_int_equal(rs_slab_init(&s, OBJECT, 0), RS_OK);
    assert_int_equal(rs_slab_take(&s), 0);
    rs_slab_fini(&s);
}

/* Each live object holds its own number, whatever happens around it. */
static void as_a_model(void **state)
{
    (void)state;
    struct rs_slab s;
    unsigned char *live = calloc(MANY + 1, 1);
    uint32_t count = 0;
    srand(7);
    assert_int_equal(rs_slab_init(&s, OBJECT, MANY), RS_OK);
    for (unsigned round = 0; round < 3000000; round++) {
        /* Waves: mostly taking for a while, then mostly giving. */
        unsigned taking = round / 300000 % 2 ? 30 : 70;
        uint32_t index = 1 + (uint32_t)rand() % MANY;
        if ((unsigned)rand() % 100 < taking) {
            uint32_t *o = rs_slab_at(&s, index = rs_slab_take(&s));
            assert_true(index ? index <= MANY && !live[index] && !o[1] : count == MANY);
            if (index)
                o[0] = o[1] = index;
            live[index] = index != 0;
            count += index != 0;
        } else if (live[index]) {
            const uint32_t *o = rs_slab_at(&s, index);
            assert_true(o[0] == index && o[1] == index);
            rs_slab_give(&s, index);
            live[index] = 0;
            count--;
        }
        assert_true(s.count == count);
    }
    for (uint32_t i = 1; i <= MANY; i++) {
        const uint32_t *o = rs_slab_at(&s, i);
        assert_true(!live[i] || (i <= s.high_water && o[0] == i && o[1] == i));
    }
    rs_slab_fini(&s);
    free(live);
}

static void memory_goes_back(void **state)
{
    (void)state;
    struct rs_slab s;
    assert_int_equal(rs_slab_init(&s, OBJECT, MANY), RS_OK);
    while (rs_slab_take(&s))
        ;
    assert_true(resident_mib(&s) >= 11);
    /* All but one in a hundred of the first fifth: those were there before the flood. */
    for (uint32_t i = 1; i <= MANY; i++)
        if (i > MANY / 5 || i % 100)
            rs_slab_give(&s, i);
    assert_int_equal(s.count, MANY / 500);
    assert_true(resident_mib(&s) <= 4);
    assert_true(s.high_water < MANY / 2);
    /* What comes next takes the lowest room, and a second flood finds its places again. */
    assert_true(rs_slab_take(&s) <= MANY / 5);
    while (rs_slab_take(&s))
        ;
    assert_int_equal(s.count, MANY);
    rs_slab_fini(&s);
}

/* Who went last comes back first, from whatever shelf; in a row, the other way round. */
static void warm_places_first(void **state)
{
    (void)state;
    struct rs_slab s;
    assert_int_equal(rs_slab_init(&s, OBJECT, MANY), RS_OK);
    for (uint32_t i = 1; i <= MANY / 2; i++)
        assert_int_equal(rs_slab_take(&s), i);
    const uint32_t gone[] = {MANY / 4, 7, MANY / 2, MANY / 3};
    for (int i = 0; i < 4; i++)
        rs_slab_give(&s, gone[i]);
    for (int i = 3; i >= 0; i--) {
        assert_int_equal(rs_slab_next(&s), gone[i]);
        assert_int_equal(rs_slab_take(&s), gone[i]);
    }
    assert_int_equal(rs_slab_take(&s), MANY / 2 + 1);
    assert_int_equal(s.spare, 0);
    rs_slab_fini(&s);
}

/* At the edge of a shelf memory does not come and go with each object. */
static void no_flutter(void **state)
{
    (void)state;
    struct rs_slab s;
    uint32_t last = 0;
    assert_int_equal(rs_slab_init(&s, OBJECT, MANY), RS_OK);
    while (rs_slab_take(&s))
        ;
    for (uint32_t i = MANY; i > MANY / 2; i--)
        rs_slab_give(&s, i);
    for (unsigned n = 0; n < 20000; n++) {
        last = rs_slab_take(&s);
        memset(rs_slab_at(&s, last), 0xff, OBJECT);
        size_t before = n % 1000 ? 0 : resident_mib(&s);
        rs_slab_give(&s, last);
        if (!(n % 1000))
            assert_int_equal(resident_mib(&s), before);
        if (n % 10 == 0)
            assert_true(rs_slab_take(&s));
    }
    rs_slab_fini(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ceiling),          cmocka_unit_test(none_at_all),
        cmocka_unit_test(as_a_model),       cmocka_unit_test(memory_goes_back),
        cmocka_unit_test(warm_places_first),
        cmocka_unit_test(no_flutter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
