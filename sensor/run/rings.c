#define _GNU_SOURCE /* pthread_setname_np, eventfd, timerfd */
#include "run/rings.h"

#include "run/ring_line.h"
#include "run/threads.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/*
 * WINDOW: the kernel hands on what it gathered for 20 ms; what another ring has
 * of the same time comes that much later, and its thread has to be woken.
 * SETTLE: see is_early.
 */
#define WINDOW_US INT64_C(60000)
#define SECOND_US INT64_C(1000000)
#define SETTLE_US SECOND_US
enum { POLL_MS = 1000 };

struct ring {
    struct rs_rings *all;
    struct rs_live *live;     /* its thread's, from rs_rings_begin on */
    struct rs_line line;
    struct rs_page *filling;  /* its thread's */
    struct rs_page *merging;  /* the merger's: what it is at; NULL: none */
    pthread_t thread;
    bool runs;
    atomic_bool gone;         /* there is no interface any more, or the end */
    int64_t asked_us;         /* its thread's: when it asked for losses last */
    _Atomic uint64_t kernel, interface; /* losses, as of then */
    _Atomic uint64_t unkept;  /* frames that there was no memory for */
};

struct rs_rings {
    struct ring *each;
    unsigned count;
    uint32_t interface;
    uint64_t frames;
    int64_t joined_us, begun_us; /* wall clock: all rings share; monotonic: threads begin */
    int poll_fd, came, due; /* epoll over: a page came, the window is over */
    int stop;               /* for threads: the end */
    char error[RS_LIVE_ERROR_TEXT];
};

static int64_t clock_us(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000;
}

/* ---- a ring's thread ---- */

/*
 * Until a ring shares with the others it has all packets, and so has each of
 * those that were opened before it: what came before the last one joined is
 * nobody's. Told by the packets' clock, and so only at the beginning.
 */
static bool is_early(const struct rs_rings *r, const struct rs_frame *frame)
{
    return frame->time_us < r->joined_us && clock_us(CLOCK_MONOTONIC) < r->begun_us + SETTLE_US;
}

static void take_frame(void *user, const struct rs_frame *frame)
{
    struct ring *ring = user;
    if (!is_early(ring->all, frame) &&
        !rs_page_add(ring->filling, frame, rs_live_time_ns(ring->live)))
        atomic_fetch_add(&ring->unkept, 1);
}

static void notify(int fd)
{
    const uint64_t one = 1;
    if (write(fd, &one, sizeof one) < 0)
        return; /* it is full: whoever waits there is awake */
}

static void ask_losses(struct ring *ring)
{
    struct rs_live_losses l = rs_live_losses(ring->live);
    atomic_store(&ring->kernel, l.kernel);
    atomic_store(&ring->interface, l.interface);
}

static void ask_each_second(struct ring *ring)
{
    int64_t now = clock_us(CLOCK_MONOTONIC);
    if (now - ring->asked_us < SECOND_US)
        return;
    ring->asked_us = now;
    ask_losses(ring);
}

/* False: there is nothing more to come. */
static bool take_page(struct ring *ring)
{
    ring->filling = rs_line_empty(&ring->line);
    if (!ring->filling)
        return false;
    int n = rs_live_take(ring->live, RS_PAGE_FRAMES, ring, take_frame);
    if (ring->filling->count) {
        rs_line_put(&ring->line, clock_us(CLOCK_MONOTONIC));
        notify(ring->all->came);
    }
    return n >= 0;
}

static void *run_ring(void *user)
{
    struct ring *ring = user;
    struct pollfd polled[] = {{.fd = rs_live_fd(ring->live), .events = POLLIN},
                              {.fd = ring->all->stop, .events = POLLIN}};
    bool more = true;
    pthread_setname_np(pthread_self(), "rs-ring");
    while (more) {
        poll(polled, 2, POLL_MS);
        more = !polled[1].revents && take_page(ring);
        ask_each_second(ring);
    }
    ask_losses(ring);
    atomic_store(&ring->gone, true);
    notify(ring->all->came);
    return NULL;
}

/* ---- life ---- */

static bool add_fd(int poll_fd, int fd)
{
    struct epoll_event e = {.events = EPOLLIN, .data.fd = fd};
    return fd >= 0 && epoll_ctl(poll_fd, EPOLL_CTL_ADD, fd, &e) == 0;
}

static bool open_fds(struct rs_rings *r)
{
    r->came = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    r->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    r->due = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    r->poll_fd = epoll_create1(EPOLL_CLOEXEC);
    return r->poll_fd >= 0 && r->stop >= 0 && add_fd(r->poll_fd, r->came) &&
           add_fd(r->poll_fd, r->due);
}

static struct rs_rings *rings_new(uint32_t number, unsigned count)
{
    struct rs_rings *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->interface = number;
    r->came = r->stop = r->due = r->poll_fd = -1;
    r->each = calloc(count, sizeof *r->each);
    bool good = r->each && open_fds(r);
    for (; good && r->count < count; r->count++) {
        r->each[r->count].all = r;
        good = rs_line_init(&r->each[r->count].line) == RS_OK;
    }
    if (good)
        return r;
    rs_rings_close(r);
    return NULL;
}

int rs_rings_open(struct rs_rings **out, const char *interface, uint32_t number, unsigned count,
                  const struct rs_live_settings *settings, char error[RS_LIVE_ERROR_TEXT])
{
    struct rs_live_settings one = *settings;
    struct rs_rings *r = rings_new(number, count);
    int rc = r ? RS_OK : RS_ERR_INPUT;
    snprintf(error, RS_LIVE_ERROR_TEXT, "there is no memory for it");
    one.fanout = true;
    one.fanout_id = -1;
    one.buffer_mib = settings->buffer_mib > count ? settings->buffer_mib / count : 1;
    for (unsigned i = 0; i < count && rc == RS_OK; i++) {
        rc = rs_live_open(&r->each[i].live, interface, number, &one, error);
        if (rc == RS_OK)
            one.fanout_id = rs_live_fanout_id(r->each[0].live);
    }
    if (rc != RS_OK) {
        rs_rings_close(r);
        return rc;
    }
    r->joined_us = clock_us(CLOCK_REALTIME);
    *out = r;
    return RS_OK;
}

int rs_rings_begin(struct rs_rings *r)
{
    r->begun_us = clock_us(CLOCK_MONOTONIC);
    for (unsigned i = 0; i < r->count; i++) {
        struct ring *ring = &r->each[i];
        if (rs_thread_create(&ring->thread, run_ring, ring) != RS_OK)
            return RS_ERR_MEMORY;
        ring->runs = true;
    }
    return RS_OK;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

void rs_rings_end(struct rs_rings *r)
{
    if (r->stop >= 0)
        notify(r->stop);
    for (unsigned i = 0; i < r->count; i++) {
        rs_line_end(&r->each[i].line);
        if (r->each[i].runs)
            pthread_join(r->each[i].thread, NULL);
        r->each[i].runs = false;
    }
}

void rs_rings_close(struct rs_rings *r)
{
    if (!r)
        return;
    rs_rings_end(r);
    for (unsigned i = 0; i < r->count; i++) {
        rs_live_close(r->each[i].live);
        rs_line_fini(&r->each[i].line);
    }
    close_fd(r->came);
    close_fd(r->due);
    close_fd(r->stop);
    close_fd(r->poll_fd);
    free(r->each);
    free(r);
}

/* ---- the merger ---- */

int rs_rings_fd(const struct rs_rings *r)
{
    return r->poll_fd;
}

static const struct rs_page_frame *head(struct ring *ring)
{
    if (!ring->merging)
        ring->merging = rs_line_first(&ring->line);
    return ring->merging ? &ring->merging->frame[ring->merging->next] : NULL;
}

static void behead(struct ring *ring)
{
    if (++ring->merging->next < ring->merging->count)
        return;
    ring->merging = NULL;
    rs_line_done(&ring->line);
}

/* The ring with the earliest frame; *silent: another one may still come with an earlier one. */
static struct ring *earliest(struct rs_rings *r, bool *silent)
{
    struct ring *best = NULL;
    *silent = false;
    for (unsigned i = 0; i < r->count; i++) {
        struct ring *ring = &r->each[i];
        bool gone = atomic_load(&ring->gone); /* first: what it put in before is seen then */
        const struct rs_page_frame *f = head(ring);
        if (!f)
            *silent |= !gone;
        else if (!best || f->time_ns < head(best)->time_ns)
            best = ring;
    }
    return best;
}

static void hand_over(struct rs_rings *r, const struct ring *ring, void *user,
                      void (*take)(void *user, const struct rs_frame *))
{
    const struct rs_page *p = ring->merging;
    const struct rs_page_frame *f = &p->frame[p->next];
    const struct rs_frame frame = {
        .time_us = f->time_ns / 1000,
        .number = ++r->frames,
        .interface = r->interface,
        .link_type = f->link_type,
        .data = rs_span((const char *)p->memory + f->at, f->octets),
        .original_len = f->original_len,
    };
    take(user, &frame);
}

static void wait_for(const struct rs_rings *r, int64_t us)
{
    const struct itimerspec in = {.it_value = {us / SECOND_US, us % SECOND_US * 1000 + 1}};
    timerfd_settime(r->due, 0, &in, NULL);
}

static void take_notice(int fd)
{
    uint64_t n;
    if (read(fd, &n, sizeof n) < 0)
        return; /* it was the other one */
}

static bool all_gone(const struct rs_rings *r)
{
    for (unsigned i = 0; i < r->count; i++)
        if (!atomic_load(&r->each[i].gone))
            return false;
    return true;
}

int rs_rings_take(struct rs_rings *r, void *user,
                  void (*take)(void *user, const struct rs_frame *))
{
    bool gone = all_gone(r), silent;
    struct ring *ring = NULL;
    int64_t now = clock_us(CLOCK_MONOTONIC);
    int n = 0;
    take_notice(r->came);
    take_notice(r->due);
    for (; n < RS_LIVE_BATCH && (ring = earliest(r, &silent)); n++) {
        int64_t left_us = ring->merging->came_us + WINDOW_US - now;
        if (silent && left_us > 0) {
            wait_for(r, left_us);
            return n;
        }
        hand_over(r, ring, user, take);
        behead(ring);
    }
    if (ring) /* there is more: be called again at once */
        notify(r->came);
    if (n || ring || !gone)
        return n;
    snprintf(r->error, sizeof r->error, "%s", rs_live_error(r->each[0].live));
    return RS_ERR_INPUT;
}

struct rs_live_losses rs_rings_losses(struct rs_rings *r)
{
    struct rs_live_losses all = {0, 0};
    for (unsigned i = 0; i < r->count; i++) {
        all.kernel += atomic_load(&r->each[i].kernel) + atomic_load(&r->each[i].unkept);
        uint64_t interface = atomic_load(&r->each[i].interface); /* it is the same one for all */
        all.interface = interface > all.interface ? interface : all.interface;
    }
    return all;
}

const char *rs_rings_error(const struct rs_rings *r)
{
    return r->error;
}
