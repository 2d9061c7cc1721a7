/*
 * How a person or a service manager ends the program: SIGINT and SIGTERM ask
 * for a clean end (what was read is reported); the second ends it at once.
 * Writing to a reader that is gone is an error of that output, not a signal.
 */
#ifndef RS_RUN_STOP_H
#define RS_RUN_STOP_H

#include <stdbool.h>

void rs_stop_install(void);
bool rs_stop_asked(void);

/* With a settings file, SIGHUP asks that it is read again. */
void rs_reload_install(void);
/* True once for each time it was asked. */
bool rs_reload_asked(void);

#endif
