/*
 * The findings catalogue: names and texts of findings.def.
 */
#ifndef RS_BASE_FINDING_H
#define RS_BASE_FINDING_H

#include "base/span.h"

enum rs_severity { RS_INFO, RS_LOW, RS_MEDIUM, RS_HIGH, RS_CRITICAL };

enum rs_finding_group {
    RS_GROUP_MALFORMED,
    RS_GROUP_PROTOCOL,
    RS_GROUP_SEQUENCE,
    RS_GROUP_RESPONSE_CODE,
    RS_GROUP_SECURITY,
    RS_GROUP_UNDECODED
};

/* The object that owns the counter. */
enum rs_scope {
    RS_SCOPE_MESSAGE,
    RS_SCOPE_TRANSACTION, /* one hop's */
    RS_SCOPE_REQUEST,     /* end to end: all its hops and forks */
    RS_SCOPE_DIALOG,
    RS_SCOPE_FLOW,        /* a pair of addresses */
    RS_SCOPE_SOURCE,
    RS_SCOPE_DESTINATION,
    RS_SCOPE_INTERFACE,
    RS_SCOPE_AOR,         /* an address of record */
    RS_SCOPE_SOURCE_AOR   /* that address, on that address of record */
};

/* The frame that carries the finding. */
enum rs_anchor {
    RS_ANCHOR_MESSAGE,
    RS_ANCHOR_FIRST_REQUEST,
    RS_ANCHOR_LAST,
    RS_ANCHOR_FINAL,
    RS_ANCHOR_CANCEL,
    RS_ANCHOR_DIALOG_FIRST,
    RS_ANCHOR_DIALOG_LAST,
    RS_ANCHOR_CROSSING
};

enum rs_finding_id {
#define RS_FINDING(id, key, sev, group, scope, anchor, ms, n, name, cond, fp, ref) RS_FINDING_##id,
#include "base/findings.def"
#undef RS_FINDING
    RS_FINDING__COUNT
};

struct rs_catalogue_entry {
    const char *id;  /* "T213" */
    const char *key; /* "ack_missing_2xx" */
    uint8_t severity, group, scope, anchor;
    uint32_t window_ms, threshold;
    const char *name, *condition, *false_positives, *reference;
};

const struct rs_catalogue_entry *rs_catalogue_get(enum rs_finding_id id);

/* 213 for "T213": EVE's signature_id. The letters' hundreds never meet. */
unsigned rs_catalogue_number(const struct rs_catalogue_entry *e);

/* By id ("T213", any case) or key; NULL for none. */
const struct rs_catalogue_entry *rs_catalogue_find(struct rs_span id_or_key);

const char *rs_severity_name(enum rs_severity s); /* "info" ... "critical" */
const char *rs_scope_name(enum rs_scope s);
const char *rs_anchor_name(enum rs_anchor a);
const char *rs_group_name(enum rs_finding_group g);

#endif
