#define _POSIX_C_SOURCE 200809L /* clock_gettime */
#include "run/progress.h"

#include "notice.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

/* A read that is over before this shows nothing. */
enum { FIRST_US = 500 * 1000, EVERY_US = 250 * 1000 };

static int64_t now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void rs_progress_init(struct rs_progress *p, uint64_t total_octets)
{
    p->on = rs_notice_terminal();
    p->total = total_octets;
    p->start_us = now_us();
    p->drawn_us = p->start_us + FIRST_US - EVERY_US;
}

bool rs_progress_due(struct rs_progress *p)
{
    return p->on && now_us() - p->drawn_us >= EVERY_US;
}

void rs_progress_line(struct rs_progress *p, uint64_t octets, uint64_t messages,
                      char text[RS_PROGRESS_TEXT])
{
    p->drawn_us = now_us();
    rs_progress_text(text, octets, p->total, messages, p->drawn_us - p->start_us);
}

/* 1234567 -> "1.2 MB" */
static void size_text(char text[16], uint64_t octets)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double value = (double)octets;
    unsigned unit = 0;
    while (value >= 999.5 && unit + 1 < sizeof units / sizeof units[0]) {
        value /= 1000;
        unit++;
    }
    snprintf(text, 16, value < 9.95 && unit ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

/* "7 s", "3 min 07 s", "2 h 05 min" */
static void duration_text(char text[32], uint64_t seconds)
{
    if (seconds < 60)
        snprintf(text, 32, "%" PRIu64 " s", seconds);
    else if (seconds < 3600)
        snprintf(text, 32, "%" PRIu64 " min %02" PRIu64 " s", seconds / 60, seconds % 60);
    else
        snprintf(text, 32, "%" PRIu64 " h %02" PRIu64 " min", seconds / 3600, seconds / 60 % 60);
}

void rs_progress_text(char text[RS_PROGRESS_TEXT], uint64_t octets, uint64_t total,
                      uint64_t messages, int64_t elapsed_us)
{
    char read[16], whole[16], left[32];
    double seconds = elapsed_us > 0 ? (double)elapsed_us / 1e6 : 1e-6;
    double rate = (double)messages / seconds;

    size_text(read, octets);
    if (total == 0 || octets == 0) {
        snprintf(text, RS_PROGRESS_TEXT, "%s read, %.0f messages/s", read, rate);
        return;
    }
    /* A file that is still being written may grow beyond what it was. */
    double share = octets < total ? (double)octets / (double)total : 1;
    size_text(whole, total);
    duration_text(left, (uint64_t)(seconds / share - seconds + 0.5));
    snprintf(text, RS_PROGRESS_TEXT, "%.0f%% of %s, %.0f messages/s, %s left", share * 100, whole,
             rate, left);
}
