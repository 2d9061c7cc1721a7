#include "find/signs_inside.h"

/*
 * S409: what a nonce is used for (RFC 7616 3.4, 5.5). What is remembered of one
 * is keyed by realm, nonce and user name: servers that make nonces of the clock
 * give the same one to all who ask in one second.
 */

enum {
    RESPONSES = 8, /* remembered of one nonce */
    REORDER_US = 2000000,
    RELAY_US = 4000000, /* a B2BUA that keeps the Call-ID has passed them on by then */
    SAME_NET_V4 = 2, /* octets: carriers' NATs take another address of the pool */
    SAME_NET_V6 = 4
};

struct nonce {
    struct rs_table_link link;
    struct rs_addr source;
    uint32_t response[RESPONSES]; /* prints, oldest overwritten */
    uint32_t request[RESPONSES];  /* of Call-ID and CSeq of each */
    uint32_t asked;               /* print of method and digest-uri of the first */
    uint32_t call, cnonce, nc;    /* prints of Call-ID and cnonce, and nc, of the newest */
    int64_t time_us;
    uint64_t frame;
    uint8_t next, count, different; /* different responses to `asked`, none accepted */
    bool accepted;
};

int rs_sign_nonces_init(struct rs_signs *s, uint32_t capacity)
{
    return rs_table_init(&s->nonces, sizeof(struct nonce), capacity);
}

/* Of a number or fingerprint, or of two; never 0. */
static uint32_t print_of(uint64_t a, uint64_t b)
{
    return rs_fold32(a * 31 + b) | 1;
}

static uint64_t text_print(const struct rs_signs *s, struct rs_span t)
{
    return rs_fingerprint(&s->hash, t.p, t.n);
}

/* Names the nonce in alerts and shows nothing of it: FNV-1a, the same in each run. */
static uint32_t name_of(struct rs_span nonce)
{
    uint32_t h = UINT32_C(2166136261);
    for (size_t i = 0; i < nonce.n; i++)
        h = (h ^ (unsigned char)nonce.p[i]) * UINT32_C(16777619);
    return h;
}

static bool same_net(const struct rs_addr *a, const struct rs_addr *b)
{
    return a->family == b->family &&
           memcmp(a->octet, b->octet, a->family == 4 ? SAME_NET_V4 : SAME_NET_V6) == 0;
}

/* The credentials of one request. */
struct used {
    const struct rs_sign *s;
    const struct rs_auth *auth;
    struct nonce *n;
    uint32_t response, request, call, asked, cnonce;
    uint32_t nc; /* 0: none */
};

static void tell(const struct used *u, enum rs_severity severity, const char *subkind,
                 uint32_t count)
{
    char other[RS_ADDR_TEXT], text[40];
    struct rs_sign_finding f;
    rs_sign_begin(u->s, &f, RS_FINDING_S409, severity);
    f.f.count = count;
    if (u->n->frame && f.f.frame_count < RS_FINDING_FRAMES_MAX && u->n->frame != f.f.frame)
        f.f.frames[f.f.frame_count++] = u->n->frame;
    rs_sign_text(&f, "subkind", rs_span_str(subkind));
    rs_sign_number(&f, "nonce_hash", name_of(u->auth->nonce));
    rs_sign_text(&f, "user", rs_sign_plain(u->auth->username, sizeof text - 1, text));
    if (!rs_addr_eq(&u->n->source, &u->s->o->src.addr))
        rs_sign_text(&f, "first_source", rs_span_str(rs_addr_text(&u->n->source, other)));
    if (u->nc)
        rs_sign_number(&f, "nc", u->nc);
    if (count > 1)
        rs_sign_number(&f, "responses", count);
    rs_sign_tell(u->s->w, &f, &u->s->o->src.addr,
                 rs_span_str(subkind),
                 rs_sign_window(u->s->w, RS_NUMBER_S409_WINDOW));
}

static uint32_t read_nc(struct rs_span text)
{
    uint32_t nc = 0;
    for (size_t i = 0; i < text.n && i < 8 && rs_hex_value(text.p[i]) >= 0; i++)
        nc = nc << 4 | (uint32_t)rs_hex_value(text.p[i]);
    return nc;
}

/* Index of that response, or -1. */
static int met(const struct used *u)
{
    for (int i = 0; i < u->n->count; i++)
        if (u->n->response[i] == u->response)
            return i;
    return -1;
}

static bool is_listed_pair(const struct used *u)
{
    return rs_policy_same_group(u->s->w->policy, RS_LIST_PEERS, &u->n->source,
                                &u->s->o->src.addr);
}

/*
 * From elsewhere nobody may use it. In one Call-ID it is a B2BUA that passes it
 * on, or the other side of the dialog, unless the same is said again later.
 */
static bool check_source(const struct used *u, int known)
{
    const struct rs_addr *now = &u->s->o->src.addr;
    bool again = known >= 0 && u->s->o->time_us - u->n->time_us >= RELAY_US;
    if (rs_addr_eq(&u->n->source, now) || is_listed_pair(u))
        return false;
    if (u->call == u->n->call && !again)
        return true;
    bool near = same_net(&u->n->source, now);
    tell(u, near ? RS_LOW : RS_HIGH,
         near         ? "source_changed"
         : known >= 0 ? "replay"
                      : "sources",
         1);
    return true;
}

/* Some phones send what was right the last time again, and make new ones when that is refused. */
static enum rs_severity replay_severity(const struct used *u)
{
    return u->call == u->n->call ? RS_LOW : RS_HIGH;
}

static bool check_replay(const struct used *u, int known)
{
    if (known < 0 || !u->nc || !u->cnonce || u->n->request[known] == u->request)
        return false;
    tell(u, replay_severity(u), u->call == u->n->call ? "reused" : "replay", 1);
    return true;
}

static bool check_nc(const struct used *u, int known)
{
    if (known >= 0 || !u->nc || !u->cnonce || u->n->cnonce != u->cnonce || u->nc > u->n->nc ||
        (u->nc < u->n->nc && u->s->o->time_us - u->n->time_us < REORDER_US))
        return false;
    tell(u, RS_HIGH, "nc", 1);
    return true;
}

/* One right answer there is to one question: more are guesses, as long as none was accepted. */
static void check_guesses(const struct used *u, int known)
{
    struct nonce *n = u->n;
    bool counted_on = u->cnonce && u->cnonce == n->cnonce && u->nc > n->nc;
    if (known >= 0 || n->accepted || u->asked != n->asked || counted_on)
        return;
    if (n->different < UINT8_MAX)
        n->different++;
    if (n->different >= rs_policy_number(u->s->w->policy, RS_NUMBER_S409_RESPONSES))
        tell(u, RS_HIGH, "responses", n->different);
}

static void remember(const struct used *u, int known)
{
    struct nonce *n = u->n;
    if (known < 0) {
        n->response[n->next] = u->response;
        n->request[n->next] = u->request;
        n->next = (uint8_t)((n->next + 1) % RESPONSES);
        n->count = (uint8_t)(n->count < RESPONSES ? n->count + 1 : RESPONSES);
    }
    if (u->nc >= n->nc || u->cnonce != n->cnonce) {
        n->nc = u->nc;
        n->cnonce = u->cnonce;
    }
    n->call = u->call;
    n->time_us = u->s->o->time_us;
    n->frame = u->s->o->frame;
}

static struct rs_digest key_of(const struct rs_signs *s, const struct rs_auth *a)
{
    struct rs_digest key = rs_digest(&s->hash, a->realm.p, a->realm.n);
    key = rs_digest_with(&s->hash, key, a->nonce.p, a->nonce.n);
    return rs_digest_with(&s->hash, key, a->username.p, a->username.n);
}

static struct nonce *find(struct rs_signs *s, const struct rs_auth *a)
{
    struct rs_digest key = key_of(s, a);
    struct nonce *n = rs_table_find(&s->nonces, key);
    if (n) {
        rs_table_touch(n);
        return n;
    }
    return rs_sign_keep(&s->nonces, key);
}

static void await_answer(struct rs_signs *s, uint64_t transaction, const struct nonce *n,
                         bool opens)
{
    unsigned i = transaction % RS_SIGNS_ASKED;
    s->asked[i].transaction = transaction;
    s->asked[i].nonce = n->link.self;
    s->asked[i].check = (uint32_t)rs_table_key_of(&n->link);
    s->asked[i].opens = opens;
}

void rs_sign_credentials(const struct rs_sign *s, const struct rs_auth *auth)
{
    /* An ACK or CANCEL says what its INVITE said (RFC 3261 22.1). */
    if (s->a->role != RS_ROLE_REQUEST || s->v->method == RS_METHOD_CANCEL || !auth->nonce.n ||
        !auth->response.n)
        return;
    struct nonce *n = find(s->signs, auth);
    if (!n)
        return;
    uint32_t nc = read_nc(auth->nc);
    const struct rs_hash *hash = &s->signs->hash;
    uint64_t call = s->a->ahead->keys.call.lo, cnonce = text_print(s->signs, auth->cnonce);
    const struct used u = {
        .s = s,
        .auth = auth,
        .n = n,
        .response = print_of(text_print(s->signs, auth->response), cnonce) + nc,
        .request = print_of(rs_fingerprint_words(hash, call, s->v->cseq.number), 0),
        .call = print_of(call, 0),
        .asked = print_of(text_print(s->signs, auth->uri), text_print(s->signs, s->m->method_name)),
        .cnonce = auth->cnonce.n ? print_of(cnonce, 0) : 0,
        .nc = nc,
    };
    if (!n->source.family) {
        n->source = s->o->src.addr;
        n->asked = u.asked;
    }
    int known = met(&u);
    if (!check_source(&u, known) && !check_replay(&u, known) && !check_nc(&u, known))
        check_guesses(&u, known);
    remember(&u, known);
    await_answer(s->signs, s->a->transaction.id, n, rs_sign_opens(s));
}

/*
 * The same octets once more, branch and all, but from elsewhere: to the
 * transaction a copy, to the user a stranger with his credentials. The packet
 * on the other side of a NAT, captured too, comes at once.
 */
void rs_sign_copied(const struct rs_sign *s)
{
    enum { NAT_US = 100000 };
    struct rs_auth auth;
    enum rs_header_id id = s->m->first[RS_HEADER_AUTHORIZATION] ? RS_HEADER_AUTHORIZATION
                                                                : RS_HEADER_PROXY_AUTHORIZATION;
    /* An ACK or CANCEL says what its INVITE said, on each hop. */
    if (s->m->kind != RS_MSG_REQUEST || !s->m->first[id] || s->a->other_leg ||
        s->v->method == RS_METHOD_ACK || s->v->method == RS_METHOD_CANCEL ||
        rs_auth_parse(rs_msg_value(s->m, id), &auth) != RS_OK || !auth.nonce.n || !auth.response.n)
        return;
    struct nonce *n = rs_table_find(&s->signs->nonces, key_of(s->signs, &auth));
    if (!n || s->o->time_us - n->time_us < NAT_US)
        return;
    const struct used u = {.s = s, .auth = &auth, .n = n, .nc = read_nc(auth.nc)};
    if (!rs_addr_eq(&n->source, &s->o->src.addr) && !is_listed_pair(&u))
        tell(&u, same_net(&n->source, &s->o->src.addr) ? RS_LOW : RS_HIGH, "replay", 1);
}

/* Any answer but a refusal says that the credentials were right. */
void rs_sign_answered(const struct rs_sign *s)
{
    uint64_t transaction = s->a->transaction.id;
    unsigned i = transaction % RS_SIGNS_ASKED;
    bool refused = s->m->status <= 100 || s->m->status == 401 || s->m->status == 403 ||
                   s->m->status == 407;
    if (!transaction || s->signs->asked[i].transaction != transaction || refused)
        return;
    struct nonce *n = rs_table_at(&s->signs->nonces, s->signs->asked[i].nonce);
    if (n->link.self && (uint32_t)rs_table_key_of(&n->link) == s->signs->asked[i].check)
        n->accepted = true;
    if (s->signs->asked[i].opens && s->m->status < 300)
        rs_sign_server(s);
    s->signs->asked[i].transaction = 0;
}
