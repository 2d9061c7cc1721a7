#include "tests/scenario.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/sip/auth.h"

/* The keys of "note FRAME key=value...": each shows one field of an annotation as text. */

static void put_number(char *got, size_t cap, uint64_t v)
{
    snprintf(got, cap, "%llu", (unsigned long long)v);
}

static void put_seconds(char *got, size_t cap, int64_t us)
{
    if (us < 0)
        snprintf(got, cap, "-");
    else
        snprintf(got, cap, "%g", (double)us / 1e6);
}

static void put_findings(char *got, size_t cap, const struct rs_annotation *a)
{
    size_t n = 0;
    snprintf(got, cap, "-");
    for (int i = 0; i < a->finding_count && n + 8 < cap; i++)
        n += (size_t)snprintf(got + n, cap - n, "%s%s", n ? "," : "",
                              rs_catalogue_get(a->finding[i].id)->id);
}

/* "2>1,5>1": which calls the message joined. */
static void put_joined(char *got, size_t cap, const struct rs_annotation *a)
{
    size_t n = 0;
    snprintf(got, cap, "-");
    for (int i = 0; i < a->joined_count && n + 48 < cap; i++)
        n += (size_t)snprintf(got + n, cap - n, "%s%llu>%llu", n ? "," : "",
                              (unsigned long long)a->joined[i].number,
                              (unsigned long long)a->joined[i].into);
}

struct number_key {
    const char *name;
    uint64_t value;
};

static bool show_number(const char *name, const struct rs_annotation *a, char *got, size_t cap)
{
    const struct rs_transaction_note *t = &a->transaction;
    const struct rs_dialog_note *d = &a->dialog;
    const struct number_key keys[] = {
        {"transaction", t->id},
        {"request", t->request_frame},
        {"provisional", t->provisional_frame},
        {"final", t->final_frame},
        {"ack", t->ack_frame},
        {"cancel", t->cancel_frame},
        {"retransmission_of", t->retransmission_of},
        {"copies", t->copies},
        {"status", t->final_status},
        {"vias", t->via_count},
        {"cancelled", t->cancelled},
        {"dialog", d->id},
        {"fork", d->fork},
        {"partial", d->partial},
        {"from_caller", d->from_caller},
        {"opened", d->opened_frame},
        {"confirmed", d->confirmed_frame},
        {"closed", d->closed_frame},
        {"call", a->call},
        {"leg", a->leg},
        {"score", rs_join_score(a->join)},
        {"other_leg", a->other_leg},
        {"first_hop", t->first_hop},
        {"auth_round", a->auth.round},
        {"accepted", a->auth.accepted},
        {"failed", a->auth.failed},
        {"bindings_added", a->binding.count.added},
        {"bindings_refreshed", a->binding.count.refreshed},
        {"bindings_removed", a->binding.count.removed},
        {"bindings_learned", a->binding.count.learned},
        {"bindings", a->binding.count.live},
        {"expires", a->binding.expires_s},
        {"sign_in", a->auth.first_frame},
        {"subscription_number", a->subscription.number},
        {"subscription_expires", a->subscription.expires_s},
        {"interval", a->session_timer.seconds},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (!strcmp(name, keys[i].name)) {
            put_number(got, cap, keys[i].value);
            return true;
        }
    return false;
}

static bool show(const char *name, const struct rs_annotation *a, char *got, size_t cap)
{
    const struct rs_dialog_note *d = &a->dialog;
    if (!strcmp(name, "role"))
        snprintf(got, cap, "%s", rs_role_name(a->role));
    else if (!strcmp(name, "before"))
        snprintf(got, cap, "%s", rs_dialog_state_name(d->before));
    else if (!strcmp(name, "after"))
        snprintf(got, cap, "%s", rs_dialog_state_name(d->after));
    else if (!strcmp(name, "end"))
        snprintf(got, cap, "%s", rs_dialog_end_name(d->end));
    else if (!strcmp(name, "usage"))
        snprintf(got, cap, "%s", rs_usage_name(d->usage));
    else if (!strcmp(name, "scheme"))
        snprintf(got, cap, "%s", rs_auth_scheme_name(a->auth.scheme));
    else if (!strcmp(name, "binding"))
        snprintf(got, cap, "%s>%s", rs_binding_state_name(a->binding.before),
                 rs_binding_state_name(a->binding.after));
    else if (!strcmp(name, "subscription"))
        snprintf(got, cap, "%s>%s", rs_subscription_state_name(a->subscription.before),
                 rs_subscription_state_name(a->subscription.after));
    else if (!strcmp(name, "subscription_end"))
        snprintf(got, cap, "%s", rs_sub_end_name(a->subscription.end));
    else if (!strcmp(name, "timer"))
        snprintf(got, cap, "%s>%s", rs_session_timer_state_name(a->session_timer.before),
                 rs_session_timer_state_name(a->session_timer.after));
    else if (!strcmp(name, "publication"))
        snprintf(got, cap, "%s>%s", rs_publication_state_name(a->publication.before),
                 rs_publication_state_name(a->publication.after));
    else if (!strcmp(name, "offer"))
        snprintf(got, cap, "%s>%s", rs_offer_state_name(a->offer.before),
                 rs_offer_state_name(a->offer.after));
    else if (!strcmp(name, "sdp"))
        snprintf(got, cap, "%s", rs_sdp_part_name(a->offer.sdp));
    else if (!strcmp(name, "sdp_by"))
        snprintf(got, cap, "%s", rs_offer_side_name(a->offer.by));
    else if (!strcmp(name, "held_before"))
        snprintf(got, cap, "%s", rs_offer_side_name(a->offer.held_before));
    else if (!strcmp(name, "refresher"))
        snprintf(got, cap, "%s", rs_session_refresher_name(a->session_timer.refresher));
    else if (!strcmp(name, "since"))
        put_seconds(got, cap, a->auth.since_us);
    else if (!strcmp(name, "held"))
        snprintf(got, cap, "%s%s", a->offer.held_by & RS_SIDE_CALLER ? "caller" : "",
                 a->offer.held_by & RS_SIDE_CALLEE ? "callee" : "");
    else if (!strcmp(name, "to_final"))
        put_seconds(got, cap, a->transaction.to_final_us);
    else if (!strcmp(name, "to_provisional"))
        put_seconds(got, cap, a->transaction.to_provisional_us);
    else if (!strcmp(name, "join"))
        snprintf(got, cap, "%s", rs_join_word(a->join));
    else if (!strcmp(name, "joined"))
        put_joined(got, cap, a);
    else if (!strcmp(name, "findings"))
        put_findings(got, cap, a);
    else
        return show_number(name, a, got, cap);
    return true;
}

const char *scn_note_differs(const struct scn_check *c, const struct rs_annotation *a, char *got,
                             size_t cap)
{
    for (int i = 0; i < c->key_count; i++) {
        const char *name = c->key[i].name;
        snprintf(got, cap, "(no such key)");
        if (!show(name, a, got, cap))
            return name;
        bool hit = !strcmp(got, c->key[i].value);
        if (!strcmp(name, "scheme"))
            hit = rs_span_eq_nocase(rs_span_str(got), rs_span_str(c->key[i].value));
        if (!hit)
            return name;
    }
    return NULL;
}
