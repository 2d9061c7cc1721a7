/* Frames of a directory: the file and the number in it, up to what is remembered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>

#include "places.h"

static void check_place(const struct rs_places *p, uint32_t input, uint64_t number,
                        const char *file, uint64_t frame)
{
    struct rs_place place;
    assert_true(rs_places_find(p, input, number, &place));
    assert_string_equal(place.file, file);
    assert_int_equal(place.frame, frame);
}

static void runs_of_two_inputs(void **state)
{
    (void)state;
    struct rs_place place;
    struct rs_places *p = rs_places_new();
    assert_false(rs_places_find(NULL, 0, 1, &place));
    assert_false(rs_places_find(p, 0, 1, &place));
    rs_places_add(p, 1, 1, "a", 1);
    rs_places_add(p, 0, 1, "x", 1);
    rs_places_add(p, 1, 11, "b", 1);
    rs_places_add(p, 1, 21, "a", 11); /* it goes on */
    check_place(p, 1, 10, "a", 10);
    check_place(p, 1, 11, "b", 1);
    check_place(p, 1, 20, "b", 10);
    check_place(p, 1, 25, "a", 15);
    check_place(p, 0, 25, "x", 25);
    assert_false(rs_places_find(p, 2, 1, &place));
    assert_false(rs_places_find(p, 1, 0, &place));
    rs_places_free(p);
}

static void oldest_are_forgotten(void **state)
{
    (void)state;
    char name[16];
    struct rs_place place;
    struct rs_places *p = rs_places_new();
    for (unsigned n = 0; n <= RS_PLACES_MAX; n++) {
        snprintf(name, sizeof name, "%u", n);
        rs_places_add(p, 0, 1 + 10 * n, name, 1);
    }
    assert_false(rs_places_find(p, 0, 10, &place));
    check_place(p, 0, 11, "1", 1);
    check_place(p, 0, 10 * RS_PLACES_MAX + 5, "4096", 5);
    rs_places_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_of_two_inputs),
        cmocka_unit_test(oldest_are_forgotten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
