#include "run/run.h"

void rs_run_stats(struct rs_run *r, bool final)
{
    struct rs_stats stats = {.kernel_dropped = r->kernel_dropped,
                             .interface_dropped = r->interface_dropped,
                             .final = final};
    rs_analysis_stats(r->analysis, &stats);
}
