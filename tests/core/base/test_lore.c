/* Rows beside the catalogue: each is one of a finding, said once, in the form SIEMs know. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/lore.h"

static const char *const attacked[] = {
#define RS_ATTACK(finding, tactic_id, tactic, technique_id, technique) #finding,
#include "base/attack.def"
#undef RS_ATTACK
};

static const char *const reproduced[] = {
#define RS_REPRODUCE(finding, text) #finding,
#include "base/reproduce.def"
#undef RS_REPRODUCE
};

static void said_once(const char *const *id, size_t n)
{
    for (size_t i = 1; i < n; i++)
        assert_true(strcmp(id[i - 1], id[i]) < 0);
}

static void test_once(void **state)
{
    (void)state;
    said_once(attacked, sizeof attacked / sizeof attacked[0]);
    said_once(reproduced, sizeof reproduced / sizeof reproduced[0]);
}

static bool is_id(const char *text, const char *letters, size_t digits)
{
    size_t n = strlen(letters);
    if (strncmp(text, letters, n))
        return false;
    struct rs_span rest = rs_span_first(rs_span_str(text + n), digits);
    return rest.n == digits && rs_span_is_digits(rest);
}

/* Every attack has a way to make it; no damaged message has a technique. */
static void test_each(void **state)
{
    (void)state;
    for (int id = 0; id < RS_FINDING__COUNT; id++) {
        const struct rs_catalogue_entry *e = rs_catalogue_get((enum rs_finding_id)id);
        const struct rs_attack *a = rs_attack_of(e);
        assert_true((e->id[0] == 'S') == (rs_reproduce_text(e) != NULL));
        if (!a)
            continue;
        assert_int_equal(e->id[0], 'S');
        assert_true(is_id(a->tactic_id, "TA", 4));
        assert_true(is_id(a->technique_id, "T", 4));
        assert_null(strchr(a->technique, ' '));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_once), cmocka_unit_test(test_each)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
