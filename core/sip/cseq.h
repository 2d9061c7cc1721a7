/*
 * CSeq and RAck: numbers with a method.
 */
#ifndef RS_SIP_CSEQ_H
#define RS_SIP_CSEQ_H

#include "base/err.h"
#include "sip/method.h"

/* CSeq: 1*DIGIT LWS Method (RFC 3261 20.16). */
struct rs_cseq {
    uint32_t number;     /* meaningful when number_ok */
    bool number_ok;      /* 1*DIGIT and below 2^31 */
    struct rs_span number_text;
    struct rs_span method_name;
    uint8_t method;      /* enum rs_method */
};

/*
 * RS_OK also when the number is too large; RS_ERR_MALFORMED for any other form.
 */
int rs_cseq_parse(struct rs_span value, struct rs_cseq *out);

/* RAck: RSeq CSeq-number Method (RFC 3262 7.2). */
struct rs_rack {
    uint32_t rseq, cseq;
    struct rs_span method_name;
    uint8_t method;
};
int rs_rack_parse(struct rs_span value, struct rs_rack *out);

#endif
