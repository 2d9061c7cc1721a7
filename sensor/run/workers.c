#define _GNU_SOURCE /* sched_getaffinity */
#include "run/workers.h"

#include <sched.h>
#include <stdlib.h>

enum { NUMBER_MAX = CPU_SETSIZE - 1 };

static bool ours(cpu_set_t *set)
{
    CPU_ZERO(set);
    return sched_getaffinity(0, sizeof *set, set) == 0;
}

unsigned rs_workers(unsigned wanted)
{
    cpu_set_t set;
    if (wanted)
        return wanted;
    int n = ours(&set) ? CPU_COUNT(&set) : 1;
    return n > RS_WORKERS_USEFUL ? (unsigned)RS_WORKERS_USEFUL : n < 1 ? 1 : (unsigned)n;
}

bool rs_cpu_is_ours(unsigned cpu)
{
    cpu_set_t set;
    return cpu <= NUMBER_MAX && ours(&set) && CPU_ISSET(cpu, &set);
}

/* Digits, no more than there are processors anywhere; NULL: none. */
static const char *number(const char *text, unsigned *n)
{
    char *end;
    if (*text < '0' || *text > '9')
        return NULL;
    unsigned long value = strtoul(text, &end, 10);
    *n = (unsigned)value;
    return value <= NUMBER_MAX ? end : NULL;
}

static const char *range(const char *text, unsigned *first, unsigned *last)
{
    text = number(text, first);
    *last = *first;
    if (text && *text == '-')
        text = number(text + 1, last);
    return text && *first <= *last ? text : NULL;
}

unsigned rs_cpus_parse(const char *text, unsigned cpus[RS_CPUS_MAX])
{
    unsigned count = 0, first, last;
    for (;; text++) {
        text = range(text, &first, &last);
        if (!text || last - first >= RS_CPUS_MAX - count)
            return 0;
        while (first <= last)
            cpus[count++] = first++;
        if (*text != ',')
            return *text ? 0 : count;
    }
}
