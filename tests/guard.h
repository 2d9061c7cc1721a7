/*
 * Texts whose last octet is the last before an unreadable page: a parser that
 * looks one octet too far ends the test. Also the checks that spans point
 * where they should and say what they should.
 */
#ifndef RS_TESTS_GUARD_H
#define RS_TESTS_GUARD_H

#include "base/span.h"

enum { GUARD_MAX = 1 << 18 }; /* octets of the longest text */

/* A copy of `text` at the end of a page; it lasts until the next call. */
struct rs_span guard_copy(struct rs_span text);

/*
 * `attempt` on a guarded copy of each beginning of the text, from nothing to
 * all of it.
 */
void guard_each_prefix(struct rs_span text, void (*attempt)(struct rs_span prefix));

/* Fails the test unless `part` is absent or lies inside `whole`. */
void guard_check_inside(struct rs_span whole, struct rs_span part);

/* Fails the test unless the span has this text; wanted NULL: p must be NULL. */
void guard_check_text(const char *what, struct rs_span got, const char *wanted);

/*
 * `pattern` again and again, up to `len` octets; it lasts until the next call.
 */
struct rs_span guard_repeat(const char *pattern, size_t len);

/* CPU time of this thread, to show that a parser is linear. */
uint64_t guard_cpu_us(void);

#endif
