/*
 * Times and their middle, for all programs of the bench.
 */
#ifndef BENCH_STATS_H
#define BENCH_STATS_H

#include <stddef.h>
#include <stdint.h>

/* CPU time of this thread. */
int64_t bench_cpu_ns(void);

/* Sorts values[n]; the median, and half the distance of the quartiles in percent of it. */
struct bench_median {
    double median, spread_percent;
};
struct bench_median bench_median(double *values, size_t n);

#endif
