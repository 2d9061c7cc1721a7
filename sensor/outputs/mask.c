#include "outputs/mask.h"

#include <stdlib.h>

#include "outputs/mask_message.h"

struct rs_mask {
    struct rs_mask_text text;
    struct rs_origin origin;
    struct rs_finding finding;
    struct rs_annotation note;
    struct rs_msg msg;
    struct rs_view view;
    struct rs_transaction_record transaction;
    struct rs_dialog_record dialog;
    struct rs_registration_record registration;
    struct rs_tls_outcome secured;
};

static const char *const named[] = {
#define RS_MASK_EVIDENCE(name) name,
#include "outputs/mask_evidence.def"
#undef RS_MASK_EVIDENCE
};

struct rs_mask *rs_mask_new(const struct rs_hash_key *key)
{
    struct rs_mask *m = calloc(1, sizeof *m);
    if (m)
        rs_hash_init(&m->text.hash, key);
    return m;
}

void rs_mask_free(struct rs_mask *m)
{
    free(m);
}

/* A new result: the room is its own. */
static struct rs_mask_text *begin(struct rs_mask *m)
{
    m->text.used = 0;
    return &m->text;
}

static void uri(struct rs_mask_text *t, struct rs_span *s)
{
    *s = rs_masked(t, *s, rs_mask_put_uri);
}

static void id(struct rs_mask_text *t, struct rs_span *s)
{
    *s = rs_masked(t, *s, rs_mask_put_id);
}

static void text(struct rs_mask_text *t, struct rs_span *s)
{
    *s = rs_masked(t, *s, rs_mask_put_text);
}

/* Tunnels have addresses of their own. */
static struct rs_origin origin_of(const struct rs_mask_text *t, const struct rs_origin *o)
{
    struct rs_origin masked = *o;
    masked.src.addr = rs_mask_addr(t, &o->src.addr);
    masked.dst.addr = rs_mask_addr(t, &o->dst.addr);
    masked.mac_pair = 0;
    masked.tunnel = 0;
    masked.tunnel_number = 0;
    return masked;
}

static bool names_somebody(const char *name)
{
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        if (!strcmp(named[i], name))
            return true;
    return false;
}

const struct rs_finding *rs_mask_finding(struct rs_mask *m, const struct rs_finding *finding)
{
    struct rs_mask_text *t = begin(m);
    struct rs_finding *f = &m->finding;
    *f = *finding;
    f->origin = origin_of(t, &f->origin);
    text(t, &f->method);
    id(t, &f->call_id);
    id(t, &f->from_tag);
    id(t, &f->to_tag);
    id(t, &f->branch);
    uri(t, &f->from_uri);
    uri(t, &f->to_uri);
    for (unsigned i = 0; i < f->evidence_count; i++)
        f->evidence[i].text =
            rs_masked(t, f->evidence[i].text,
                      names_somebody(f->evidence[i].name) ? rs_mask_put_words : rs_mask_put_text);
    return f;
}

const struct rs_annotation *rs_mask_message(struct rs_mask *m, const struct rs_annotation *a)
{
    struct rs_mask_text *t = begin(m);
    struct rs_span octets = rs_mask_message_text(t, a->msg);
    if (rs_msg_parse(&m->msg, octets, RS_FRAMING_DATAGRAM, true) < 0)
        return NULL; /* nothing of it is told */
    rs_view_make(&m->view, &m->msg);
    m->origin = origin_of(t, a->origin);
    m->note = *a;
    m->note.msg = &m->msg;
    m->note.view = &m->view;
    m->note.origin = &m->origin;
    text(t, &m->note.subscription.event);
    return &m->note;
}

const struct rs_transaction_record *rs_mask_transaction(struct rs_mask *m,
                                                        const struct rs_transaction_record *record)
{
    struct rs_mask_text *t = begin(m);
    struct rs_transaction_record *r = &m->transaction;
    *r = *record;
    r->origin = origin_of(t, &r->origin);
    text(t, &r->method_name);
    id(t, &r->call_id);
    id(t, &r->from_tag);
    id(t, &r->to_tag);
    id(t, &r->branch);
    uri(t, &r->from_uri);
    uri(t, &r->to_uri);
    return r;
}

const struct rs_dialog_record *rs_mask_dialog(struct rs_mask *m,
                                              const struct rs_dialog_record *record)
{
    struct rs_mask_text *t = begin(m);
    struct rs_dialog_record *r = &m->dialog;
    *r = *record;
    r->origin = origin_of(t, &r->origin);
    id(t, &r->call_id);
    id(t, &r->local_tag);
    id(t, &r->remote_tag);
    uri(t, &r->caller_uri);
    uri(t, &r->callee_uri);
    text(t, &r->user_agent);
    text(t, &r->server);
    text(t, &r->event);
    text(t, &r->refer_to);
    text(t, &r->reason);
    for (unsigned i = 0; i < r->party_count; i++)
        r->party[i] = rs_mask_addr(t, &r->party[i]);
    r->session.caller.addr = rs_mask_addr(t, &r->session.caller.addr);
    r->session.callee.addr = rs_mask_addr(t, &r->session.callee.addr);
    return r;
}

static void mask_contact(struct rs_mask_text *t, struct rs_contact_record *c)
{
    uri(t, &c->uri);
    uri(t, &c->public_gruu);
    uri(t, &c->temporary_gruu);
    id(t, &c->instance);
    id(t, &c->epid);
    text(t, &c->user_agent);
    c->source = rs_mask_addr(t, &c->source);
}

const struct rs_registration_record *
rs_mask_registration(struct rs_mask *m, const struct rs_registration_record *record)
{
    struct rs_mask_text *t = begin(m);
    struct rs_registration_record *r = &m->registration;
    *r = *record;
    r->origin = origin_of(t, &r->origin);
    uri(t, &r->aor);
    uri(t, &r->contact);
    id(t, &r->call_id);
    text(t, &r->user_agent);
    text(t, &r->server);
    text(t, &r->algorithm);
    id(t, &r->epid);
    for (unsigned i = 0; i < r->contact_count; i++)
        mask_contact(t, &r->contacts[i]);
    return r;
}

const struct rs_tls_outcome *rs_mask_secured(struct rs_mask *m, const struct rs_tls_outcome *t)
{
    m->secured = *t;
    m->secured.origin = origin_of(&m->text, &t->origin);
    struct rs_addr a;
    if (rs_addr_parse(t->facts.sni, strlen(t->facts.sni), &a)) /* a name is kept, as domains are */
        m->secured.facts.sni[0] = 0;
    return &m->secured;
}

struct rs_span rs_mask_call_id(struct rs_mask *m, struct rs_span call_id)
{
    return rs_masked(begin(m), call_id, rs_mask_put_id);
}
