/*
 * A sliding window: how many of something in the last so many seconds of
 * packet time. Twelve buckets; the newest is the one that time is in, so that
 * the count covers between eleven twelfths of the window and all of it, and
 * never anything older. Zeroed memory is an empty window. Who owns it says its
 * length, the same in each call. Time that runs backwards is counted as now.
 */
#ifndef RS_BASE_WINDOW_H
#define RS_BASE_WINDOW_H

#include <stdint.h>

enum { RS_WINDOW_BUCKETS = 12 };

struct rs_window {
    uint32_t newest;  /* number of its newest bucket, counted since 1970, modulo 2^32 */
    uint32_t total;   /* sum of the buckets; both stop at UINT32_MAX */
    uint32_t bucket[RS_WINDOW_BUCKETS];
};

/* n more; returns the count, these included. window_us is at least 12. */
uint32_t rs_window_add(struct rs_window *w, uint32_t n, int64_t now_us, int64_t window_us);

/* The count at that time. */
uint32_t rs_window_count(struct rs_window *w, int64_t now_us, int64_t window_us);

#endif
