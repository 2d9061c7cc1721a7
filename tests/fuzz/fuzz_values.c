#include "fuzz.h"
#include "base/endpoint.h"
#include "sip/values.h"

static void try_numbers(struct rs_span s)
{
    struct rs_cseq cseq;
    struct rs_rack rack;
    uint32_t number;

    if (rs_cseq_parse(s, &cseq) == RS_OK)
        fuzz_require(cseq.number_text.n && cseq.method_name.n);
    fuzz_require(!cseq.number_ok || cseq.number <= 0x7fffffff);
    fuzz_inside(s, cseq.number_text);
    fuzz_inside(s, cseq.method_name);
    rs_rack_parse(s, &rack);
    fuzz_inside(s, rack.method_name);
    rs_number_parse(s, 255, &number);
    fuzz_require(number <= 255);
}

static void try_session(struct rs_span s)
{
    struct rs_session_expires expires;
    struct rs_session_id id;
    struct rs_replaces replaces;
    struct rs_event_header event;
    struct rs_subscription_state state;

    rs_session_expires_parse(s, &expires);
    rs_session_id_parse(s, &id);
    fuzz_inside(s, id.local);
    fuzz_inside(s, id.remote);
    rs_replaces_parse(s, &replaces);
    fuzz_inside(s, replaces.call_id);
    fuzz_inside(s, replaces.to_tag);
    fuzz_inside(s, replaces.from_tag);
    rs_event_parse(s, &event);
    fuzz_inside(s, event.package);
    fuzz_inside(s, event.id);
    rs_subscription_state_parse(s, &state);
    fuzz_inside(s, state.state_name);
    fuzz_inside(s, state.reason);
}

static void try_words(struct rs_span s)
{
    struct rs_reason reason;
    struct rs_warning warning;
    struct rs_content_type type;
    struct rs_identity identity;
    struct rs_ms_diagnostics ms;

    rs_reason_parse(s, &reason);
    fuzz_inside(s, reason.protocol);
    fuzz_inside(s, reason.text);
    rs_warning_parse(s, &warning);
    fuzz_inside(s, warning.agent);
    fuzz_inside(s, warning.text);
    rs_content_type_parse(s, &type);
    fuzz_inside(s, type.subtype);
    fuzz_inside(s, type.boundary);
    rs_identity_parse(s, &identity);
    fuzz_inside(s, identity.digest);
    fuzz_inside(s, identity.info);
    rs_ms_diagnostics_parse(s, &ms);
    fuzz_inside(s, ms.reason);
    rs_ms_diagnostics_class(ms.error_id);
}

static void try_texts(struct rs_span s)
{
    char buf[64], text[RS_ADDR_TEXT];
    struct rs_addr addr, again;

    fuzz_require(rs_span_copy(s, buf, sizeof buf) < sizeof buf);
    if (rs_addr_parse(s.p, s.n, &addr)) {
        rs_addr_text(&addr, text);
        fuzz_require(rs_addr_parse(text, strlen(text), &again) && rs_addr_eq(&addr, &again));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rs_span s = rs_span((const char *)data, size);

    try_numbers(s);
    try_session(s);
    try_words(s);
    try_texts(s);
    return 0;
}
