#include "find/signs_inside.h"
#include "find/sipvicious.h"
#include "sip/sdp.h"

/*
 * S403: tools known by what they write on the wire, the User-Agent may be
 * forged. A table of tools, a function each; a few glances say whether any of
 * them need be asked.
 */

/* ---- glances ---- */

enum glance { TAG = 1, DASH = 2, BRANCH = 4, SDP = 8, SUBJECT = 16 };

enum { COOKIE = 7, SIPPTS_BRANCH = 71, SIPSAK_BRANCH = 16 };

static unsigned glance_branch(const struct rs_via *via)
{
    struct rs_span b = via->branch;
    if (!via->cookie)
        return b.n == SIPPTS_BRANCH || b.n == 3 || !b.n ? BRANCH : 0;
    return b.p[COOKIE] == '-' ? DASH : b.n == SIPSAK_BRANCH && b.p[COOKIE] == '.' ? BRANCH : 0;
}

static unsigned glance(const struct rs_sign *s)
{
    unsigned seen = glance_branch(&s->v->via);
    if (rs_sipvicious_may(s->v->from.tag))
        seen |= TAG;
    if (s->m->body.n && s->v->method == RS_METHOD_INVITE)
        seen |= SDP;
    if (s->m->first[RS_HEADER_SUBJECT])
        seen |= SUBJECT;
    return seen;
}

/* ---- what the functions ask ---- */

/* One request, and what was found out on the way. */
struct look {
    const struct rs_sign *s;
    struct rs_sipvicious tag; /* of From; kind 0: none */
    struct rs_span sdp_origin, sdp_name;
};

static bool all_of(struct rs_span s, bool (*is)(char c))
{
    for (size_t i = 0; i < s.n; i++)
        if (!is(s.p[i]))
            return false;
    return s.n > 0;
}

static bool is_hex(char c)
{
    return rs_hex_value(c) >= 0;
}

static bool is_lower_or_digit(char c)
{
    return rs_is_digit(c) || (c >= 'a' && c <= 'z');
}

static bool has(struct rs_span s, struct rs_span text)
{
    return rs_span_find_nocase(s, text) != NULL;
}

/* The o= and s= lines: the second and third of an SDP (RFC 8866 5). */
static void read_sdp(struct look *l)
{
    struct rs_span rest = l->s->m->body, value;
    char type;
    for (int i = 0; i < 3 && rs_sdp_next_line(&rest, &type, &value); i++)
        *(type == 'o' ? &l->sdp_origin : type == 's' ? &l->sdp_name : &(struct rs_span){0}) = value;
}

/* ---- SIPVicious ---- */

static bool tool_svcrack(const struct look *l)
{
    return l->tag.kind == RS_SIPVICIOUS_GUESS;
}

static bool tool_svmap(const struct look *l)
{
    return l->tag.kind == RS_SIPVICIOUS_TARGET;
}

static bool tool_svwar(const struct look *l)
{
    return l->tag.kind == RS_SIPVICIOUS_EXTENSION;
}

/* "sipvicious"<sip:100@1.1.1.1>: as it comes, when nothing is said of addresses. */
static bool tool_svmap_default(const struct look *l)
{
    return rs_span_eq(l->s->v->from.uri.text, RS_SPAN("sip:100@1.1.1.1"));
}

/* Its first request has no tag of its own making. */
static bool tool_svcrack_opener(const struct look *l)
{
    return rs_span_eq(rs_span_trim(l->s->v->contact), RS_SPAN("sip:123@1.1.1.1")) ||
           rs_span_eq(l->s->v->contact, RS_SPAN("<sip:123@1.1.1.1>"));
}

static bool tool_svwar_sdp(const struct look *l)
{
    return rs_span_eq(l->sdp_name, RS_SPAN("svwar"));
}

/* ---- others ---- */

/* 71 of 0-9a-z and no cookie; Call-ID of 32 or tag of 8 hexadecimal digits. */
static bool tool_sippts(const struct look *l)
{
    const struct rs_view *v = l->s->v;
    return v->via.branch.n == SIPPTS_BRANCH && all_of(v->via.branch, is_lower_or_digit) &&
           ((v->call_id.n == 32 && all_of(v->call_id, is_hex)) ||
            (v->from.tag.n == 8 && all_of(v->from.tag, is_hex)));
}

static bool tool_sippts_sdp(const struct look *l)
{
    return rs_span_eq(l->sdp_name, RS_SPAN("SIPPTS"));
}

/* OPTIONS sip:nm, Via nm;branch=foo, tag=root, Call-ID 50000, CSeq 42: some of it is enough. */
static bool tool_nmap(const struct look *l)
{
    enum { ENOUGH = 3 };
    const struct rs_view *v = l->s->v;
    int signs = rs_span_eq(l->s->m->uri, RS_SPAN("sip:nm")) +
                rs_span_eq(v->via.host, RS_SPAN("nm")) +
                rs_span_eq(v->via.branch, RS_SPAN("foo")) +
                rs_span_eq(v->from.tag, RS_SPAN("root")) +
                rs_span_eq(v->call_id, RS_SPAN("50000")) +
                (v->cseq.number_ok && v->cseq.number == 42);
    return v->via.branch.n == 3 && signs >= ENOUGH;
}

/* INVITE sip:@127.0.0.1, no branch, no tag, Call-ID of a number and the target. */
static bool tool_metasploit(const struct look *l)
{
    const struct rs_view *v = l->s->v;
    size_t host = v->via.host.n;
    return !v->via.branch.n && !v->from.tag.n &&
           rs_span_starts_nocase(l->s->m->uri, RS_SPAN("sip:@")) && host && v->call_id.n > host &&
           rs_span_eq(rs_span_skip(v->call_id, v->call_id.n - host), v->via.host);
}

static bool tool_mr_sip(const struct look *l)
{
    return rs_span_starts_nocase(l->sdp_origin, RS_SPAN("Z 23137520 ")) &&
           rs_span_eq(l->sdp_name, RS_SPAN("Z"));
}

/* z9hG4bK.12345678;rport;alias */
static bool tool_sipsak(const struct look *l)
{
    const struct rs_view *v = l->s->v;
    return v->via.branch.n == SIPSAK_BRANCH &&
           all_of(rs_span_skip(v->via.branch, COOKIE + 1), is_hex) &&
           (has(v->via.params, RS_SPAN("rport;alias")) ||
            rs_span_starts_nocase(v->from.uri.text, RS_SPAN("sip:sipsak@")));
}

/* z9hG4bK-PID-CALL-NUMBER and PIDSIPpTag0xNUMBER */
static bool tool_sipp(const struct look *l)
{
    return has(l->s->v->from.tag, RS_SPAN("SIPpTag0"));
}

static bool tool_sipp_subject(const struct look *l)
{
    return rs_span_eq(rs_msg_value(l->s->m, RS_HEADER_SUBJECT), RS_SPAN("Performance Test"));
}

/* ---- the table ---- */

static const struct tool {
    const char *word, *rule;
    uint8_t looked, severity;
    bool (*is)(const struct look *l);
} tools[] = {
#define RS_TOOL(name, word, looked, severity) {word, #name, looked, RS_##severity, tool_##name},
#include "find/tools.def"
#undef RS_TOOL
};

/* ---- telling ---- */

enum { AGENT_MAX = 64, DECODED_MAX = 64 };

/* What the tag says: target, extension or user. A password only that there is one. */
static void add_decoded(struct rs_sign_finding *f, const struct rs_sipvicious *tag)
{
    static const char *const names[] = {
        [RS_SIPVICIOUS_TARGET] = "target",
        [RS_SIPVICIOUS_EXTENSION] = "extension",
        [RS_SIPVICIOUS_GUESS] = "user",
    };
    char plain[DECODED_MAX + 1];
    if (!tag->kind)
        return;
    rs_sign_text(f, names[tag->kind],
                 rs_sign_plain(rs_span(tag->text, tag->len), DECODED_MAX, plain));
    if (tag->kind == RS_SIPVICIOUS_GUESS)
        rs_sign_text(f, "guess", RS_SPAN("seen"));
}

static void tell(const struct look *l, const struct tool *t)
{
    char agent[AGENT_MAX + 1];
    struct rs_sign_finding f;
    rs_sign_begin(l->s, &f, RS_FINDING_S403, (enum rs_severity)t->severity);
    rs_sign_text(&f, "subkind", rs_span_str(t->word));
    rs_sign_text(&f, "rule", rs_span_str(t->rule));
    add_decoded(&f, &l->tag);
    rs_sign_text(&f, "user_agent", rs_sign_plain(rs_msg_value(l->s->m, RS_HEADER_USER_AGENT), AGENT_MAX,
                                         agent));
    rs_sign_tell(l->s->w, &f, &l->s->o->src.addr, rs_span_str(t->rule),
                 rs_sign_window(l->s->w, RS_NUMBER_S403_WINDOW));
}

void rs_sign_tool(const struct rs_sign *s)
{
    if (s->m->kind != RS_MSG_REQUEST)
        return;
    unsigned seen = glance(s);
    if (!seen)
        return;
    struct look l = {.s = s};
    if (seen & TAG)
        rs_sipvicious_tag(s->v->from.tag, &l.tag);
    if (seen & SDP)
        read_sdp(&l);
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
        if (tools[i].looked & seen && tools[i].is(&l)) {
            tell(&l, &tools[i]);
            return;
        }
}
