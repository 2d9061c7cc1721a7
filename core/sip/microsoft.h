/*
 * Headers of Lync and Skype for Business.
 */
#ifndef RS_SIP_MICROSOFT_H
#define RS_SIP_MICROSOFT_H

#include "base/err.h"
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

/*
 * Class words and severity of a known id (ms_diagnostics.def): "DNS / high"; ""
 * when unknown.
 */
const char *rs_ms_diagnostics_class(uint32_t error_id);

#endif
