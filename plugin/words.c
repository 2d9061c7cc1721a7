#include "words.h"

#include "prefs.h"

#define DOT " \xc2\xb7 "
#define ARROW " \xe2\x86\x92 "

/* ---- what is known ---- */

static void keep_shown(struct rs_known *k)
{
    unsigned n = 0;
    for (unsigned i = 0; i < k->found_count; i++)
        if (rs_prefs_shows((enum rs_finding_id)k->found[i]->id))
            k->found[n++] = k->found[i];
    k->found_count = n;
}

static const char *method_of(const struct rs_known *k)
{
    const char *name = rs_method_name((enum rs_method)k->record->method);
    return !*name && k->extra && k->extra->method ? k->extra->method : name;
}

void rs_known_make(struct rs_known *k, const struct rs_store *s, const struct rs_record *r,
                   bool visited)
{
    k->record = r;
    k->transaction = rs_store_transaction(s, r->transaction);
    k->dialog = rs_store_dialog(s, r->dialog);
    k->extra = rs_store_extra(s, r);
    k->progress = rs_store_progress(s, r);
    k->event = k->progress ? rs_store_event(s, k->progress->subscription) : "";
    k->call = rs_store_call(s, r->call);
    k->join = rs_store_join(s, r);
    k->method = method_of(k);
    k->found_count = rs_store_found(s, r, k->found);
    k->visited = visited;
    keep_shown(k);
}

static bool opens(const struct rs_known *k)
{
    return k->record->role == RS_ROLE_REQUEST && k->transaction;
}

bool rs_known_unanswered(const struct rs_known *k)
{
    bool one_way = rs_method_flags((enum rs_method)k->record->method) & RS_METHOD_ONE_WAY;
    return k->visited && opens(k) && !one_way && !k->transaction->final_frame;
}

bool rs_known_unacknowledged(const struct rs_known *k)
{
    return k->visited && opens(k) && k->record->method == RS_METHOD_INVITE &&
           k->transaction->final_frame && !k->transaction->ack_frame;
}

/* ---- parts ---- */

/* Three figures are enough for people. */
static void put_after(wmem_strbuf_t *b, int64_t us)
{
    if (us < 0)
        return;
    double ms = (double)us / 1000;
    if (us < 10000)
        wmem_strbuf_append_printf(b, " after %.1f ms", ms);
    else if (us < 1000000)
        wmem_strbuf_append_printf(b, " after %.0f ms", ms);
    else
        wmem_strbuf_append_printf(b, " after %.2f s", ms / 1000);
}

static void put_status(wmem_strbuf_t *b, unsigned status)
{
    if (status)
        wmem_strbuf_append_printf(b, DOT "%u %s", status, rs_status_phrase(status));
    else
        wmem_strbuf_append(b, DOT "response without a status");
}

/* What became of a request, as far as it is known. */
static void put_outcome(wmem_strbuf_t *b, const struct rs_known *k)
{
    const struct rs_transaction_facts *t = k->transaction;
    if (t->cancelled)
        wmem_strbuf_append(b, DOT "cancelled");
    if (t->final_frame) {
        put_status(b, t->final_status);
        put_after(b, t->to_final_us);
    } else if (rs_known_unanswered(k)) {
        wmem_strbuf_append(b, t->provisional_frame ? DOT "no final response" : DOT "no response");
    }
    if (rs_known_unacknowledged(k))
        wmem_strbuf_append(b, DOT "no ACK");
}

static void put_repeated(wmem_strbuf_t *b, const struct rs_known *k)
{
    const struct rs_record *r = k->record;
    wmem_strbuf_append(b, r->role == RS_ROLE_DUPLICATE ? DOT "captured twice"
                                                       : DOT "retransmission");
    if (r->retransmission_of)
        wmem_strbuf_append_printf(b, " of frame %u", r->retransmission_of);
}

static void put_role(wmem_strbuf_t *b, const struct rs_known *k)
{
    const struct rs_record *r = k->record;
    const struct rs_transaction_facts *t = k->transaction;
    if (!(r->flags & RS_RECORD_REQUEST))
        put_status(b, r->status);
    if (r->role == RS_ROLE_REQUEST && t)
        put_outcome(b, k);
    else if (r->role == RS_ROLE_PROVISIONAL && t && t->provisional_frame == r->frame)
        put_after(b, t->to_provisional_us);
    else if (r->role == RS_ROLE_FINAL && t && t->final_frame == r->frame)
        put_after(b, t->to_final_us);
    else if (r->role == RS_ROLE_ACK && t && t->final_status)
        wmem_strbuf_append_printf(b, DOT "of %u", t->final_status);
    else if (r->role == RS_ROLE_UNMATCHED)
        wmem_strbuf_append(b, DOT "belongs to nothing seen");
    if (r->flags & RS_RECORD_REPEATED)
        put_repeated(b, k);
    if (r->flags & RS_RECORD_OTHER_LEG)
        wmem_strbuf_append(b, DOT "other leg");
}

static void put_dialog(wmem_strbuf_t *b, const struct rs_known *k)
{
    const struct rs_record *r = k->record;
    if (!r->dialog)
        return;
    wmem_strbuf_append_printf(b, DOT "dialog %u ", r->dialog);
    if (r->before != r->after && r->before != RS_DIALOG_NONE)
        wmem_strbuf_append_printf(b, "%s" ARROW,
                                  rs_dialog_state_name((enum rs_dialog_state)r->before));
    wmem_strbuf_append(b, rs_dialog_state_name((enum rs_dialog_state)r->after));
}

static void put_auth(wmem_strbuf_t *b, const struct rs_record *r)
{
    if (!r->auth_round)
        return;
    const char *scheme = rs_auth_scheme_name((enum rs_auth_scheme)r->auth_scheme);
    wmem_strbuf_append_printf(b, DOT "%s%sround %u", scheme, *scheme ? " " : "", r->auth_round);
    if (r->flags & (RS_RECORD_ACCEPTED | RS_RECORD_FAILED))
        wmem_strbuf_append(b, r->flags & RS_RECORD_ACCEPTED ? " accepted" : " failed");
}

/* What changed beside the dialog's state. */
static void put_progress(wmem_strbuf_t *b, const struct rs_known *k)
{
    const struct rs_progress *p = k->progress;
    if (!p)
        return;
    if (p->held_by && !p->held_before)
        wmem_strbuf_append_printf(b, DOT "held by the %s", rs_offer_side_name(p->held_by));
    else if (p->held_before && !p->held_by)
        wmem_strbuf_append(b, DOT "resumed");
    if (p->subscription && p->subscription_before != p->subscription_after)
        wmem_strbuf_append_printf(
            b, DOT "%s%ssubscription %u %s", k->event, *k->event ? " " : "", p->subscription,
            rs_subscription_state_name((enum rs_sub_state)p->subscription_after));
    if (p->bindings.added || p->bindings.removed || p->bindings.refreshed)
        wmem_strbuf_append_printf(b, DOT "%u binding%s", p->bindings.live,
                                  p->bindings.live == 1 ? "" : "s");
}

const char *rs_words_findings(wmem_allocator_t *pool, const struct rs_known *k)
{
    wmem_strbuf_t *b = wmem_strbuf_new(pool, "");
    for (unsigned i = 0; i < k->found_count; i++)
        wmem_strbuf_append_printf(b, "%s%s", i ? " " : "",
                                  rs_catalogue_get((enum rs_finding_id)k->found[i]->id)->id);
    return wmem_strbuf_get_str(b);
}

const char *rs_words_summary(wmem_allocator_t *pool, const struct rs_known *k)
{
    const struct rs_record *r = k->record;
    wmem_strbuf_t *b = wmem_strbuf_new(pool, *k->method ? k->method : "unknown method");
    if (r->transaction)
        wmem_strbuf_append_printf(b, " transaction %u", r->transaction);
    put_role(b, k);
    put_auth(b, r);
    put_dialog(b, k);
    put_progress(b, k);
    if (k->found_count)
        wmem_strbuf_append_printf(b, DOT "%s", rs_words_findings(pool, k));
    return wmem_strbuf_get_str(b);
}
