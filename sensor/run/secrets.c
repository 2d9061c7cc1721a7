#define _DEFAULT_SOURCE /* fstat, explicit_bzero, getrandom */
#include "run/secrets.h"

#include "notice.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_OCTETS = 16 * 1024, POLL_OCTETS = 1 << 20, PEM_MAX = 1 << 20 };

static int refused(const char *option, const char *path, const char *why, int rc)
{
    rs_notice("%s %s: %s", option, path, why);
    return rc;
}

/* Lines */

static void take_line(struct rs_secrets *s, struct rs_span line)
{
    int rc = rs_tls_keys_add_line(s->keys, line);
    s->good += rc != RS_ERR_MALFORMED && rs_span_trim(line).n;
    s->bad += rc == RS_ERR_MALFORMED;
}

static void end_line(struct rs_secrets *s)
{
    if (!s->overlong)
        take_line(s, rs_span(s->line, s->line_len));
    s->bad += s->overlong;
    s->overlong = false;
    s->line_len = 0;
}

/* Up to the next line end, or as many as fit. */
static void put_octets(struct rs_secrets *s, struct rs_span octets)
{
    if (s->line_len + octets.n > sizeof s->line) {
        s->overlong = true;
        s->line_len = 0;
    }
    if (s->overlong)
        return;
    memcpy(s->line + s->line_len, octets.p, octets.n);
    s->line_len += octets.n;
}

static void take_octets(struct rs_secrets *s, struct rs_span octets)
{
    while (octets.n) {
        const char *end = rs_span_find(octets, '\n');
        size_t n = end ? (size_t)(end - octets.p) : octets.n;
        put_octets(s, rs_span_first(octets, n));
        if (end)
            end_line(s);
        octets = rs_span_skip(octets, n + 1);
    }
}

/* The key log file */

static void close_file(struct rs_secrets *s)
{
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    s->offset = 0;
    s->line_len = 0;
    s->overlong = false;
}

/* O_NONBLOCK: a named pipe that nobody writes to must not stop us. */
static bool open_file(struct rs_secrets *s)
{
    s->fd = open(s->keylog, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    s->offset = 0;
    return s->fd >= 0;
}

/* All that is there, no more than POLL_OCTETS. False: reading failed. */
static bool read_on(struct rs_secrets *s)
{
    char buffer[READ_OCTETS];
    ssize_t n = 1;
    for (size_t done = 0; n > 0 && done < POLL_OCTETS; done += (size_t)n) {
        n = read(s->fd, buffer, sizeof buffer);
        if (n <= 0)
            break;
        s->offset += (size_t)n;
        take_octets(s, rs_span(buffer, (size_t)n));
    }
    explicit_bzero(buffer, sizeof buffer);
    return n >= 0 || errno == EAGAIN || errno == EINTR;
}

/* The file begins again: what was cut to nothing is written anew. */
static void check_cut(struct rs_secrets *s, const struct stat *st)
{
    if (!S_ISREG(st->st_mode) || (uint64_t)st->st_size >= s->offset)
        return;
    if (lseek(s->fd, 0, SEEK_SET) == 0)
        s->offset = 0;
    s->line_len = 0;
    s->overlong = false;
}

/* Another file has its name now: that one is read to its end, then this one. */
static bool is_replaced(const struct rs_secrets *s, const struct stat *st)
{
    struct stat named;
    return stat(s->keylog, &named) == 0 &&
           (named.st_dev != st->st_dev || named.st_ino != st->st_ino);
}

void rs_secrets_poll(struct rs_secrets *s)
{
    struct stat st;
    if (!s->keylog || (s->fd < 0 && !open_file(s)))
        return;
    if (fstat(s->fd, &st) != 0) {
        close_file(s);
        return;
    }
    check_cut(s, &st);
    read_on(s);
    if (!is_replaced(s, &st))
        return;
    close_file(s);
    if (open_file(s))
        read_on(s);
}

static int read_keylog(struct rs_secrets *s, const char *path)
{
    uint64_t before;
    s->keylog = path;
    if (!open_file(s))
        return refused("--keylog", path, strerror(errno), RS_ERR_INPUT);
    do {
        before = s->offset;
        if (!read_on(s))
            return refused("--keylog", path, strerror(errno), RS_ERR_INPUT);
    } while (before != s->offset);
    /* The last line may have no end, and yet be whole: it is taken, and again when it goes on. */
    if (s->line_len && !s->overlong)
        take_line(s, rs_span(s->line, s->line_len));
    if (s->bad && !s->good)
        return refused("--keylog", path, "is no key log: no line of it is one of SSLKEYLOGFILE's",
                       RS_ERR_USAGE);
    rs_tls_keys_expect(s->keys, true);
    return RS_OK;
}

/* Private keys */

/* The whole of a small file; the caller wipes and frees. */
static char *read_whole(const char *path, size_t *len)
{
    char *text = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    ssize_t n = 1;
    *len = 0;
    if (fd < 0 || !(text = malloc(PEM_MAX))) {
        if (fd >= 0)
            close(fd);
        return NULL;
    }
    while (*len < PEM_MAX && (n = read(fd, text + *len, PEM_MAX - *len)) > 0)
        *len += (size_t)n;
    close(fd);
    if (n >= 0)
        return text;
    explicit_bzero(text, PEM_MAX);
    free(text);
    return NULL;
}

static int read_private_key(struct rs_secrets *s, const char *path)
{
    size_t len;
    char *text = read_whole(path, &len);
    if (!text)
        return refused("--tls-key", path, strerror(errno), RS_ERR_INPUT);
    int rc = rs_tls_keys_add_rsa(s->keys, rs_span(text, len));
    explicit_bzero(text, PEM_MAX);
    free(text);
    if (rc == RS_ERR_FULL)
        return refused("--tls-key", path, "more private keys than are tried", RS_ERR_USAGE);
    if (rc < 0)
        return refused("--tls-key", path,
                       "has no RSA private key in PEM without a pass phrase", RS_ERR_USAGE);
    return RS_OK;
}

/* Open and close */

int rs_secrets_open(struct rs_secrets *s, const struct rs_options *options)
{
    struct rs_hash_key key;
    int rc = RS_OK;
    *s = (struct rs_secrets){.fd = -1};
    if (getrandom(&key, sizeof key, 0) == (ssize_t)sizeof key)
        s->keys = rs_tls_keys_new(0, &key);
    if (!s->keys) {
        rs_notice("there is no memory for the secrets of TLS");
        return RS_ERR_INPUT;
    }
    for (unsigned i = 0; i < options->tls_key_count && rc == RS_OK; i++)
        rc = read_private_key(s, options->tls_keys[i]);
    if (options->keylog && rc == RS_OK)
        rc = read_keylog(s, options->keylog);
    return rc;
}

void rs_secrets_close(struct rs_secrets *s)
{
    if (s->keylog)
        close_file(s);
    rs_tls_keys_free(s->keys);
    explicit_bzero(s, sizeof *s);
    s->fd = -1;
}

/* What a capture brings it may bring again, further on. */
void rs_secrets_take(void *user, struct rs_span lines)
{
    struct rs_secrets *s = user;
    if (rs_tls_keys_add_text(s->keys, lines))
        rs_tls_keys_expect(s->keys, true);
}
