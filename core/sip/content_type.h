/*
 * Content-Type: m-type "/" m-subtype *( ;param ) (RFC 3261 20.15).
 */
#ifndef RS_SIP_CONTENT_TYPE_H
#define RS_SIP_CONTENT_TYPE_H

#include "base/err.h"
#include "sip/params.h"

struct rs_content_type {
    struct rs_span type, subtype, params;
    struct rs_span boundary; /* of a multipart; p == NULL: none */
};

int rs_content_type_parse(struct rs_span value, struct rs_content_type *out);

/* Same type and subtype, in any case. */
bool rs_content_type_is(const struct rs_content_type *t, struct rs_span type,
                        struct rs_span subtype);

#endif
