/* The line of progress, at every size and speed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "run/progress.h"

static const struct {
    uint64_t octets, total, messages;
    int64_t elapsed_us;
    const char *text;
} row[] = {
    {700, 1400, 10, 1000000, "50% of 1.4 kB, 10 messages/s, 1 s left"},
    {350000000, 1400000000, 1000000, 2000000, "25% of 1.4 GB, 500000 messages/s, 6 s left"},
    {1000000, 100000000, 5, 5000000, "1% of 100 MB, 1 messages/s, 8 min 15 s left"},
    {1, 4000, 0, 4000000, "0% of 4.0 kB, 0 messages/s, 4 h 26 min left"},
    {2000, 1000, 1, 1000000, "100% of 1.0 kB, 1 messages/s, 0 s left"},
    {1500, 0, 3, 1500000, "1.5 kB read, 2 messages/s"},
    {0, 1000, 0, 0, "0 B read, 0 messages/s"},
    {999, 0, 0, 1, "999 B read, 0 messages/s"},
    {UINT64_MAX, 0, 0, 1000000, "18 EB read, 0 messages/s"},
};

static void texts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char text[RS_PROGRESS_TEXT];
        rs_progress_text(text, row[i].octets, row[i].total, row[i].messages, row[i].elapsed_us);
        assert_string_equal(text, row[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
