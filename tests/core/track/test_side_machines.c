/*
 * The machines beside transaction and dialog, printed, against
 * tests/golden/<name>_machine.txt; with RS_UPDATE_GOLDEN set in the environment
 * the files are written anew. test_every_cell.c says that each cell is met.
 */
#include "tests/golden.h"
#include "track/state.h"

static char *text;
static size_t len;

static FILE *begin(void)
{
    return open_memstream(&text, &len);
}

static void end(FILE *f, const char *golden)
{
    fclose(f);
    golden_compare(golden, text, len);
    free(text);
}

static void test_binding(void **state)
{
    (void)state;
    FILE *f = begin();
    for (int s = 0; s < RS_BINDING__COUNT; s++) {
        fprintf(f, "%s\n", rs_binding_state_name(s));
        for (int e = 0; e < RS_BND_EVENT__COUNT; e++) {
            struct rs_binding_cell c = rs_binding_machine(s, e);
            fprintf(f, "  %-12s %s", rs_binding_event_name(e),
                    c.known ? rs_binding_state_name(c.next) : ".");
            fprintf(f, c.change ? " (%s)\n" : "\n", rs_binding_change_name(c.change));
            assert_true(c.known || (c.next == s && !c.change));
        }
    }
    end(f, "binding_machine.txt");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_binding)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
