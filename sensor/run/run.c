#include "run/run.h"

#include "base/err.h"
#include "notice.h"
#include "run/stop.h"
#include "settings_file.h"

#include <stdlib.h>

int rs_run_settings(struct rs_run *r)
{
    struct rs_policy **more = realloc(r->policies, (r->policy_count + 1) * sizeof *more);
    struct rs_policy *new = more ? rs_settings_load(r->options->config) : NULL;
    if (more)
        r->policies = more;
    if (!new)
        return RS_ERR_USAGE;
    r->policies[r->policy_count++] = new;
    if (r->analysis)
        rs_analysis_policy(r->analysis, new);
    return RS_OK;
}

/* Workers may be behind: what was lent to them is kept, a few KiB for each time a person asks. */
void rs_run_settings_free(struct rs_run *r)
{
    for (unsigned i = 0; i < r->policy_count; i++)
        rs_policy_free(r->policies[i]);
    free(r->policies);
}

void rs_run_reload(struct rs_run *r)
{
    if (!rs_reload_asked())
        return;
    if (rs_run_settings(r) == RS_OK)
        rs_notice("-c %s: read again, in force now", r->options->config);
    else
        rs_notice("-c %s: the settings from before stay in force", r->options->config);
}

void rs_run_stats(struct rs_run *r, bool final)
{
    struct rs_stats stats = {.kernel_dropped = r->kernel_dropped,
                             .interface_dropped = r->interface_dropped,
                             .final = final};
    rs_analysis_stats(r->analysis, &stats);
}
