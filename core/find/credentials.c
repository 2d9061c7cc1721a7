#include "find/behaviour_state.h"

/*
 * Which credentials fail (semantics 0.4, S405): those of a request that is
 * answered 401, 403 or 407. Not a plain challenge, which no credentials came
 * before; not one that says stale=true; not a nonce that was good and has
 * expired; not the challenge of another realm; no step of a handshake.
 */

/* Who was let in: a source and address of record. */
struct login {
    struct rs_watched w;
    uint32_t nonce;
};

const size_t rs_login_size = sizeof(struct login);

/* A try that is not the newest of its source. */
struct tried {
    struct rs_watched w;
    struct rs_try try;
};

const size_t rs_tried_size = sizeof(struct tried);

static struct rs_digest try_key(const struct rs_behaviour *b, uint64_t transaction)
{
    return rs_digest_plus(b->base, transaction, 1);
}

static struct rs_digest login_key(const struct rs_deed *d)
{
    return rs_digest_plus(d->source_key, d->aor.lo, d->aor.hi);
}

static struct rs_digest anywhere_key(const struct rs_deed *d)
{
    return rs_digest_plus(d->aor, 2, 2);
}

static uint32_t text_print(const struct rs_behaviour *b, struct rs_span text)
{
    return rs_print(rs_digest(&b->hash, text.p, text.n));
}

/* An answer to a challenge is there: an IMS phone names itself before it is asked (24.229 5.1.1). */
static bool is_answer(const struct rs_auth *a)
{
    if (a->scheme == RS_AUTH_BASIC)
        return true;
    return (a->scheme == RS_AUTH_DIGEST || a->scheme == RS_AUTH_AKA) && a->nonce.n &&
           a->response.n && !a->auts.p;
}

static bool first_answer(const struct rs_msg *m, const struct rs_view *v, struct rs_auth *a)
{
    static const enum rs_header_id headers[] = {RS_HEADER_AUTHORIZATION,
                                                RS_HEADER_PROXY_AUTHORIZATION};
    for (int i = 0; i < 2; i++)
        for (const struct rs_header *h = rs_msg_first(m, headers[i]); h; h = rs_msg_next(m, h))
            if (rs_view_auth(v, m, h, a) == RS_OK && is_answer(a))
                return true;
    return false;
}

void rs_credentials_keep(struct rs_behaviour *b, struct rs_subject *s)
{
    struct tried *t = s->try.transaction
                          ? rs_watched_add(b, &b->tries, try_key(b, s->try.transaction))
                          : NULL;
    if (t)
        t->try = s->try;
    s->try.transaction = 0;
}

void rs_credentials_sent(struct rs_behaviour *b, struct rs_subject *s, const struct rs_deed *d)
{
    struct rs_auth a;
    if (!first_answer(d->note->msg, d->note->view, &a))
        return;
    struct rs_try *t = &s->try;
    rs_credentials_keep(b, s);
    t->transaction = d->note->transaction.id;
    /* Of Basic the credentials themselves are the answer; only a keyed print is kept. */
    t->response = text_print(b, a.scheme == RS_AUTH_BASIC ? a.params : a.response);
    t->nonce = text_print(b, a.nonce);
    t->username = text_print(b, a.username);
    t->realm = text_print(b, a.realm);
    t->agent = text_print(b, rs_msg_value(d->note->msg, RS_HEADER_USER_AGENT));
    t->scheme = a.scheme;
}

/* Of all challenges of the answer: the password was right; our realm asks again; anybody asks. */
struct asked {
    bool stale, same_realm, any;
};

static struct asked challenges(const struct rs_behaviour *b, const struct rs_annotation *note,
                               const struct rs_try *t)
{
    static const enum rs_header_id headers[] = {RS_HEADER_WWW_AUTHENTICATE,
                                                RS_HEADER_PROXY_AUTHENTICATE};
    struct asked found = {false, false, false};
    const struct rs_msg *m = note->msg;
    struct rs_auth c;
    for (int i = 0; i < 2; i++)
        for (const struct rs_header *h = rs_msg_first(m, headers[i]); h; h = rs_msg_next(m, h)) {
            if (rs_view_auth(note->view, m, h, &c) != RS_OK)
                continue;
            found.any = true;
            found.stale |= c.stale;
            found.same_realm |= text_print(b, c.realm) == t->realm;
        }
    return found;
}

static bool has_failed(struct rs_behaviour *b, const struct rs_deed *d, const struct rs_try *t)
{
    if (d->status == 403)
        return true;
    struct asked asked = challenges(b, d->note, t);
    if (asked.stale)
        return false;
    if (t->scheme == RS_AUTH_BASIC)
        return true;
    const struct login *l = rs_table_find(&b->logins, login_key(d));
    return (asked.same_realm || !asked.any) && !(l && l->nonce == t->nonce);
}

static void let_in(struct rs_behaviour *b, const struct rs_deed *d, const struct rs_try *t)
{
    struct rs_digest anywhere = anywhere_key(d);
    struct login *l = rs_table_find(&b->logins, login_key(d));
    struct rs_watched *any = rs_table_find(&b->logins, anywhere);
    struct rs_login_known known = {l != NULL, any != NULL};
    if (d->kind == RS_DEED_FINAL)
        rs_account_let_in(b, d, &known);
    if (l) {
        rs_watched_touch(b, &l->w);
    } else {
        l = rs_watched_add(b, &b->logins, login_key(d));
        any = rs_table_find(&b->logins, anywhere); /* that may have made room */
    }
    if (l)
        l->nonce = t->nonce;
    if (any)
        rs_watched_touch(b, any);
    else
        rs_watched_add(b, &b->logins, anywhere);
}

static void failed(struct rs_behaviour *b, const struct rs_subject *s, const struct rs_deed *d,
                   const struct rs_try *t)
{
    rs_guess_failed(b, d, t);
    rs_spray_failed(b, s, d, t);
    rs_crowd_failed(b, s, d);
}

void rs_credentials_expect(const struct rs_behaviour *b, const struct rs_subject *s,
                           const struct rs_deed *d)
{
    if (s->try.transaction != d->note->transaction.id || d->status >= 300)
        return;
    rs_table_prefetch_slot(&b->logins, login_key(d));
    rs_table_prefetch_slot(&b->logins, anywhere_key(d));
}

void rs_credentials_answered(struct rs_behaviour *b, struct rs_subject *s, struct rs_deed *d)
{
    uint64_t transaction = d->note->transaction.id;
    bool newest = s->try.transaction == transaction;
    struct tried *older = d->credentials && !newest
                              ? rs_table_find(&b->tries, try_key(b, transaction))
                              : NULL;
    const struct rs_try *t = newest ? &s->try : older ? &older->try : NULL;
    if (!t)
        return;
    d->accepted = d->status < 300;
    if (d->accepted)
        let_in(b, d, t);
    else if ((d->status == 401 || d->status == 403 || d->status == 407) && has_failed(b, d, t))
        failed(b, s, d, t);
    if (d->kind != RS_DEED_FINAL)
        return;
    if (newest)
        s->try.transaction = 0;
    else
        rs_table_remove(&b->tries, older);
}
