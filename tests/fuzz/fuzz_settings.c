#include "fuzz.h"

#include "base/err.h"
#include "base/settings.h"

/* Whatever stands in the file: bounded, ordered, printable errors, numbers within their rows. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rs_settings_errors errors;
    struct rs_policy *p = rs_policy_new();
    if (!p)
        return 0;
    int rc = rs_settings_read(p, rs_span((const char *)data, size), &errors);
    fuzz_require((rc == RS_OK) == (errors.count == 0));
    fuzz_require(errors.kept <= RS_SETTINGS_ERRORS_MAX && errors.kept <= errors.count);
    for (uint32_t i = 0; i < errors.kept; i++) {
        fuzz_require(errors.each[i].line >= (i ? errors.each[i - 1].line : 1));
        fuzz_require(errors.each[i].text[0] != 0);
        for (const char *c = errors.each[i].text; *c; c++)
            fuzz_require(*c >= ' ' && *c < 0x7f);
    }
    for (int i = 0; i < RS_NUMBER__COUNT; i++) {
        const struct rs_number_row *row = rs_number_row((enum rs_number)i);
        uint32_t n = rs_policy_number(p, (enum rs_number)i);
        fuzz_require(n >= row->least && n <= row->most);
    }
    for (int i = 0; i < RS_SETTING__COUNT; i++) {
        const struct rs_setting_row *row = rs_setting_row((enum rs_setting)i);
        uint32_t n = rs_policy_setting(p, (enum rs_setting)i);
        fuzz_require(n >= row->least && n <= row->most);
    }
    rs_policy_free(p);
    return 0;
}
