#define _GNU_SOURCE /* accept4, SO_RXQ_OVFL, SO_RCVBUFFORCE */
#include "capture/hep_listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "capture/hep_stream.h"

enum {
    ROOM = 65536,            /* the longest packet there is */
    JUNK_MAX = 64 * 1024,    /* without a packet, then it is no agent */
    EVENTS = 64,
    ACCEPTS = 32,            /* connections taken in one round */
    BACKLOG = 64,
    SLOT_UDP = RS_HEP_CONNECTIONS, /* in an event's data; below: a connection */
    SLOT_TCP
};

struct connection {
    int fd;           /* -1: none */
    bool brought;     /* a packet */
    uint64_t order;   /* of being accepted */
    uint32_t junk;    /* octets since the last packet */
    size_t have;
    char *octets;     /* ROOM */
};

struct rs_hep_listener {
    int poll_fd, udp, tcp; /* -1: none */
    uint32_t interface;
    uint64_t frames, accepted;
    uint32_t overflow_seen; /* the kernel's counter, which wraps */
    unsigned connected;
    struct rs_hep_losses losses;
    struct connection connections[RS_HEP_CONNECTIONS];
    char datagram[ROOM];
    int64_t now_us; /* for the length of a round */
    void *user;
    void (*take)(void *user, const struct rs_frame *);
};

/* Opening */

static bool watch(struct rs_hep_listener *l, int fd, uint32_t slot)
{
    struct epoll_event e = {.events = EPOLLIN, .data.u32 = slot};
    return epoll_ctl(l->poll_fd, EPOLL_CTL_ADD, fd, &e) == 0;
}

/* What root may is asked for first; the kernel cuts the rest to net.core.rmem_max. */
static void enlarge_buffer(int fd, uint32_t mib)
{
    int octets = (int)(mib < 1024 ? mib << 20 : 1u << 30);
    if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &octets, sizeof octets) != 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &octets, sizeof octets);
}

static int bound_socket(const struct addrinfo *a)
{
    int on = 1, off = 0;
    int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, a->ai_protocol);
    if (fd < 0)
        return -1;
    if (a->ai_socktype == SOCK_STREAM)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (a->ai_family == AF_INET6) /* [::] is for both */
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    bool good = bind(fd, a->ai_addr, a->ai_addrlen) == 0 &&
                (a->ai_socktype != SOCK_STREAM || listen(fd, BACKLOG) == 0);
    if (good)
        return fd;
    int why = errno;
    close(fd);
    errno = why;
    return -1;
}

/* -1 with one line in error. */
static int open_socket(const struct rs_url *url, int type, char error[RS_HEP_ERROR_TEXT])
{
    struct addrinfo wanted = {.ai_socktype = type, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found;
    int rc = getaddrinfo(url->host, url->port, &wanted, &found);
    if (rc != 0) {
        snprintf(error, RS_HEP_ERROR_TEXT, "%s", gai_strerror(rc));
        return -1;
    }
    int fd = bound_socket(found);
    if (fd < 0)
        snprintf(error, RS_HEP_ERROR_TEXT, "cannot listen on %s port %s: %s",
                 type == SOCK_STREAM ? "TCP" : "UDP", url->port, strerror(errno));
    freeaddrinfo(found);
    return fd;
}

static bool open_udp(struct rs_hep_listener *l, const struct rs_url *url, uint32_t buffer_mib,
                     char error[RS_HEP_ERROR_TEXT])
{
    int on = 1;
    if (url->kind == RS_URL_HEP_TCP)
        return true;
    l->udp = open_socket(url, SOCK_DGRAM, error);
    if (l->udp < 0)
        return false;
    enlarge_buffer(l->udp, buffer_mib);
    setsockopt(l->udp, SOL_SOCKET, SO_RXQ_OVFL, &on, sizeof on);
    return watch(l, l->udp, SLOT_UDP);
}

static bool open_tcp(struct rs_hep_listener *l, const struct rs_url *url,
                     char error[RS_HEP_ERROR_TEXT])
{
    if (url->kind == RS_URL_HEP_UDP)
        return true;
    l->tcp = open_socket(url, SOCK_STREAM, error);
    return l->tcp >= 0 && watch(l, l->tcp, SLOT_TCP);
}

int rs_hep_listener_open(struct rs_hep_listener **out, const struct rs_url *url, uint32_t number,
                         uint32_t buffer_mib, char error[RS_HEP_ERROR_TEXT])
{
    struct rs_hep_listener *l = calloc(1, sizeof *l);
    snprintf(error, RS_HEP_ERROR_TEXT, "there is no memory for it");
    if (!l)
        return RS_ERR_INPUT;
    l->interface = number;
    l->udp = l->tcp = -1;
    for (unsigned i = 0; i < RS_HEP_CONNECTIONS; i++)
        l->connections[i].fd = -1;
    l->poll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (l->poll_fd >= 0 && open_udp(l, url, buffer_mib, error) && open_tcp(l, url, error)) {
        *out = l;
        return RS_OK;
    }
    rs_hep_listener_close(l);
    return RS_ERR_INPUT;
}

static void hang_up(struct rs_hep_listener *l, struct connection *c)
{
    if (c->fd < 0)
        return;
    close(c->fd);
    free(c->octets);
    *c = (struct connection){.fd = -1};
    l->connected--;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

void rs_hep_listener_close(struct rs_hep_listener *l)
{
    if (!l)
        return;
    for (unsigned i = 0; i < RS_HEP_CONNECTIONS; i++)
        hang_up(l, &l->connections[i]);
    close_fd(l->udp);
    close_fd(l->tcp);
    close_fd(l->poll_fd);
    free(l);
}

int rs_hep_listener_fd(const struct rs_hep_listener *l)
{
    return l->poll_fd;
}

/* Taking */

static void hand_over(struct rs_hep_listener *l, struct rs_frame *frame)
{
    frame->time_us = l->now_us;
    frame->number = ++l->frames;
    frame->interface = l->interface;
    l->take(l->user, frame);
}

static void note_overflow(struct rs_hep_listener *l, struct msghdr *m)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(m); c; c = CMSG_NXTHDR(m, c)) {
        uint32_t now;
        if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_RXQ_OVFL)
            continue;
        memcpy(&now, CMSG_DATA(c), sizeof now);
        l->losses.kernel += (uint32_t)(now - l->overflow_seen);
        l->overflow_seen = now;
    }
}

static void take_datagrams(struct rs_hep_listener *l)
{
    for (int n = 0; n < RS_HEP_BATCH; n++) {
        char control[CMSG_SPACE(sizeof(uint32_t))];
        struct iovec room = {l->datagram, sizeof l->datagram};
        struct msghdr m = {.msg_iov = &room,
                           .msg_iovlen = 1,
                           .msg_control = control,
                           .msg_controllen = sizeof control};
        ssize_t len = recvmsg(l->udp, &m, 0);
        if (len < 0)
            return;
        note_overflow(l, &m);
        struct rs_frame frame = {.link_type = RS_LINK_HEP,
                                 .data = rs_span(l->datagram, (size_t)len),
                                 .original_len = (uint32_t)len};
        hand_over(l, &frame);
    }
}

/* A place for one more; the oldest that has brought nothing gives way. NULL: all are at work. */
static struct connection *place(struct rs_hep_listener *l)
{
    struct connection *oldest = NULL;
    for (unsigned i = 0; i < RS_HEP_CONNECTIONS; i++) {
        struct connection *c = &l->connections[i];
        if (c->fd < 0)
            return c;
        if (!c->brought && (!oldest || c->order < oldest->order))
            oldest = c;
    }
    if (oldest) {
        l->losses.refused++;
        hang_up(l, oldest);
    }
    return oldest;
}

static void take_connection(struct rs_hep_listener *l, int fd)
{
    int on = 1;
    struct connection *c = place(l);
    char *octets = c ? malloc(ROOM) : NULL;
    if (!octets || !watch(l, fd, (uint32_t)(c - l->connections))) {
        l->losses.refused++;
        free(octets);
        close(fd);
        return;
    }
    /* An agent whose machine died would keep its place for ever. */
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    *c = (struct connection){.fd = fd, .order = ++l->accepted, .octets = octets};
    l->connected++;
}

static void take_connections(struct rs_hep_listener *l)
{
    for (int n = 0; n < ACCEPTS; n++) {
        int fd = accept4(l->tcp, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0)
            return;
        take_connection(l, fd);
    }
}

/* All packets that are whole; what is left goes to the front. */
static void take_packets(struct rs_hep_listener *l, struct connection *c)
{
    struct rs_span in = rs_span(c->octets, c->have);
    for (;;) {
        struct rs_frame frame = {.number = 0};
        struct rs_step s = rs_hep_stream_step(in, &frame);
        if (s.kind == RS_STEP_MORE)
            break;
        if (s.kind == RS_STEP_FRAME) {
            c->brought = true;
            c->junk = 0;
            hand_over(l, &frame);
        } else {
            c->junk += (uint32_t)s.octets;
            l->losses.junk_octets += s.octets;
        }
        in = rs_span_skip(in, (size_t)s.octets);
    }
    if (in.n && in.p != c->octets)
        memmove(c->octets, in.p, in.n);
    c->have = in.n;
}

/* One read: who sends much does not keep others from being heard. */
static void take_octets(struct rs_hep_listener *l, struct connection *c)
{
    if (c->fd < 0)
        return;
    ssize_t n = read(c->fd, c->octets + c->have, ROOM - c->have);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0) {
        c->have += (size_t)n;
        take_packets(l, c);
    }
    if (n <= 0 || c->junk > JUNK_MAX) {
        l->losses.broken += c->have > 0;
        hang_up(l, c);
    }
}

int rs_hep_listener_take(struct rs_hep_listener *l, void *user,
                         void (*take)(void *user, const struct rs_frame *))
{
    struct epoll_event events[EVENTS];
    struct timespec now;
    uint64_t before = l->frames;
    int n = epoll_wait(l->poll_fd, events, EVENTS, 0);
    clock_gettime(CLOCK_REALTIME, &now);
    l->now_us = (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
    l->user = user;
    l->take = take;
    for (int i = 0; i < n; i++) {
        uint32_t slot = events[i].data.u32;
        if (slot == SLOT_UDP)
            take_datagrams(l);
        else if (slot == SLOT_TCP)
            take_connections(l);
        else
            take_octets(l, &l->connections[slot]);
    }
    return (int)(l->frames - before);
}

struct rs_hep_losses rs_hep_listener_losses(const struct rs_hep_listener *l)
{
    return l->losses;
}

unsigned rs_hep_listener_connected(const struct rs_hep_listener *l)
{
    return l->connected;
}
