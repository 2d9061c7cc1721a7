/*
 * The transaction machines, printed, against tests/golden/transaction_machine.txt;
 * with RS_UPDATE_GOLDEN set in the environment the file is written anew.
 */
#include "tests/golden.h"
#include "track/transaction.h"

static void print_machine(FILE *f, bool invite)
{
    fprintf(f, "%s\n%-10s", invite ? "INVITE" : "all other methods", "");
    for (int e = 0; e < RS_TX_EVENT__COUNT; e++)
        fprintf(f, "  %-*s", e + 1 < RS_TX_EVENT__COUNT ? 24 : 0, rs_tx_event_name(e));
    fputc('\n', f);
    for (int s = 0; s < RS_TX_STATE__COUNT; s++) {
        fprintf(f, "%-10s", rs_tx_state_name(s));
        for (int e = 0; e < RS_TX_EVENT__COUNT; e++) {
            struct rs_tx_cell cell = rs_tx_machine(invite, s, e);
            char text[64];
            snprintf(text, sizeof text, "%s (%s)", rs_tx_state_name(cell.next),
                     rs_tx_notice_name(cell.notice));
            fprintf(f, "  %-*s", e + 1 < RS_TX_EVENT__COUNT ? 24 : 0, text);
        }
        fputc('\n', f);
    }
    fputc('\n', f);
}

static void test_golden(void **state)
{
    (void)state;
    char *text;
    size_t len;
    FILE *f = open_memstream(&text, &len);
    print_machine(f, true);
    print_machine(f, false);
    fclose(f);
    golden_compare("transaction_machine.txt", text, len);
    free(text);
}

/* Nothing leaves GONE, and nothing before the end forgets a final answer. */
static void test_properties(void **state)
{
    (void)state;
    for (int invite = 0; invite < 2; invite++)
        for (int e = 0; e < RS_TX_EVENT__COUNT; e++) {
            assert_int_equal(rs_tx_machine(invite, RS_TX_GONE, e).next, RS_TX_GONE);
            for (int s = RS_TX_COMPLETED; s <= RS_TX_CONFIRMED; s++)
                assert_true(rs_tx_machine(invite, s, e).next >= RS_TX_COMPLETED);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_golden),
                                       cmocka_unit_test(test_properties)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
