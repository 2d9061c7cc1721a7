/* Headers that are one number. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/number.h"

static const struct {
    const char *value;
    uint32_t max;
    int err;
    uint32_t number;
} row[] = {
    {"70", 255, RS_OK, 70},
    {"0068", 255, RS_OK, 68},
    {"0", 255, RS_OK, 0},
    {"255", 255, RS_OK, 255},
    {"256", 255, RS_ERR_MALFORMED, 255},
    {" \r\n 70 \r\n ", 255, RS_OK, 70},
    {"4294967295", UINT32_MAX, RS_OK, UINT32_MAX},
    {"4294967296", UINT32_MAX, RS_ERR_MALFORMED, UINT32_MAX},
    {"36893488147419103232", UINT32_MAX, RS_ERR_MALFORMED, UINT32_MAX},
    /* RFC 3261 20.33, RFC 4028 5 */
    {"18000;duration=3600", UINT32_MAX, RS_OK, 18000},
    {"120 (I'm in a meeting)", UINT32_MAX, RS_OK, 120},
    {"60 ;x", UINT32_MAX, RS_OK, 60},
    {"", 255, RS_ERR_MALFORMED, 0},
    {"-1", 255, RS_ERR_MALFORMED, 0},
    {"+1", 255, RS_ERR_MALFORMED, 0},
    {"7a", 255, RS_ERR_MALFORMED, 7},
    {"7 0", 255, RS_ERR_MALFORMED, 7},
    {"0x10", 255, RS_ERR_MALFORMED, 0},
    {"Thu, 01 Dec 1994 16:00:00 GMT", UINT32_MAX, RS_ERR_MALFORMED, 0},
};

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        uint32_t number = 99;
        int err = rs_number_parse(guard_copy(rs_span_str(row[i].value)), row[i].max, &number);

        if (err != row[i].err || number != row[i].number)
            fail_msg("%s: err %d number %u", row[i].value, err, number);
    }
}

static void attempt(struct rs_span s)
{
    uint32_t number;

    rs_number_parse(s, 255, &number);
    assert_true(number <= 255);
}

static void reads_no_further(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++)
        guard_each_prefix(rs_span_str(row[i].value), attempt);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses),
        cmocka_unit_test(reads_no_further),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
