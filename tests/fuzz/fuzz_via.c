#include "fuzz.h"
#include "sip/via.h"
#include "twin.h"

static void check_parts(struct rs_span all, const struct rs_via *v)
{
    fuzz_inside(all, v->value);
    fuzz_inside(v->value, v->protocol);
    fuzz_inside(v->value, v->version);
    fuzz_inside(v->value, v->transport);
    fuzz_inside(v->value, v->host);
    fuzz_inside(v->value, v->params);
    fuzz_inside(v->params, v->branch);
    fuzz_inside(v->params, v->received);
    fuzz_inside(v->params, v->maddr);
    fuzz_require(!v->cookie || v->branch.n > 7);
    fuzz_require(rs_via_default_port(v) != 0);
}

/* Every via-parm of a list, cut as the message does, and all of it as one. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rs_span all = rs_span((const char *)data, size), rest = all;
    struct rs_via v;

    if (rs_via_parse(all, &v) == RS_OK)
        fuzz_require(v.host.n && v.protocol.n && v.version.n && v.transport.n);
    check_parts(all, &v);
    fuzz_require(twin_via_agrees(all));
    while (rest.p) {
        struct rs_span value = rs_span_cut(rest, ',', &rest);
        rs_via_parse(value, &v);
        check_parts(all, &v);
        fuzz_require(twin_via_agrees(value));
    }
    return 0;
}
