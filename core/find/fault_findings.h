/*
 * faults -> findings: the P findings of one message, one for each id.
 *
 * A fault says what is wrong and where; a finding says it to people. Several
 * faults of one id are one finding, as severe as the worst of them. The walk
 * owns the texts of its evidence: they live until its next step.
 */
#ifndef RS_FIND_FAULT_FINDINGS_H
#define RS_FIND_FAULT_FINDINGS_H

#include "find/finding.h"
#include "sip/msg.h"

enum {
    RS_EVIDENCE_OCTETS = 120, /* of the message, shown at most */
    RS_FAULT_TEXT_MAX = 1024  /* all texts of one finding */
};

struct rs_fault_walk {
    const struct rs_faults *faults;
    const struct rs_msg *m;
    uint64_t left[2]; /* kinds not yet reported */
    char text[RS_FAULT_TEXT_MAX];
    uint16_t used;
};

/* The finding that a kind of fault is reported as, its severity and word. */
enum rs_finding_id rs_fault_finding(enum rs_fault_kind kind);
enum rs_severity rs_fault_severity(enum rs_fault_kind kind);
const char *rs_fault_subkind(enum rs_fault_kind kind);

/* `m` is the message that the faults' spans point into. */
void rs_fault_walk_init(struct rs_fault_walk *w, const struct rs_faults *faults,
                        const struct rs_msg *m);

/*
 * The next finding, in order of id; false at the end. Sets id, severity and
 * evidence of *out, nothing else:
 *
 *   subkind   the first of the worst severity
 *   subkinds  all of them, where there are several
 *   header    the header it stands in (canonical name), where there is one
 *   offset    of the octets, from the begin of the message
 *   octets    those octets, at most RS_EVIDENCE_OCTETS, controls as "."
 *
 * and, by kind: missing (P105), first (P107: the value that counts), declared
 * and actual (P110), hex (P114), length (P115), size (P116). Nothing of a body
 * and no credentials.
 */
bool rs_fault_walk_next(struct rs_fault_walk *w, struct rs_finding *out);

#endif
