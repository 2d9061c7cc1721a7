#include "fuzz.h"
#include "sip/sdp.h"

static void check_media(struct rs_span text, const struct rs_sdp_media *m)
{
    fuzz_inside(text, m->media);
    fuzz_inside(text, m->protocol);
    fuzz_inside(text, m->formats);
    fuzz_require(m->direction <= RS_SDP_INACTIVE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rs_span text = rs_span((const char *)data, size), rest = text, value;
    struct rs_sdp s;
    char type;

    rs_sdp_parse(text, &s);
    fuzz_inside(text, s.origin_user);
    fuzz_inside(text, s.session_id);
    fuzz_inside(text, s.session_version);
    fuzz_inside(text, s.origin_addr);
    fuzz_inside(text, s.name);
    fuzz_inside(text, s.fault_at);
    fuzz_require(s.media_count <= RS_SDP_MEDIA_MAX);
    for (int i = 0; i < s.media_count; i++)
        check_media(text, &s.media[i]);
    while (rs_sdp_next_line(&rest, &type, &value))
        fuzz_inside(text, value);
    return 0;
}
