/*
 * Octets as one SIP message, from the parser to the findings: as a datagram,
 * as a datagram that the capture cut, and from a stream.
 *
 * Beside not crashing: spans stay inside the message, the checks say the same
 * twice, findings tell every fault once in print, a cut message is not blamed
 * for what is not there, and what passes at a glance (sip/usual.h,
 * sip/ordinary_sdp.h) is without fault.
 */
#include "find/check_message.h"
#include "find/fault_findings.h"
#include "fuzz.h"
#include "sip/ordinary_sdp.h"
#include "sip/sdp.h"
#include "twin.h"

/* ---- what is known at a glance has no fault ---- */

static void ordinary_sdp(struct rs_span s)
{
    struct rs_sdp sdp;
    if (rs_ordinary_sdp(s, NULL))
        fuzz_require(rs_sdp_parse(s, &sdp) == RS_OK && !sdp.faults);
}

static void values_agree(const struct rs_msg *m)
{
    fuzz_require(twin_uri_agrees(m->uri));
    ordinary_sdp(m->body);
    for (uint16_t i = 0; i < m->header_count; i++) {
        struct rs_span value = rs_header_value(m, &m->header[i]);
        fuzz_require(twin_name_addr_agrees(value) && twin_via_agrees(value));
    }
}

/* ---- what stands after a check ---- */

static void faults_are_sound(const struct rs_msg *m)
{
    struct rs_span whole = rs_span(m->octets.p, m->octets.n + m->after.n);
    fuzz_require(m->faults.count <= RS_FAULTS_MAX);
    for (unsigned i = 0; i < m->faults.count; i++) {
        fuzz_require(rs_faults_has(&m->faults, m->faults.at[i].kind));
        fuzz_require(m->faults.at[i].header < RS_HEADER__COUNT);
        fuzz_inside(whole, m->faults.at[i].where);
    }
}

static void is_printable(struct rs_span s)
{
    for (size_t i = 0; i < s.n; i++)
        fuzz_require(s.p[i] >= 0x20 && s.p[i] < 0x7f);
}

static void findings_are_sound(const struct rs_msg *m)
{
    struct rs_fault_walk walk;
    struct rs_finding f;
    int last = -1;
    rs_fault_walk_init(&walk, &m->faults, m);
    while (rs_fault_walk_next(&walk, &f)) {
        fuzz_require((int)f.id > last && f.severity <= RS_CRITICAL);
        fuzz_require(f.evidence_count >= 1 && f.evidence_count <= RS_EVIDENCE_MAX);
        for (unsigned i = 0; i < f.evidence_count; i++)
            is_printable(f.evidence[i].text);
        last = (int)f.id;
    }
    fuzz_require(!walk.left[0] && !walk.left[1]);
}

static void cut_is_not_blamed(const struct rs_faults *f)
{
    fuzz_require(!rs_faults_has(f, RS_FAULT_MISSING_MANDATORY));
    fuzz_require(!rs_faults_has(f, RS_FAULT_MISSING_CONTACT));
    fuzz_require(!rs_faults_has(f, RS_FAULT_HEAD_UNTERMINATED));
    fuzz_require(!rs_faults_has(f, RS_FAULT_LENGTH_BEYOND));
    fuzz_require(!rs_faults_has(f, RS_FAULT_BODY_SDP));
}

/* ---- one way of reading the octets ---- */

static void try_message(struct rs_span octets, enum rs_framing framing, bool truncated)
{
    static struct rs_msg m;
    static struct rs_view v;
    bool stream = framing == RS_FRAMING_STREAM;
    const struct rs_origin o = {.transport = stream ? RS_TRANSPORT_TCP : RS_TRANSPORT_UDP,
                                .datagram_len = stream ? 0 : (uint32_t)octets.n,
                                .fragments = 1,
                                .truncated = truncated};
    int64_t used = rs_msg_parse(&m, octets, framing, truncated);
    fuzz_require(used <= (int64_t)octets.n && used >= RS_ERR_INCOMPLETE);
    if (used < 0)
        return;
    rs_view_make(&v, &m);
    rs_check_message(&m.faults, &m, &v, &o);
    faults_are_sound(&m);
    findings_are_sound(&m);
    values_agree(&m);
    if (truncated)
        cut_is_not_blamed(&m.faults);
    struct rs_faults before = m.faults;
    rs_check_message(&m.faults, &m, &v, &o);
    fuzz_require(before.seen[0] == m.faults.seen[0] && before.seen[1] == m.faults.seen[1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    /* A copy of its own: one octet too far is then one octet behind the heap block. */
    char *copy = malloc(size ? size : 1);
    if (!copy)
        return 0;
    if (size)
        memcpy(copy, data, size);
    try_message(rs_span(copy, size), RS_FRAMING_DATAGRAM, false);
    try_message(rs_span(copy, size), RS_FRAMING_DATAGRAM, true);
    try_message(rs_span(copy, size), RS_FRAMING_STREAM, false);
    free(copy);
    return 0;
}
