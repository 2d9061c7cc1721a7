/* The set that knows its lowest number: the same as an array of flags, up to each bound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/lowest.h"

enum { MOST = 64 * 64 * 64 + 2, OPERATIONS = 20000 };

static uint64_t seed = 7;

static uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

static uint32_t first(const bool *in, uint32_t bound)
{
    for (uint32_t i = 0; i < bound; i++)
        if (in[i])
            return i;
    return RS_LOWEST_NONE;
}

/* Few at a time, so that words become empty; those out of range stay untouched. */
static void up_to(uint32_t bound)
{
    static bool in[MOST];
    struct rs_lowest x;
    uint32_t few[8] = {0};
    void *memory = calloc(1, rs_lowest_octets(bound));
    assert_non_null(memory);
    rs_lowest_init(&x, bound, memory);
    assert_int_equal(rs_lowest_first(&x), RS_LOWEST_NONE);
    for (int n = 0; n < OPERATIONS; n++) {
        uint32_t at = draw(8), number = few[at];
        if (in[number])
            rs_lowest_remove(&x, number);
        in[number] = false;
        few[at] = number = n % 9 ? draw(bound) : bound - 1;
        rs_lowest_add(&x, number);
        in[number] = true;
        if (n % 100 == 0)
            assert_int_equal(rs_lowest_first(&x), first(in, bound));
    }
    for (int i = 0; i < 8; i++) {
        assert_int_equal(rs_lowest_first(&x), first(in, bound));
        rs_lowest_remove(&x, few[i]);
        in[few[i]] = false;
    }
    assert_int_equal(rs_lowest_first(&x), RS_LOWEST_NONE);
    free(memory);
}

static void as_flags(void **state)
{
    (void)state;
    const uint32_t bounds[] = {1, 2, 63, 64, 65, 4095, 4096, 4097, MOST - 3, MOST - 2, MOST};
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++)
        up_to(bounds[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(as_flags)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
