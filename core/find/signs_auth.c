#include "find/signs_inside.h"

/* S419: schemes and habits of authentication that are weak in themselves. */

/* In order of how bad it is; each is told with the worst. */
enum weakness { BASIC = 1, CLEAR = 2, MD5_ONLY = 4, NO_QOP = 8, NTLM = 16 };

static const struct {
    uint8_t bit, severity;
    const char *word;
} weaknesses[] = {
    {BASIC, RS_HIGH, "basic"},      {CLEAR, RS_MEDIUM, "clear"}, {MD5_ONLY, RS_LOW, "md5_only"},
    {NO_QOP, RS_LOW, "no_qop"},     {NTLM, RS_INFO, "ntlm"},
};

enum { WEAKNESSES = sizeof weaknesses / sizeof weaknesses[0], REALM_MAX = 64, CHALLENGES_MAX = 16 };

/* What was read of the challenges or credentials of one message. */
struct reading {
    unsigned weak;
    bool other_digest; /* one that is not MD5 */
    struct rs_span realm, scheme, algorithm;
};

static void take(struct reading *r, const struct rs_auth *a)
{
    bool md5 = !a->algorithm.n || rs_span_starts_nocase(a->algorithm, RS_SPAN("MD5"));
    if (a->scheme == RS_AUTH_BASIC)
        r->weak |= BASIC;
    if (a->scheme == RS_AUTH_NTLM)
        r->weak |= NTLM;
    if (a->scheme == RS_AUTH_DIGEST) {
        r->weak |= (md5 ? MD5_ONLY : 0u) | (a->qop.n ? 0u : NO_QOP);
        r->other_digest |= !md5;
    }
    if (!r->realm.n)
        r->realm = a->realm;
    r->scheme = a->scheme_name;
    if (a->algorithm.n)
        r->algorithm = a->algorithm;
}

static struct rs_span words(unsigned weak, char *buf, size_t cap)
{
    size_t n = 0;
    for (size_t i = 0; i < WEAKNESSES; i++) {
        size_t len = strlen(weaknesses[i].word);
        if (!(weak & weaknesses[i].bit) || n + len + 1 > cap)
            continue;
        if (n)
            buf[n++] = ',';
        memcpy(buf + n, weaknesses[i].word, len);
        n += len;
    }
    return rs_span(buf, n);
}

/*
 * One a realm and day; where nobody names one, a server. What all of a network
 * do all day long is not counted on.
 */
static bool is_first(const struct rs_sign *s, const struct reading *r,
                     const struct rs_addr *server, uint64_t *scope_key)
{
    static const struct rs_addr any = {0};
    char what[1 + REALM_MAX] = {(char)r->weak};
    struct rs_span realm = rs_span_first(r->realm, REALM_MAX);
    if (realm.n)
        memcpy(what + 1, realm.p, realm.n);
    return rs_sign_is_first(s->w, RS_FINDING_S419, realm.n ? &any : server,
                            rs_span(what, 1 + realm.n), s->o->time_us,
                            rs_sign_window(s->w, RS_NUMBER_S419_WINDOW), scope_key);
}

static void tell(const struct rs_sign *s, const struct reading *r, const struct rs_addr *server)
{
    char all[64], realm[REALM_MAX + 1], scheme[16], algorithm[24];
    struct rs_sign_finding f;
    uint64_t scope_key;
    size_t worst = 0;
    /* Whoever of the two: what a probe was asked for is no more of interest. */
    if ((rs_sign_zone(s->w, &s->o->src.addr) | rs_sign_zone(s->w, &s->o->dst.addr)) &
            RS_ZONE_MONITOR ||
        !is_first(s, r, server, &scope_key))
        return;
    while (!(r->weak & weaknesses[worst].bit))
        worst++;
    rs_sign_begin(s, &f, RS_FINDING_S419, (enum rs_severity)weaknesses[worst].severity);
    f.f.scope_key = scope_key;
    rs_sign_text(&f, "subkind", rs_span_str(weaknesses[worst].word));
    rs_sign_text(&f, "weak", words(r->weak, all, sizeof all));
    rs_sign_text(&f, "scheme", rs_sign_plain(r->scheme, sizeof scheme - 1, scheme));
    rs_sign_text(&f, "algorithm", rs_sign_plain(r->algorithm, sizeof algorithm - 1, algorithm));
    rs_sign_text(&f, "realm", rs_sign_plain(r->realm, REALM_MAX, realm));
    rs_watcher_report(s->w, &f.f, true);
}

static void read_challenges(const struct rs_sign *s, enum rs_header_id id, struct reading *r)
{
    int left = CHALLENGES_MAX;
    for (const struct rs_header *h = rs_msg_first(s->m, id); h && left--; h = rs_msg_next(s->m, h)) {
        struct rs_auth a;
        if (rs_view_auth(s->v, s->m, h, &a) == RS_OK)
            take(r, &a);
    }
}

static void challenges(const struct rs_sign *s)
{
    struct reading r = {0};
    read_challenges(s, RS_HEADER_WWW_AUTHENTICATE, &r);
    read_challenges(s, RS_HEADER_PROXY_AUTHENTICATE, &r);
    if (r.other_digest)
        r.weak &= ~(unsigned)MD5_ONLY;
    if (r.weak)
        tell(s, &r, &s->o->src.addr);
}

/* Over networks that are not ours, in clear: who listens can guess the password at leisure. */
static bool for_all_to_read(const struct rs_sign *s)
{
    return rs_sign_in_clear(s->o) &&
           !(rs_sign_zone(s->w, &s->o->dst.addr) & (RS_ZONE_OURS | RS_ZONE_CLEAR)) &&
           !(rs_sign_zone(s->w, &s->o->src.addr) & RS_ZONE_CLEAR);
}

static void credentials(const struct rs_sign *s, enum rs_header_id id)
{
    struct reading r = {0};
    struct rs_auth a;
    const struct rs_header *h = rs_msg_first(s->m, id);
    if (!h || rs_view_auth(s->v, s->m, h, &a) != RS_OK)
        return;
    take(&r, &a);
    r.weak &= BASIC | NO_QOP; /* the choice of the algorithm is the server's */
    if ((a.scheme == RS_AUTH_BASIC || a.scheme == RS_AUTH_DIGEST) && for_all_to_read(s))
        r.weak |= CLEAR;
    if (r.weak)
        tell(s, &r, &s->o->dst.addr);
    if (a.scheme == RS_AUTH_DIGEST)
        rs_sign_credentials(s, &a);
}

void rs_sign_auth(const struct rs_sign *s)
{
    if (s->m->kind == RS_MSG_RESPONSE) {
        if (s->m->first[RS_HEADER_WWW_AUTHENTICATE] || s->m->first[RS_HEADER_PROXY_AUTHENTICATE])
            challenges(s);
        rs_sign_answered(s);
        return;
    }
    if (!rs_sign_has_credentials(s->m))
        return;
    credentials(s, RS_HEADER_AUTHORIZATION);
    credentials(s, RS_HEADER_PROXY_AUTHORIZATION);
    rs_sign_leaked(s);
}
