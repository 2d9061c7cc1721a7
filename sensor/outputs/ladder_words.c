#include "outputs/ladder_words.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void rs_words_add(struct rs_ladder_words *out, const char *format, ...)
{
    size_t n = strlen(out->text);
    va_list args;

    va_start(args, format);
    vsnprintf(out->text + n, sizeof out->text - n, format, args);
    va_end(args);
}

void rs_words_add_after(struct rs_ladder_words *out, int64_t from_us, int64_t to_us)
{
    if (from_us < 0 || to_us < from_us)
        return;
    if (to_us - from_us < 10000)
        rs_words_add(out, " after %.1f ms", (double)(to_us - from_us) / 1e3);
    else if (to_us - from_us < 1000000)
        rs_words_add(out, " after %" PRId64 " ms", (to_us - from_us + 500) / 1000);
    else
        rs_words_add(out, " after %.2f s", (double)(to_us - from_us) / 1e6);
}

void rs_words_add_challenges(struct rs_ladder_words *out, const struct rs_ladder_row *row)
{
    const char *scheme = rs_auth_scheme_name((enum rs_auth_scheme)row->scheme);

    rs_words_add(out, "%u challenge%s", row->challenges, rs_plural(row->challenges));
    if (*scheme)
        rs_words_add(out, " (%s)", scheme);
}

bool rs_ladder_has_absence(const struct rs_ladder_call *c, enum rs_ladder_absence_kind kind)
{
    for (unsigned i = 0; i < c->absence_count; i++)
        if (c->absence[i].kind == kind)
            return true;
    return false;
}
