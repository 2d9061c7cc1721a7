/*
 * The dialog machine, printed, against tests/golden/dialog_machine.txt; with
 * RS_UPDATE_GOLDEN set in the environment the file is written anew. That some
 * scenario meets each cell is counted by tests/test_every_cell.c.
 *
 * Row by row of the INVITE dialog's table (RFC 3261 12-15, 4235 3.7.1), where it
 * stands and a scenario that goes through it:
 *
 *   INVITE without a To tag             opened in dialog_request.c   call
 *   request inside one not known        opened there, confirmed      mid-dialog
 *   100, 1xx without a tag              1xx                          call, cells-dialog
 *   101-199 with a tag                  1xx+tag; a further tag is a fork (dialogs.c)
 *                                                                    fork-two-answers
 *   2xx                                 2xx                          call
 *   3xx                                 3xx                          call-redirected
 *   401, 407                            401/407                      call-auth, cells-dialog
 *   487                                 487                          rfc3665-3.8
 *   other failure                       failure                      call-busy
 *   nothing for 32 s                    no-answer                    timeout-call
 *   last 1xx and 190 s                  stalled                      call-no-answer
 *   199, BYE of the caller, other fork won
 *                                       199, bye, fork-lost          D306-ended, early-bye, fork-one-cancelled
 *   ACK of the 2xx                      no cell: dialog_response.c   call
 *   re-INVITE, UPDATE                   2xx, fatal (effects.c)       reinvite-481, reinvite-refused
 *   ... and nothing for 32 s            no-answer                    reinvite-unanswered
 *   BYE                                 bye                          call-callee-bye
 *   its 2xx, 481, 408                   bye-answered                 bye-both-sides
 *   its 401, 407                        bye-challenged               bye-auth
 *   BYE and nothing for 32 s            bye-timeout                  tests/cases/D306*
 *   2xx to an INVITE that replaces it   replaced                     replaces, replaces-early
 *   CSeq lower than before              no cell: D301                tests/cases/D301*
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
