/*
 * Reason (RFC 3326) with the causes of ITU-T Q.850, and Warning.
 */
#ifndef RS_SIP_REASON_H
#define RS_SIP_REASON_H

#include "base/err.h"
#include "sip/params.h"

/* Reason: protocol ;cause= ;text= (RFC 3326). */
struct rs_reason {
    struct rs_span protocol;
    bool has_cause;
    uint16_t cause;
    struct rs_span text;
};
int rs_reason_parse(struct rs_span value, struct rs_reason *out);

/* What its cause means, by its protocol: a Q.850 cause, a SIP status; "" when nobody knows. */
const char *rs_reason_words(const struct rs_reason *r);

/* ITU-T Q.850 cause in words (q850.def), "" when unknown. */
const char *rs_q850_text(unsigned cause);

/* Warning: 3DIGIT agent "text" (RFC 3261 20.43). */
struct rs_warning {
    uint16_t code;
    struct rs_span agent, text;
};
int rs_warning_parse(struct rs_span value, struct rs_warning *out);

#endif
