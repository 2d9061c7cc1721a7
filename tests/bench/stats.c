#define _POSIX_C_SOURCE 199309L
#include "stats.h"

#include <stdlib.h>
#include <time.h>

int64_t bench_cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

struct bench_median bench_median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, ascending);
    double median = n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
    double spread = (values[n * 3 / 4 < n ? n * 3 / 4 : n - 1] - values[n / 4]) / 2;
    return (struct bench_median){median, median > 0 ? 100 * spread / median : 0};
}
