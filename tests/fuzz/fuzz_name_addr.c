#include "fuzz.h"
#include "sip/name_addr.h"
#include "sip/params.h"
#include "twin.h"

static void check_parts(struct rs_span value, const struct rs_name_addr *a)
{
    fuzz_inside(value, a->display);
    fuzz_inside(value, a->uri.text);
    fuzz_inside(value, a->params);
    fuzz_inside(a->params, a->tag);
}

/* scan and parse agree on all that scan gives. */
static void check_scan(struct rs_span value, const struct rs_name_addr *a)
{
    struct rs_name_addr scanned;

    rs_name_addr_scan(value, &scanned);
    fuzz_require(scanned.tag.p == a->tag.p && scanned.tag.n == a->tag.n);
    fuzz_require(scanned.wildcard == a->wildcard);
    fuzz_require((scanned.faults & ~a->faults) == 0);
    fuzz_require(rs_span_eq(rs_span_trim(scanned.uri.text), a->uri.text));
}

/*
 * Every value of a list, cut as the message does, and all of it as one value.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rs_span all = rs_span((const char *)data, size), rest = all;
    struct rs_name_addr a;

    rs_name_addr_parse(all, &a);
    check_parts(all, &a);
    check_scan(all, &a);
    while (rest.p) {
        struct rs_span value = rs_span_cut(rest, ',', &rest);
        fuzz_inside(all, value);
        rs_name_addr_parse(value, &a);
        check_parts(all, &a);
        check_scan(value, &a);
        fuzz_require(twin_name_addr_agrees(value));
    }
    return 0;
}
