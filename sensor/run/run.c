#include "run/run.h"

void rs_run_stats(struct rs_run *r, bool final)
{
    struct rs_stats stats;
    rs_analysis_stats(r->analysis, &stats);
    stats.kernel_dropped = r->kernel_dropped;
    stats.interface_dropped = r->interface_dropped;
    stats.final = final;
    rs_delivery_stats(r->delivery, &stats);
}
