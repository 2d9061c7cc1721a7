/*
 * Headers of Lync and Skype for Business.
 */
#ifndef RS_SIP_MICROSOFT_H
#define RS_SIP_MICROSOFT_H

#include "base/err.h"
#include "base/finding.h"
#include "sip/params.h"

/*
 * ms-diagnostics, -public, ms-client-diagnostics:
 * ErrorId;source="";reason="";k="v"... (MS-OCER 2.2.1)
 */
struct rs_ms_diagnostics {
    uint32_t error_id;
    struct rs_span source, reason, params;
};
int rs_ms_diagnostics_parse(struct rs_span value, struct rs_ms_diagnostics *out);

/* One row of ms_diagnostics.def: what an ErrorId means. */
struct rs_ms_diagnostics_row {
    uint32_t first, last;
    uint8_t severity; /* enum rs_severity */
    const char *class, *words; /* "DNS", "the DNS SRV record of ..." */
};

/* NULL when the id is not known. */
const struct rs_ms_diagnostics_row *rs_ms_diagnostics_row(uint32_t error_id);

/* Whose numbers these are, known or not: "SIP stack", "Mediation Server"; "". */
const char *rs_ms_diagnostics_part(uint32_t error_id);

/* Class and severity in one text: "DNS / high"; "" when unknown. */
const char *rs_ms_diagnostics_class(uint32_t error_id);

#endif
