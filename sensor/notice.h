/*
 * What the program says of itself, to people, on standard error: one line a
 * notice, and on a terminal one line that is rewritten (progress). Both stand
 * here, so that they never meet on one line.
 */
#ifndef RS_NOTICE_H
#define RS_NOTICE_H

#include <stdbool.h>

/* "ringside: ..." and a line feed. */
void rs_notice(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* True when standard error is a terminal; false: rs_notice_passing does nothing. */
bool rs_notice_terminal(void);

/* Show this line, cut to the terminal's width, in place of the last. */
void rs_notice_passing(const char *line);

/* Take the passing line away: before anything else writes to the terminal. */
void rs_notice_clear(void);

#endif
