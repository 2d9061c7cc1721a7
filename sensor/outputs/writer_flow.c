/*
 * Octets to a target that may not take them: a live sensor waits for nobody. A
 * reader that is slow, or a disk that is full, leaves octets pending, and whole
 * records are left out (by whoever asks rs_writer_is_stuck) until they are gone;
 * so no record is ever torn, and writing goes on as soon as it can.
 */
#define _POSIX_C_SOURCE 200809L
#include "outputs/writer_inside.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/err.h"
#include "notice.h"

/*
 * PIECE: a pipe that says it can be written takes that much at once. LAST_MS: how
 * long a reader has, at the end, for what is pending. AGAIN_MS: between two tries.
 */
enum { PIECE = 4096, PENDING_MAX = 4 << 20, STUCK = 1 << 20, LAST_MS = 1000, AGAIN_MS = 100 };

void rs_writer_wait_for_nobody(struct rs_writer *w)
{
    struct stat st;
    w->hasty = true;
    w->plain_file = fstat(w->fd, &st) == 0 && S_ISREG(st.st_mode);
}

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool writable(const struct rs_writer *w, int timeout_ms)
{
    struct pollfd p = {.fd = w->fd, .events = POLLOUT};
    return w->plain_file || poll(&p, 1, timeout_ms) > 0; /* an error shows when it is written */
}

/* There may be room later. */
static bool is_passing(int number)
{
    return number == EAGAIN || number == EWOULDBLOCK || number == EINTR || number == ENOSPC ||
           number == EDQUOT || number == EFBIG || number == ENOBUFS;
}

static ssize_t write_some(const struct rs_writer *w, const char *p, size_t n)
{
    if (w->socket)
        return send(w->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
    return write(w->fd, p, w->plain_file || n < PIECE ? n : PIECE);
}

static void fail(struct rs_writer *w, int number)
{
    w->error = RS_ERR_OUTPUT;
    snprintf(w->error_text, sizeof w->error_text, "%s", strerror(number));
}

/* As much as it takes now. How many octets that were. */
static size_t push(struct rs_writer *w, const char *p, size_t n)
{
    size_t done = 0;
    w->tried_ms = now_ms();
    while (done < n && w->error == RS_OK && writable(w, 0)) {
        ssize_t some = write_some(w, p + done, n - done);
        if (some > 0)
            done += (size_t)some;
        else if (some < 0 && !is_passing(errno))
            fail(w, errno);
        else
            break;
    }
    return done;
}

static void push_pending(struct rs_writer *w)
{
    size_t done = push(w, w->pending, w->pending_len);
    w->pending_len -= done;
    memmove(w->pending, w->pending + done, w->pending_len);
}

static void keep(struct rs_writer *w, const char *p, size_t n)
{
    if (w->error != RS_OK || !n)
        return;
    if (!w->pending && !(w->pending = malloc(PENDING_MAX)))
        fail(w, ENOMEM);
    else if (n > PENDING_MAX - w->pending_len)
        fail(w, ENOBUFS); /* one record of megabytes */
    else {
        memcpy(w->pending + w->pending_len, p, n);
        w->pending_len += n;
    }
}

void rs_writer_flow(struct rs_writer *w, const char *p, size_t n)
{
    if (w->pending_len)
        push_pending(w);
    size_t done = w->pending_len ? 0 : push(w, p, n);
    keep(w, p + done, n - done);
}

bool rs_writer_is_stuck(struct rs_writer *w)
{
    if (w->pending_len <= STUCK || w->error != RS_OK)
        return false;
    if (now_ms() - w->tried_ms >= AGAIN_MS)
        push_pending(w);
    bool stuck = w->pending_len > STUCK;
    if (stuck != w->said)
        rs_notice(stuck ? "an output does not take its records; they are left out until it does"
                        : "the output takes records again");
    w->said = stuck;
    return stuck;
}

void rs_writer_flow_end(struct rs_writer *w)
{
    int64_t until = now_ms() + LAST_MS;
    while (w->pending_len && w->error == RS_OK && now_ms() < until) {
        if (w->plain_file)
            until = 0;
        writable(w, LAST_MS / 10);
        push_pending(w);
    }
    if (w->pending_len && w->error == RS_OK)
        fail(w, w->plain_file ? ENOSPC : ETIMEDOUT);
    free(w->pending);
    w->pending = NULL;
}
