#include "find/signs_inside.h"

/* S418: SIP in clear where TLS was asked for, or was spoken before. */

enum { URI_MAX = 96, AOR_MAX = 255, SIPS_PORT = 5061 };

/* An address of record that was seen over TLS, and where it signed in then. */
struct secured {
    struct rs_table_link link;
    struct rs_addr server;
    int64_t time_us;
};

int rs_sign_secured_init(struct rs_signs *s, uint32_t capacity)
{
    return rs_table_init(&s->secured, sizeof(struct secured), capacity);
}

static bool may_be_clear(const struct rs_sign *s)
{
    return (rs_sign_zone(s->w, &s->o->src.addr) | rs_sign_zone(s->w, &s->o->dst.addr)) &
           RS_ZONE_CLEAR;
}

static void tell(const struct rs_sign *s, enum rs_severity severity, const char *subkind,
                 struct rs_span uri)
{
    char text[URI_MAX + 1];
    struct rs_sign_finding f;
    if (may_be_clear(s))
        return;
    rs_sign_begin(s, &f, RS_FINDING_S418, severity);
    rs_sign_text(&f, "subkind", rs_span_str(subkind));
    rs_sign_text(&f, "uri", rs_sign_plain(uri, URI_MAX, text));
    rs_sign_text(&f, "transport",
                 rs_span_str(rs_transport_name((enum rs_transport)s->o->transport)));
    rs_sign_tell(s->w, &f, &s->o->src.addr,
                 rs_span_first(s->v->from.uri.text, URI_MAX),
                 rs_sign_window(s->w, RS_NUMBER_S418_WINDOW));
}

/* ---- seen over TLS before ---- */

static struct rs_digest aor_key(const struct rs_sign *s)
{
    char aor[AOR_MAX];
    struct rs_uri uri;
    if (rs_uri_parse(s->v->from.uri.text, &uri) != RS_OK)
        return (struct rs_digest){0, 0};
    return rs_digest(&s->signs->hash, aor, rs_uri_aor(&uri, aor, sizeof aor));
}

static bool is_secure(const struct rs_origin *o)
{
    return o->transport == RS_TRANSPORT_TLS || o->transport == RS_TRANSPORT_WSS ||
           o->transport == RS_TRANSPORT_TLS_SCTP;
}

static void note_secure(const struct rs_sign *s)
{
    struct rs_digest key = aor_key(s);
    struct secured *a = key.lo ? rs_table_find(&s->signs->secured, key) : NULL;
    if (!a && (!key.lo || !(a = rs_sign_keep(&s->signs->secured, key))))
        return;
    rs_table_touch(a);
    a->server = s->o->dst.addr;
    a->time_us = s->o->time_us;
}

/* The server that ended the TLS may pass it on in clear: it is not the user. */
static bool was_secure(const struct rs_sign *s)
{
    int64_t days_us = (int64_t)rs_policy_number(s->w->policy, RS_NUMBER_S418_DAYS) * 86400000000;
    struct rs_digest key = aor_key(s);
    const struct secured *a = key.lo ? rs_table_find(&s->signs->secured, key) : NULL;
    return a && s->o->time_us - a->time_us < days_us && !rs_addr_eq(&a->server, &s->o->src.addr);
}

/* ---- the rules ---- */

static bool is_sips(struct rs_span value)
{
    if (value.n && value.p[0] == '<')
        value = rs_span_skip(value, 1);
    return value.n > 5 && (value.p[3] | 0x20) == 's' && value.p[4] == ':' &&
           rs_span_starts_nocase(value, RS_SPAN("sips:"));
}

/* Contact: [display] <sips:...>: the display name may hold anything, so the first "<" counts. */
static bool contact_is_sips(struct rs_span contact)
{
    const char *open = contact.n ? memchr(contact.p, '<', contact.n) : NULL;
    return is_sips(open ? rs_span_between(open, rs_span_end(contact)) : contact);
}

static bool claims_tls(const struct rs_via *via)
{
    return via->transport_id == RS_TRANSPORT_TLS || via->transport_id == RS_TRANSPORT_WSS;
}

/* Phones have lines on ports around 5060 over UDP; over TCP 5061 is for TLS (RFC 3261 19.1.2). */
static const char *on_sips_port(const struct rs_origin *o)
{
    return o->dst.port != SIPS_PORT ? NULL : o->transport == RS_TRANSPORT_TCP ? "port" : "port_udp";
}

static void check_request(const struct rs_sign *s)
{
    const char *port = on_sips_port(s->o);
    if (is_sips(s->m->uri))
        tell(s, RS_MEDIUM, "sips_request", s->m->uri);
    else if (contact_is_sips(s->v->contact))
        tell(s, RS_MEDIUM, "sips_contact", s->v->contact);
    else if (claims_tls(&s->v->via))
        tell(s, RS_MEDIUM, "via_tls", s->v->via.value);
    else if (port)
        tell(s, port[4] ? RS_LOW : RS_MEDIUM, port, s->m->uri);
    else if (rs_table_count(&s->signs->secured) && rs_sign_opens(s) && s->v->via_count == 1 &&
             was_secure(s))
        tell(s, RS_MEDIUM, "downgrade", s->v->from.uri.text);
}

/* 494 to who has already agreed (RFC 3329 2.3.1): somebody on the way takes the agreement out. */
static void check_response(const struct rs_sign *s)
{
    if (s->m->status == 494 && s->signs->agreed[s->a->transaction.id % RS_SIGNS_AGREED] ==
                                   s->a->transaction.id && s->a->transaction.id)
        tell(s, RS_MEDIUM, "security_verify", s->v->to.uri.text);
}

void rs_sign_clear(const struct rs_sign *s)
{
    if (s->m->kind == RS_MSG_RESPONSE) {
        check_response(s);
        return;
    }
    if (s->m->first[RS_HEADER_SECURITY_VERIFY])
        s->signs->agreed[s->a->transaction.id % RS_SIGNS_AGREED] = s->a->transaction.id;
    if (rs_sign_in_clear(s->o))
        check_request(s);
    else if (is_secure(s->o) && rs_sign_opens(s))
        note_secure(s);
}
