/*
 * How many threads are at work, and on which processors: what the options and
 * the pipeline have in common.
 */
#ifndef RS_RUN_WORKERS_H
#define RS_RUN_WORKERS_H

#include <stdbool.h>
#include <stdint.h>

enum { RS_WORKERS_MAX = 32, RS_WORKERS_USEFUL = 4, RS_CPUS_MAX = 64, RS_RINGS_MAX = 16 };

/*
 * wanted, or for 0: one per processor that this process may use, at most
 * RS_WORKERS_USEFUL, behind which the tracker is what everybody waits for.
 */
unsigned rs_workers(unsigned wanted);

/* "2,3" or "2-5,8". How many, in order; 0 when it is no such list. */
unsigned rs_cpus_parse(const char *text, unsigned cpus[RS_CPUS_MAX]);

/* False: this process may not run there, or there is no such processor. */
bool rs_cpu_is_ours(unsigned cpu);

#endif
