/* Inputs that are live, interfaces and HEP listeners: one poll loop over all of them. */
#define _POSIX_C_SOURCE 200809L /* clock_gettime, poll */
#include "run/run.h"

#include "notice.h"
#include "run/stop.h"

#include <poll.h>
#include <stdlib.h>
#include <time.h>

/*
 * LATENCY: how long after its capture a packet may come here on a link that is
 * otherwise silent (the kernel gathers 20 ms); timers keep that far behind the
 * wall clock. LINGER: what the kernel holds when the end is asked for.
 */
enum {
    POLL_MS = 100,        /* while there is traffic */
    SILENT_POLL_MS = 1000,
    LINGER_MS = 150,
    SECOND_US = 1000000,
    LATENCY_US = 2 * SECOND_US
};

struct watch {
    struct rs_run *run;
    struct pollfd *polled; /* per device; fd -1: gone */
    struct rs_input_losses *losses; /* per device, as told to the analysis */
    unsigned alive;
    int64_t taken_us, asked_us, stats_us; /* on the monotonic clock; taken: frames, last */
};

static int64_t clock_us(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * SECOND_US + t.tv_nsec / 1000;
}

static void take_frame(void *user, const struct rs_frame *frame)
{
    struct rs_run *run = user;
    rs_analysis_frame(run->analysis, frame);
}

/* Said once each: somebody has to look at the agents. */
static void tell_of_agents(const struct watch *w, unsigned i, const struct rs_input_losses *now)
{
    const char *name = w->run->options->inputs[i].name;
    if (now->refused && !w->losses[i].refused)
        rs_notice("-r %s: a connection was refused, %d agents are connected at most", name,
                  RS_HEP_CONNECTIONS);
    if (now->junk && !w->losses[i].junk)
        rs_notice("-r %s: somebody sends what is no HEP", name);
}

/* The kernel's counters since the last question: a rise is a gap in what we know. */
static void ask_losses(struct watch *w, unsigned i)
{
    struct rs_run *run = w->run;
    struct rs_input_losses now = rs_input_losses(&run->inputs.each[i]);
    uint64_t kernel = now.kernel - w->losses[i].kernel;
    uint64_t interface = now.interface - w->losses[i].interface;
    tell_of_agents(w, i, &now);
    w->losses[i] = now;
    run->kernel_dropped += kernel;
    run->interface_dropped += interface;
    if (kernel)
        rs_analysis_lost(run->analysis, i, kernel, "kernel buffer full");
    if (interface)
        rs_analysis_lost(run->analysis, i, interface, "dropped by the interface");
}

static void ask_all_losses(struct watch *w)
{
    for (unsigned i = 0; i < w->run->inputs.count; i++)
        if (rs_input_is_open(&w->run->inputs.each[i]))
            ask_losses(w, i);
}

static void lose_device(struct watch *w, unsigned i)
{
    struct rs_input *input = &w->run->inputs.each[i];
    ask_losses(w, i);
    rs_notice("-i %s: %s; what was read is reported", w->run->options->inputs[i].name,
              rs_input_error(input));
    rs_input_close(input);
    w->polled[i].fd = -1;
    w->alive--;
    w->run->broke_off = true;
}

/* One round over all devices. Returns how many frames there were. */
static uint64_t take_round(struct watch *w)
{
    struct rs_run *run = w->run;
    uint64_t taken = 0;
    for (unsigned i = 0; i < run->inputs.count; i++) {
        struct rs_input *input = &run->inputs.each[i];
        int n = rs_input_is_open(input) ? rs_input_take(input, run, take_frame) : 0;
        if (n < 0)
            lose_device(w, i);
        else
            taken += (unsigned)n;
    }
    return taken;
}

/* What goes by the clock: losses, statistics. */
static void look_at_clock(struct watch *w)
{
    int64_t now = clock_us(CLOCK_MONOTONIC);
    int64_t interval_us = (int64_t)w->run->options->stats_interval_s * SECOND_US;
    if (now - w->asked_us >= SECOND_US) {
        ask_all_losses(w);
        w->asked_us = now;
    }
    if (interval_us && now - w->stats_us >= interval_us) {
        rs_run_stats(w->run, false);
        w->stats_us = now;
    }
}

/* Packets wake us anyhow: on a silent link it is timers alone that we get up for. */
static int poll_ms(const struct watch *w)
{
    bool silent = clock_us(CLOCK_MONOTONIC) - w->taken_us > SECOND_US;
    return silent ? SILENT_POLL_MS : POLL_MS;
}

static void watch_until_end(struct watch *w)
{
    while (w->alive && !rs_stop_asked() && rs_analysis_alive(w->run->analysis)) {
        poll(w->polled, w->run->inputs.count, poll_ms(w));
        rs_secrets_poll(&w->run->secrets);
        rs_run_reload(w->run);
        if (take_round(w))
            w->taken_us = clock_us(CLOCK_MONOTONIC);
        else
            rs_analysis_idle(w->run->analysis, clock_us(CLOCK_REALTIME) - LATENCY_US);
        rs_analysis_flush(w->run->analysis); /* fresh alerts, and what timers told */
        look_at_clock(w);
    }
}

/* The kernel hands over what it gathered when its time is up: wait for that, once. */
static void take_rest(struct watch *w)
{
    struct timespec linger = {.tv_nsec = LINGER_MS * 1000000L};
    int64_t until = clock_us(CLOCK_MONOTONIC) + SECOND_US;
    nanosleep(&linger, NULL);
    while (w->alive && take_round(w) && clock_us(CLOCK_MONOTONIC) < until)
        ;
    for (unsigned i = 0; i < w->run->inputs.count; i++)
        rs_input_end(&w->run->inputs.each[i]);
    ask_all_losses(w);
}

static bool watch_init(struct watch *w, struct rs_run *run)
{
    int64_t now = clock_us(CLOCK_MONOTONIC);
    *w = (struct watch){.run = run, .alive = run->inputs.count};
    w->taken_us = w->asked_us = w->stats_us = now;
    w->polled = calloc(run->inputs.count, sizeof *w->polled);
    w->losses = calloc(run->inputs.count, sizeof *w->losses);
    if (!w->polled || !w->losses)
        return false;
    for (unsigned i = 0; i < run->inputs.count; i++)
        if (rs_input_begin(&run->inputs.each[i]) != RS_OK)
            return false;
    for (unsigned i = 0; i < run->inputs.count; i++)
        w->polled[i] = (struct pollfd){rs_input_fd(&run->inputs.each[i]), POLLIN, 0};
    return true;
}

void rs_run_devices(struct rs_run *run)
{
    struct watch w;
    if (watch_init(&w, run)) {
        watch_until_end(&w);
        take_rest(&w);
    } else {
        rs_notice("there is no memory, or no thread, to watch interfaces");
        run->broke_off = true;
    }
    free(w.polled);
    free(w.losses);
}
