#include "base/settings_say.h"

enum { SPAN_SHOWN = 48, DIGITS = 10 };

/* Where one of that line goes: they stay in order. */
static uint32_t place_of(const struct rs_settings_errors *errors, uint32_t line)
{
    uint32_t at = errors->kept;
    while (at && errors->each[at - 1].line > line)
        at--;
    return at;
}

struct rs_saying rs_say(struct rs_settings_errors *errors, uint32_t line)
{
    struct rs_saying s = {.errors = errors};
    errors->count++;
    if (errors->kept == RS_SETTINGS_ERRORS_MAX)
        return s;
    uint32_t at = place_of(errors, line);
    s.e = &errors->each[at];
    memmove(s.e + 1, s.e, (errors->kept - at) * sizeof *s.e);
    errors->kept++;
    s.e->line = line;
    s.e->text[0] = 0;
    return s;
}

static void put(struct rs_saying *s, char c)
{
    if (!s->e || s->used + 1 >= sizeof s->e->text)
        return;
    s->e->text[s->used++] = c;
    s->e->text[s->used] = 0;
}

void rs_say_str(struct rs_saying *s, const char *text)
{
    while (*text)
        put(s, *text++);
}

void rs_say_span(struct rs_saying *s, struct rs_span text)
{
    for (size_t i = 0; i < text.n && i < SPAN_SHOWN; i++)
        put(s, text.p[i] >= ' ' && text.p[i] < 0x7f ? text.p[i] : '?');
    if (text.n > SPAN_SHOWN)
        rs_say_str(s, "...");
}

void rs_say_number(struct rs_saying *s, uint32_t n)
{
    char digit[DIGITS];
    int count = 0;
    do {
        digit[count++] = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    while (count)
        put(s, digit[--count]);
}
