#include "find/deed.h"

struct rs_digest rs_aor_key(const struct rs_hash *h, const struct rs_name_addr *na,
                            struct rs_span *user)
{
    struct rs_uri parsed;
    const struct rs_uri *u = &na->uri;
    if (!na->usual) {
        rs_uri_parse(na->uri.text, &parsed);
        u = &parsed;
    }
    if (user)
        *user = u->user;
    struct rs_digest d = rs_digest(h, u->user.p, u->user.n);
    return rs_digest_nocase_with(h, d, u->host.p, u->host.n);
}

static uint8_t kind_of(const struct rs_annotation *n)
{
    const struct rs_transaction_note *t = &n->transaction;
    if (n->role == RS_ROLE_NONE && n->msg->kind == RS_MSG_REQUEST)
        return RS_DEED_DAMAGED;
    if (!t->first_hop)
        return RS_DEED_NONE;
    if (n->role == RS_ROLE_REQUEST)
        return n->other_leg ? RS_DEED_NONE : RS_DEED_REQUEST;
    if (n->role == RS_ROLE_FINAL)
        return t->final_frame == n->origin->frame ? RS_DEED_FINAL : RS_DEED_NONE;
    bool rings = n->role == RS_ROLE_PROVISIONAL && n->msg->status > 100;
    return rings ? RS_DEED_RING : RS_DEED_NONE;
}

void rs_deed_make(struct rs_deed *d, const struct rs_hash *h, const struct rs_annotation *n)
{
    const struct rs_view *v = n->view;
    const struct rs_msg *m = n->msg;
    d->kind = kind_of(n);
    if (d->kind == RS_DEED_NONE)
        return;
    bool request = d->kind == RS_DEED_REQUEST || d->kind == RS_DEED_DAMAGED;
    d->note = n;
    d->now_us = n->origin->time_us;
    d->method = v->method;
    d->status = m->status;
    d->source = request ? &n->origin->src : &n->origin->dst;
    d->service = request ? &n->origin->dst : &n->origin->src;
    d->accepted = d->method == RS_METHOD_REGISTER && d->status / 100 == 2;
    d->credentials = d->kind == RS_DEED_DAMAGED ? m->first[RS_HEADER_AUTHORIZATION] ||
                                                      m->first[RS_HEADER_PROXY_AUTHORIZATION]
                                                : n->transaction.credentials;
    d->source_key = n->ahead->asks;
    d->opening =
        d->kind != RS_DEED_DAMAGED && n->transaction.opening && d->method != RS_METHOD_CANCEL;
    if (!d->opening)
        return;
    d->service_addr = n->ahead->asked;
    d->service_key = rs_endpoint_key_at(d->service_addr, d->service->port);
    d->target = rs_aor_key(h, &v->to, &d->target_user);
    d->aor = d->method == RS_METHOD_REGISTER ? d->target : rs_aor_key(h, &v->from, NULL);
}
