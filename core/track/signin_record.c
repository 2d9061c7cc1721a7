#include "track/state.h"

/*
 * What a sign-in's record says beside the sign-in itself: each round of it, and
 * the contacts as its 2xx left them. They are kept only where somebody wants
 * that record, in slabs of their own; what finds no room is counted.
 */

enum rs_contact_text {
    CONTACT_URI,
    CONTACT_INSTANCE,
    CONTACT_PUBLIC_GRUU,
    CONTACT_TEMPORARY_GRUU,
    CONTACT_USER_AGENT,
    CONTACT_EPID,
    CONTACT_TEXTS
};

const char *rs_signin_end_name(enum rs_signin_end e)
{
    static const char *const names[] = {"open",      "accepted",  "removed",   "listed",   "refused",
                                        "too-brief", "given-up",  "no-answer", "forgotten"};
    return e < RS_SIGNIN_END__COUNT ? names[e] : "";
}

/* ---- rounds ---- */

static struct rs_signin_round *round_at(const struct rs_tracker *t, uint32_t index)
{
    return rs_slab_at(&t->signin_rounds, index);
}

static unsigned count_rounds(const struct rs_tracker *t, const struct rs_signin *g)
{
    unsigned n = 0;
    for (uint32_t i = g->rounds; i && (!n || i != g->rounds); i = round_at(t, i)->next)
        n++;
    return n;
}

/* One more behind the last; of a sign-in that has its number of them, the last is told anew. */
static struct rs_signin_round *round_add(struct rs_tracker *t, struct rs_signin *g)
{
    uint32_t index = count_rounds(t, g) < RS_ROUNDS_TOLD ? rs_slab_take(&t->signin_rounds) : 0;
    struct rs_signin_round *last = round_at(t, g->rounds), *r = round_at(t, index);
    if (!r) {
        g->rounds_left_out++;
        if (last)
            *last = (struct rs_signin_round){.next = last->next};
        return last;
    }
    r->next = last ? last->next : index;
    if (last)
        last->next = index;
    g->rounds = index;
    return r;
}

void rs_signin_round(struct rs_tracker *t, struct rs_signin *g, const struct rs_step *s)
{
    struct rs_auth auth;
    const struct rs_msg *m = s->msg;
    struct rs_signin_round *r = t->sink.registration ? round_add(t, g) : NULL;
    if (!r)
        return;
    r->request = rs_moment(t->now_us, s->origin->frame);
    r->cseq = s->view->cseq.number;
    r->request_copies = 1;
    enum rs_header_id id = m->first[RS_HEADER_AUTHORIZATION] ? RS_HEADER_AUTHORIZATION
                                                             : RS_HEADER_PROXY_AUTHORIZATION;
    if (!m->first[id] || rs_view_auth(s->view, m, rs_msg_first(m, id), &auth) != RS_OK)
        return;
    r->scheme = auth.scheme;
    r->resync = auth.auts.n > 0;
    rs_strings_drop(&t->strings, g->algorithm);
    g->algorithm = rs_strings_keep(&t->strings, auth.algorithm);
}

/* The first challenge speaks for all: whoever offers several offers them anew. */
static bool is_stale(const struct rs_step *s)
{
    struct rs_auth auth;
    enum rs_header_id id = s->msg->first[RS_HEADER_WWW_AUTHENTICATE] ? RS_HEADER_WWW_AUTHENTICATE
                                                                     : RS_HEADER_PROXY_AUTHENTICATE;
    return s->msg->first[id] &&
           rs_view_auth(s->view, s->msg, rs_msg_first(s->msg, id), &auth) == RS_OK && auth.stale;
}

/* The one that the message at hand is of; NULL: it is not kept. */
static struct rs_signin_round *round_of(const struct rs_tracker *t, const struct rs_signin *g,
                                        const struct rs_step *s)
{
    unsigned n = 0;
    for (uint32_t i = g->rounds; i && (!n || i != g->rounds); i = round_at(t, i)->next, n++)
        if (round_at(t, i)->cseq == s->view->cseq.number)
            return round_at(t, i);
    return NULL;
}

void rs_signin_round_again(struct rs_tracker *t, const struct rs_signin *g, const struct rs_step *s)
{
    struct rs_signin_round *r = round_of(t, g, s);
    if (r)
        r->request_copies++;
}

void rs_signin_round_answered(struct rs_tracker *t, const struct rs_signin *g,
                              const struct rs_step *s, bool again)
{
    struct rs_signin_round *r = round_of(t, g, s);
    if (!r || s->msg->status < 200)
        return;
    if (again && rs_moment_seen(&r->final)) {
        r->final_copies++;
    } else if (!again && !rs_moment_seen(&r->final)) {
        r->final = rs_moment(t->now_us, s->origin->frame);
        r->status = s->msg->status;
        r->stale = is_stale(s);
        r->final_copies = 1;
    }
}

/* ---- contacts ---- */

static struct rs_signin_contact *contact_at(const struct rs_tracker *t, uint32_t index)
{
    return rs_slab_at(&t->signin_contacts, index);
}

/* RFC 5627 4.1; Lync's server has but one parameter (MS-SIPRE 3.4). */
static struct rs_span gruu(const struct rs_name_addr *na, struct rs_span name)
{
    return na ? rs_param_value(na->params, name) : RS_SPAN_NONE;
}

/* "q=0.7" (RFC 3261 25.1) in thousandths. */
static int16_t q_of(const struct rs_name_addr *na)
{
    struct rs_span q = na ? rs_param_value(na->params, RS_SPAN("q")) : RS_SPAN_NONE;
    if (!q.n || (q.p[0] != '0' && q.p[0] != '1'))
        return -1;
    int value = q.p[0] == '1' ? 1000 : 0, unit = 100;
    if (q.n == 1)
        return (int16_t)value;
    if (q.p[1] != '.')
        return -1;
    for (size_t i = 2; i < q.n && i < 5; i++, unit /= 10) {
        if (!rs_is_digit(q.p[i]))
            return -1;
        value += (q.p[i] - '0') * unit;
    }
    return (int16_t)(value > 1000 ? 1000 : value);
}

static rs_pack keep_texts(struct rs_tracker *t, const struct rs_binding *b,
                          const struct rs_binding_asker *who, const struct rs_name_addr *na)
{
    struct rs_span public_gruu = gruu(na, RS_SPAN("pub-gruu"));
    const struct rs_span text[CONTACT_TEXTS] = {
        [CONTACT_URI] = na ? na->uri.text : rs_tracker_text(t, b->contact),
        [CONTACT_INSTANCE] = rs_tracker_text(t, b->instance),
        [CONTACT_PUBLIC_GRUU] = public_gruu.n ? public_gruu : gruu(na, RS_SPAN("gruu")),
        [CONTACT_TEMPORARY_GRUU] = gruu(na, RS_SPAN("temp-gruu")),
        [CONTACT_USER_AGENT] = rs_agent_name(t, who->user_agent),
        [CONTACT_EPID] = rs_tracker_text(t, who->epid),
    };
    return rs_pack_keep(&t->strings, text, CONTACT_TEXTS);
}

void rs_signin_contact(struct rs_tracker *t, struct rs_step *s, const struct rs_binding *b,
                       const struct rs_name_addr *na, enum rs_binding_event event)
{
    if (!t->sink.registration || b->wildcard)
        return;
    uint32_t index = s->contact_count < RS_CONTACTS_TOLD ? rs_slab_take(&t->signin_contacts) : 0;
    struct rs_signin_contact *c = contact_at(t, index), *last = contact_at(t, s->contacts);
    s->contact_count += s->contact_count < UINT8_MAX;
    if (!c) {
        s->contacts_left_out++;
        return;
    }
    /* Who asked for it now, or who did before; one that was only listed was made by nobody seen. */
    bool asked = event == RS_BND_ACCEPTED || event == RS_BND_DELETED;
    const struct rs_binding_asker *who = asked ? &b->asking : &b->creator;
    bool gone = event == RS_BND_DELETED || event == RS_BND_UNLISTED;
    c->change = rs_binding_machine(b->state, event).change;
    c->source = who->source;
    if (who->time_us >= 0)
        c->asked = rs_moment(who->time_us, who->frame);
    c->expires_s = gone ? 0 : b->expires_s;
    c->reg_id = b->reg_id;
    c->q = q_of(na);
    c->kept = keep_texts(t, b, who, na);
    c->next = last ? last->next : index;
    if (last)
        last->next = index;
    s->contacts = index;
}

static void contacts_drop(struct rs_tracker *t, uint32_t last)
{
    if (!last)
        return;
    uint32_t i = contact_at(t, last)->next, next;
    contact_at(t, last)->next = 0;
    for (; i; i = next) {
        next = contact_at(t, i)->next;
        rs_strings_drop(&t->strings, contact_at(t, i)->kept);
        rs_slab_give(&t->signin_contacts, i);
    }
}

void rs_signin_take_contacts(struct rs_tracker *t, struct rs_signin *g, struct rs_step *s)
{
    if (g && !g->contacts) {
        g->contacts = s->contacts;
        g->contacts_left_out = s->contacts_left_out;
    } else {
        contacts_drop(t, s->contacts);
    }
    s->contacts = 0;
}

/* ---- told ---- */

void rs_signin_record_forget(struct rs_tracker *t, struct rs_signin *g)
{
    contacts_drop(t, g->contacts);
    g->contacts = 0;
    if (!g->rounds)
        return;
    uint32_t i = round_at(t, g->rounds)->next, next;
    round_at(t, g->rounds)->next = 0;
    for (; i; i = next) {
        next = round_at(t, i)->next;
        rs_slab_give(&t->signin_rounds, i);
    }
    g->rounds = 0;
}

static void tell_rounds(const struct rs_tracker *t, const struct rs_signin *g,
                        struct rs_registration_record *r)
{
    uint32_t i = g->rounds;
    r->rounds_left_out = g->rounds_left_out;
    for (unsigned n = count_rounds(t, g); n && r->round_count < RS_ROUNDS_TOLD; n--) {
        i = round_at(t, i)->next;
        const struct rs_signin_round *x = round_at(t, i);
        r->rounds[r->round_count++] = (struct rs_round_record){
            .cseq = x->cseq,
            .status = x->status,
            .scheme = x->scheme,
            .stale = x->stale,
            .resync = x->resync,
            .request_copies = x->request_copies,
            .final_copies = x->final_copies,
            .request_us = rs_moment_us(&x->request),
            .final_us = rs_moment_us(&x->final),
            .request_frame = rs_moment_frame(&x->request),
            .final_frame = rs_moment_frame(&x->final),
        };
        r->retransmissions += x->request_copies - 1 + (x->final_copies ? x->final_copies - 1 : 0);
    }
}

static struct rs_contact_record contact_record(const struct rs_tracker *t,
                                               const struct rs_signin_contact *c)
{
    const struct rs_strings *s = &t->strings;
    return (struct rs_contact_record){
        .change = c->change,
        .uri = rs_pack_get(s, c->kept, CONTACT_URI),
        .instance = rs_pack_get(s, c->kept, CONTACT_INSTANCE),
        .public_gruu = rs_pack_get(s, c->kept, CONTACT_PUBLIC_GRUU),
        .temporary_gruu = rs_pack_get(s, c->kept, CONTACT_TEMPORARY_GRUU),
        .user_agent = rs_pack_get(s, c->kept, CONTACT_USER_AGENT),
        .epid = rs_pack_get(s, c->kept, CONTACT_EPID),
        .source = c->source,
        .expires_s = c->expires_s,
        .reg_id = c->reg_id,
        .q = c->q,
        .asked_us = rs_moment_us(&c->asked),
        .asked_frame = rs_moment_frame(&c->asked),
    };
}

static void tell_contacts(const struct rs_tracker *t, const struct rs_signin *g,
                          struct rs_registration_record *r)
{
    r->contacts_left_out = g->contacts_left_out;
    if (!g->contacts)
        return;
    uint32_t i = g->contacts;
    do {
        i = contact_at(t, i)->next;
        r->contacts[r->contact_count++] = contact_record(t, contact_at(t, i));
    } while (i != g->contacts && r->contact_count < RS_CONTACTS_TOLD);
}

/* The 2xx lists others' contacts too: of this one the time is that of its own. */
static void tell_expires(struct rs_registration_record *r)
{
    for (unsigned i = 0; i < r->contact_count; i++) {
        const struct rs_contact_record *c = &r->contacts[i];
        if (c->change == RS_BINDING_ADDED || c->change == RS_BINDING_REFRESHED) {
            r->expires_s = c->expires_s;
            return;
        }
    }
}

static enum rs_signin_end end_of(const struct rs_signin *g, enum rs_closing why)
{
    if (g->accepted && !g->contact)
        return RS_SIGNIN_LISTED;
    if (g->accepted)
        return g->removed ? RS_SIGNIN_REMOVED : RS_SIGNIN_ACCEPTED;
    if (g->done)
        return g->final_status == 423 ? RS_SIGNIN_TOO_BRIEF : RS_SIGNIN_REFUSED;
    if (why == RS_CLOSES_AT_END)
        return RS_SIGNIN_OPEN;
    if (why == RS_CLOSES_FOR_ROOM)
        return RS_SIGNIN_FORGOTTEN;
    return g->answered ? RS_SIGNIN_GIVEN_UP : RS_SIGNIN_NO_ANSWER;
}

void rs_signin_record(struct rs_tracker *t, const struct rs_signin *g, enum rs_closing why)
{
    const struct rs_call *c = rs_table_at(&t->calls, g->call);
    struct rs_registration_record r = {
        .call = c ? rs_call_known_as(t, c) : 0,
        .origin = g->origin,
        .aor = rs_tracker_text(t, g->aor),
        .contact = rs_tracker_text(t, g->contact),
        .call_id = c ? rs_tracker_text(t, c->call_id) : RS_SPAN_NONE,
        .user_agent = rs_agent_name(t, g->user_agent),
        .epid = rs_tracker_text(t, g->epid),
        .server = rs_agent_name(t, g->server),
        .algorithm = rs_tracker_text(t, g->algorithm),
        .scheme = g->scheme,
        .end = (uint8_t)end_of(g, why),
        .challenges = g->challenges,
        .final_status = g->final_status,
        .expires_s = g->expires_s,
        .bindings = g->bindings,
        .accepted = g->accepted,
        .removed = g->removed,
        .outbound = g->outbound,
        .open_at_end = why == RS_CLOSES_AT_END && !g->done,
        .first_us = g->first_us,
        .final_us = g->final_us,
        .first_frame = g->first_frame,
        .final_frame = g->final_frame,
    };
    tell_rounds(t, g, &r);
    tell_contacts(t, g, &r);
    tell_expires(&r);
    t->sink.registration(t->sink.user, &r);
}
