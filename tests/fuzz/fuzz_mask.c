#include <string.h>

#include "core/ringside.h"
#include "fuzz.h"
#include "outputs/mask.h"

/* A message without people: readable again, and nothing of its credentials or Call-ID in it. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rs_mask *mask;
    static struct rs_msg msg;
    static struct rs_view view;
    static struct rs_annotation note;
    const struct rs_hash_key key = {1, 2};
    struct rs_origin origin = {.frame = 1};

    if (!mask)
        mask = rs_mask_new(&key);
    if (!mask || rs_msg_parse(&msg, rs_span((const char *)data, size), RS_FRAMING_DATAGRAM, false) < 0)
        return 0;
    rs_view_make(&view, &msg);
    note.msg = &msg;
    note.view = &view;
    note.origin = &origin;
    const struct rs_annotation *a = rs_mask_message(mask, &note);
    if (!a)
        return 0;
    fuzz_require(a->msg->kind == msg.kind && a->msg->status == msg.status);
    fuzz_require(!a->msg->first[RS_HEADER_AUTHORIZATION]);
    fuzz_require(!a->msg->first[RS_HEADER_PROXY_AUTHORIZATION]);
    struct rs_span id = rs_msg_value(a->msg, RS_HEADER_CALL_ID);
    fuzz_require(!id.n || rs_span_starts_nocase(id, RS_SPAN("i-")) ||
                 rs_span_starts_nocase(id, RS_SPAN("z9hG4bKi-")));
    return 0;
}
