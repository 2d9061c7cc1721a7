#include "find/signs_inside.h"

/*
 * Calls and messages from outside without credentials, remembered by Call-ID
 * until somebody answers them with more than a challenge: S424 when a call to
 * a number is accepted or goes on to a trunk, S417 when the caller claims to be
 * one of ours.
 */

enum { NUMBER_MAX = 32, URI_MAX = 96 };

struct stranger {
    struct rs_table_link link;
    struct rs_origin origin;
    bool credentials, own_domain, to_number;
    bool told_call, told_domain;
    uint8_t number_len, from_len;
    char number[NUMBER_MAX], from[URI_MAX];
};

int rs_sign_strangers_init(struct rs_signs *s, uint32_t capacity)
{
    return rs_table_init(&s->strangers, sizeof(struct stranger), capacity);
}

static bool is_ours(const struct rs_sign *s, const struct rs_addr *a)
{
    return rs_sign_zone(s->w, a) & RS_ZONE_OURS;
}

/* ---- the request ---- */

/* The digits of a number as people dial it: "+44 (0)20" loses all but digits. */
static size_t digits_of(struct rs_span user, char *to)
{
    size_t n = 0;
    for (size_t i = 0; i < user.n && user.p[i] != ';'; i++) {
        if (rs_is_digit(user.p[i]) && n < NUMBER_MAX)
            to[n++] = user.p[i];
        else if (!rs_span_find(RS_SPAN("+-.()*#"), user.p[i]))
            return 0;
    }
    return n;
}

/* 00, 011 and an outside line's digit stand before a number that leaves the house. */
static bool is_watched(const struct rs_policy *p, struct rs_span number)
{
    static const struct rs_span before[] = {RS_SPAN_INIT(""), RS_SPAN_INIT("00"),
                                            RS_SPAN_INIT("011"), RS_SPAN_INIT("000"),
                                            RS_SPAN_INIT("900"), RS_SPAN_INIT("9011")};
    for (size_t i = 0; i < sizeof before / sizeof before[0]; i++)
        if (number.n > before[i].n && rs_span_eq(rs_span_first(number, before[i].n), before[i]) &&
            rs_policy_has_text(p, RS_LIST_WATCH_PREFIXES, rs_span_skip(number, before[i].n)))
            return true;
    return false;
}

static void read_number(const struct rs_sign *s, struct stranger *g)
{
    struct rs_uri uri;
    if (rs_uri_parse(s->m->uri, &uri) != RS_OK)
        return;
    g->number_len = (uint8_t)digits_of(uri.user, g->number);
    g->to_number =
        g->number_len >= rs_policy_number(s->w->policy, RS_NUMBER_S424_DIGITS) ||
        (g->number_len && is_watched(s->w->policy, rs_span(g->number, g->number_len)));
}

static bool says_own_domain(const struct rs_sign *s)
{
    struct rs_uri uri;
    return rs_policy_told(s->w->policy, RS_LIST_OWN_DOMAINS) &&
           rs_uri_parse(s->v->from.uri.text, &uri) == RS_OK &&
           rs_policy_has_text(s->w->policy, RS_LIST_OWN_DOMAINS, uri.host);
}

static void opened(const struct rs_sign *s)
{
    bool call = s->v->method == RS_METHOD_INVITE;
    if ((!call && s->v->method != RS_METHOD_MESSAGE) || is_ours(s, &s->o->src.addr))
        return;
    struct rs_digest key = rs_digest(&s->signs->hash, s->v->call_id.p, s->v->call_id.n);
    struct stranger *g = rs_table_find(&s->signs->strangers, key);
    if (!g && !(g = rs_sign_keep(&s->signs->strangers, key)))
        return;
    g->credentials |= rs_sign_has_credentials(s->m);
    g->origin = *s->o;
    g->own_domain = says_own_domain(s);
    struct rs_span from = rs_span_first(s->v->from.uri.text, URI_MAX);
    g->from_len = (uint8_t)from.n;
    if (from.n)
        memcpy(g->from, from.p, from.n);
    if (call)
        read_number(s, g);
}

/* ---- what becomes of it ---- */

/*
 * Where nobody said which networks are ours, a call between two public
 * addresses may be anybody's.
 */
static enum rs_severity call_severity(const struct rs_sign *s, const struct stranger *g)
{
    return is_ours(s, &g->origin.dst.addr) || rs_policy_told(s->w->policy, RS_LIST_HOME_NETS)
               ? RS_HIGH
               : RS_LOW;
}

static void add_source(struct rs_sign_finding *f, const struct stranger *g)
{
    char source[RS_ADDR_TEXT];
    rs_sign_text(f, "source", rs_span_str(rs_addr_text(&g->origin.src.addr, source)));
    if (f->f.frame != g->origin.frame)
        f->f.frames[f->f.frame_count++] = g->origin.frame;
}

static void tell_call(const struct rs_sign *s, struct stranger *g, const char *subkind)
{
    char trunk[RS_ADDR_TEXT];
    struct rs_sign_finding f;
    if (g->told_call || g->credentials || !g->to_number)
        return;
    g->told_call = true;
    rs_sign_begin(s, &f, RS_FINDING_S424, call_severity(s, g));
    rs_sign_text(&f, "subkind", rs_span_str(subkind));
    rs_sign_text(&f, "number", rs_span(g->number, g->number_len));
    add_source(&f, g);
    if (subkind[0] == 'r')
        rs_sign_text(&f, "trunk", rs_span_str(rs_addr_text(&s->o->dst.addr, trunk)));
    rs_sign_tell(s->w, &f, &g->origin.src.addr, RS_SPAN_NONE,
                 rs_sign_window(s->w, RS_NUMBER_S424_WINDOW));
}

/* Told of the request, when it is known that nobody asked for credentials. */
static void tell_domain(const struct rs_sign *s, struct stranger *g)
{
    struct rs_sign_finding f;
    if (g->told_domain || g->credentials || !g->own_domain)
        return;
    g->told_domain = true;
    rs_sign_begin(s, &f, RS_FINDING_S417, s->m->status < 300 ? RS_MEDIUM : RS_LOW);
    rs_sign_text(&f, "subkind", RS_SPAN("own_domain"));
    rs_sign_text(&f, "from", rs_span(g->from, g->from_len));
    add_source(&f, g);
    rs_sign_tell(s->w, &f, &g->origin.src.addr, rs_span(g->from, g->from_len),
                 rs_sign_window(s->w, RS_NUMBER_S417_WINDOW));
}

static struct stranger *find(const struct rs_sign *s)
{
    if (!rs_table_count(&s->signs->strangers))
        return NULL;
    return rs_table_find(&s->signs->strangers,
                         rs_digest(&s->signs->hash, s->v->call_id.p, s->v->call_id.n));
}

static void answered(const struct rs_sign *s)
{
    if (s->m->status <= 100 ||
        (s->v->method != RS_METHOD_INVITE && s->v->method != RS_METHOD_MESSAGE) ||
        rs_status_flags(s->m->status) & RS_STATUS_CHALLENGE)
        return;
    struct stranger *g = find(s);
    if (!g)
        return;
    tell_domain(s, g);
    if (s->v->method == RS_METHOD_INVITE && s->m->status / 100 == 2)
        tell_call(s, g, "answered");
}

void rs_sign_stranger(const struct rs_sign *s)
{
    if (s->m->kind == RS_MSG_RESPONSE) {
        answered(s);
    } else if (rs_sign_opens(s) && !s->a->other_leg) {
        opened(s);
    } else if (s->a->other_leg && s->v->method == RS_METHOD_INVITE && !s->v->to.tag.n) {
        struct stranger *g = find(s);
        if (g && rs_sign_zone(s->w, &s->o->dst.addr) & RS_ZONE_PEER)
            tell_call(s, g, "relayed");
    }
}
