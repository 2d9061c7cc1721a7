#define _POSIX_C_SOURCE 200809L /* open, fstat, poll */
#include "capture/source.h"

#include "capture/codec.h"
#include "capture/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { RAW_ROOM = 128 * 1024 };

struct rs_source {
    int fd;
    bool regular;     /* a file: reading does not wait for anybody */
    bool follow;      /* its end is not the end: it is still being written */
    bool begun;       /* the first octets were looked at */
    bool ended;       /* of the raw octets */
    uint64_t position, size;
    const struct rs_codec *codec; /* NULL: not packed */
    void *state;
    struct rs_span raw; /* in buffer, not used yet */
    char error[RS_SOURCE_ERROR_TEXT];
    char buffer[RAW_ROOM];
};

static const struct rs_codec *const codecs[] = {&rs_codec_gzip, &rs_codec_zstd};

static int failed(struct rs_source *s, const char *what, const char *why)
{
    snprintf(s->error, sizeof s->error, "%s%s", what, why);
    return RS_ERR_INPUT;
}

/* Opening */

static int look_at(struct rs_source *s, char error[RS_SOURCE_ERROR_TEXT])
{
    struct stat st;
    if (fstat(s->fd, &st) != 0) {
        snprintf(error, RS_SOURCE_ERROR_TEXT, "%s", strerror(errno));
        return RS_ERR_INPUT;
    }
    if (S_ISDIR(st.st_mode)) { /* capture/directory.h reads them */
        snprintf(error, RS_SOURCE_ERROR_TEXT, "is a directory");
        return RS_ERR_INPUT;
    }
    s->regular = S_ISREG(st.st_mode);
    s->size = s->regular ? (uint64_t)st.st_size : 0;
    return RS_OK;
}

static int open_path(const char *path, char error[RS_SOURCE_ERROR_TEXT])
{
    struct rs_url url;
    const char *why;
    if (!strcmp(path, "-"))
        return STDIN_FILENO;
    if (rs_url_parse(path, &url, &why) == RS_OK && url.kind == RS_URL_CAPTURE)
        return rs_dial(&url, error, RS_SOURCE_ERROR_TEXT);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0)
        snprintf(error, RS_SOURCE_ERROR_TEXT, "%s", strerror(errno));
    return fd;
}

struct rs_source *rs_source_open(const char *path, char error[RS_SOURCE_ERROR_TEXT])
{
    struct rs_source *s = malloc(sizeof *s);
    if (!s) {
        snprintf(error, RS_SOURCE_ERROR_TEXT, "there is no memory for it");
        return NULL;
    }
    memset(s, 0, offsetof(struct rs_source, buffer));
    s->fd = open_path(path, error);
    if (s->fd < 0 || look_at(s, error) != RS_OK) {
        rs_source_close(s);
        return NULL;
    }
    return s;
}

void rs_source_close(struct rs_source *s)
{
    if (!s)
        return;
    if (s->codec)
        s->codec->end(s->state);
    if (s->fd > STDIN_FILENO)
        close(s->fd);
    free(s);
}

/* Reading */

static int raw_read(struct rs_source *s, char *out, size_t room)
{
    struct pollfd waiting = {.fd = s->fd, .events = POLLIN};
    if (s->ended)
        return 0;
    if (!s->regular && poll(&waiting, 1, 0) == 0)
        return RS_ERR_INCOMPLETE;
    ssize_t n = read(s->fd, out, room);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return RS_ERR_INCOMPLETE;
    if (n < 0)
        return failed(s, "reading failed: ", strerror(errno));
    if (n == 0 && s->follow)
        return RS_ERR_INCOMPLETE;
    s->ended = n == 0;
    s->position += (uint64_t)n;
    return (int)n;
}

/* More octets into the buffer, behind those that are there: few, or none. */
static int raw_fill(struct rs_source *s)
{
    if (s->raw.n)
        memmove(s->buffer, s->raw.p, s->raw.n);
    int n = raw_read(s, s->buffer + s->raw.n, RAW_ROOM - s->raw.n);
    s->raw = rs_span(s->buffer, s->raw.n + (n > 0 ? (size_t)n : 0));
    return n;
}

/* Look at the first octets: is this packed, and how? */
static int recognise(struct rs_source *s)
{
    while (s->raw.n < RS_SOURCE_MAGIC && !s->ended) {
        int n = raw_fill(s);
        if (n < 0)
            return n;
    }
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0] && !s->codec; i++)
        if (codecs[i]->recognise(s->raw))
            s->codec = codecs[i];
    if (s->codec && !(s->state = s->codec->begin())) {
        s->codec = NULL;
        return failed(s, "there is no memory to unpack it", "");
    }
    s->begun = true;
    return RS_OK;
}

static int read_plain(struct rs_source *s, char *out, size_t room)
{
    if (s->raw.n == 0)
        return raw_read(s, out, room);
    struct rs_span first = rs_span_first(s->raw, room);
    memcpy(out, first.p, first.n);
    s->raw = rs_span_skip(s->raw, first.n);
    return (int)first.n;
}

static int read_packed(struct rs_source *s, char *out, size_t room)
{
    for (;;) {
        int n = s->codec->unpack(s->state, &s->raw, out, room);
        if (n > 0)
            return n;
        if (n == RS_ERR_FULL)
            return failed(s, s->codec->name, " data needs too much memory; unpack it first");
        if (n < 0)
            return failed(s, s->codec->name, " data is damaged");
        n = raw_fill(s);
        if (n < 0)
            return n;
        if (s->ended)
            return s->codec->complete(s->state) ? 0 : failed(s, s->codec->name, " data is cut off");
    }
}

int rs_source_read(struct rs_source *s, char *out, size_t room)
{
    if (!s->begun) {
        int rc = recognise(s);
        if (rc < 0)
            return rc;
    }
    return s->codec ? read_packed(s, out, room) : read_plain(s, out, room);
}

void rs_source_follow(struct rs_source *s, bool follow)
{
    s->follow = follow;
}

void rs_source_wait(const struct rs_source *s, int timeout_ms)
{
    struct pollfd waiting = {.fd = s->fd, .events = POLLIN};
    poll(&waiting, 1, timeout_ms);
}

const char *rs_source_error(const struct rs_source *s)
{
    return s->error;
}

uint64_t rs_source_position(const struct rs_source *s)
{
    return s->position;
}

uint64_t rs_source_size(const struct rs_source *s)
{
    return s->size;
}

int64_t rs_source_size_now(const struct rs_source *s)
{
    struct stat st;
    return fstat(s->fd, &st) == 0 ? (int64_t)st.st_size : -1;
}
