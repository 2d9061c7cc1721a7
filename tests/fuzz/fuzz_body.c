#include "fuzz.h"
#include "sip/body.h"

/* No part is longer than the body, and no part stands in another's place. */
static void check_part(const struct rs_msg *m, const struct rs_part *part, const char **last)
{
    fuzz_inside(m->body, part->octets);
    fuzz_inside(m->octets, part->type_text);
    fuzz_inside(m->octets, part->type.boundary);
    fuzz_inside(m->octets, part->disposition);
    fuzz_require(part->octets.p >= *last);
    *last = rs_span_end(part->octets);
}

/* The first line is the Content-Type, what follows the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rs_msg m;
    struct rs_span all = rs_span((const char *)data, size), body;
    const char *lf = rs_span_find(all, '\n');
    struct rs_parts it = {.started = false};
    struct rs_part part;
    const char *last;

    if (!lf || lf - all.p > 4096)
        return 0;
    body = rs_span_between(lf + 1, rs_span_end(all));
    memset(&m, 0, sizeof m);
    m.octets = all;
    m.body = body;
    m.header_count = 1;
    m.first[RS_HEADER_CONTENT_TYPE] = 1;
    m.header[0].value_len = (uint16_t)(lf - all.p);
    last = body.p;
    while (rs_body_next_part(&m, &it, &part))
        check_part(&m, &part, &last);
    if (rs_body_find(&m, RS_SPAN("application"), RS_SPAN("sdp"), &part))
        fuzz_inside(body, part.octets);
    return 0;
}
