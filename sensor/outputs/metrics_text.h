/*
 * finding -> output: everything counted as OpenMetrics text (1.0.0). Labels are
 * bounded: methods, classes and reasons of our own tables, and the services
 * with most traffic; what other services count is added up as one.
 */
#ifndef RS_OUTPUTS_METRICS_TEXT_H
#define RS_OUTPUTS_METRICS_TEXT_H

#include <glib.h>

#include "outputs/output.h"

enum { RS_METRICS_SERVICES = 50 };

/* The exposition, up to and with "# EOF". */
GString *rs_metrics_text(const struct rs_stats *s);

#endif
