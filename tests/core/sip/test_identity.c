/* Identity: RFC 8224 and the older RFC 4474. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "guard.h"
#include "sip/identity.h"

static const struct {
    const char *value;
    int err;
    const char *digest, *info, *alg, *ppt;
} row[] = {
    /* RFC 8224 4.1 */
    {"sv5CTo05KqpSmtHt3dcEiO/1CWTSZtnG3iV+1nmurLXV/HmtyNS7Ltrg9dlxkWzo\r\n"
     " eU7d7OV8HweTTDobV3itTmgPwCFjaEmMyEI3d7SyN21yNDo2ER/Ovgtw0Lu5csIp\r\n"
     " pPqOg1uXndzHbG7mR6Rl9BnUhHufVRbp51Mn3w0gfUs=;\r\n"
     " info=<https://biloxi.example.org/biloxi.cer>;alg=ES256",
     RS_OK,
     "sv5CTo05KqpSmtHt3dcEiO/1CWTSZtnG3iV+1nmurLXV/HmtyNS7Ltrg9dlxkWzo\r\n"
     " eU7d7OV8HweTTDobV3itTmgPwCFjaEmMyEI3d7SyN21yNDo2ER/Ovgtw0Lu5csIp\r\n"
     " pPqOg1uXndzHbG7mR6Rl9BnUhHufVRbp51Mn3w0gfUs=",
     "https://biloxi.example.org/biloxi.cer", "ES256", NULL},
    /* the compact form */
    {"..rq3pjT1hoRwakEGjHCnWSwUnshd0-zJ6F1VOgFWSjHBr8Qjpjlk-cpFYpFYsojN;"
     "info=<https://cert.example.org/passport.cer;x>;ppt=shaken",
     RS_OK, "..rq3pjT1hoRwakEGjHCnWSwUnshd0-zJ6F1VOgFWSjHBr8Qjpjlk-cpFYpFYsojN",
     "https://cert.example.org/passport.cer;x", NULL, "shaken"},
    {"a;info=<https://x>;alg=ES256;ppt=\"shaken\"", RS_OK, "a", "https://x", "ES256", "shaken"},
    {"\"ZYNBbHC00VMZr2kZt6VmCvPonWJMGvQTBDqghoWeLxJfzB2a1pxAr3Vgr\"", RS_OK,
     "ZYNBbHC00VMZr2kZt6VmCvPonWJMGvQTBDqghoWeLxJfzB2a1pxAr3Vgr", NULL, NULL, NULL},
    {";info=<x>", RS_ERR_MALFORMED, "", "x", NULL, NULL},
    {"", RS_ERR_MALFORMED, "", NULL, NULL, NULL},
};

static void parses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct rs_identity id;

        assert_int_equal(rs_identity_parse(guard_copy(rs_span_str(row[i].value)), &id), row[i].err);
        guard_check_text(row[i].value, id.digest, row[i].digest);
        guard_check_text(row[i].value, id.info, row[i].info);
        guard_check_text(row[i].value, id.alg, row[i].alg);
        guard_check_text(row[i].value, id.ppt, row[i].ppt);
    }
}

static void attempt(struct rs_span s)
{
    struct rs_identity id;

    rs_identity_parse(s, &id);
    guard_check_inside(s, id.digest);
    guard_check_inside(s, id.info);
    guard_check_inside(s, id.alg);
    guard_check_inside(s, id.ppt);
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
