/* The buffer and its way out. */
#define _POSIX_C_SOURCE 200809L
#include "outputs/writer_inside.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/err.h"

static unsigned terminal_columns(int fd)
{
    struct winsize size;

    if (ioctl(fd, TIOCGWINSZ, &size) != 0)
        return 0;
    return size.ws_col;
}

static struct rs_writer *open_writer(const char *target, bool append, char *error, size_t cap)
{
    struct rs_writer *w = malloc(sizeof *w);

    if (!w) {
        snprintf(error, cap, "no memory for an output buffer");
        return NULL;
    }
    memset(w, 0, offsetof(struct rs_writer, octets));
    w->second = INT64_MIN;
    w->fd = rs_target_open(target, append, &w->owned, &w->socket, error, cap);
    if (w->fd < 0) {
        free(w);
        return NULL;
    }
    w->terminal = isatty(w->fd) == 1;
    w->columns = w->terminal ? terminal_columns(w->fd) : 0;
    return w;
}

struct rs_writer *rs_writer_open(const char *target, char *error, size_t cap)
{
    return open_writer(target, false, error, cap);
}

struct rs_writer *rs_writer_open_append(const char *target, char *error, size_t cap)
{
    return open_writer(target, true, error, cap);
}

int rs_writer_close(struct rs_writer *w)
{
    int result = rs_writer_flush(w);

    if (w->hasty) {
        rs_writer_flow_end(w);
        result = w->error;
    }
    /* close() is where a full disk behind NFS or a quota is told of. */
    if (w->owned && close(w->fd) != 0 && result == RS_OK)
        result = RS_ERR_OUTPUT;
    free(w);
    return result;
}

bool rs_writer_is_terminal(const struct rs_writer *w)
{
    return w->terminal;
}

unsigned rs_writer_columns(const struct rs_writer *w)
{
    return w->columns;
}

int rs_writer_error(const struct rs_writer *w)
{
    return w->error;
}

const char *rs_writer_error_text(const struct rs_writer *w)
{
    return w->error_text;
}

static void fail(struct rs_writer *w, int number)
{
    w->error = RS_ERR_OUTPUT;
    snprintf(w->error_text, sizeof w->error_text, "%s", strerror(number));
}

/* A terminal or pipe that somebody made non-blocking: wait for it. */
static void wait_until_writable(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};

    poll(&p, 1, 1000);
}

static void write_all(struct rs_writer *w, const char *p, size_t n)
{
    while (n) {
        ssize_t done = w->socket ? send(w->fd, p, n, MSG_NOSIGNAL) : write(w->fd, p, n);

        if (done >= 0) {
            p += done;
            n -= (size_t)done;
        } else if (errno == EAGAIN) {
            wait_until_writable(w->fd);
        } else if (errno != EINTR) {
            fail(w, errno);
            return;
        }
    }
}

int rs_writer_flush(struct rs_writer *w)
{
    /* After a failure the octets go nowhere, so that callers need not look. */
    if (w->error == RS_OK && w->hasty)
        rs_writer_flow(w, w->octets, w->used);
    else if (w->error == RS_OK)
        write_all(w, w->octets, w->used);
    w->used = 0;
    return w->error;
}

static void put_long(struct rs_writer *w, const char *octets, size_t n)
{
    rs_writer_flush(w);
    if (n < sizeof w->octets) {
        memcpy(w->octets, octets, n);
        w->used = n;
    } else if (w->error == RS_OK && w->hasty) {
        rs_writer_flow(w, octets, n);
    } else if (w->error == RS_OK) {
        write_all(w, octets, n);
    }
}

void rs_put(struct rs_writer *w, const char *octets, size_t n)
{
    if (n == 0)
        return;
    if (sizeof w->octets - w->used < n) {
        put_long(w, octets, n);
        return;
    }
    memcpy(w->octets + w->used, octets, n);
    w->used += n;
}

void rs_put_str(struct rs_writer *w, const char *s)
{
    rs_put(w, s, strlen(s));
}

void rs_put_span(struct rs_writer *w, struct rs_span s)
{
    rs_put(w, s.p, s.n);
}

void rs_put_char(struct rs_writer *w, char c)
{
    *rs_writer_room(w, 1) = c;
    rs_writer_advance(w, 1);
}
