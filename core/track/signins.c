#include "track/state.h"

/*
 * Sign-ins: the rounds of REGISTER, 401, REGISTER ... 200 folded into one
 * (semantics 3.3, 3.7), and the challenges of any other request the same way.
 * Key: Call-ID, From tag and method; a new one begins when the last is done.
 */

static struct rs_digest signin_key(const struct rs_step *s)
{
    return rs_signin_key(&s->keys, s->view->method);
}

/* Most calls have none: their messages are spared the look. */
static struct rs_signin *signin_find(struct rs_tracker *t, const struct rs_step *s)
{
    return s->call && s->call->signins ? rs_table_find(&t->signins, signin_key(s)) : NULL;
}

static void drop_texts(struct rs_tracker *t, struct rs_signin *g)
{
    rs_strings_drop(&t->strings, g->aor);
    rs_strings_drop(&t->strings, g->contact);
    rs_agent_drop(t, g->user_agent);
    rs_strings_drop(&t->strings, g->epid);
    rs_agent_drop(t, g->server);
    rs_strings_drop(&t->strings, g->algorithm);
}

void rs_signin_close(struct rs_tracker *t, struct rs_signin *g, enum rs_closing why)
{
    if (t->sink.registration && g->method == RS_METHOD_REGISTER)
        rs_signin_record(t, g, why);
    rs_signin_rounds_forget(t, g);
    rs_signin_contacts_forget(t, g);
    rs_wait_no_more(t, RS_WAITS_SIGNIN, g->link.self);
    drop_texts(t, g);
    struct rs_call *c = rs_table_at(&t->calls, g->call);
    c->signins -= c->signins < RS_SIGNINS_MAX;
    rs_call_drop(t, g->call);
    rs_table_remove(&t->signins, g);
}

void rs_signin_timer(struct rs_tracker *t, struct rs_signin *g)
{
    rs_signin_close(t, g, RS_CLOSES);
}

static void make_room(struct rs_tracker *t, const struct rs_origin *o)
{
    if (!rs_table_full(&t->signins))
        return;
    t->counters.evicted_registrations++;
    rs_tell_full(t, o, "registrations");
    rs_signin_close(t, rs_table_oldest(&t->signins), RS_CLOSES_FOR_ROOM);
}

static rs_text keep_aor(struct rs_tracker *t, const struct rs_name_addr *to)
{
    char aor[RS_TEXT_MAX];
    struct rs_uri uri;
    rs_uri_parse(to->uri.text, &uri);
    return rs_strings_keep(&t->strings, rs_span(aor, rs_uri_aor(&uri, aor, sizeof aor)));
}

static rs_text keep_contact(struct rs_tracker *t, const struct rs_step *s)
{
    struct rs_name_addr contact;
    if (!s->view->contact.n || rs_name_addr_parse(s->view->contact, &contact) != RS_OK)
        return rs_strings_keep(&t->strings, s->view->contact);
    return rs_strings_keep(&t->strings, contact.wildcard ? RS_SPAN("*") : contact.uri.text);
}

static struct rs_signin *signin_open(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_call *c = rs_call_get(t, s);
    if (!c)
        return NULL;
    rs_call_use(t, c); /* before making room, which may drop its other users */
    make_room(t, s->origin);
    struct rs_signin *g = rs_table_add(&t->signins, signin_key(s));
    if (!g) {
        rs_call_drop(t, c->link.self);
        return NULL;
    }
    t->counters.registrations += s->view->method == RS_METHOD_REGISTER;
    c->signins += c->signins < RS_SIGNINS_MAX;
    g->call = c->link.self;
    g->method = s->view->method;
    g->origin = *s->origin;
    g->first_us = t->now_us;
    g->final_us = -1;
    g->first_frame = s->origin->frame;
    g->aor = keep_aor(t, &s->view->to);
    g->contact = keep_contact(t, s);
    g->user_agent = rs_agent_keep(t, rs_msg_value(s->msg, RS_HEADER_USER_AGENT));
    g->epid = rs_strings_keep(&t->strings, rs_param_value(s->view->from.params, RS_SPAN("epid")));
    return g;
}

static void annotate(const struct rs_tracker *t, const struct rs_signin *g, struct rs_auth_note *n)
{
    n->scheme = g->scheme;
    n->round = g->challenges;
    n->first_frame = g->first_frame;
    n->since_us = t->now_us - g->first_us;
}

/* The scheme the client chose says more than the list it was offered. */
static void take_scheme(struct rs_signin *g, const struct rs_step *s, enum rs_header_id id)
{
    const struct rs_header *line = rs_msg_first(s->msg, id);
    struct rs_auth auth;
    if (rs_span_starts_nocase(rs_msg_value(s->msg, id),
                              rs_span_str(rs_auth_scheme_name(g->scheme))) &&
        g->scheme != RS_AUTH_NONE)
        return; /* the one already known */
    if (line && rs_view_auth(s->view, s->msg, line, &auth) == RS_OK && auth.scheme != RS_AUTH_NONE)
        g->scheme = auth.scheme;
}

static enum rs_header_id credentials(const struct rs_msg *m)
{
    return m->first[RS_HEADER_AUTHORIZATION] ? RS_HEADER_AUTHORIZATION
                                             : RS_HEADER_PROXY_AUTHORIZATION;
}

static void read_expires(struct rs_signin *g, const struct rs_step *s)
{
    struct rs_name_addr contact;
    struct rs_span value = RS_SPAN_NONE;
    if (s->view->contact.n && rs_name_addr_parse(s->view->contact, &contact) == RS_OK)
        value = rs_param_value(contact.params, RS_SPAN("expires"));
    if (!value.p)
        value = rs_msg_value(s->msg, RS_HEADER_EXPIRES);
    uint32_t seconds;
    if (value.p && rs_number_parse(value, UINT32_MAX, &seconds) == RS_OK)
        g->expires_s = seconds;
    else if (s->msg->kind == RS_MSG_REQUEST)
        g->expires_s = 3600; /* RFC 3261 10.2: the registrar chooses; this is the usual */
}

void rs_signin_again(struct rs_tracker *t, const struct rs_step *s)
{
    const struct rs_signin *g = t->sink.registration ? signin_find(t, s) : NULL;
    if (g)
        rs_signin_round_again(t, g, s);
}

void rs_signin_request(struct rs_tracker *t, struct rs_step *s)
{
    struct rs_signin *g = signin_find(t, s);
    if (g && g->done && s->view->method == RS_METHOD_REGISTER) {
        rs_signin_close(t, g, RS_CLOSES);
        g = NULL;
    }
    if (!g && s->view->method == RS_METHOD_REGISTER)
        g = signin_open(t, s);
    if (!g || g->done)
        return;
    take_scheme(g, s, credentials(s->msg));
    rs_signin_credentials(t, g, s, credentials(s->msg));
    if (s->view->method == RS_METHOD_REGISTER) {
        read_expires(g, s);
        g->removed = g->expires_s == 0;
        rs_signin_round(t, g, s);
    }
    g->answered = false;
    rs_wait(t, RS_WAITS_SIGNIN, g->link.self, t->now_us + 2 * (int64_t)RS_TIMEOUT_US);
    annotate(t, g, &s->note->auth);
}

static void challenged(struct rs_signin *g, const struct rs_step *s)
{
    if (g->scheme == RS_AUTH_NONE)
        take_scheme(g, s,
                    s->msg->first[RS_HEADER_WWW_AUTHENTICATE] ? RS_HEADER_WWW_AUTHENTICATE
                                                              : RS_HEADER_PROXY_AUTHENTICATE);
    g->challenges++;
    g->answered = true;
    g->last_cseq = s->view->cseq.number;
    g->final_status = s->msg->status;
}

/* For its record alone. */
static void answered_by(struct rs_tracker *t, struct rs_signin *g, struct rs_step *s)
{
    struct rs_span server = rs_msg_value(s->msg, RS_HEADER_SERVER);
    if (!t->sink.registration || g->method != RS_METHOD_REGISTER)
        return;
    rs_agent_drop(t, g->server);
    g->server = rs_agent_keep(t, server.n ? server : rs_msg_value(s->msg, RS_HEADER_USER_AGENT));
    g->outbound = rs_msg_lists(s->msg, RS_HEADER_REQUIRE, RS_SPAN("outbound"));
    rs_signin_take_contacts(t, g, s);
}

static void finished(struct rs_tracker *t, struct rs_signin *g, struct rs_step *s)
{
    g->done = true;
    g->accepted = s->msg->status / 100 == 2;
    g->final_status = s->msg->status;
    g->final_us = t->now_us;
    g->final_frame = s->origin->frame;
    g->bindings = s->bound;
    if (g->accepted && !g->removed)
        read_expires(g, s);
    if (g->accepted)
        rs_signin_accepted(t, g);
    answered_by(t, g, s);
    s->note->auth.accepted = g->accepted;
    s->note->auth.failed = !g->accepted;
}

static void response(struct rs_tracker *t, struct rs_step *s, struct rs_signin *g, bool first_sight)
{
    bool challenge = rs_status_flags(s->msg->status) & RS_STATUS_CHALLENGE;
    if (g->rounds && (first_sight || (s->note->role == RS_ROLE_RETRANSMISSION &&
                                      s->note->transaction.first_hop)))
        rs_signin_round_answered(t, g, s, !first_sight);
    if (first_sight && !g->done && s->msg->status >= 200) {
        if (challenge && !(g->challenges && g->last_cseq == s->view->cseq.number)) {
            challenged(g, s);
            rs_signin_challenged(t, g, s);
        } else if (!challenge) {
            finished(t, g, s);
        }
        rs_signin_clock(t, g, s);
        rs_wait(t, RS_WAITS_SIGNIN, g->link.self, t->now_us + RS_TIMEOUT_US);
    }
    annotate(t, g, &s->note->auth);
}

void rs_signin_response(struct rs_tracker *t, struct rs_step *s, bool first_sight)
{
    bool challenge = rs_status_flags(s->msg->status) & RS_STATUS_CHALLENGE;
    struct rs_signin *g = signin_find(t, s);
    if (!g && challenge && first_sight)
        g = signin_open(t, s);
    if (g)
        response(t, s, g, first_sight);
    if (s->contacts)
        rs_signin_take_contacts(t, NULL, s);
}
