#include "track/state.h"

/*
 * What REGISTER and its answers do to bindings (RFC 3261 10.2, 10.3; 5626 4.2;
 * binding.h). The request names those it wants; the 2xx lists all there are,
 * and is believed.
 */

enum { DEFAULT_EXPIRES_S = 3600 };

/* ---- a contact ---- */

/* User by octet, host without case, port and transport: what tells contacts apart (19.1.4). */
static struct rs_digest uri_key(const struct rs_tracker *t, struct rs_digest aor,
                                const struct rs_name_addr *c)
{
    struct rs_uri u;
    if (rs_uri_parse(c->uri.text, &u) != RS_OK || !u.host.n)
        return rs_digest_with(&t->hash, aor, c->uri.text.p, c->uri.text.n);
    struct rs_span transport = rs_param_value(u.params, RS_SPAN("transport"));
    struct rs_digest d = rs_digest_plus(aor, 1 + u.port, u.user.n);
    d = rs_digest_with(&t->hash, d, u.user.p, u.user.n);
    d = rs_digest_nocase_with(&t->hash, d, u.host.p, u.host.n);
    return transport.n ? rs_digest_nocase_with(&t->hash, d, transport.p, transport.n) : d;
}

/*
 * "MUST ... instance-id and reg-id" name a flow (5626 4.2); Lync's endpoint is
 * its epid, of which the instance is made, whatever the URI (MS-SIPRE 3.2).
 */
static void name_contact(const struct rs_tracker *t, const struct rs_view *v, struct rs_contact *c,
                         const struct rs_name_addr *na)
{
    c->uri = na->wildcard ? RS_SPAN("*") : na->uri.text;
    c->wildcard = na->wildcard;
    c->instance = rs_param_value(na->params, RS_SPAN("+sip.instance"));
    rs_number_parse(rs_param_value(na->params, RS_SPAN("reg-id")), UINT32_MAX, &c->reg_id);
    c->epid = rs_param_value(v->from.params, RS_SPAN("epid"));
    if (c->wildcard)
        c->key = rs_digest_plus(c->aor_key, 2, 0);
    else if (c->instance.n && (c->reg_id || c->epid.n))
        c->key = rs_digest_plus(
            rs_digest_with(&t->hash, c->aor_key, c->instance.p, c->instance.n), c->reg_id, 3);
    else
        c->key = uri_key(t, c->aor_key, na);
}

/* "the expires parameter", then "the Expires header field" (10.3 step 7). */
static uint32_t lifetime(const struct rs_msg *m, const struct rs_name_addr *na, uint32_t preset)
{
    uint32_t seconds;
    struct rs_span value = rs_param_value(na->params, RS_SPAN("expires"));
    if (value.n && rs_number_parse(value, UINT32_MAX, &seconds) == RS_OK)
        return seconds;
    value = rs_msg_value(m, RS_HEADER_EXPIRES);
    return value.n && rs_number_parse(value, UINT32_MAX, &seconds) == RS_OK ? seconds : preset;
}

struct aor {
    char octets[RS_TEXT_MAX];
    struct rs_contact c; /* aor and aor_key, for each contact to begin with */
};

static void read_aor(const struct rs_tracker *t, const struct rs_step *s, struct aor *a)
{
    struct rs_uri uri;
    memset(&a->c, 0, sizeof a->c);
    rs_uri_parse(s->view->to.uri.text, &uri);
    a->c.aor = rs_span(a->octets, rs_uri_aor(&uri, a->octets, sizeof a->octets));
    a->c.aor_key = rs_digest(&t->hash, a->c.aor.p, a->c.aor.n);
}

/* ---- asked ---- */

static uint64_t asker(const struct rs_step *s)
{
    return s->keys.half.lo | 1;
}

static void read_asker(struct rs_tracker *t, const struct rs_step *s, const struct rs_contact *c,
                       struct rs_binding_asker *a)
{
    rs_agent_drop(t, a->user_agent);
    rs_strings_drop(&t->strings, a->epid);
    *a = (struct rs_binding_asker){
        .source = s->origin->src.addr,
        .user_agent = rs_agent_keep(t, rs_msg_value(s->msg, RS_HEADER_USER_AGENT)),
        .epid = rs_strings_keep_long(&t->strings, c->epid),
        .time_us = t->now_us,
        .frame = s->origin->frame,
    };
    if (s->view->auth_ok)
        a->scheme = s->view->auth.scheme;
}

static void ask(struct rs_tracker *t, struct rs_step *s, struct rs_binding *b,
                const struct rs_contact *c, uint32_t seconds)
{
    read_asker(t, s, c, &b->asking);
    b->asked_by = asker(s);
    b->asked_cseq = s->view->cseq.number;
    b->asked_s = seconds;
    b->by_wildcard = c->wildcard && !b->wildcard;
    rs_binding_step(t, s, b, RS_BND_REGISTER);
}

static struct rs_binding *first_of(const struct rs_tracker *t, struct rs_digest aor_key)
{
    const struct rs_aor *a = rs_table_find(&t->aors, aor_key);
    return a ? rs_table_at(&t->bindings, a->first) : NULL;
}

static struct rs_binding *after(const struct rs_tracker *t, const struct rs_binding *b)
{
    return rs_table_at(&t->bindings, b->next);
}

/* "Contact: *" with "Expires: 0" (10.2.2): all of them, also those nobody saw made. */
static void ask_all(struct rs_tracker *t, struct rs_step *s, const struct rs_contact *star)
{
    for (struct rs_binding *b = first_of(t, star->aor_key); b; b = after(t, b))
        if (!b->wildcard)
            ask(t, s, b, star, 0);
}

void rs_binding_request(struct rs_tracker *t, struct rs_step *s)
{
    struct aor aor;
    struct rs_span value;
    struct rs_values it = {0};
    read_aor(t, s, &aor);
    for (int n = 0;
         n < RS_BINDINGS_MAX && rs_msg_next_value(s->msg, RS_HEADER_CONTACT, &it, &value); n++) {
        struct rs_name_addr na;
        struct rs_contact c = aor.c;
        if (rs_name_addr_parse(value, &na) != RS_OK && !na.wildcard)
            continue;
        uint32_t seconds = lifetime(s->msg, &na, DEFAULT_EXPIRES_S);
        if (na.wildcard && seconds)
            continue; /* "MUST NOT be used unless ... '0'" (10.2.2) */
        name_contact(t, s->view, &c, &na);
        if (c.wildcard)
            ask_all(t, s, &c);
        struct rs_binding *b = rs_binding_get(t, s, &c);
        if (!b)
            continue;
        if (!n)
            s->note->binding.before = b->state;
        ask(t, s, b, &c, seconds);
        if (!n) {
            s->note->binding.after = b->state;
            s->note->binding.expires_s = seconds;
        }
    }
}

/* ---- answered ---- */

static bool asks(const struct rs_binding *b, const struct rs_step *s)
{
    return b->asked_by == asker(s) && b->asked_cseq == s->view->cseq.number;
}

static enum rs_binding_event event_of(unsigned status)
{
    if (rs_status_flags(status) & RS_STATUS_CHALLENGE)
        return RS_BND_CHALLENGE;
    return status == 423 ? RS_BND_TOO_BRIEF : RS_BND_REFUSED;
}

static void expires_in(const struct rs_tracker *t, struct rs_binding *b, uint32_t seconds)
{
    b->expires_s = seconds;
    b->expires_us = t->now_us + seconds * (int64_t)RS_SECOND_US;
}

/* na: the value that names it in the 2xx; NULL: none does. */
static void answer(struct rs_tracker *t, struct rs_step *s, struct rs_binding *b,
                   const struct rs_name_addr *na, enum rs_binding_event event)
{
    rs_signin_contact(t, s, b, na, event);
    if (event == RS_BND_ACCEPTED && !s->note->binding.expires_s)
        s->note->binding.expires_s = b->expires_s;
    rs_binding_step(t, s, b, event);
}

/* One that the 2xx has. */
static void listed(struct rs_tracker *t, struct rs_step *s, const struct aor *aor,
                   const struct rs_name_addr *na)
{
    struct rs_contact c = aor->c;
    name_contact(t, s->view, &c, na);
    struct rs_binding *b = rs_table_find(&t->bindings, c.key);
    bool asked = b && asks(b, s) && b->asked_s;
    uint32_t seconds = lifetime(s->msg, na, asked ? b->asked_s : DEFAULT_EXPIRES_S);
    if (!seconds || !(b = rs_binding_get(t, s, &c)))
        return; /* for 0 s: as good as not listed */
    b->listed_in = t->registrar_answers;
    expires_in(t, b, seconds);
    answer(t, s, b, na, asked ? RS_BND_ACCEPTED : RS_BND_LISTED);
}

/*
 * What the 2xx does not have: as asked for, or dropped. Some registrars list
 * nothing, and a NAT's helper rewrites contacts on the way: what was asked for
 * and accepted is believed to be there.
 */
static void not_listed(struct rs_tracker *t, struct rs_step *s, struct rs_binding *b, bool lists)
{
    if (asks(b, s) && b->asked_s) {
        expires_in(t, b, b->asked_s);
        answer(t, s, b, NULL, RS_BND_ACCEPTED);
    } else if (asks(b, s)) {
        answer(t, s, b, NULL, RS_BND_DELETED);
    } else if (lists) {
        answer(t, s, b, NULL, RS_BND_UNLISTED);
    }
}

static void accepted(struct rs_tracker *t, struct rs_step *s, const struct aor *aor)
{
    struct rs_span value;
    struct rs_values it = {0};
    unsigned n = 0;
    t->registrar_answers++;
    for (; n < RS_BINDINGS_MAX && rs_msg_next_value(s->msg, RS_HEADER_CONTACT, &it, &value); n++) {
        struct rs_name_addr na;
        if (rs_name_addr_parse(value, &na) == RS_OK && !na.wildcard)
            listed(t, s, aor, &na);
    }
    struct rs_binding *b = first_of(t, aor->c.aor_key), *next;
    for (; b; b = next) {
        next = after(t, b);
        if (b->listed_in != t->registrar_answers)
            not_listed(t, s, b, n > 0);
    }
}

static void note(const struct rs_tracker *t, struct rs_step *s, const struct aor *aor)
{
    const struct rs_binding *b = first_of(t, aor->c.aor_key);
    for (; b; b = after(t, b))
        s->bound.live += b->state == RS_BINDING_REGISTERED && s->bound.live < UINT8_MAX;
    s->note->binding.count = s->bound;
}

void rs_binding_response(struct rs_tracker *t, struct rs_step *s)
{
    struct aor aor;
    if (s->msg->status < 200)
        return;
    rs_conditional_response(t, s, RS_SPAN_NONE);
    read_aor(t, s, &aor);
    if (s->msg->status < 300) {
        accepted(t, s, &aor);
        note(t, s, &aor);
        return;
    }
    struct rs_binding *b = first_of(t, aor.c.aor_key), *next;
    for (; b; b = next) {
        next = after(t, b);
        if (asks(b, s))
            rs_binding_step(t, s, b, event_of(s->msg->status));
    }
    note(t, s, &aor);
}

/* 430: the flow to the contact that was asked for is gone (5626 5.3). */
void rs_binding_flow_failed(struct rs_tracker *t, struct rs_step *s, uint32_t uri_print)
{
    struct aor aor;
    read_aor(t, s, &aor);
    struct rs_binding *b = first_of(t, aor.c.aor_key), *next;
    for (; b; b = next) {
        next = after(t, b);
        if (b->uri_print == uri_print)
            rs_binding_step(t, s, b, RS_BND_FLOW_FAILED_430);
    }
}
