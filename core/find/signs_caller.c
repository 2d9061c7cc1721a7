#include "find/signs_inside.h"

/*
 * S417: who calls, as the message itself says it, does not fit together. (That
 * somebody from outside claims to be one of ours: signs_stranger.c.)
 */

enum { URI_MAX = 96, NUMBER_DIGITS = 7 };

/* ---- comparing ---- */

static bool says_anonymous(struct rs_span s)
{
    static const struct rs_span words[] = {
        RS_SPAN_INIT("anonymous"), RS_SPAN_INIT("restricted"), RS_SPAN_INIT("unavailable"),
        RS_SPAN_INIT("unknown"),   RS_SPAN_INIT("private"),    RS_SPAN_INIT("withheld"),
    };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (rs_span_find_nocase(s, words[i]))
            return true;
    return false;
}

/* The user without its parameters ("123;phone-context=x"). */
static struct rs_span user_of(const struct rs_uri *u)
{
    const char *parameters = rs_span_find(u->user, ';');
    return parameters ? rs_span_between(u->user.p, parameters) : u->user;
}

/* Octet by octet from the end, digits alone: "+44 1904..." and "01904..." are one number. */
static bool same_number(struct rs_span a, struct rs_span b)
{
    size_t i = a.n, k = b.n, same = 0;
    while (same < NUMBER_DIGITS) {
        while (i && !rs_is_digit(a.p[i - 1]))
            i--;
        while (k && !rs_is_digit(b.p[k - 1]))
            k--;
        if (!i || !k || a.p[i - 1] != b.p[k - 1])
            break;
        i--;
        k--;
        same++;
    }
    return same >= NUMBER_DIGITS;
}

static bool same_user(struct rs_span a, struct rs_span b)
{
    return rs_span_eq_nocase(a, b) || same_number(a, b);
}

/* ---- telling ---- */

struct claim {
    const struct rs_sign *s;
    const char *subkind;
    enum rs_severity severity;
    const char *header; /* NULL: the status says it */
    struct rs_span value;
};

static bool was_forwarded(const struct rs_msg *m)
{
    return m->first[RS_HEADER_DIVERSION] || m->first[RS_HEADER_HISTORY_INFO];
}

static void tell(const struct claim *c)
{
    char from[URI_MAX + 1], value[URI_MAX + 1];
    const struct rs_sign *s = c->s;
    struct rs_sign_finding f;
    rs_sign_begin(s, &f, RS_FINDING_S417, was_forwarded(s->m) ? RS_INFO : c->severity);
    rs_sign_text(&f, "subkind", rs_span_str(c->subkind));
    rs_sign_text(&f, "from", rs_sign_plain(s->v->from.uri.text, URI_MAX, from));
    if (c->header)
        rs_sign_text(&f, c->header, rs_sign_plain(c->value, URI_MAX, value));
    if (was_forwarded(s->m))
        rs_sign_text(&f, "forwarded", RS_SPAN("yes"));
    /* A refusal tells of whoever asked. */
    const struct rs_endpoint *who =
        s->m->kind == RS_MSG_REQUEST ? &s->o->src : &s->o->dst;
    rs_sign_tell(s->w, &f, &who->addr, rs_span_first(s->v->from.uri.text, URI_MAX),
                 rs_sign_window(s->w, RS_NUMBER_S417_WINDOW));
}

/* ---- the rules ---- */

static bool verification_failed(struct rs_span value)
{
    return rs_span_find_nocase(value, RS_SPAN("verstat=TN-Validation-Failed"));
}

/*
 * An identity that is asserted counts only within a circle of trust (RFC 3325
 * 4). Who is in it nobody knows before peers are listed.
 */
static bool is_trusted(const struct rs_sign *s)
{
    return rs_sign_zone(s->w, &s->o->src.addr) & RS_ZONE_OURS;
}

/* True when it was told. */
static bool check_asserted(const struct rs_sign *s, struct rs_span value, const char *header)
{
    struct claim c = {s, "untrusted_assertion", RS_MEDIUM, header, value};
    bool asserted = header[1] == 'a'; /* "pai", not "ppi" */
    if (asserted && !is_trusted(s)) {
        if (!rs_policy_told(s->w->policy, RS_LIST_PEERS))
            c.severity = RS_LOW;
        tell(&c);
        return true;
    }
    struct rs_name_addr identity;
    struct rs_uri from;
    if (says_anonymous(rs_msg_value(s->m, RS_HEADER_FROM)) || s->m->first[RS_HEADER_PRIVACY] ||
        rs_name_addr_parse(value, &identity) != RS_OK ||
        rs_uri_parse(s->v->from.uri.text, &from) != RS_OK || !identity.uri.user.n || !from.user.n ||
        same_user(user_of(&identity.uri), user_of(&from)))
        return false;
    c.subkind = "differs";
    /* Within the circle a pilot number is asserted for many phones. */
    c.severity = asserted ? RS_LOW : RS_MEDIUM;
    tell(&c);
    return true;
}

/* Each value: a sip and a tel URI may stand there (RFC 3325 9.1), and one that fits is enough. */
static void check_identity(const struct rs_sign *s, enum rs_header_id id, const char *header)
{
    struct rs_values it = {0};
    struct rs_span value;
    if (s->m->first[id] && rs_msg_next_value(s->m, id, &it, &value))
        check_asserted(s, value, header);
}

static void check_request(const struct rs_sign *s)
{
    struct rs_span from = rs_msg_value(s->m, RS_HEADER_FROM);
    struct rs_span pai = rs_msg_value(s->m, RS_HEADER_P_ASSERTED_IDENTITY);
    struct claim failed = {s, "verification_failed", RS_MEDIUM, "pai", pai};
    /* In the usual form without parameters of the URI there is no verstat to look for. */
    bool may = !s->v->from.usual || s->v->from.uri.params.n;
    if ((may && verification_failed(from)) || (pai.n && verification_failed(pai))) {
        tell(&failed);
        return;
    }
    check_identity(s, RS_HEADER_P_ASSERTED_IDENTITY, "pai");
    check_identity(s, RS_HEADER_P_PREFERRED_IDENTITY, "ppi");
}

void rs_sign_caller(const struct rs_sign *s)
{
    bool call = s->v->method == RS_METHOD_INVITE || s->v->method == RS_METHOD_MESSAGE;
    if (!call)
        return;
    if (rs_sign_opens(s)) {
        check_request(s);
    } else if (s->m->kind == RS_MSG_RESPONSE && rs_status_flags(s->m->status) & RS_STATUS_IDENTITY) {
        const struct claim c = {s, "identity_refused", RS_MEDIUM, NULL, RS_SPAN_NONE};
        tell(&c);
    }
}
