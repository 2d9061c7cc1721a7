/* From the text behind "-o OUTPUT:" to a descriptor. */
#define _POSIX_C_SOURCE 200809L
#include "outputs/writer_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int open_file(const char *path, bool append, char *error, size_t cap)
{
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC);
    /*
     * Alerts name people and their numbers: not for everybody on the machine.
     */
    int fd = open(path, flags, 0640);

    if (fd < 0)
        snprintf(error, cap, "%s: %s", path, strerror(errno));
    return fd;
}

static int open_unix(const char *path, char *error, size_t cap)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int fd;

    if (strlen(path) >= sizeof name.sun_path) {
        snprintf(error, cap, "unix:%s: path is too long for a socket", path);
        return -1;
    }
    memcpy(name.sun_path, path, strlen(path) + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&name, sizeof name) != 0) {
        snprintf(error, cap, "unix:%s: %s", path, strerror(errno));
        if (fd >= 0)
            close(fd);
        return -1;
    }
    return fd;
}

static int connect_first(const struct addrinfo *list)
{
    for (const struct addrinfo *a = list; a; a = a->ai_next) {
        int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);

        if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) == 0)
            return fd;
        if (fd >= 0) {
            int reason = errno;
            close(fd);
            errno = reason;
        }
    }
    return -1;
}

static int open_tcp(struct rs_span host, const char *port, char *error, size_t cap)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list = NULL;
    char name[256];
    int fd, result;

    rs_span_copy(host, name, sizeof name);
    result = getaddrinfo(name, port, &hints, &list);
    if (result != 0) {
        snprintf(error, cap, "%s:%s: %s", name, port, gai_strerror(result));
        return -1;
    }
    fd = connect_first(list);
    if (fd < 0)
        snprintf(error, cap, "%s:%s: %s", name, port, strerror(errno));
    freeaddrinfo(list);
    return fd;
}

/* "HOST:PORT" is no path: no slash, and a number behind the last colon. */
static const char *host_and_port(const char *target, struct rs_span *host)
{
    const char *colon = strrchr(target, ':');

    if (!colon || colon == target || strchr(target, '/') ||
        !rs_span_is_digits(rs_span_str(colon + 1)))
        return NULL;
    *host = rs_span_between(target, colon);
    if (host->n > 2 && host->p[0] == '[' && host->p[host->n - 1] == ']')
        *host = rs_span(host->p + 1, host->n - 2);
    return colon + 1;
}

int rs_target_open(const char *target, bool append, bool *owned, bool *is_socket, char *error,
                   size_t cap)
{
    struct rs_span host;
    const char *port;

    *owned = true;
    *is_socket = false;
    if (!target || strcmp(target, "-") == 0) {
        *owned = false;
        return STDOUT_FILENO;
    }
    if (strncmp(target, "unix:", 5) == 0) {
        *is_socket = true;
        return open_unix(target + 5, error, cap);
    }
    port = host_and_port(target, &host);
    if (port) {
        *is_socket = true;
        return open_tcp(host, port, error, cap);
    }
    return open_file(target, append, error, cap);
}
