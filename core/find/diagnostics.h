/*
 * message -> finding: what Microsoft's servers and clients say of a failure in
 * a header (L601; semantics 4.4). One finding a message and ErrorId, told in
 * full the first time that somebody says it in five minutes.
 */
#ifndef RS_FIND_DIAGNOSTICS_H
#define RS_FIND_DIAGNOSTICS_H

#include "find/repeats.h"
#include "find/finding.h"
#include "track/annotation.h"

/*
 * Give each finding of the message to `report`; `tell`: not said lately by that
 * source. f and its texts last until report returns.
 */
void rs_diagnostics_findings(struct rs_repeats *repeats, const struct rs_annotation *a,
                             void (*report)(void *user, const struct rs_finding *f, bool tell),
                             void *user);

#endif
