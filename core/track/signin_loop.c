#include "track/state.h"

#include "sip/microsoft.h"

/*
 * Does a sign-in with one of Microsoft's schemes come to an end (L602; MS-SIPAE
 * 3 and 4)? What a round of it looks like:
 *
 *   REGISTER                      401 with a list of schemes
 *   REGISTER, gssapi-data=""      401 with gssapi-data: the server's part
 *   REGISTER, gssapi-data="..."   200; from here on messages are signed under the
 *                                 association that `opaque` names (at most 8 h)
 *
 * Kerberos needs one challenge, NTLM two, TLS-DSK two or three, and a fall-back
 * from one to the other one or two more.
 */

enum { ROUNDS_MAX = 4 };

#define SA_LIFE_US (INT64_C(8) * 3600 * RS_SECOND_US) /* MS-SIPAE 3.2.2 */

static bool is_microsofts(unsigned scheme)
{
    return scheme == RS_AUTH_NTLM || scheme == RS_AUTH_KERBEROS || scheme == RS_AUTH_TLS_DSK;
}

static uint32_t print_of(const struct rs_tracker *t, struct rs_span a, struct rs_span b)
{
    struct rs_digest first = {a.n ? rs_fingerprint(&t->hash, a.p, a.n) : 0, b.n};
    uint64_t both = b.n ? rs_digest_with(&t->hash, first, b.p, b.n).lo : first.lo;
    return (uint32_t)(both ^ both >> 32) | 1;
}

static void tell(struct rs_tracker *t, const struct rs_signin *g, const struct rs_step *s,
                 const char *subkind, unsigned rounds)
{
    struct rs_event e = rs_event_at(s, RS_EVENT_AUTH_LOOP);
    e.subkind = subkind;
    e.scheme = g->scheme;
    e.first_us = g->first_us;
    e.other_frame = g->first_frame;
    e.number = rounds;
    e.other_number = s->view->cseq.number;
    rs_tell(t, &e);
}

void rs_signin_credentials(struct rs_tracker *t, struct rs_signin *g, const struct rs_step *s,
                           enum rs_header_id header)
{
    struct rs_auth auth;
    const struct rs_header *line = rs_msg_first(s->msg, header);
    g->sent_gssapi = false;
    g->opaque = 0;
    if (!line || rs_view_auth(s->view, s->msg, line, &auth) != RS_OK ||
        !is_microsofts(auth.scheme))
        return;
    g->sent_gssapi = auth.gssapi_data.n > 0;
    if (auth.opaque.n)
        g->opaque = print_of(t, auth.opaque, RS_SPAN_NONE);
}

/* The same scheme offered by another server, or for another realm, than before. */
static bool target_changed(const struct rs_tracker *t, struct rs_signin *g,
                           const struct rs_auth *auth)
{
    uint32_t *known = &g->target[auth->scheme - RS_AUTH_NTLM];
    uint32_t now = print_of(t, auth->realm, auth->targetname);
    bool changed = *known && *known != now;
    *known = now;
    return changed;
}

/* Look at all that the server offers. True: one of them has its part of a handshake. */
static bool read_challenges(struct rs_tracker *t, struct rs_signin *g, const struct rs_step *s,
                            bool *changed, bool *microsofts)
{
    enum rs_header_id id = s->msg->first[RS_HEADER_WWW_AUTHENTICATE]
                               ? RS_HEADER_WWW_AUTHENTICATE
                               : RS_HEADER_PROXY_AUTHENTICATE;
    bool gssapi = false;
    const struct rs_header *h = rs_msg_first(s->msg, id);
    for (; h; h = rs_msg_next(s->msg, h)) {
        struct rs_auth auth;
        if (rs_view_auth(s->view, s->msg, h, &auth) != RS_OK ||
            !is_microsofts(auth.scheme))
            continue;
        *microsofts = true;
        gssapi |= auth.gssapi_data.n > 0;
        *changed |= target_changed(t, g, &auth);
    }
    return gssapi;
}

static bool association_refused(const struct rs_tracker *t, const struct rs_signin *g)
{
    const struct rs_leg *l = rs_leg_of(t, rs_table_at(&t->calls, g->call));
    return l && g->opaque && l->association == g->opaque &&
           t->now_us - l->association_us < SA_LIFE_US;
}

void rs_signin_challenged(struct rs_tracker *t, struct rs_signin *g, const struct rs_step *s)
{
    bool changed = false, microsofts = false;
    if (g->method != RS_METHOD_REGISTER)
        return;
    bool gssapi = read_challenges(t, g, s, &changed, &microsofts);
    if (!microsofts)
        return;
    if (gssapi || g->sent_gssapi)
        g->gssapi_rounds++;
    if (changed)
        tell(t, g, s, "target_changed", g->challenges);
    if (g->gssapi_rounds == ROUNDS_MAX + 1)
        tell(t, g, s, "rounds", g->gssapi_rounds);
    if (association_refused(t, g))
        tell(t, g, s, "association_refused", g->challenges);
}

void rs_signin_accepted(struct rs_tracker *t, const struct rs_signin *g)
{
    if (!g->opaque)
        return;
    struct rs_leg *l = rs_leg_get(t, rs_table_at(&t->calls, g->call));
    if (l->association == g->opaque)
        return;
    l->association = g->opaque;
    l->association_us = t->now_us;
}

void rs_signin_clock(struct rs_tracker *t, const struct rs_signin *g, const struct rs_step *s)
{
    enum { TIME_SKEW = 1013 };
    struct rs_ms_diagnostics d;
    struct rs_span value = rs_msg_value(s->msg, RS_HEADER_MS_DIAGNOSTICS);
    if (value.n && rs_ms_diagnostics_parse(value, &d) == RS_OK && d.error_id == TIME_SKEW)
        tell(t, g, s, "time_skew", g->challenges);
}

/* "The Lync server discards unauthenticated ACK and CANCEL": neither may be challenged. */
bool rs_signin_drops(const struct rs_tracker *t, const struct rs_step *s)
{
    if (!s->call || !s->call->signins || s->msg->first[RS_HEADER_AUTHORIZATION] ||
        s->msg->first[RS_HEADER_PROXY_AUTHORIZATION])
        return false;
    const struct rs_signin *g =
        rs_table_find(&t->signins, rs_digest_plus(s->keys.half, 0, RS_METHOD_INVITE));
    return g && is_microsofts(g->scheme);
}
