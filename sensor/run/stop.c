#define _POSIX_C_SOURCE 200809L /* sigaction */
#include "run/stop.h"

#include <signal.h>
#include <string.h>

/* Signals belong to the process, and so does this. */
static volatile sig_atomic_t asked, reload_asked;

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

static void ask_reload(int number)
{
    (void)number;
    reload_asked = 1;
}

void rs_reload_install(void)
{
    struct sigaction again;
    memset(&again, 0, sizeof again);
    again.sa_handler = ask_reload;
    again.sa_flags = SA_RESTART; /* it waits for the next look at the clock, and breaks no write */
    sigaction(SIGHUP, &again, NULL);
}

bool rs_reload_asked(void)
{
    if (!reload_asked)
        return false;
    reload_asked = 0;
    return true;
}

bool rs_stop_asked(void)
{
    return asked != 0;
}
