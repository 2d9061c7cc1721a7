/*
 * Identity: signed-identity-digest ;info= ;alg= ;ppt= (RFC 8224 4). The
 * signature is shown, not checked.
 */
#ifndef RS_SIP_IDENTITY_H
#define RS_SIP_IDENTITY_H

#include "base/err.h"
#include "sip/params.h"

struct rs_identity {
    struct rs_span digest;
    struct rs_span info; /* without <> */
    struct rs_span alg, ppt;
};

/* RFC 4474's form, one quoted string alone, is understood too. */
int rs_identity_parse(struct rs_span value, struct rs_identity *out);

#endif
