#define _DEFAULT_SOURCE /* winsize */
#include "notice.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* A process has one standard error, and so one line that may stand on it, for all its threads. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool passing_line_stands;

static void clear(void)
{
    if (!passing_line_stands)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    passing_line_stands = false;
}

void rs_notice(const char *format, ...)
{
    va_list args;
    pthread_mutex_lock(&lock);
    clear();
    fputs("ringside: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    pthread_mutex_unlock(&lock);
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
    pthread_mutex_lock(&lock);
    /* The last column stays free: a full line would wrap and could not be taken back. */
    fprintf(stderr, "\r%.*s\033[K", columns() - 1, line);
    fflush(stderr);
    passing_line_stands = true;
    pthread_mutex_unlock(&lock);
}

void rs_notice_clear(void)
{
    pthread_mutex_lock(&lock);
    clear();
    pthread_mutex_unlock(&lock);
}
