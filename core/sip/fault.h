/*
 * Faults: what is wrong in a message, where.
 * Found while parsing (scan, start line, headers) and by the checks of
 * core/find; each kind is one row of faults.def, which names its finding.
 */
#ifndef RS_SIP_FAULT_H
#define RS_SIP_FAULT_H

#include "base/span.h"

enum rs_fault_kind {
#define RS_FAULT(kind, finding, severity, subkind) RS_FAULT_##kind,
#include "sip/faults.def"
#undef RS_FAULT
    RS_FAULT__COUNT
};

enum { RS_FAULTS_MAX = 24 };

struct rs_fault {
    uint8_t kind;         /* enum rs_fault_kind */
    uint8_t header;       /* enum rs_header_id it stands in, RS_HEADER_OTHER (0) for none */
    struct rs_span where; /* the octets in question, in the message */
};

struct rs_faults {
    uint64_t seen[2];     /* bit per kind */
    uint8_t count;        /* entries below; the first of each kind, at most */
    struct rs_fault at[RS_FAULTS_MAX];
};

/* Note a fault; only the first of each kind keeps its place. */
void rs_faults_add(struct rs_faults *f, enum rs_fault_kind kind, unsigned header,
                   struct rs_span where);

static inline bool rs_faults_has(const struct rs_faults *f, enum rs_fault_kind kind)
{
    return f->seen[kind >> 6] >> (kind & 63) & 1;
}

#endif
