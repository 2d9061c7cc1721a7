/*
 * What is wrong with a settings file, put into words. Inside settings*.c only.
 */
#ifndef RS_BASE_SETTINGS_SAY_H
#define RS_BASE_SETTINGS_SAY_H

#include "base/settings.h"

/* One error at a time: begun, then put together piece by piece. */
struct rs_saying {
    struct rs_settings_errors *errors;
    struct rs_settings_error *e; /* NULL: there are enough */
    size_t used;
};

struct rs_saying rs_say(struct rs_settings_errors *errors, uint32_t line);
void rs_say_str(struct rs_saying *s, const char *text);
/* What the person wrote: cut, and what is not printable as "?". */
void rs_say_span(struct rs_saying *s, struct rs_span text);
void rs_say_number(struct rs_saying *s, uint32_t n);

#endif
