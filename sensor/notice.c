#define _DEFAULT_SOURCE /* winsize */
#include "notice.h"

#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A process has one standard error, and so one line that may stand on it. */
static bool passing_line_stands;

void rs_notice(const char *format, ...)
{
    va_list args;
    rs_notice_clear();
    fputs("ringside: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

bool rs_notice_terminal(void)
{
    return isatty(STDERR_FILENO);
}

static int columns(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
        return size.ws_col;
    return 80;
}

void rs_notice_passing(const char *line)
{
    if (!rs_notice_terminal())
        return;
    /* The last column stays free: a full line would wrap and could not be taken back. */
    fprintf(stderr, "\r%.*s\033[K", columns() - 1, line);
    fflush(stderr);
    passing_line_stands = true;
}

void rs_notice_clear(void)
{
    if (!passing_line_stands)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    passing_line_stands = false;
}
