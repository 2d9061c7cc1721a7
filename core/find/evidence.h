/*
 * Evidence: named texts of one finding, put together in a bounded store.
 */
#ifndef RS_FIND_EVIDENCE_H
#define RS_FIND_EVIDENCE_H

#include "find/finding.h"

struct rs_evidence_text {
    char octet[512];
    size_t used;
};

/* Each adds one piece to f; nothing when there is no room left. */
void rs_evidence_text(struct rs_evidence_text *t, struct rs_finding *f, const char *name,
                      struct rs_span text);
void rs_evidence_number(struct rs_evidence_text *t, struct rs_finding *f, const char *name,
                        uint64_t value);
/* "2.413 s" */
void rs_evidence_seconds(struct rs_evidence_text *t, struct rs_finding *f, const char *name,
                         int64_t us);

#endif
