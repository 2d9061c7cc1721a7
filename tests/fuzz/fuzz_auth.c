#include "fuzz.h"
#include "sip/auth.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rs_span s = rs_span((const char *)data, size);
    struct rs_auth a;

    if (rs_auth_parse(s, &a) == RS_OK)
        fuzz_require(a.scheme != RS_AUTH_NONE || a.params.n);
    fuzz_require((a.scheme == RS_AUTH_NONE) == (a.scheme_name.n == 0));
    fuzz_require(a.scheme < RS_AUTH__COUNT);
    fuzz_inside(s, a.scheme_name);
    fuzz_inside(s, a.params);
    fuzz_inside(a.params, a.realm);
    fuzz_inside(a.params, a.nonce);
    fuzz_inside(a.params, a.opaque);
    fuzz_inside(a.params, a.algorithm);
    fuzz_inside(a.params, a.qop);
    fuzz_inside(a.params, a.username);
    fuzz_inside(a.params, a.uri);
    fuzz_inside(a.params, a.response);
    fuzz_inside(a.params, a.gssapi_data);
    fuzz_inside(a.params, a.auts);
    return 0;
}
