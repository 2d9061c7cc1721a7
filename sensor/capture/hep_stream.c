#include "capture/hep_stream.h"

#include "packet/hep.h"

enum { MAGIC = 4 };

/* As much of "HEP3" or "EEP3" as there is. */
static bool may_begin(struct rs_span s)
{
    size_t n = s.n < MAGIC ? s.n : MAGIC;
    return !memcmp(s.p, "HEP3", n) || !memcmp(s.p, "EEP3", n);
}

static struct rs_step skip_junk(struct rs_span in)
{
    size_t n = 1;
    while (n < in.n && !may_begin(rs_span_skip(in, n)))
        n++;
    return rs_step_skip(n);
}

struct rs_step rs_hep_stream_step(struct rs_span in, struct rs_frame *frame)
{
    if (!in.n)
        return rs_step_more(RS_HEP_HEADER);
    if (!may_begin(in))
        return skip_junk(in);
    if (in.n < RS_HEP_HEADER)
        return rs_step_more(RS_HEP_HEADER);
    size_t len = rs_hep_len(in);
    if (len < RS_HEP_HEADER)
        return skip_junk(in);
    if (in.n < len)
        return rs_step_more(len);
    frame->link_type = RS_LINK_HEP;
    frame->data = rs_span_first(in, len);
    frame->original_len = (uint32_t)len;
    return rs_step_frame(len);
}
