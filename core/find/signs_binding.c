#include "find/signs_inside.h"

/*
 * S415, S416: who adds a binding to, or takes one from, an address of record
 * that others have bindings of (RFC 3261 10.3). What happened the tracker says
 * (track/binding.h); here stands whether it was the same people.
 */

enum { CONTACT_MAX = 96, NET_V4 = 3, NET_V6 = 6 };

static bool same_net(const struct rs_addr *a, const struct rs_addr *b)
{
    return a->family == b->family &&
           memcmp(a->octet, b->octet, a->family == 4 ? NET_V4 : NET_V6) == 0;
}

/* The nets that an address of record was signed in from, newest overwriting the oldest. */
struct usual {
    struct rs_table_link link;
    struct {
        struct rs_addr addr;
        int64_t time_us;
    } net[RS_SIGN_USUAL_NETS];
    uint8_t next;
};

int rs_sign_usual_init(struct rs_signs *s, uint32_t capacity)
{
    return rs_table_init(&s->usual, sizeof(struct usual), capacity);
}

static struct usual *usual_of(struct rs_signs *s, struct rs_digest aor)
{
    struct usual *u = rs_table_find(&s->usual, aor);
    if (u)
        rs_table_touch(u);
    return u ? u : rs_sign_keep(&s->usual, aor);
}

/* Was it there before? It is from now on. */
static bool met_before(struct rs_watcher *w, const struct rs_binding_change *c, int64_t now_us)
{
    struct usual *u = usual_of(w->signs, c->aor_key);
    int64_t days_us = (int64_t)rs_policy_number(w->policy, RS_NUMBER_S415_DAYS) * 86400000000;
    for (int i = 0; u && i < RS_SIGN_USUAL_NETS; i++)
        if (same_net(&u->net[i].addr, &c->by.source)) {
            bool lately = now_us - u->net[i].time_us < days_us;
            u->net[i].time_us = now_us;
            return lately;
        }
    if (!u)
        return true;
    u->net[u->next].addr = c->by.source;
    u->net[u->next].time_us = now_us;
    u->next = (uint8_t)((u->next + 1) % RS_SIGN_USUAL_NETS);
    return false;
}

static bool same_text(struct rs_span a, struct rs_span b)
{
    return a.n && rs_span_eq(a, b);
}

/* By its own names. */
static bool same_instance(const struct rs_binding_party *a, const struct rs_binding_party *b)
{
    return same_text(a->instance, b->instance) || same_text(a->epid, b->epid);
}

/* Where a device names no instance, one of the same make may be the same. */
static bool same_make(const struct rs_binding_party *a, const struct rs_binding_party *b)
{
    return !(a->instance.n && b->instance.n) && same_text(a->user_agent, b->user_agent);
}

/* Lync: people sign in at several places, and prove who they are by more than a password's hash. */
static bool proved(uint8_t scheme)
{
    return scheme == RS_AUTH_NTLM || scheme == RS_AUTH_KERBEROS || scheme == RS_AUTH_TLS_DSK;
}

static void add_party(struct rs_sign_finding *f, const char *name, const struct rs_binding_party *p)
{
    char source[RS_ADDR_TEXT];
    if (p->source.family)
        rs_sign_text(f, name, rs_span_str(rs_addr_text(&p->source, source)));
}

static void add_contact(struct rs_sign_finding *f, const char *name, struct rs_span contact)
{
    char text[CONTACT_MAX + 1];
    rs_sign_text(f, name, rs_sign_plain(contact, CONTACT_MAX, text));
}

/* ---- S415 ---- */

/*
 * A living binding from another network; NULL when there is none, or when one
 * of those that live is of the same device, which has moved.
 */
static const struct rs_binding_party *other_of(const struct rs_binding_change *c)
{
    const struct rs_binding_party *found = NULL;
    for (int i = 0; i < c->other_count; i++) {
        const struct rs_binding_party *p = &c->other[i];
        if (same_instance(p, &c->by) || same_make(p, &c->by))
            return NULL;
        if (p->source.family && !same_net(&p->source, &c->by.source))
            found = p;
    }
    return found;
}

static void added(struct rs_watcher *w, const struct rs_event *e)
{
    const struct rs_binding_change *c = e->binding;
    bool before = met_before(w, c, e->time_us);
    const struct rs_binding_party *other = other_of(c);
    if (before || !other)
        return;
    char agent[64];
    struct rs_sign_finding f;
    enum rs_severity severity = proved(c->by.scheme)                          ? RS_INFO
                                : rs_sign_is_suspect(w, &c->by.source, e->time_us) ? RS_HIGH
                                                                              : RS_MEDIUM;
    rs_sign_event(w, &f, e, RS_FINDING_S415, severity);
    rs_sign_text(&f, "subkind", RS_SPAN("new_network"));
    add_contact(&f, "new_contact", c->by.contact);
    add_contact(&f, "old_contact", other->contact);
    add_party(&f, "source", &c->by);
    add_party(&f, "old_source", other);
    rs_sign_text(&f, "user_agent", rs_sign_plain(c->by.user_agent, sizeof agent - 1, agent));
    rs_sign_tell_aor(w, &f, &c->by.source, c->aor);
}

/* ---- S416 ---- */

static void removed(struct rs_watcher *w, const struct rs_event *e)
{
    const struct rs_binding_change *c = e->binding;
    if (!c->by.source.family || !c->creator.source.family ||
        same_net(&c->by.source, &c->creator.source) || same_instance(&c->by, &c->creator))
        return;
    /* A phone that has moved takes its old binding away; a user may sign out elsewhere. */
    enum rs_severity severity = proved(c->by.scheme)           ? RS_INFO
                                : same_make(&c->by, &c->creator) ? RS_LOW
                                                               : RS_HIGH;
    struct rs_sign_finding f;
    rs_sign_event(w, &f, e, RS_FINDING_S416, severity);
    rs_sign_text(&f, "subkind", c->wildcard ? RS_SPAN("all") : RS_SPAN("one"));
    add_contact(&f, "contact", c->by.contact);
    add_party(&f, "creator", &c->creator);
    add_party(&f, "remover", &c->by);
    rs_sign_tell_aor(w, &f, &c->by.source, c->aor);
}

void rs_sign_binding(struct rs_watcher *w, const struct rs_event *e)
{
    switch (e->binding->kind) {
    case RS_BINDING_ADDED:
        added(w, e);
        break;
    case RS_BINDING_REFRESHED:
        met_before(w, e->binding, e->time_us);
        break;
    case RS_BINDING_DELETED:
        removed(w, e);
        break;
    default:
        break;
    }
}
