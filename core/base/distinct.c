#include "base/distinct.h"

#include <string.h>

enum { TWELFTHS = 12, HALF = TWELFTHS / 2 };

static uint32_t twelfth_number(int64_t now_us, int64_t window_us)
{
    return (uint32_t)((uint64_t)now_us / (uint64_t)(window_us / TWELFTHS));
}

/* ---- exact ---- */

static void drop_old(struct rs_distinct *d)
{
    unsigned kept = 0;
    for (unsigned i = 0; i < d->count; i++) {
        if ((uint8_t)((uint8_t)d->newest - d->met[i]) >= TWELFTHS)
            continue;
        d->print[kept] = d->print[i];
        d->met[kept++] = d->met[i];
    }
    d->count = (uint8_t)kept;
}

/* ---- sketched ---- */

static unsigned turn(uint32_t twelfth)
{
    return twelfth / HALF & 1;
}

/* Register: by the low half of the print; its value: zeros before the first one, and that. */
static bool sketch_add(struct rs_distinct *d, uint32_t twelfth, uint32_t low, uint32_t high)
{
    uint8_t *r = &d->half[turn(twelfth)][(uint64_t)low * RS_DISTINCT_REGISTERS >> 32];
    uint8_t rank = high ? (uint8_t)(__builtin_clz(high) + 1) : 33;
    if (*r >= rank)
        return false;
    *r = rank;
    return true;
}

/*
 * The kept print is the low half alone: the other is made of it, for those that
 * come later too, so that one met before and after the change counts once.
 */
static uint32_t high_half(uint32_t low)
{
    uint64_t x = low * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)((x ^ x >> 29) * UINT64_C(0xBF58476D1CE4E5B9) >> 32);
}

static void begin_sketch(struct rs_distinct *d)
{
    uint32_t print[RS_DISTINCT_EXACT];
    uint8_t met[RS_DISTINCT_EXACT];
    memcpy(print, d->print, sizeof print);
    memcpy(met, d->met, sizeof met);
    memset(d->half, 0, sizeof d->half);
    for (int i = 0; i < RS_DISTINCT_EXACT; i++) {
        uint32_t twelfth = d->newest - (uint8_t)((uint8_t)d->newest - met[i]);
        /* The half before the last would be gone by now. */
        if (d->newest / HALF - twelfth / HALF <= 1)
            sketch_add(d, twelfth, print[i], high_half(print[i]));
    }
    d->sketched = true;
    d->last_add = d->newest;
    d->count = 0;
}

static double estimate(const struct rs_distinct *d)
{
    const double m = RS_DISTINCT_REGISTERS, alpha = 0.7213 / (1 + 1.079 / m);
    double sum = 0;
    unsigned empty = 0;
    for (int i = 0; i < RS_DISTINCT_REGISTERS; i++) {
        unsigned rank = d->half[0][i] > d->half[1][i] ? d->half[0][i] : d->half[1][i];
        empty += rank == 0;
        sum += 1.0 / (double)(UINT64_C(1) << rank);
    }
    double e = alpha * m * m / sum;
    if (e > 2.5 * m || !empty)
        return e;
    /* Linear counting, m*ln(m/empty): the logarithm by its series in (x-1)/(x+1). */
    double x = m / empty, twos = 0;
    while (x > 2) {
        x /= 2;
        twos++;
    }
    double y = (x - 1) / (x + 1), power = y, ln = 0;
    for (int k = 1; k < 20; k += 2, power *= y * y)
        ln += 2 * power / k;
    return m * (ln + twos * 0.693147180559945309);
}

/* ---- both ---- */

static void slide_sketch(struct rs_distinct *d, uint32_t now)
{
    if (now - d->last_add >= TWELFTHS) {
        memset(d, 0, sizeof *d);
        d->newest = now;
        return;
    }
    uint32_t halves = now / HALF - d->newest / HALF;
    if (halves >= 1)
        memset(d->half[turn(now)], 0, sizeof d->half[0]);
    if (halves >= 2)
        memset(d->half[!turn(now)], 0, sizeof d->half[0]);
    d->newest = now;
}

static void slide(struct rs_distinct *d, uint32_t now)
{
    uint32_t steps = now - d->newest;
    if (steps == 0 || steps > UINT32_MAX / 2) /* time ran backwards: it stands still */
        return;
    if (d->sketched) {
        slide_sketch(d, now);
        return;
    }
    d->newest = now;
    if (steps >= TWELFTHS)
        d->count = 0;
    else
        drop_old(d);
}

static bool exact_add(struct rs_distinct *d, uint32_t print)
{
    for (unsigned i = 0; i < d->count; i++)
        if (d->print[i] == print) {
            d->met[i] = (uint8_t)d->newest;
            return false;
        }
    if (d->count == RS_DISTINCT_EXACT) {
        begin_sketch(d);
        sketch_add(d, d->newest, print, high_half(print));
        return true;
    }
    d->print[d->count] = print;
    d->met[d->count++] = (uint8_t)d->newest;
    return true;
}

bool rs_distinct_add(struct rs_distinct *d, uint64_t print, int64_t now_us, int64_t window_us)
{
    uint32_t now = twelfth_number(now_us, window_us), low = (uint32_t)(print ^ print >> 32);
    if (!d->sketched && d->count == 0)
        d->newest = now;
    slide(d, now);
    if (!d->sketched)
        return exact_add(d, low);
    d->last_add = d->newest;
    return sketch_add(d, d->newest, low, high_half(low));
}

uint32_t rs_distinct_count(struct rs_distinct *d, int64_t now_us, int64_t window_us)
{
    if (d->sketched || d->count)
        slide(d, twelfth_number(now_us, window_us));
    return d->sketched ? (uint32_t)(estimate(d) + 0.5) : d->count;
}
