#define _POSIX_C_SOURCE 200809L /* sigaction */
#include "run/stop.h"

#include <signal.h>
#include <string.h>

/* Signals belong to the process, and so does this. */
static volatile sig_atomic_t asked;

static void ask(int number)
{
    (void)number;
    asked = 1;
}

void rs_stop_install(void)
{
    struct sigaction once, ignore;
    memset(&once, 0, sizeof once);
    once.sa_handler = ask;
    once.sa_flags = (int)SA_RESETHAND; /* the second one finds the default: the end */
    sigaction(SIGINT, &once, NULL);
    sigaction(SIGTERM, &once, NULL);

    memset(&ignore, 0, sizeof ignore);
    ignore.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &ignore, NULL);
}

bool rs_stop_asked(void)
{
    return asked != 0;
}
