#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "capture/dial.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000 };

/* 0, or an errno. */
static int finish(int fd)
{
    struct pollfd waiting = {.fd = fd, .events = POLLOUT};
    int why = 0;
    socklen_t len = sizeof why;
    if (poll(&waiting, 1, PATIENCE_MS) == 0)
        return ETIMEDOUT;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &why, &len) != 0)
        return errno;
    return why;
}

static int dial_one(const struct addrinfo *a, int *why)
{
    int on = 1;
    int fd = socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
    if (fd < 0) {
        *why = errno;
        return -1;
    }
    *why = connect(fd, a->ai_addr, a->ai_addrlen) == 0 ? 0 : errno;
    if (*why == EINPROGRESS || *why == EINTR)
        *why = finish(fd);
    if (*why) {
        close(fd);
        return -1;
    }
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    return fd;
}

int rs_dial(const struct rs_url *url, char *error, size_t room)
{
    struct addrinfo wanted = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *found;
    int why = 0, fd = -1;
    int rc = getaddrinfo(url->host, url->port, &wanted, &found);
    if (rc != 0) {
        snprintf(error, room, "%s", gai_strerror(rc));
        return -1;
    }
    for (const struct addrinfo *a = found; a && fd < 0; a = a->ai_next)
        fd = dial_one(a, &why);
    freeaddrinfo(found);
    if (fd < 0)
        snprintf(error, room, "cannot connect: %s", strerror(why));
    return fd;
}
