#include "track/state.h"

/*
 * The contacts as a sign-in's 2xx left them: kept only where somebody wants its
 * record (signin_record.c), in a slab of their own; what finds no room is counted.
 * A ring: the step, and then the sign-in, name the last.
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

void rs_signin_contacts_forget(struct rs_tracker *t, struct rs_signin *g)
{
    contacts_drop(t, g->contacts);
    g->contacts = 0;
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

void rs_signin_contacts_record(const struct rs_tracker *t, const struct rs_signin *g,
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
