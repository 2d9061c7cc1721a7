/*
 * Authentication: challenges, credentials and authentication info
 * (RFC 3261 20.44, 7616, 8760, 3310; MS-SIPAE for NTLM, Kerberos, TLS-DSK).
 */
#ifndef RS_SIP_AUTH_H
#define RS_SIP_AUTH_H

#include "base/err.h"
#include "base/span.h"

enum rs_auth_scheme {
    RS_AUTH_NONE,
    RS_AUTH_DIGEST,
    RS_AUTH_AKA, /* Digest with algorithm=AKAv1-MD5 or AKAv2 */
    RS_AUTH_NTLM,
    RS_AUTH_KERBEROS,
    RS_AUTH_TLS_DSK,
    RS_AUTH_BASIC,
    RS_AUTH_OTHER,
    RS_AUTH__COUNT
};

/* One challenge or one set of credentials; spans are p == NULL where absent. */
struct rs_auth {
    uint8_t scheme; /* enum rs_auth_scheme */
    struct rs_span scheme_name;
    struct rs_span params; /* all of them */
    struct rs_span realm, nonce, opaque, algorithm, qop, username, uri, response, cnonce, nc;
    struct rs_span targetname, gssapi_data, version;
    struct rs_span nextnonce, rspauth, snum, cnum; /* authentication info; message signatures */
    struct rs_span auts;   /* AKA: the phone asks to resynchronise (RFC 3310 3.4) */
    bool stale;
};

/*
 * RS_OK, or RS_ERR_MALFORMED when there is neither scheme nor parameter.
 * Authentication-Info may come without a scheme (RFC 3261 20.6); it is then
 * RS_AUTH_NONE. Of a parameter that comes twice the first counts.
 */
int rs_auth_parse(struct rs_span value, struct rs_auth *out);

/*
 * "Digest", "AKA", "NTLM", "Kerberos", "TLS-DSK", "Basic", "other"; "" for
 * none.
 */
const char *rs_auth_scheme_name(enum rs_auth_scheme s);

#endif
