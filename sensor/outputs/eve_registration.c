/*
 * event_type "sip_registration": a sign-in, its rounds and the contacts that its
 * 2xx left. With --strict-eve only method and code are left.
 */
#include "outputs/eve.h"

void rs_eve_bindings(struct rs_json *j, const struct rs_binding_count *n)
{
    rs_json_u64_if(j, "bindings_added", n->added);
    rs_json_u64_if(j, "bindings_refreshed", n->refreshed);
    rs_json_u64_if(j, "bindings_removed", n->removed);
    rs_json_u64_if(j, "bindings_learned", n->learned);
    rs_json_u64_if(j, "bindings", n->live);
}

static void put_contact(struct rs_eve *e, const struct rs_contact_record *c)
{
    struct rs_json *j = &e->j;

    rs_json_open_element(j);
    rs_eve_id(j, "uri", c->uri);
    if (c->change)
        rs_json_text(j, "change", rs_binding_change_name((enum rs_binding_change_kind)c->change));
    rs_json_u64(j, "expires", c->expires_s);
    if (c->q >= 0)
        rs_json_seconds(j, "q", c->q * INT64_C(1000));
    rs_eve_id(j, "instance", c->instance);
    rs_json_u64_if(j, "reg_id", c->reg_id);
    rs_eve_id(j, "public_gruu", c->public_gruu);
    rs_eve_id(j, "temporary_gruu", c->temporary_gruu);
    rs_eve_id(j, "epid", c->epid);
    rs_json_span_if(j, "user_agent", rs_eve_if_any(c->user_agent));
    if (c->source.family)
        rs_json_addr(j, "source", &c->source);
    rs_json_time_if(j, "asked", c->asked_us);
    rs_eve_put_frame(e, "asked_in", c->asked_frame);
    rs_json_close(j);
}

static void put_contacts(struct rs_eve *e, const struct rs_registration_record *r)
{
    if (!r->contact_count)
        return;
    rs_json_array_key(&e->j, "contacts");
    for (unsigned i = 0; i < r->contact_count; i++)
        put_contact(e, &r->contacts[i]);
    rs_json_array_close(&e->j);
    rs_json_u64_if(&e->j, "contacts_left_out", r->contacts_left_out);
}

/* Times count from the first REGISTER. */
static void put_round(struct rs_eve *e, const struct rs_registration_record *r,
                      const struct rs_round_record *x)
{
    struct rs_json *j = &e->j;

    rs_json_open_element(j);
    rs_json_u64(j, "cseq", x->cseq);
    rs_eve_scheme(j, x->scheme);
    rs_json_true_if(j, "resync", x->resync);
    rs_json_u64_if(j, "status", x->status);
    rs_json_true_if(j, "stale", x->stale);
    rs_json_seconds_if(j, "sent", rs_eve_between(r->first_us, x->request_us));
    rs_json_seconds_if(j, "time_to_final", rs_eve_between(x->request_us, x->final_us));
    rs_json_u64_if(j, "request_copies", x->request_copies > 1 ? x->request_copies : 0);
    rs_json_u64_if(j, "final_copies", x->final_copies > 1 ? x->final_copies : 0);
    rs_eve_put_frame(e, "request_in", x->request_frame);
    rs_eve_put_frame(e, "final_in", x->final_frame);
    rs_json_close(j);
}

static void put_rounds(struct rs_eve *e, const struct rs_registration_record *r)
{
    if (!r->round_count)
        return;
    rs_json_array_key(&e->j, "rounds");
    for (unsigned i = 0; i < r->round_count; i++)
        put_round(e, r, &r->rounds[i]);
    rs_json_array_close(&e->j);
    rs_json_u64_if(&e->j, "rounds_left_out", r->rounds_left_out);
}

static void put_registration(struct rs_eve *e, const struct rs_registration_record *r)
{
    struct rs_json *j = &e->j;

    rs_json_u64_if(j, "call", r->call);
    rs_eve_id(j, "call_id", r->call_id);
    rs_eve_id(j, "aor", r->aor);
    rs_eve_id(j, "contact", r->contact);
    rs_json_span_if(j, "user_agent", rs_eve_if_any(r->user_agent));
    rs_json_span_if(j, "server", rs_eve_if_any(r->server));
    rs_eve_id(j, "epid", r->epid);
    rs_eve_scheme(j, r->scheme);
    rs_json_span_if(j, "auth_algorithm", rs_eve_if_any(r->algorithm));
    rs_json_u64(j, "challenges", r->challenges);
    rs_json_u64_if(j, "final_status", r->final_status);
    rs_json_bool(j, "accepted", r->accepted);
    if (r->end)
        rs_json_text(j, "end", rs_signin_end_name((enum rs_signin_end)r->end));
    rs_json_true_if(j, "removed", r->removed);
    rs_json_true_if(j, "open_at_end", r->open_at_end);
    rs_json_u64(j, "expires", r->expires_s);
    rs_json_true_if(j, "outbound", r->outbound);
    rs_eve_bindings(j, &r->bindings);
    rs_json_seconds_if(j, "time_to_final", rs_eve_between(r->first_us, r->final_us));
    rs_eve_put_frame(e, "request_in", r->first_frame);
    rs_eve_put_frame(e, "final_in", r->final_frame);
    rs_json_u64_if(j, "retransmissions", r->retransmissions);
    put_rounds(e, r);
    put_contacts(e, r);
}

int rs_eve_registration(void *state, const struct rs_registration_record *r)
{
    struct rs_eve *e = state;
    int64_t time_us = r->final_us >= 0 ? r->final_us : r->first_us;

    if (!(e->settings->log & RS_LOG_REGISTRATION))
        return RS_OK;
    rs_eve_begin(e, "sip_registration", time_us, r->first_frame, &r->origin);
    rs_eve_sip_summary(e, RS_SPAN("REGISTER"), r->final_status);
    if (rs_eve_open_ours(e, &r->origin)) {
        put_registration(e, r);
        rs_json_close(&e->j);
    }
    return rs_eve_end(e);
}
