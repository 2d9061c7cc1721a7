/*
 * The dialog machine, printed, against tests/golden/dialog_machine.txt; with
 * RS_UPDATE_GOLDEN set in the environment the file is written anew.
 */
#include "tests/golden.h"
#include "track/state.h"

static void print_cell(FILE *f, enum rs_dialog_state s, enum rs_dialog_event e)
{
    struct rs_dialog_cell cell = rs_dialog_machine(s, e);
    if (!cell.known)
        fprintf(f, "  %-14s .\n", rs_dialog_event_name(e));
    else if (cell.end == RS_END_KEEP)
        fprintf(f, "  %-14s %s\n", rs_dialog_event_name(e), rs_dialog_state_name(cell.next));
    else
        fprintf(f, "  %-14s %s (%s)\n", rs_dialog_event_name(e), rs_dialog_state_name(cell.next),
                rs_dialog_end_name(cell.end));
}

static void test_golden(void **state)
{
    (void)state;
    char *text;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    for (int s = 0; s < RS_DIALOG__COUNT; s++) {
        fprintf(f, "%s\n", rs_dialog_state_name(s));
        for (int e = 0; e < RS_DLG_EVENT__COUNT; e++)
            print_cell(f, s, e);
    }
    fclose(f);
    golden_compare("dialog_machine.txt", text, len);
    free(text);
}

/* An empty cell changes nothing; what has ended stays ended; an answered call does not ring. */
static void test_properties(void **state)
{
    (void)state;
    for (int s = 0; s < RS_DIALOG__COUNT; s++)
        for (int e = 0; e < RS_DLG_EVENT__COUNT; e++) {
            struct rs_dialog_cell cell = rs_dialog_machine(s, e);
            if (!cell.known)
                assert_true(cell.next == s && cell.end == RS_END_KEEP);
            if (s == RS_DIALOG_TERMINATED)
                assert_int_equal(cell.next, RS_DIALOG_TERMINATED);
            if (s >= RS_DIALOG_CONFIRMED)
                assert_true(cell.next >= RS_DIALOG_CONFIRMED);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_golden),
                                       cmocka_unit_test(test_properties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
