/*
 * message -> finding: what is wrong with one message, by itself (group P): its
 * faults as findings, with nothing remembered from others.
 */
#ifndef RS_FIND_MESSAGE_FINDINGS_H
#define RS_FIND_MESSAGE_FINDINGS_H

#include "find/finding.h"
#include "track/annotation.h"

/*
 * Tell the faults of a->msg, one finding a kind and in the order in which they
 * were noted. Borrowed for the call, as is all that it points at.
 */
void rs_message_findings(const struct rs_annotation *a,
                         void (*tell)(void *user, const struct rs_finding *f), void *user);

/* What every finding on a message by itself has: its frame, names and numbers. */
void rs_message_finding_fill(struct rs_finding *f, const struct rs_annotation *a,
                             enum rs_finding_id id, enum rs_severity severity);

#endif
