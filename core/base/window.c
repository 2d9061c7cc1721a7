#include "base/window.h"

#include <string.h>

static uint32_t bucket_number(int64_t now_us, int64_t window_us)
{
    return (uint32_t)((uint64_t)now_us / (uint64_t)(window_us / RS_WINDOW_BUCKETS));
}

static uint32_t sum(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

/* Where a sum has stopped at its most, what is left cannot be had by taking away. */
static void add_up(struct rs_window *w)
{
    w->total = 0;
    for (int i = 0; i < RS_WINDOW_BUCKETS; i++)
        w->total = sum(w->total, w->bucket[i]);
}

static void slide(struct rs_window *w, uint32_t now)
{
    uint32_t steps = now - w->newest;
    if (steps == 0 || steps > UINT32_MAX / 2) /* time ran backwards: it stands still */
        return;
    if (steps >= RS_WINDOW_BUCKETS) {
        memset(w->bucket, 0, sizeof w->bucket);
        w->newest = now;
        w->total = 0;
        return;
    }
    while (w->newest != now)
        w->bucket[++w->newest % RS_WINDOW_BUCKETS] = 0;
    add_up(w);
}

uint32_t rs_window_add(struct rs_window *w, uint32_t n, int64_t now_us, int64_t window_us)
{
    uint32_t now = bucket_number(now_us, window_us);
    if (w->total == 0) /* an empty one begins where its first event is */
        w->newest = now;
    slide(w, now);
    uint32_t *bucket = &w->bucket[w->newest % RS_WINDOW_BUCKETS];
    *bucket = sum(*bucket, n);
    w->total = sum(w->total, n);
    return w->total;
}

uint32_t rs_window_count(struct rs_window *w, int64_t now_us, int64_t window_us)
{
    if (w->total)
        slide(w, bucket_number(now_us, window_us));
    return w->total;
}
